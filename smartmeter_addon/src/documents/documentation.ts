import { formatObis } from "../cosem/obis.ts";
import type { FaultLayer } from "../faults/fault-row.ts";
import { type FaultCode, faultCodes, faultRows } from "../faults/fault-table.ts";
import type { Language } from "../language/language.ts";
import { bundledDefinitions } from "../telegram/definitions.ts";
import { type Quantity, quantities } from "../telegram/quantity.ts";
import { faultHelp } from "../texts/help.ts";
import { fileTable, meterTable } from "./meter-table.ts";
import { ruleTable } from "./rule-table.ts";

/** The parts of DOCS.md, meters/README.md and docs/reliability.md that are made from what the program itself says and knows; `script/docs` writes them. */
export type Section = "faults" | "meters" | "files" | "options" | "sensors" | "rules";

/** A translation file of the app, as far as the form uses it. */
export interface Translation {
  readonly configuration: Readonly<Record<string, TranslatedOption>>;
}

export interface TranslatedOption {
  readonly name: string;
  readonly description?: string;
  readonly fields?: Readonly<Record<string, TranslatedOption>>;
}

/** The text with every generated part written anew. A part stands between `<!-- faults:en -->` and `<!-- /faults:en -->`. */
export function fillSections(text: string, translations: Readonly<Record<Language, Translation>>): string {
  return text.replace(
    /<!-- (faults|meters|files|options|sensors|rules):(en|de) -->[\s\S]*?<!-- \/\1:\2 -->/g,
    (_, section: Section, language: Language) =>
      `<!-- ${section}:${language} -->\n\n${render(section, language, translations[language])}\n\n<!-- /${section}:${language} -->`,
  );
}

function render(section: Section, language: Language, translation: Translation): string {
  if (section === "faults") return faults(language);
  if (section === "meters") return meterTable(bundledDefinitions, language);
  if (section === "files") return fileTable(bundledDefinitions);
  if (section === "rules") return ruleTable(language);
  return section === "options" ? options(language, translation) : sensors(language);
}

const layers: Readonly<Record<FaultLayer, Readonly<Record<Language, string>>>> = {
  port: { en: "The port", de: "Der Anschluss" },
  line: { en: "The line", de: "Die Leitung" },
  link: { en: "The frames", de: "Die Rahmen" },
  apdu: { en: "The telegram's shell", de: "Die Hülle des Telegramms" },
  security: { en: "Keys and encryption", de: "Schlüssel und Verschlüsselung" },
  data: { en: "The telegram's content", de: "Der Inhalt des Telegramms" },
  meter: { en: "The meter over time", de: "Der Zähler im Lauf der Zeit" },
  program: { en: "The program", de: "Das Programm" },
  broker: { en: "The broker", de: "Der Broker" },
  output: { en: "Other outputs", de: "Andere Ausgaben" },
};

function faults(language: Language): string {
  const layerOf = (code: FaultCode) => faultRows[code].layer;
  const order = [...new Set(faultCodes.map(layerOf))];
  return order
    .map((layer) => {
      const entries = faultCodes.filter((code) => layerOf(code) === layer).map((code) => fault(code, language));
      return `### ${layers[layer][language]}\n\n${entries.join("\n\n")}`;
    })
    .join("\n\n");
}

function fault(code: FaultCode, language: Language): string {
  const { title, seen, means, next } = faultHelp(code, language);
  return `**\`${code}\` – ${title}.** ${seen} ${means} _${next}_`;
}

const optionHeads: Readonly<Record<Language, string>> = {
  en: "| Option | In the form | What it does |\n| --- | --- | --- |",
  de: "| Option | Im Formular | Was sie tut |\n| --- | --- | --- |",
};

function options(language: Language, { configuration }: Translation): string {
  const rows = Object.entries(configuration).flatMap(([key, option]) => [
    row(key, option),
    ...Object.entries(option.fields ?? {}).map(([field, inner]) => row(`${key}.${field}`, inner)),
  ]);
  return [optionHeads[language], ...rows].join("\n");
}

function row(path: string, { name, description = "" }: TranslatedOption): string {
  return `| \`${path}\` | ${name} | ${description.replaceAll("|", "\\|")} |`;
}

const sensorHeads: Readonly<Record<Language, string>> = {
  en: "| Sensor | OBIS | Unit | Shown at once |\n| --- | --- | --- | --- |",
  de: "| Sensor | OBIS | Einheit | Gleich sichtbar |\n| --- | --- | --- | --- |",
};

/** One row for each quantity; registers of single tariffs are named in the text around the table. */
function sensors(language: Language): string {
  const rows = quantities.filter(({ key }) => !/_t\d$/.test(key)).map((quantity) => sensor(quantity, language));
  return [sensorHeads[language], ...rows].join("\n");
}

function sensor(quantity: Quantity, language: Language): string {
  const shown = quantity.enabled ? { en: "yes", de: "ja" } : { en: "no", de: "nein" };
  const name = quantity.obis === undefined ? "1.7.0 − 2.7.0" : formatObis(quantity.obis).replace(/^\d+-\d+:/, "");
  return `| ${quantity[language]} | ${name} | ${quantity.displayUnit ?? "–"} | ${shown[language]} |`;
}
