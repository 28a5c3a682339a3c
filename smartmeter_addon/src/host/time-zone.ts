/** The meters' time zone, unless the options name another. */
export const homeZone = "Europe/Vienna";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the name is a time zone of this machine (`Europe/Vienna`). */
export function isTimeZone(zone: string): boolean {
  if (zone === homeZone) return true;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * Minutes the zone is ahead of UTC at an instant. The engine knows those of the process's own zone; any other one takes
 * `Intl`, whose tables cost 8 MB of memory and 10 ms of the start. Throws a RangeError where there is no such zone.
 */
export function zoneOffsetMinutes(atMs: number, zone: string): number {
  return zone === process.env.TZ && isTimeZone(zone) ? 0 - new Date(atMs).getTimezoneOffset() : tabled(atMs, zone);
}

function tabled(atMs: number, zone: string): number {
  const part = (parts: Intl.DateTimeFormatPart[], type: string): number =>
    Number(parts.find((entry) => entry.type === type)?.value);
  const parts = formatOf(zone).formatToParts(atMs);
  const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map((type) => part(parts, type));
  const wall = Date.UTC(year as number, (month as number) - 1, day, hour, minute);
  return (wall - Math.floor(atMs / 60_000) * 60_000) / 60_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...numeric });
    formats.set(zone, format);
  }
  return format;
}
