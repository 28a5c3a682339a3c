/** What was seen of a fault where it happened: one of the sentences of its row, and the facts that go into it. */
import type { Language, Sentence } from "../language/language.ts";
import { fill, formatNumber } from "../language/message.ts";

/** A fact: a name or number that is the same in every language, or words that are not. Never a secret. */
export type Fact = string | number | Sentence;

/** `is` names the sentence in the row's `here`; everything else is what goes into it. */
export interface Seen {
  readonly is: string;
  readonly [fact: string]: Fact;
}

/** The facts a sentence asks for by `{name}`. */
type FactsOf<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | FactsOf<Rest>
  : never;

type SeenAmong<Sentences> = {
  [Name in keyof Sentences & string]: Sentences[Name] extends { readonly en: infer Template extends string }
    ? { readonly is: Name } & { readonly [Fact_ in FactsOf<Template>]: Fact }
    : never;
}[keyof Sentences & string];

/** What may be said of a fault with its row's sentences; the compiler asks for every fact of the one that is named. */
export type SeenOf<Row> =
  | (Row extends { readonly here: infer Here } ? SeenAmong<Here> : never)
  | (Row extends { readonly details: infer Details } ? SeenAmong<Details> : never);

/** The sentence with its facts, in one language. */
export function fillFacts(sentence: Sentence, seen: Seen, language: Language): string {
  const words = Object.entries(seen).map(([name, fact]) => [name, sayFact(fact, language)] as const);
  return fill(sentence[language], Object.fromEntries(words));
}

function sayFact(fact: Fact, language: Language): string {
  if (typeof fact === "number") return formatNumber(language, fact, Number.isInteger(fact) ? 0 : 1);
  return typeof fact === "string" ? fact : fact[language];
}
