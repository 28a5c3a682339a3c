/**
 * Which instant a meter's wall clock means, by its own offset or its zone's. In the hour that autumn repeats, the
 * telegram's arrival or the telegram before it decides.
 */
import { zoneOffsetMinutes } from "../host/time-zone.ts";
import { type MeterTime, wallSeconds } from "../telegram/reading.ts";

const dayMs = 86_400_000;

/**
 * The meter's time as an instant, ms since 1970. `zone` counts only where the meter sends no offset. Where it sends no
 * daylight-saving flag, `nearMs` (the arrival, or the instant of the telegram before) decides between the two passes of
 * the hour that autumn repeats; without `nearMs` the first pass is taken. A time that spring skips keeps the offset
 * before the change.
 */
export function meterInstantMs(time: MeterTime, zone: string, nearMs?: number): number {
  const wallMs = wallSeconds(time) * 1000;
  return wallMs - meterOffsetMinutes(time, zone, nearMs) * 60_000;
}

/** Minutes the meter's wall time is ahead of UTC, by the same rules as {@link meterInstantMs}. */
export function meterOffsetMinutes(time: MeterTime, zone: string, nearMs?: number): number {
  return time.offsetMinutes ?? zoneOffset(time, zone, nearMs);
}

function zoneOffset(time: MeterTime, zone: string, nearMs: number | undefined): number {
  const wallMs = wallSeconds(time) * 1000;
  const before = zoneOffsetMinutes(wallMs - dayMs, zone);
  const after = zoneOffsetMinutes(wallMs + dayMs, zone);
  const fits = (offset: number): boolean => zoneOffsetMinutes(wallMs - offset * 60_000, zone) === offset;
  if (before === after || !fits(after)) return before;
  if (!fits(before)) return after;
  const first = Math.max(before, after);
  const second = Math.min(before, after);
  // A meter that never sets the flag sends "no daylight saving" all summer, so only a flag that is set proves anything.
  if (time.daylightSaving === true) return first;
  if (nearMs === undefined) return time.daylightSaving === false ? second : first;
  const awayMs = (offset: number): number => Math.abs(wallMs - offset * 60_000 - nearMs);
  return awayMs(second) < awayMs(first) ? second : first;
}
