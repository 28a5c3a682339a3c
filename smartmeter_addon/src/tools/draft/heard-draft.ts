/** A draft of a definition as the octets of a line teach it, and what can be read with it. */
import type { MeterKeys } from "../../decoder.ts";
import { ProtocolError } from "../../fault.ts";
import type { Language } from "../../language/language.ts";
import { type Draft, draftOf } from "../../learn/draft.ts";
import { hear } from "../../learn/heard.ts";
import { type Definitions, parseDefinitionText } from "../../telegram/definition.ts";
import { createTelegramReader, type Telegram } from "../../telegram/telegram.ts";
import { unknownTexts } from "../explain/explain-draft.ts";

/** A draft without answers, and the open texts of the telegrams it was made from. */
export interface LearnedDraft {
  readonly draft: Draft;
  readonly texts: readonly Uint8Array[];
  /** The last number of each element; undefined for what is none. */
  readonly numbers: readonly (number | undefined)[];
}

/** Undefined where the octets hold no list without names that nobody knows. */
export async function learnDraft(
  octets: Uint8Array,
  known: { readonly keys: MeterKeys; readonly definitions: Definitions },
  language: Language,
): Promise<LearnedDraft | undefined> {
  const texts = unknownTexts(octets, known);
  const heard = hear(texts);
  const draft = await draftOf(texts, language);
  if (heard === undefined || draft === undefined) return undefined;
  return { draft, texts: heard.texts, numbers: heard.columns.map(({ numbers }) => numbers?.at(-1)) };
}

/** The telegrams as `run` would read them with this file; none while it names no value. */
export async function readWith(yaml: string, texts: readonly Uint8Array[]): Promise<Telegram[]> {
  const loaded = await parseDefinitionText(yaml);
  if ("problems" in loaded) return [];
  const reader = createTelegramReader([loaded.definition]);
  return texts.flatMap((text) => {
    try {
      return [...reader.read("notification", text, { framing: "apdu", manufacturer: undefined })];
    } catch (error) {
      if (error instanceof ProtocolError) return [];
      throw error;
    }
  });
}
