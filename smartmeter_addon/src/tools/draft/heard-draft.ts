/** A draft of a definition as the octets of a line teach it, and what can be read with it. */
import type { MeterKeys } from "../../decoder.ts";
import type { Language } from "../../language/language.ts";
import { type Draft, draftOf } from "../../learn/draft.ts";
import { hear } from "../../learn/heard.ts";
import type { Definitions } from "../../telegram/definition.ts";
import { unknownTexts } from "../explain/explain-draft.ts";

export { readWith } from "../../learn/draft.ts";

/** A draft without answers, and the open texts of the telegrams it was made from. */
export interface LearnedDraft {
  readonly draft: Draft;
  readonly texts: readonly Uint8Array[];
}

/** Undefined where the octets hold no list that nobody knows. */
export async function learnDraft(
  octets: Uint8Array,
  known: { readonly keys: MeterKeys; readonly definitions: Definitions },
  language: Language,
): Promise<LearnedDraft | undefined> {
  const texts = unknownTexts(octets, known);
  const heard = hear(texts);
  const draft = await draftOf(texts, language);
  if (heard === undefined || draft === undefined) return undefined;
  return { draft, texts: heard.texts };
}
