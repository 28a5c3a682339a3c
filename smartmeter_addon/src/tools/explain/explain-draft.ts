/** What can be learned of a recording's telegrams whose layout nobody knows. */
import { createMeterDecoder, type MeterKeys } from "../../decoder.ts";
import type { Language } from "../../language/language.ts";
import { createListener, draftOf, printDraft } from "../../learn/draft.ts";
import type { Definitions } from "../../telegram/definition.ts";

interface Known {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
}

/** The open texts of those telegrams. */
export function unknownTexts(octets: Uint8Array, { keys, definitions }: Known): readonly Uint8Array[] {
  const decoder = createMeterDecoder({ keys, definitions, unchecked: true, plaintext: true });
  const listener = createListener();
  for (const event of [...decoder.push(octets), ...decoder.end()]) listener.take(event);
  return listener.texts();
}

/** A draft of a definition with its questions, as text; undefined where every layout is known. */
export async function explainUnknown(
  octets: Uint8Array,
  known: Known,
  language: Language,
): Promise<string | undefined> {
  const draft = await draftOf(unknownTexts(octets, known), language);
  return draft === undefined ? undefined : printDraft(draft, language);
}
