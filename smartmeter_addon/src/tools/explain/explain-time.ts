/** Clocks, dates and times as fields. */

import type { Language } from "../../language/language.ts";
import { readUint16 } from "../../octets.ts";
import { type FieldWriter, phrase } from "./explain-writer.ts";
import type { PhraseKey } from "./phrases.ts";

const unspecifiedDeviation = 0x8000;

/** The twelve octets of a COSEM date-time, field by field. */
export function writeDateTime(writer: FieldWriter, depth: number): void {
  writeDate(writer, depth);
  writeTime(writer, depth);
  const { language, octets } = writer;
  const raw = readUint16(octets, writer.at());
  const minutes = (raw << 16) >> 16;
  const signed = minutes < 0 ? `− ${-minutes}` : `+ ${minutes}`;
  const isOpen = raw === unspecifiedDeviation;
  writer.add("deviation", 2, {
    depth,
    value: isOpen ? undefined : minutes,
    parameters: {
      what: isOpen ? phrase(language, "deviationOpen") : phrase(language, "deviation", { minutes: signed }),
    },
  });
  const status = octets[writer.at()] as number;
  writer.add("clockStatus", 1, { depth, parameters: { what: statusWords(status, language) } });
}

/** Year (2), month, day, weekday. */
export function writeDate(writer: FieldWriter, depth: number): void {
  writer.add("year", 2, { depth, value: readUint16(writer.octets, writer.at()) });
  for (const key of ["month", "day", "weekday"] as const) writeSmall(writer, key, depth);
}

/** Hour, minute, second, hundredths. */
export function writeTime(writer: FieldWriter, depth: number): void {
  for (const key of ["hour", "minute", "second", "hundredths"] as const) writeSmall(writer, key, depth);
}

function writeSmall(
  writer: FieldWriter,
  key: "month" | "day" | "weekday" | "hour" | "minute" | "second" | "hundredths",
  depth: number,
): void {
  const value = writer.octets[writer.at()] as number;
  writer.add(key, 1, { depth, value: value === 0xff ? undefined : value });
}

/** Bits of the clock status (Blue Book). */
const statusBits: readonly (readonly [bit: number, phrase: PhraseKey])[] = [
  [0x80, "summer"],
  [0x01, "invalid"],
  [0x02, "doubtful"],
  [0x04, "otherBase"],
  [0x08, "invalidStatus"],
];

function statusWords(status: number, language: Language): string {
  if (status === 0xff) return phrase(language, "notSaid");
  const words = statusBits.filter(([bit]) => status & bit).map(([, key]) => phrase(language, key));
  return words.length === 0 ? phrase(language, "nothingSpecial") : words.join(", ");
}
