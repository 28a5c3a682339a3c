/** Dates and times as meters send them: COSEM's twelve octets and the text forms. */
import { ProtocolError } from "../fault.ts";
import { readUint16 } from "../octets.ts";

/**
 * A meter's own wall time. `offsetMinutes` and `daylightSaving` only where the meter sends them; nobody else's clock is
 * mixed in.
 */
export interface MeterTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Offset of the wall time from UTC: the negative of COSEM's deviation. */
  readonly offsetMinutes: number | undefined;
  readonly daylightSaving: boolean | undefined;
  /** COSEM clock status octet: 01 invalid, 02 doubtful, 04 other base, 08 invalid status, 80 daylight saving. */
  readonly status: number | undefined;
}

const unspecified = 0xffff;
/** Places of month, day, hour, minute and second. */
const fields = [2, 3, 5, 6, 7];
const deviationUnspecified = -0x8000;
const longestDeviation = 720;

/** An octet of a date-time that is left open. */
const open = 0xff;

/**
 * The twelve octets of a COSEM date-time (Blue Book). UTC = local + deviation. Undefined when a field from
 * year to second is left open; throws `time-invalid` on fields no calendar has. Status bits are carried, never judged.
 */
export function decodeDateTime(octets: Uint8Array, at: number): MeterTime | undefined {
  const year = readUint16(octets, at);
  if (year === unspecified) return undefined;
  for (const field of fields) if (octets[at + field] === open) return undefined;
  const deviation = (readUint16(octets, at + 9) << 16) >> 16;
  if (deviation !== deviationUnspecified && Math.abs(deviation) > longestDeviation)
    throw new ProtocolError("time-invalid", { is: "deviation", minutes: deviation });
  const status = octets[at + 11] as number;
  const hundredths = octets[at + 8] as number;
  if (hundredths > 99 && hundredths !== 0xff) throw new ProtocolError("time-invalid", { is: "hundredths", hundredths });
  return calendar({
    year,
    month: octets[at + 2] as number,
    day: octets[at + 3] as number,
    hour: octets[at + 5] as number,
    minute: octets[at + 6] as number,
    second: octets[at + 7] as number,
    offsetMinutes: deviation === deviationUnspecified ? undefined : 0 - deviation,
    daylightSaving: status === 0xff ? undefined : (status & 0x80) !== 0,
    status: status === 0xff ? undefined : status,
  });
}

/** Date (year, month, day, weekday) and time (hour, minute, second, hundredths) in octet strings of their own. */
export function decodeDateAndTime(octets: Uint8Array, dateAt: number, timeAt: number): MeterTime {
  return calendar({
    year: readUint16(octets, dateAt),
    month: octets[dateAt + 2] as number,
    day: octets[dateAt + 3] as number,
    hour: octets[timeAt] as number,
    minute: octets[timeAt + 1] as number,
    second: octets[timeAt + 2] as number,
    offsetMinutes: undefined,
    daylightSaving: undefined,
    status: undefined,
  });
}

/**
 * What a meter does in the same way in every telegram: how it fills hundredths, whether its weekday fits the date, its
 * deviation, the status bits that are reserved or speak of another clock. A number to compare, from 1 to below 2^20; 0 is
 * for no clock. The other status bits are left out: invalid, doubtful and daylight saving may change at any time.
 */
export function clockHabit(time: MeterTime, weekday: number, hundredths: number): number {
  // 1970 began on a Thursday; Monday is 1, FF leaves the day open.
  const actual = ((((Math.floor(wallSeconds(time) / 86400) + 3) % 7) + 7) % 7) + 1;
  const day = weekday === 0xff ? 2 : weekday === actual ? 1 : 0;
  const fraction = hundredths === 0 ? 0 : hundredths === 0xff ? 1 : 2;
  const offset = time.offsetMinutes === undefined ? 0 : time.offsetMinutes + longestDeviation + 1;
  const status = ((time.status ?? 0) >>> 2) & 0x1f;
  return ((offset * 3 + day) * 3 + fraction) * 32 + status + 1;
}

/** The time if it exists in a calendar, else `time-invalid`. */
export function calendar(time: MeterTime): MeterTime {
  const { year, month, day, hour, minute, second } = time;
  const exists =
    year >= 1990 &&
    year < 2200 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!exists)
    throw new ProtocolError("time-invalid", {
      is: "no-time",
      time: `${year}-${month}-${day} ${hour}:${minute}:${second}`,
    });
  return time;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `YYYY-MM-DDThh:mm:ss`, with `±hh:mm` behind it only where the meter sends its deviation. */
export function formatMeterTime(time: MeterTime, withOffset = true): string {
  const wall = `${time.year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
  if (!withOffset || time.offsetMinutes === undefined) return wall;
  const minutes = Math.abs(time.offsetMinutes);
  return `${wall}${time.offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Seconds since 1970 of the wall time as if it were UTC: for differences between two times of one meter only. */
export function wallSeconds(time: MeterTime): number {
  const { year, month, day } = time;
  // Days of the civil calendar, counted from March so that the leap day comes last.
  const shifted = month > 2 ? year : year - 1;
  const fromMarch = (month + 9) % 12;
  const days =
    365 * shifted +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    Math.floor((153 * fromMarch + 2) / 5) +
    day -
    719469;
  return days * 86400 + time.hour * 3600 + time.minute * 60 + time.second;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
