/** How an option is written down: its schema with title, explanation, unit and example. */
import * as v from "valibot";
import type { Sentence, Words } from "../language/language.ts";
import { Secret } from "../secret.ts";

/** What page, form, reference, error texts and the environment know of an option; it stands beside the schema and nowhere else. */
export interface About {
  /** What people call it. */
  readonly title: Sentence;
  /** What it does, in one or two sentences; `code` in backticks. */
  readonly text: Sentence;
  /** What holds when it is not set; left out where the schema carries the value. */
  readonly default?: Words;
  readonly unit?: Words;
  readonly example?: string | number | boolean;
}

/** What a value with a form of its own has to look like; stands behind the check of it. */
export const expects = <Value = string>(en: string, de: string) =>
  v.metadata<Value, { readonly expects: Sentence }>({ expects: { en, de } });

/** An option that may be left out. */
export function option<const S extends v.GenericSchema>(about: About, schema: S) {
  return v.optional(v.pipe(schema, v.metadata({ ...about })));
}

/** An option with a value of its own when it is left out. */
export function preset<const S extends v.GenericSchema, const D extends v.InferInput<S>>(
  about: About,
  schema: S,
  value: D,
) {
  return v.optional(v.pipe(schema, v.metadata({ ...about })), value as never);
}

/** An option without which its section makes no sense. */
export function required<const S extends v.GenericSchema>(about: About, schema: S) {
  return v.pipe(schema, v.metadata({ ...about }));
}

export const text = v.string();
export const flag = v.boolean();

/** One of several names, each with the words that people have for it; a format or a version is its own word: `v.picklist`. */
export const choice = <const Name extends string>(words: Readonly<Record<Name, Sentence>>) =>
  v.pipe(v.picklist(Object.keys(words) as Name[]), v.metadata({ words }));

/** A whole number, both ends allowed. */
export const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** A number that may have decimals, both ends allowed. */
export const decimal = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));

export const port = whole(1, 65535);

/** A key, password or token: from here on it prints as `***`. Larger numbers have lost digits before they get here. */
export const secret = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger())]),
  v.transform((plain) => new Secret(String(plain))),
);

export const topic = v.pipe(
  v.string(),
  v.regex(/^[^#+\s/][^#+\s]*$/),
  expects("a topic without #, + or spaces", "ein Topic ohne #, + und Leerzeichen"),
);

export const webAddress = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/),
  expects(
    "an address like http://host:8086 without a password in it",
    "eine Adresse wie http://host:8086, ohne Passwort darin",
  ),
);

export const id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9_-]{1,40}$/),
  expects("a-z, 0-9, - and _ only, at most 40 characters", "nur a-z, 0-9, - und _, höchstens 40 Zeichen"),
);
