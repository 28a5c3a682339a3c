/** Sentences with facts in them, and how numbers and spans are written in each language. */
import { type Language, type Sentence, type Words, wordIn } from "./language.ts";

/** Sentences of one language; `{name}` stands for a parameter. */
export type Sentences = Readonly<Record<string, string>>;

type ParametersOf<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersOf<Rest>
  : never;
type Arguments<Template extends string> = [ParametersOf<Template>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParametersOf<Template>, string | number>>];

/** A speaker over a table of sentences: the compiler checks that every parameter of a sentence is given. */
export function createSpeaker<English extends Sentences>(
  table: Readonly<{ en: English; de: Readonly<Record<keyof English, string>> }>,
): <Key extends keyof English & string>(
  language: Language,
  key: Key,
  ...parameters: Arguments<English[Key]>
) => string {
  return (language, key, ...[parameters]) =>
    fill(table[language][key] as string, (parameters ?? {}) as Record<string, string | number>);
}

/** The template with its `{name}`s filled in; one that is not given leaves nothing behind. */
export function fill(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
}

/** A sentence in every language with its `{name}`s filled in. */
export function sentence(template: Sentence, facts: Readonly<Record<string, Words | number>>): Sentence {
  const inOne = (language: Language): string => {
    const words = Object.entries(facts).map(([name, fact]) => {
      return [name, typeof fact === "number" ? fact : wordIn(fact, language)] as const;
    });
    return fill(template[language], Object.fromEntries(words));
  };
  return { en: inOne("en"), de: inOne("de") };
}

/** A number as Austrians (`12 345,5`, the space not breaking) and the English (`12,345.5`) write it; `Intl` takes 8 MB. */
export function formatNumber(language: Language, value: number, decimals = 0): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const [group, point] = language === "de" ? ["\u00a0", ","] : [",", "."];
  const grouped = value >= 10_000 ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}

/** A span of time in the largest unit that still says enough: `300 ms`, `5 s`, `3 min`, `2 h`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
