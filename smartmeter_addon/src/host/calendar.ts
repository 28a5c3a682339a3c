/** Local days in the household's time zone, and the instants at which they begin. */
import { dayAfter } from "./day-after.ts";
import { zoneOffsetMinutes } from "./time-zone.ts";

const minuteMs = 60_000;

/** The local day of an instant, `2026-11-28`. */
export function localDay(atMs: number, zone: string): string {
  return new Date(atMs + zoneOffsetMinutes(atMs, zone) * minuteMs).toISOString().slice(0, 10);
}

/** When a local day (`2026-11-28`) begins. */
export function startOfDay(day: string, zone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const near = wall - zoneOffsetMinutes(wall, zone) * minuteMs;
  return wall - zoneOffsetMinutes(near, zone) * minuteMs;
}

/** The local midnights within a span, both ends included. */
export function midnightsIn(fromMs: number, toMs: number, zone: string): number[] {
  const found: number[] = [];
  for (let day = localDay(fromMs, zone); ; day = dayAfter(day)) {
    const atMs = startOfDay(day, zone);
    if (atMs > toMs) return found;
    if (atMs >= fromMs) found.push(atMs);
  }
}
