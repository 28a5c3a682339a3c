/** The meter's time and instants as texts in the meter's time zone. */
import { meterOffsetMinutes } from "../derive/meter-instant.ts";
import { zoneOffsetMinutes } from "../host/time-zone.ts";
import { formatMeterTime, type MeterTime } from "../telegram/reading.ts";

/**
 * The meter's time as ISO 8601 with offset: its own where it sends one, else that of its time zone. `nearMs`, the
 * arrival, tells apart the two passes of the hour that autumn repeats.
 */
export function zonedMeterTime(time: MeterTime, zone: string, nearMs?: number): string {
  return formatMeterTime({ ...time, offsetMinutes: meterOffsetMinutes(time, zone, nearMs) });
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
