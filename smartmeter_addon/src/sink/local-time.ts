import { zoneOffsetMinutes } from "../host/time-zone.ts";
import { formatMeterTime, type MeterTime, wallSeconds } from "../telegram/reading.ts";

const dayMs = 86_400_000;

/** The meter's time as ISO 8601 with offset: its own offset where it sends one, else that of the zone it hangs in. */
export function zonedMeterTime(time: MeterTime, zone: string): string {
  return formatMeterTime({ ...time, offsetMinutes: time.offsetMinutes ?? zoneOffset(time, zone) });
}

/** The meter's time as an instant, ms since 1970; the zone counts only where the meter sends no offset. */
export function meterInstantMs(time: MeterTime, zone: string): number {
  return wallSeconds(time) * 1000 - (time.offsetMinutes ?? zoneOffset(time, zone)) * 60_000;
}

/** An instant as ISO 8601 in the zone, to the second. */
export function zonedInstant(atMs: number, zone: string): string {
  const offset = zoneOffsetMinutes(atMs, zone);
  const wall = new Date(atMs + offset * 60_000);
  return formatMeterTime({
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    offsetMinutes: offset,
    daylightSaving: undefined,
    status: undefined,
  });
}

/**
 * Offset of a wall time in the zone. In the hour that autumn repeats the meter's flag decides, without it the first
 * pass; a time that spring skips keeps the offset before the change. Elsewhere the flag is not asked: a meter that
 * never sets it is likelier than one without summer time.
 */
function zoneOffset(time: MeterTime, zone: string): number {
  const wallMs = wallSeconds(time) * 1000;
  const before = zoneOffsetMinutes(wallMs - dayMs, zone);
  const after = zoneOffsetMinutes(wallMs + dayMs, zone);
  const fits = (offset: number): boolean => zoneOffsetMinutes(wallMs - offset * 60_000, zone) === offset;
  if (before === after || !fits(after)) return before;
  if (!fits(before)) return after;
  return time.daylightSaving === false ? Math.min(before, after) : Math.max(before, after);
}
