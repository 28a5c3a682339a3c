import { language } from "./format.ts";
import { de } from "./words-de.ts";
import { en, type Words } from "./words-en.ts";

/** What the page says, in the browser's language. */
export const words: Words = language === "de" ? de : en;

/** The text with its `{names}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
