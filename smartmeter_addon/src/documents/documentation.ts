/** The parts of the documents that are made from what the program itself says and knows. */
import { formatObis } from "../cosem/obis.ts";
import type { FaultLayer } from "../faults/fault-row.ts";
import { type FaultCode, faultCodes, faultRows } from "../faults/fault-table.ts";
import type { Language } from "../language/language.ts";
import { bundledDefinitions } from "../telegram/definitions.ts";
import { type Quantity, quantities } from "../telegram/quantity.ts";
import { faultHelp } from "../texts/help.ts";
import { fileTable, meterTable } from "./meter-table.ts";
import { ruleTable } from "./rule-table.ts";

/** The parts of the documents that are made from what the program itself says and knows; `script/docs` writes them. */
export type Section = "faults" | "codes" | "meters" | "files" | "options" | "sensors" | "rules";

/** A translation file of the app, as far as the form uses it. */
export interface Translation {
  readonly configuration: Readonly<Record<string, TranslatedOption>>;
}

export interface TranslatedOption {
  readonly name: string;
  readonly description?: string;
  readonly fields?: Readonly<Record<string, TranslatedOption>>;
}

/** The text with every generated part rewritten. A part is between `<!-- faults:en -->` and `<!-- /faults:en -->`. */
export function fillSections(text: string, translations: Readonly<Record<Language, Translation>>): string {
  return text.replace(
    /<!-- (faults|codes|meters|files|options|sensors|rules):(en|de) -->[\s\S]*?<!-- \/\1:\2 -->/g,
    (_, section: Section, language: Language) =>
      `<!-- ${section}:${language} -->\n\n${render(section, language, translations[language])}\n\n<!-- /${section}:${language} -->`,
  );
}

function render(section: Section, language: Language, translation: Translation): string {
  if (section === "faults") return faults(language);
  if (section === "codes") return codes();
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

/** The folds of DOCS.md that faults lead to. Their anchors stand there by hand; a test looks whether they exist. */
const folds = {
  operators: {
    en: ["operators", "Your meter and your grid operator"],
    de: ["netzbetreiber", "Dein Zähler und dein Netzbetreiber"],
  },
  wiring: {
    en: ["wiring", "What to buy, and how to wire it"],
    de: ["anschliessen", "Was du kaufst und wie du es anschließt"],
  },
  network: { en: ["network", "A reader in the network"], de: ["netzwerk", "Lesegerät im Netzwerk"] },
} as const satisfies Record<string, Record<Language, readonly [anchor: string, title: string]>>;

const foldOf: Readonly<Partial<Record<FaultCode, keyof typeof folds>>> = {
  "port-missing": "wiring",
  "host-unreachable": "network",
  "reader-not-listening": "network",
  "host-name-unknown": "network",
  "reader-key": "network",
  "reader-port-unknown": "network",
  "reader-without-port": "network",
  "reader-unsuitable": "network",
  "reader-needs-node": "network",
  "reader-telnet": "network",
  "line-silent": "operators",
  "foreign-iec62056-21": "operators",
  "foreign-wmbus": "wiring",
  "inverted-suspect": "wiring",
  "no-frame": "wiring",
  "key-missing": "operators",
  "key-wrong": "operators",
  "key-rotated": "operators",
  "not-authenticated": "operators",
};

const worthKnowing: Readonly<Record<Language, string>> = {
  en: "Worth knowing, and no problem",
  de: "Gut zu wissen und kein Problem",
};

/** One line for each fault, what it is called and what to do; those that are no problem share one. */
function faults(language: Language): string {
  const problems = faultCodes.filter((code) => faultRows[code].weight !== "notice");
  const notices = faultCodes
    .filter((code) => faultRows[code].weight === "notice")
    .map((code) => `\`${code}\` (${faultHelp(code, language).title})`);
  return [
    ...problems.map((code) => fault(code, language)),
    `- **${worthKnowing[language]}:** ${notices.join(", ")}.`,
  ].join("\n");
}

function fault(code: FaultCode, language: Language): string {
  const { title, next } = faultHelp(code, language);
  return `- **\`${code}\` – ${title}.** ${next}${foldLink(code, language, "")}`;
}

/** Everything about each fault in both languages, with the code as its anchor. */
function codes(): string {
  return faultCodes
    .flatMap((code, index) => {
      const { layer } = faultRows[code];
      const first = index === 0 || faultRows[faultCodes[index - 1] as FaultCode].layer !== layer;
      const head = first ? [`## ${layers[layer].en} · ${layers[layer].de}`] : [];
      return [...head, `### \`${code}\``, explained(code, "en"), explained(code, "de")];
    })
    .join("\n\n");
}

function explained(code: FaultCode, language: Language): string {
  const { title, seen, means, next } = faultHelp(code, language);
  return `**${title}.** ${seen} ${means} _${next}_${foldLink(code, language, "../smartmeter_addon/DOCS.md")}`;
}

function foldLink(code: FaultCode, language: Language, document: string): string {
  const fold = foldOf[code];
  if (fold === undefined) return "";
  const [anchor, title] = folds[fold][language];
  return ` → [${title}](${document}#${anchor})`;
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

/** One row for each quantity and its siblings of the other phases; registers of single tariffs are named in the text around the table. */
function sensors(language: Language): string {
  const rows = new Map<string, Quantity[]>();
  for (const quantity of quantities.filter(({ key }) => !/_t\d$/.test(key))) {
    const kind = quantity.key.replace(/_l\d/, "");
    const name = quantity.key === kind ? kind : `${kind} of a phase`;
    rows.set(name, [...(rows.get(name) ?? []), quantity]);
  }
  return [sensorHeads[language], ...[...rows.values()].map((row) => sensor(row, language))].join("\n");
}

const sensorWords = {
  en: { yes: "yes", no: "no", worked: "worked out" },
  de: { yes: "ja", no: "nein", worked: "berechnet" },
} as const;

function sensor(siblings: readonly Quantity[], language: Language): string {
  const [first] = siblings as readonly [Quantity, ...Quantity[]];
  const { yes, no, worked } = sensorWords[language];
  const name = siblings.length === 1 ? first[language] : first[language].replace("L1", "L1, L2, L3");
  const obis = siblings.map((quantity) => quantity.obis).filter((obis) => obis !== undefined);
  const from = obis.map((each) => formatObis(each).replace(/^\d+-\d+:/, "")).join(", ");
  const source = first.key === "power_net" ? "1.7.0 − 2.7.0" : from || worked;
  return `| ${name} | ${source} | ${first.displayUnit ?? "–"} | ${first.enabled ? yes : no} |`;
}
