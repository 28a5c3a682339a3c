/** DSMR text, the way P1 writes values: one name and value a line, with a checksum behind the last one. */
import { crc16Arc, crc16ArcOfLines } from "../crc16.ts";
import { ProtocolError } from "../fault.ts";
import { toText } from "../octets.ts";
import { calendar, type MeterTime } from "./date-time.ts";
import { type Obis, obis, parseObis } from "./obis.ts";
import { parseUnit, type Unit } from "./unit.ts";

/** One line: its name, and a text or a number with its unit. */
export interface DsmrLine {
  readonly obis: Obis;
  readonly text: string;
  readonly number: DsmrNumber | undefined;
}

/** Where the digits of a number stand, behind its sign, and what they mean in base units. */
export interface DsmrNumber {
  readonly at: number;
  readonly end: number;
  /** Where the decimal point is between them. */
  readonly point: number | undefined;
  readonly sign: "positive" | "negative";
  readonly unit: Unit;
  /** Power of ten of the last digit. */
  readonly scaler: number;
}

/** What a DSMR text says, and where its clock and its checksum stand. */
export interface Dsmr {
  readonly clockAt: number | undefined;
  readonly checkAt: number | undefined;
  readonly lines: readonly DsmrLine[];
}

const clock = obis(0, 0, 1, 0, 0);
const slash = 0x2f;
const mark = 0x21;

/** Whether the text starts like a telegram. */
export function isDsmr(octets: Uint8Array): boolean {
  return octets[0] === slash;
}

/** Whether the CRC-16/ARC over '/'..'!' stands behind it, in four hexadecimal digits; line ends may have been changed. */
export function dsmrChecks(octets: Uint8Array): boolean {
  const at = dsmrCheckAt(octets);
  if (at === undefined || !areCheckDigits(octets, at)) return false;
  const sent = Number.parseInt(toText(octets, at, at + checkOctets), 16);
  return sent === crc16Arc(octets, 0, at) || sent === crc16ArcOfLines(octets, 0, at);
}

/** Whether a check, right or wrong, is at this place. */
export function areCheckDigits(octets: Uint8Array, at: number): boolean {
  for (let index = at; index < at + checkOctets; index++) if (!isHexDigit(octets[index] as number)) return false;
  return true;
}

function isHexDigit(octet: number): boolean {
  const letter = octet | 0x20;
  return (octet >= 0x30 && octet <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

/** The lines of a DSMR text. Throws `data-invalid` where a line is none. A clock of another length is none. */
export function decodeDsmr(octets: Uint8Array): Dsmr {
  let clockAt: number | undefined;
  const lines: DsmrLine[] = [];
  let at = 0;
  for (const row of toText(octets).split("\n")) {
    const line = row.trimEnd();
    if (at > 0 && line !== "" && !line.startsWith("!")) {
      const open = line.indexOf("(");
      const name = line.endsWith(")") && !line.includes("\r") ? nameOf(line.slice(0, Math.max(0, open))) : undefined;
      if (name === undefined) throw new ProtocolError("data-invalid", { is: "line" });
      const text = line.slice(open + 1, -1);
      const textAt = at + open + 1;
      if (name === clock && text.length === timeOctets) clockAt = textAt;
      lines.push({ obis: name, text, number: numberIn(text, textAt) });
    }
    at += row.length + 1;
  }
  if (lines.length === 0) throw new ProtocolError("layout-unknown", { is: "empty" });
  return { clockAt, checkAt: dsmrCheckAt(octets), lines };
}

/** Octets of a clock in a DSMR text. */
export const timeOctets = 13;

/** The clock of {@link timeOctets} that is there. Throws `time-invalid`. */
export function decodeDsmrTime(octets: Uint8Array, at: number): MeterTime {
  return parseTime(toText(octets, at, at + timeOctets));
}

const digitZero = 0x30;
const point = 0x2e;
/** Numbers of so many digits and a point are exact however they are put together. */
const exactOctets = 16;

/** A number in decimal digits, without its point. They must be digits: {@link areDigits}. */
export function decodeDigits(octets: Uint8Array, at: number, end: number): number {
  if (end - at > exactOctets) return Number(toText(octets, at, end).replace(".", ""));
  let value = 0;
  for (let place = at; place < end; place++) {
    const octet = octets[place] as number;
    if (octet !== point) value = value * 10 + octet - digitZero;
  }
  return value;
}

/** Whether digits stand there, but for the decimal point in its place. */
export function areDigits(octets: Uint8Array, at: number, end: number, pointAt: number | undefined): boolean {
  for (let place = at; place < end; place++) {
    const digit = (octets[place] as number) - digitZero;
    if ((digit < 0 || digit > 9) && place !== pointAt) return false;
  }
  return true;
}

/** Where the four digits of the checksum stand; undefined where there are none. */
function dsmrCheckAt(octets: Uint8Array): number | undefined {
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

function numberIn(text: string, at: number): DsmrNumber | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?\*(k?)([A-Za-z]+)$/.exec(text);
  if (match === null) return undefined;
  const [, minus, whole, fraction, kilo, unitText] = match as unknown as [
    string,
    string,
    string,
    string?,
    string?,
    string?,
  ];
  const unit = parseUnit(unitText ?? "");
  if (unit === undefined) return undefined;
  const digitsAt = at + minus.length;
  const wholeEnd = digitsAt + whole.length;
  return {
    at: digitsAt,
    end: fraction === undefined ? wholeEnd : wholeEnd + 1 + fraction.length,
    point: fraction === undefined ? undefined : wholeEnd,
    sign: minus === "" ? "positive" : "negative",
    unit,
    scaler: (kilo === "k" ? 3 : 0) - (fraction?.length ?? 0),
  };
}

/** `YYMMDDhhmmss`, then S for summer or W for winter time. */
function parseTime(text: string): MeterTime {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text);
  if (match === null) throw timeInvalid();
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

function timeInvalid(): ProtocolError {
  return new ProtocolError("time-invalid", { is: "form" });
}
