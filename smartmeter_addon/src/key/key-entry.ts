/** The keys of one meter's entry, from text to octets. */
import { createFault, type Fault } from "../fault.ts";
import type { Sentence } from "../language/language.ts";
import type { KeyEntry } from "./key-doctor.ts";
import { parseKey, repairTexts } from "./keys.ts";

/** The keys of one meter as the options hold them, by the names of the options. */
export interface KeyTexts {
  readonly key?: string | undefined;
  readonly authentication_key?: string | undefined;
  readonly previous_key?: string | undefined;
}

export interface ParsedKeyEntry {
  readonly keys: KeyEntry;
  /** `key-form`: one of them is not a key. The program keeps running, so that it can say so everywhere. */
  readonly problem: Fault | undefined;
  /** `key-repaired`: what was put right, of all of them. */
  readonly repaired: Fault | undefined;
}

/** The keys of an entry of the options, each read as people copy it; problems and repairs name the option. */
export function parseKeyEntry(texts: KeyTexts): ParsedKeyEntry {
  const problems: Sentence[] = [];
  const repairs: Sentence[] = [];
  const parse = (name: keyof KeyTexts): Uint8Array | undefined => {
    const text = texts[name];
    if (text === undefined || text === "") return undefined;
    const parsed = parseKey(text);
    if ("problem" in parsed) {
      problems.push(labelled(name, parsed.problem));
      return undefined;
    }
    if (parsed.repairs.length > 0) {
      repairs.push(
        labelled(
          name,
          joined(
            parsed.repairs.map((repair) => repairTexts[repair]),
            ", ",
          ),
        ),
      );
    }
    return parsed.key;
  };
  const keys = {
    key: parse("key"),
    authenticationKey: parse("authentication_key"),
    previousKey: parse("previous_key"),
  };
  return {
    keys,
    problem:
      problems[0] === undefined
        ? undefined
        : createFault("key-form", { is: "options", problems: joined(problems, " ") }),
    repaired:
      repairs[0] === undefined
        ? undefined
        : createFault("key-repaired", { is: "options", repairs: joined(repairs, "; ") }),
  };
}

const labelled = (name: string, { en, de }: Sentence): Sentence => ({ en: `${name}: ${en}`, de: `${name}: ${de}` });

const joined = (sentences: readonly Sentence[], by: string): Sentence => ({
  en: sentences.map(({ en }) => en).join(by),
  de: sentences.map(({ de }) => de).join(by),
});
