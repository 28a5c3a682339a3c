/** The clock of a virtual meter, in the forms that meters send. */
import type { Cp48 } from "../encode/encode-amis.ts";
import { bigEndian } from "../encode/encode-axdr.ts";

/** Wall time in Vienna with everything the meters' three forms of it need. */
export interface WallTime extends Cp48 {
  readonly offsetMinutes: number;
}

const dayMs = 86_400_000;

/** Vienna's wall time by the rule of the EU: summer time between the last Sundays of March and October, 01:00 UTC. */
export function viennaTime(atMs: number): WallTime {
  const year = new Date(atMs).getUTCFullYear();
  const daylightSaving = atMs >= lastSunday(year, 2) && atMs < lastSunday(year, 9);
  const offsetMinutes = daylightSaving ? 120 : 60;
  const wall = new Date(atMs + offsetMinutes * 60_000);
  const weekday = wall.getUTCDay() || 7;
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday,
    week: isoWeek(wall.getTime(), weekday),
    daylightSaving,
    offsetMinutes,
  };
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * dayMs;
}

/** A week belongs to the year its Thursday lies in. */
function isoWeek(wallMs: number, weekday: number): number {
  const thursday = wallMs + (4 - weekday) * dayMs;
  return 1 + Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / (7 * dayMs));
}

/** How one kind of meter fills the COSEM date-time of 12 octets (Blue Book; protocol facts 7.4). */
export interface ClockStyle {
  /** UTC = local + deviation; without it the deviation is 8000, unspecified. */
  readonly deviation: boolean;
  /** FF: not available. */
  readonly hundredths: number;
  /** Status bits always set, besides 80 in summer. */
  readonly status: number;
}

export function cosemDateTime(time: WallTime, style: ClockStyle): Uint8Array {
  const { year, month, day, weekday, hour, minute, second } = time;
  const deviation = bigEndian(style.deviation ? -time.offsetMinutes : 0x8000, 2);
  const status = style.status | (time.daylightSaving ? 0x80 : 0);
  return Uint8Array.of(
    ...bigEndian(year, 2),
    month,
    day,
    weekday,
    hour,
    minute,
    second,
    style.hundredths,
    ...deviation,
    status,
  );
}
