/** The app's form in each language, made from the options' own words. */
import { stringify } from "yaml";
import type { Language } from "../language/language.ts";
import { isInForm, schema } from "../options/options.ts";
import { aboutOf, leavesOf } from "../schema/expectation.ts";
import type { About } from "../schema/field.ts";

interface Translated {
  name: string;
  description: string;
  fields?: Record<string, Translated>;
}

/** `translations/LANGUAGE.yaml`: the app's form in the words of the options themselves. */
export function renderTranslation(language: Language): string {
  const configuration: Record<string, Translated> = {};
  for (const { path, about } of leavesOf(schema)) {
    if (!isInForm(path)) continue;
    const [section = "", field] = path.filter((part) => part !== "*");
    const around = aboutOf(schema.entries[section as keyof typeof schema.entries]);
    const entry = configuration[section] ?? translated(around, language);
    if (field !== undefined) entry.fields = { ...entry.fields, [field]: translated(about, language) };
    configuration[section] = entry;
  }
  return stringify({ configuration }, { lineWidth: 118, blockQuote: "folded" });
}

/** The form shows plain text. */
const translated = ({ title, text }: About, language: Language): Translated => ({
  name: title[language],
  description: text[language].replaceAll("`", ""),
});
