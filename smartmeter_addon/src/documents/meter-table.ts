/** The tables of meters that documents show, made of the files in `meters/`. */

import type { Language } from "../language/language.ts";
import { type DocumentedModel, operatorsOf, socketNames } from "../meters/setup.ts";
import type { CheckedDefinition } from "../telegram/definition.ts";

const words = {
  en: {
    head: "| Grid operator | Meter | Socket and reader | Keys in the letter or portal | Sends every | Values |",
    and: " and ",
    or: " or ",
    sending: " **that also sends**",
    unconfirmed: "Unconfirmed, see the questions.",
  },
  de: {
    head: "| Netzbetreiber | Zähler | Buchse und Lesegerät | Schlüssel im Brief oder Portal | Sendet alle | Werte |",
    and: " und ",
    or: " oder ",
    sending: ", **der auch sendet**",
    unconfirmed: "Unbestätigt, siehe Fragen.",
  },
} as const;

/** A row for the meters that are connected and read alike; operators with the same meters share one. */
export function meterTable(definitions: readonly CheckedDefinition[], language: Language): string {
  const { head, and, or, sending, unconfirmed } = words[language];
  const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
  const cellsOf = (models: readonly DocumentedModel[]): string[] => [
    unique(models.map(({ name }) => name)).join("; "),
    unique(models.map((model) => socketNames[model.socket][language] + (model.acknowledged ? sending : ""))).join(
      `,${or}`,
    ),
    (models[0]?.keyNames ?? []).map((name) => name[language]).join(and),
    `${unique(models.flatMap(({ intervals }) => intervals.map(String))).join(or)} s`,
    valuesOf(models[0], language, unconfirmed),
  ];
  const rows = new Map<string, string[]>();
  for (const { name, models } of operatorsOf(definitions)) {
    const alike = unique(models.map(likenessOf));
    for (const likeness of alike) {
      const cells = cellsOf(models.filter((model) => likenessOf(model) === likeness)).join(" | ");
      rows.set(cells, [...(rows.get(cells) ?? []), name]);
    }
  }
  return [
    head,
    "| --- | --- | --- | --- | --- | --- |",
    ...[...rows].map(([cells, names]) => `| ${names.join(", ")} | ${cells} |`),
  ].join("\n");
}

/** What models of one row have in common. */
const likenessOf = ({ keyNames, sends, caveats, unconfirmed }: DocumentedModel): string =>
  JSON.stringify([keyNames, sends, caveats, unconfirmed]);

function valuesOf(model: DocumentedModel | undefined, language: Language, unconfirmed: string): string {
  if (model === undefined) return "";
  const notes = [...(model.unconfirmed ? [unconfirmed] : []), ...model.caveats.map((caveat) => caveat[language])];
  const sends = model.sends?.[language] ?? "";
  return notes.length === 0 ? sends : `${sends}. ${notes.join(" ")}`;
}

/** The files themselves, for whoever adds one. */
export function fileTable(definitions: readonly CheckedDefinition[]): string {
  const rows = definitions.map(({ name, title, simulate }) => {
    const virtual = simulate.map(({ id }) => `\`${id}\``).join(", ");
    return `| [\`${name}\`](${name}.yaml) | ${title} | ${virtual} |`;
  });
  return ["| File | What it reads | Virtual meters |", "| --- | --- | --- |", ...rows].join("\n");
}
