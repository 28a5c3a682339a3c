import { toHex } from "../../octets.ts";
import type { Language } from "../../texts/language.ts";
import type { ExplainedTelegram, Field } from "./explain.ts";
import type { FieldLayer } from "./explain-facts.ts";

const octetsPerLine = 16;
const hexWidth = 3 * octetsPerLine;

/** SGR colours by layer, readable on dark and light terminals. */
const colours: Readonly<Record<FieldLayer, string>> = {
  none: "90",
  link: "36",
  transfer: "34",
  security: "35",
  application: "33",
  data: "32",
};

const legend = {
  en: "* changes from telegram to telegram; everything else stays the same for one meter.",
  de: "* ändert sich von Telegramm zu Telegramm; alles andere bleibt bei einem Zähler gleich.",
} as const;

/** The walk through telegrams as text: position, octets, name and value, meaning, where it is defined. */
export function printExplanation(
  telegrams: readonly ExplainedTelegram[],
  options: { readonly language: Language; readonly colour: boolean },
): string {
  const { colour, language } = options;
  const paint = (code: string, text: string): string => (colour && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text);
  const lines: string[] = [legend[language], ""];
  for (const { title, parts, fault } of telegrams) {
    lines.push(paint("1", title));
    for (const { title: heading, octets, fields } of parts) {
      lines.push("", `  ${paint("4", heading)}`);
      for (const field of fields) lines.push(...fieldLines(field, octets, paint));
    }
    if (fault !== undefined) lines.push("", paint("31", `  ! ${fault.code}: ${fault.message}`));
    lines.push("");
  }
  return `${lines.join("\n")}\n`;
}

function fieldLines(field: Field, octets: Uint8Array, paint: (code: string, text: string) => string): string[] {
  const { start, length, depth, name, value, meaning, clause, changes, layer } = field;
  const rows: string[] = [];
  for (let at = start; at < start + length; at += octetsPerLine) {
    const hex = (toHex(octets, at, Math.min(at + octetsPerLine, start + length)).match(/../g) ?? []).join(" ");
    const place = paint("90", at.toString(16).toUpperCase().padStart(6, " "));
    const digits = paint(colours[layer], hex.padEnd(hexWidth));
    rows.push(`${place} ${changes && at === start ? "*" : " "}${digits}`);
  }
  const text = `${"  ".repeat(depth)}${value === undefined ? name : `${name} = ${value}`}`;
  const words = [text, meaning].filter((part) => part !== "").join(": ");
  const source = clause === undefined ? "" : paint("90", ` [${clause}]`);
  rows[0] += `${words}${source}`;
  return rows;
}

/** The same as plain data, octets as hexadecimal digits. */
export function explanationObject({ start, end, title, parts, fault }: ExplainedTelegram): Record<string, unknown> {
  return {
    start,
    end,
    title,
    fault: fault === undefined ? null : { code: fault.code, message: fault.message },
    parts: parts.map((part) => ({
      title: part.title,
      hex: toHex(part.octets),
      fields: part.fields.map((field) => ({
        start: field.start,
        length: field.length,
        depth: field.depth,
        layer: field.layer,
        name: field.name,
        value: field.value ?? null,
        meaning: field.meaning,
        clause: field.clause ?? null,
        changes: field.changes,
      })),
    })),
  };
}
