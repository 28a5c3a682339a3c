import { crc16Arc } from "../crc16.ts";
import { ProtocolError } from "../fault.ts";
import { toText } from "../octets.ts";
import { calendar, type MeterTime } from "./date-time.ts";
import { type Obis, obis, parseObis } from "./obis.ts";
import { parseUnit, type Unit } from "./unit.ts";

/** One line: a number with its unit in base units, or a text. */
export interface DsmrLine {
  readonly obis: Obis;
  readonly text: string;
  readonly value: number | undefined;
  readonly unit: Unit | undefined;
  /** Power of ten of the last digit. */
  readonly scaler: number;
  /** Where `text` starts, and how many of its first octets are the digits of a whole number; 0: anything else. */
  readonly at: number;
  readonly digits: number;
}

/** A DSMR telegram; the clock is wall time with its S or W as daylight saving. */
export interface Dsmr {
  readonly time: MeterTime | undefined;
  /** Where the {@link timeOctets} of the clock stand. */
  readonly timeAt: number | undefined;
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
  const at = dsmrCheckAt(octets);
  if (at === undefined) return false;
  const digits = toText(octets, at, at + checkOctets);
  return areCheckDigits(octets, at) && Number.parseInt(digits, 16) === crc16Arc(octets, 0, at);
}

/** Whether a check, right or wrong, stands at this place. */
export function areCheckDigits(octets: Uint8Array, at: number): boolean {
  for (let index = at; index < at + checkOctets; index++) if (!isHexDigit(octets[index] as number)) return false;
  return true;
}

function isHexDigit(octet: number): boolean {
  const letter = octet | 0x20;
  return (octet >= 0x30 && octet <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

/** The lines of a DSMR text (`facts` 5). Throws `data-invalid` where a line is none, `time-invalid` on a wrong clock. */
export function decodeDsmr(octets: Uint8Array): Dsmr {
  const whole = toText(octets);
  let time: MeterTime | undefined;
  let timeAt: number | undefined;
  const lines: DsmrLine[] = [];
  let at = 0;
  for (const row of whole.split("\n")) {
    const line = row.endsWith("\r") ? row.slice(0, -1) : row;
    const isContent = at > 0 && line !== "" && !line.startsWith("!");
    if (isContent) {
      const open = line.indexOf("(");
      const name = line.endsWith(")") && !line.includes("\r") ? nameOf(line.slice(0, Math.max(0, open))) : undefined;
      if (name === undefined) throw new ProtocolError("data-invalid", "a line is no OBIS code and value");
      const text = line.slice(open + 1, -1);
      if (name === clock) {
        time = parseTime(text);
        timeAt = at + open + 1;
      }
      lines.push(parseLine(name, text, at + open + 1));
    }
    at += row.length + 1;
  }
  if (lines.length === 0) throw new ProtocolError("layout-unknown", "a text without values");
  return { time, timeAt, lines };
}

/** Octets of a clock in a DSMR text. */
export const timeOctets = 13;

/** The clock that stands there. Throws `time-invalid`. */
export function decodeDsmrTime(octets: Uint8Array, at: number): MeterTime {
  return parseTime(toText(octets, at, at + timeOctets));
}

/** A whole number in decimal digits; undefined where an octet is none. */
export function decodeDigits(octets: Uint8Array, at: number, end: number): number | undefined {
  let value = 0;
  for (let place = at; place < end; place++) {
    const digit = (octets[place] as number) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Where the four digits of the checksum stand; undefined where there are none. */
export function dsmrCheckAt(octets: Uint8Array): number | undefined {
  const at = octets.lastIndexOf(mark) + 1;
  return at === 0 || at + checkOctets > octets.length ? undefined : at;
}

export const checkOctets = 4;

const names = new Map<string, Obis>();

/** A name as a number. Every telegram brings the same ones, and their texts cost a quarter of its time. */
function nameOf(text: string): Obis | undefined {
  const name = names.get(text) ?? parseObis(text);
  if (name !== undefined && names.size < 1000) names.set(text, name);
  return name;
}

function parseLine(name: Obis, text: string, at: number): DsmrLine {
  const match = /^(-?\d{1,12})(?:\.(\d{1,6}))?\*(k?)([A-Za-z]+)$/.exec(text);
  const unit = match === null ? undefined : parseUnit(match[4] as string);
  if (match === null || unit === undefined)
    return { obis: name, text, value: undefined, unit: undefined, scaler: 0, at, digits: 0 };
  const [, whole, fraction = "", kilo] = match as unknown as [string, string, string | undefined, string];
  const scaler = (kilo === "k" ? 3 : 0) - fraction.length;
  const number = Number(`${whole}${fraction}`);
  const value = scaler < 0 ? number / 10 ** -scaler : number * 10 ** scaler;
  const digits = fraction === "" && number >= 0 ? whole.length : 0;
  return { obis: name, text, value, unit, scaler, at, digits };
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
