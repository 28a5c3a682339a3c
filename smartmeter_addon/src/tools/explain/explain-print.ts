/** Explanations as text for a terminal, and as plain data. */

import { describeFault } from "../../fault.ts";
import type { Language } from "../../language/language.ts";
import { toHex } from "../../octets.ts";
import type { RecordedUnit } from "../recording/recording.ts";
import type { ExplainedPart, ExplainedTelegram, Field } from "./explain.ts";
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
    if (fault !== undefined) lines.push("", paint("31", `  ! ${fault.code}: ${describeFault(fault, language)}`));
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

/**
 * The same as plain data: `telegram`, or `octets` for what lies between telegrams. Octets are hexadecimal digits; places
 * count from the first octet of the recording, those of fields from the first octet of their part.
 */
export function explanationObject(explained: ExplainedTelegram): Record<string, unknown> {
  const { start, end, title, stretches, unit, parts, fault } = explained;
  const verdict = fault === undefined ? null : { code: fault.code, message: fault.message };
  const frames = stretches.map(({ name, at, end: frameEnd }) => ({ name, start: at, end: frameEnd }));
  return {
    kind: unit === undefined ? "octets" : "telegram",
    start,
    end,
    title,
    frames,
    ...(unit === undefined ? {} : unitObject(unit)),
    fault: verdict,
    parts: parts.map(partObject),
  };
}

function unitObject({ state, framing, pieces }: RecordedUnit): Record<string, unknown> {
  return { state, framing: framing ?? null, pieces: pieces.map(({ at, end }) => ({ start: at, end })) };
}

function partObject({ title, octets, fields }: ExplainedPart): Record<string, unknown> {
  return {
    title,
    hex: toHex(octets),
    fields: fields.map(({ start, length, depth, layer, name, value, meaning, clause, changes }) => {
      return { start, length, depth, layer, name, value: value ?? null, meaning, clause: clause ?? null, changes };
    }),
  };
}
