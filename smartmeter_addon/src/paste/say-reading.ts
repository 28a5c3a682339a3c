/** What there is to say of a reading: one line with what was assumed, and one for each place that could not be read. */
import type { Sentence } from "../language/language.ts";
import type { PasteReading } from "./paste.ts";
import { formNames, passedOverNames } from "./words-said.ts";

/** Nothing for plain digits without anything beside them. `lines`: lines of the text before this part. */
export function sayReading(reading: Pick<PasteReading, "problems"> & Partial<PasteReading>, lines: number): Sentence[] {
  const { form = "hex", leftOut = new Set(), assumed = [], problems } = reading;
  const places = problems.map(({ line, column, said }) => ({
    en: `Line ${lines + line}, column ${column}: ${said.en}`,
    de: `Zeile ${lines + line}, Spalte ${column}: ${said.de}`,
  }));
  if (form === "hex" && leftOut.size === 0 && assumed.length === 0) return places;
  const left = [...leftOut].map((name) => passedOverNames[name]);
  const inOne = (language: "en" | "de"): string => {
    const [read, over] = language === "en" ? ["Read as", "passed over:"] : ["Gelesen als", "übergangen:"];
    const names = left.map((name) => name[language]).join(", ");
    const rest = assumed.map((one) => `; ${one[language]}`).join("");
    return `${read} ${formNames[form][language]}${names === "" ? "" : `; ${over} ${names}`}${rest}.`;
  };
  return [{ en: inOne("en"), de: inOne("de") }, ...places];
}
