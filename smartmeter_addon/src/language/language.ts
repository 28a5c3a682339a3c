/** The languages the program speaks; English where nobody said otherwise. */
export type Language = "en" | "de";

/** One sentence in every language. */
export type Sentence = Readonly<Record<Language, string>>;

/** A text that is the same in every language, or a sentence. */
export type Words = string | Sentence;

/** The words as they are in one language. */
export const wordIn = (words: Words, language: Language): string =>
  typeof words === "string" ? words : words[language];

export const languages: readonly Language[] = ["en", "de"];

/** Time zones whose people read German; `auto` in the app goes by the one Home Assistant is set to. */
const germanZones = /^Europe\/(Vienna|Berlin|Busingen|Zurich|Vaduz)$/;

/**
 * The language to speak: `--language` or the option decide; `auto` follows the time zone where one is given (the app),
 * else the locale of the environment (`LANG=de_AT.UTF-8`).
 */
export function chooseLanguage(wishes: {
  readonly wish?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly locale?: string | undefined;
}): Language {
  if (wishes.wish === "de" || wishes.wish === "en") return wishes.wish;
  if (wishes.wish === "auto" && wishes.timeZone !== undefined) return germanZones.test(wishes.timeZone) ? "de" : "en";
  return wishes.locale !== undefined && /^de([_.@-]|$)/i.test(wishes.locale) ? "de" : "en";
}
