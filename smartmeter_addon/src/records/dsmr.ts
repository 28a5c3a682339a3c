import { calendar, type MeterTime } from "../cosem/date-time.ts";
import { type Obis, obis, parseObis } from "../cosem/obis.ts";
import { parseUnit, type Unit } from "../cosem/unit.ts";
import { crc16Arc } from "../crc16.ts";
import { ProtocolError } from "../fault.ts";
import { toText } from "../octets.ts";

/** One line: a number with its unit in base units, or a text. */
export interface DsmrLine {
  readonly obis: Obis;
  readonly text: string;
  readonly value: number | undefined;
  readonly unit: Unit | undefined;
  /** Power of ten of the last digit. */
  readonly scaler: number;
}

/** A DSMR telegram; the clock is wall time with its S or W as daylight saving. */
export interface Dsmr {
  readonly time: MeterTime | undefined;
  readonly lines: readonly DsmrLine[];
}

const clock = obis(0, 0, 1, 0, 0);
const slash = 0x2f;
const mark = 0x21;

/** Whether the text starts like a telegram. */
export function isDsmr(octets: Uint8Array): boolean {
  return octets[0] === slash;
}

/** Whether the CRC-16/ARC over '/'..'!' stands behind it, in four hexadecimal digits. */
export function dsmrChecks(octets: Uint8Array): boolean {
  const at = octets.lastIndexOf(mark);
  if (at < 0) return false;
  const digits = toText(octets, at + 1, at + 5);
  return /^[0-9A-Fa-f]{4}$/.test(digits) && Number.parseInt(digits, 16) === crc16Arc(octets, 0, at + 1);
}

/** The lines of a DSMR text (`facts` 5). Throws `data-invalid` where a line is none, `time-invalid` on a wrong clock. */
export function decodeDsmr(octets: Uint8Array): Dsmr {
  const rows = toText(octets).split(/\r?\n/);
  let time: MeterTime | undefined;
  const lines: DsmrLine[] = [];
  for (const row of rows.slice(1)) {
    if (row === "" || row.startsWith("!")) continue;
    const open = row.indexOf("(");
    const name = row.endsWith(")") && !row.includes("\r") ? nameOf(row.slice(0, Math.max(0, open))) : undefined;
    if (name === undefined) throw new ProtocolError("data-invalid", "a line is no OBIS code and value");
    const text = row.slice(open + 1, -1);
    if (name === clock) time = parseTime(text);
    lines.push(parseLine(name, text));
  }
  if (lines.length === 0) throw new ProtocolError("layout-unknown", "a text without values");
  return { time, lines };
}

const names = new Map<string, Obis>();

/** A name as a number. Every telegram brings the same ones, and their texts cost a quarter of its time. */
function nameOf(text: string): Obis | undefined {
  const name = names.get(text) ?? parseObis(text);
  if (name !== undefined && names.size < 1000) names.set(text, name);
  return name;
}

function parseLine(name: Obis, text: string): DsmrLine {
  const match = /^(-?\d{1,12})(?:\.(\d{1,6}))?\*(k?)([A-Za-z]+)$/.exec(text);
  const unit = match === null ? undefined : parseUnit(match[4] as string);
  if (match === null || unit === undefined) return { obis: name, text, value: undefined, unit: undefined, scaler: 0 };
  const [, whole, fraction = "", kilo] = match as unknown as [string, string, string | undefined, string];
  const scaler = (kilo === "k" ? 3 : 0) - fraction.length;
  const digits = Number(`${whole}${fraction}`);
  return { obis: name, text, value: scaler < 0 ? digits / 10 ** -scaler : digits * 10 ** scaler, unit, scaler };
}

/** `YYMMDDhhmmss`, then S for summer or W for winter time. */
function parseTime(text: string): MeterTime {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text);
  if (match === null) throw new ProtocolError("time-invalid", "the clock is no YYMMDDhhmmss and S or W");
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return calendar({
    year: 2000 + year,
    month,
    day,
    hour,
    minute,
    second,
    offsetMinutes: undefined,
    daylightSaving: match[7] === "S",
    status: undefined,
  });
}
