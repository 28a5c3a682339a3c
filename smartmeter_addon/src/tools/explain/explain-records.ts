/** What AMIS and P1 carry instead of A-XDR, as fields: M-Bus records and DSMR text. */
import { formatMeterTime } from "../../cosem/date-time.ts";
import { headEnd } from "../../cosem/mbus-records.ts";
import { formatObis, parseObis } from "../../cosem/obis.ts";
import { ProtocolError } from "../../fault.ts";
import { toText } from "../../octets.ts";
import type { Definitions } from "../../telegram/definition.ts";
import { readAmis, readDsmr, type Sender, type Telegram } from "../../telegram/telegram.ts";
import { fullName, nameOf, valueText } from "./explain-names.ts";
import { type FieldWriter, hexOf } from "./explain-writer.ts";

const filler = 0x2f;
const clockHead = "066D";

/** Writes the deciphered records of an AMIS telegram: fillers, heads, values. */
export function writeRecords(writer: FieldWriter, definitions: Definitions, sender: Sender): Telegram {
  const { octets, language } = writer;
  const telegram = readAmis(octets, definitions, sender);
  const { time, values } = telegram;
  let index = 0;
  while (writer.at() < octets.length) {
    const at = writer.at();
    let fillers = 0;
    while (octets[at + fillers] === filler) fillers++;
    if (fillers > 0) {
      writer.add("filler", fillers);
      continue;
    }
    const content = headEnd(octets, at);
    const isClock = hexOf(octets, at, content - at) === clockHead;
    const record = isClock ? undefined : values[index++];
    const what = record === undefined ? "" : nameOf(record.obis, telegram.definition, language);
    writer.add("recordHead", content - at, { parameters: { what: isClock ? clockName(language) : what } });
    if (record === undefined) {
      writer.add("recordClock", 6, { value: time === undefined ? undefined : formatMeterTime(time) });
    } else {
      writer.add("recordValue", 4, {
        value: valueText(record),
        parameters: { what: fullName(record.obis, telegram.definition, language), raw: record.value },
      });
    }
  }
  return telegram;
}

const clockName = (language: "en" | "de"): string => (language === "de" ? "Uhr" : "clock");

/** Writes a DSMR text line by line. */
export function writeText(writer: FieldWriter, octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  const { language } = writer;
  const rows = toText(octets).match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let telegram: Telegram | undefined;
  let reason: unknown;
  try {
    telegram = readDsmr(octets, definitions, sender);
  } catch (error) {
    reason = error;
  }
  for (const [index, row] of rows.entries()) {
    const line = row.trimEnd();
    const [, code = "", value = ""] = /^([^(]+)\((.*)\)$/.exec(line) ?? [];
    const name = parseObis(code);
    if (index === 0) writer.add("textName", row.length, { value: line });
    else if (line === "") writer.add("textEmpty", row.length);
    else if (line.startsWith("!")) writer.add("textEnd", row.length, { value: line.slice(1) });
    else if (name === undefined) writer.add("rest", row.length, { value: line });
    else {
      const known = telegram?.values.find(({ obis }) => formatObis(obis) === formatObis(name));
      writer.add("textLine", row.length, {
        value: known === undefined ? value : valueText(known),
        parameters: { what: fullName(name, telegram?.definition, language) },
      });
    }
  }
  if (telegram === undefined)
    throw reason instanceof Error ? reason : new ProtocolError("data-invalid", { is: "text" });
  return telegram;
}
