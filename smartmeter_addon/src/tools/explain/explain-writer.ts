/** Writes the fields of a part one behind the other, with their words. */

import type { Language } from "../../language/language.ts";
import { fill } from "../../language/message.ts";
import { toHex } from "../../octets.ts";
import { type FieldLayer, factsOf } from "./explain-facts.ts";
import { explainPhrases, type PhraseKey } from "./phrases.ts";
import { explainDe } from "./words-de.ts";
import { explainEn, type FieldKey } from "./words-en.ts";

/** A few octets of a telegram that belong together, and what they say. */
export interface Field {
  /** Position in the octets of its part. */
  readonly start: number;
  readonly length: number;
  /** How deep it lies in structures; 0 outside of all. */
  readonly depth: number;
  readonly key: FieldKey;
  readonly layer: FieldLayer;
  readonly name: string;
  /** What the octets stand for, where that is more than the octets themselves. */
  readonly value: string | undefined;
  readonly meaning: string;
  readonly clause: string | undefined;
  /** Differs from telegram to telegram of one meter. */
  readonly changes: boolean;
}

/** One unwrapping of a telegram: its octets, and fields that cover them without gap or overlap. */
export interface ExplainedPart {
  readonly title: string;
  readonly octets: Uint8Array;
  readonly fields: readonly Field[];
}

export interface FieldExtra {
  readonly value?: string | number | undefined;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly depth?: number;
  /** Where one meter's octets stay although the field as such changes. */
  readonly changes?: boolean;
}

/** Writes the fields of one part, one behind the other. */
export interface FieldWriter {
  readonly language: Language;
  readonly octets: Uint8Array;
  /** Behind the last field. */
  at(): number;
  add(key: FieldKey, length: number, extra?: FieldExtra): void;
  /** Fields so far as a part. */
  part(title: string): ExplainedPart;
}

const texts = { en: explainEn, de: explainDe };

export function createFieldWriter(octets: Uint8Array, language: Language, start = 0): FieldWriter {
  const fields: Field[] = [];
  let at = start;
  return {
    language,
    octets,
    at: () => at,
    add(key, length, { value, parameters = {}, depth = 0, changes } = {}) {
      if (length <= 0) return;
      const [name, meaning] = texts[language][key];
      const { layer, clause, changes: usually } = factsOf(key);
      fields.push({
        start: at,
        length,
        depth,
        key,
        layer,
        name: fill(name, parameters),
        value: value === undefined ? undefined : String(value),
        meaning: fill(meaning, parameters),
        clause,
        changes: changes ?? usually,
      });
      at += length;
    },
    part: (title) => ({ title, octets, fields }),
  };
}

/** A phrase of the explanations, with its parameters filled in. */
export function phrase(
  language: Language,
  key: PhraseKey,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  return fill(explainPhrases[language][key], parameters);
}

/** Two hexadecimal digits an octet, as in `value`. */
export function hexOf(octets: Uint8Array, start: number, length: number): string {
  return toHex(octets, start, start + length);
}
