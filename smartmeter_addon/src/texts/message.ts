import type { Language } from "./language.ts";

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

/** A number as the language writes it (`1.234,5` and `1,234.5`). */
export function formatNumber(language: Language, value: number, decimals = 0): string {
  return value.toLocaleString(language === "de" ? "de-AT" : "en-GB", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: value >= 10_000,
  });
}

/** A span of time in the largest unit that still says enough: `5 s`, `3 min`, `2 h`. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
