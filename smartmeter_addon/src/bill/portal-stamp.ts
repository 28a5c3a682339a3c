// Time stamps of portal exports, and the instants they mean: most of them are wall times without an offset.
import { zoneOffsetMinutes } from "../host/time-zone.ts";

/** A stamp as it is written. `offsetMinutes` is undefined where the export leaves it to the reader. */
export interface PortalStamp {
  /** The wall time as if it were UTC, ms. */
  readonly wallMs: number;
  readonly offsetMinutes: number | undefined;
}

const dayMs = 86_400_000;

const clock = "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d{1,3})?)?";
const offset = "(Z|[+-]\\d{2}(?::?\\d{2})?|MESZ|MEZ|CEST|CET)?";
/** What may stand around a stamp: the day of the week, "Uhr", the end of the span that it begins. */
const weekday =
  "(?:(?:mo(?:ntag)?|di(?:enstag)?|mi(?:ttwoch)?|do(?:nnerstag)?|fr(?:eitag)?|sa(?:mstag)?|so(?:nntag)?)[.,]* +)?";
const rest = "(?: *uhr)?(?: *(?:-|–|bis|to) *(?:[\\d./]+[ T,]+)?\\d{1,2}:\\d{2}(?::\\d{2})?(?: *uhr)?)?";
const time = `[ T,]+${clock}\\s*${offset}${rest}`;
const dayFirst = new RegExp(`^${weekday}(\\d{1,2})[./-](\\d{1,2})[./-](\\d{4}|\\d{2})(?:${time})?$`, "i");
const yearFirst = new RegExp(`^${weekday}(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:${time})?$`, "i");
const timeOnly = new RegExp(`^${clock}${rest}$`, "i");

/**
 * `15.08.2023 00:15`, `15.08.23 00:15`, `2026-03-29T01:45:00.000+01:00`, `15.08.2023 00:15 MESZ`; `24:00` is the end of
 * its day; of a span (`15.08.2023 00:15 - 00:30`) its beginning. Undefined for anything else.
 */
export function parseStamp(text: string): PortalStamp | undefined {
  const day = dayFirst.exec(text);
  const [, year, month, date, hour, minute, second, zone] = day
    ? [day[0], day[3], day[2], day[1], ...day.slice(4)]
    : (yearFirst.exec(text) ?? []);
  if (year === undefined) return undefined;
  const fullYear = Number(year.padStart(4, "20"));
  const wallMs = Date.UTC(fullYear, Number(month) - 1, Number(date), +(hour ?? 0), +(minute ?? 0), +(second ?? 0));
  const back = new Date(wallMs);
  const exists = hour === "24" ? minute === "00" : Number(hour ?? 0) < 24 && back.getUTCDate() === Number(date);
  return exists && Number(month) <= 12 && Number(minute ?? 0) < 60
    ? { wallMs, offsetMinutes: offsetOf(zone) }
    : undefined;
}

/** A time of day in a column of its own, ms since midnight; of a span its beginning. */
export function parseTimeOfDay(text: string): number | undefined {
  const found = timeOnly.exec(text);
  if (found === null || Number(found[1]) > 24 || Number(found[2]) > 59) return undefined;
  return (Number(found[1]) * 60 + Number(found[2])) * 60_000 + Number(found[3] ?? 0) * 1000;
}

/** A time of twelve hours: its date may have the month first, and nobody can tell. */
const twelveHours = /(?<!\d)\d{1,2}:\d{2}(?::\d{2})? ?[ap]\.? ?m\b/i;
/** Days since 1900, as Excel keeps them: of 2000 to 2064, with a part of a day. */
const serialDate = /(?:^|[;\t|,"])(?:3[7-9]|4\d|5\d)\d{3}[.,]\d+(?=$|[;\t|,"])/;

/** Why no line of a file has a stamp that can be read, where nearly all of its lines have one of these; undefined: for another reason. */
export function unreadStamps(text: string): "twelve-hours" | "serial-dates" | undefined {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => /\d/.test(line));
  const isIn = (pattern: RegExp): boolean => lines.filter((line) => pattern.test(line)).length > lines.length / 2;
  if (isIn(twelveHours)) return "twelve-hours";
  return isIn(serialDate) ? "serial-dates" : undefined;
}

/** Minutes ahead of UTC of the names Austria's two times have. */
const named: Readonly<Record<string, number>> = { Z: 0, MEZ: 60, CET: 60, MESZ: 120, CEST: 120 };

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const known = named[text.toUpperCase()];
  if (known !== undefined) return known;
  const minutes = Number(text.slice(1, 3)) * 60 + (text.length > 3 ? Number(text.slice(-2)) : 0);
  return text.startsWith("-") ? -minutes : minutes;
}

/**
 * Instants of the stamps of one column, in the file's order. Wall times of the hour that autumn repeats go on from the
 * row before, or stand beside each other where the export is sorted by wall time; an export without the repeated hour has
 * a gap there.
 */
export function instantsOf(stamps: readonly PortalStamp[], zone: string, windowMs: number): number[] {
  const instants: number[] = [];
  const offsetMs = offsetsOf(zone);
  for (const [at, { wallMs, offsetMinutes }] of stamps.entries()) {
    const last = instants.at(-1);
    if (offsetMinutes !== undefined) {
      instants.push(wallMs - offsetMinutes * 60_000);
      continue;
    }
    const candidates = wallInstants(wallMs, offsetMs);
    const next = stamps[at + 1];
    const [first = wallMs, second] = candidates;
    if (second !== undefined && (next?.wallMs === wallMs || stamps[at - 1]?.wallMs === wallMs)) {
      instants.push(next?.wallMs === wallMs ? first : second);
      continue;
    }
    // The end of a quarter hour may be written as the clock would have gone on: 03:00, and then 02:15 again.
    const overrun = last === undefined ? undefined : last + windowMs;
    const goesBack = next !== undefined && next.offsetMinutes === undefined && next.wallMs < wallMs;
    const isOverrun = goesBack && overrun !== undefined && wallMs - overrun === offsetMs(wallMs - dayMs);
    const follows = candidates.find((instant) => instant === overrun);
    const later = candidates.find((instant) => last === undefined || instant > last);
    instants.push(follows ?? (isOverrun ? overrun : undefined) ?? later ?? first);
  }
  return instants;
}

/** The same of a clock that nobody sets to summer time; undefined where a stamp says itself what it is. */
export function winterInstants(stamps: readonly PortalStamp[], zone: string): number[] | undefined {
  const [first] = stamps;
  if (first === undefined || stamps.some(({ offsetMinutes }) => offsetMinutes !== undefined)) return undefined;
  const year = new Date(first.wallMs).getUTCFullYear();
  const winter = Math.min(...[0, 6].map((month) => zoneOffsetMinutes(Date.UTC(year, month, 1), zone)));
  return stamps.map(({ wallMs }) => wallMs - winter * 60_000);
}

/** The instants a wall time of the zone can mean: one, two in the hour that autumn repeats; spring's gap counts as before. */
function wallInstants(wallMs: number, offsetMs: (atMs: number) => number): number[] {
  const before = offsetMs(wallMs - dayMs);
  const valid = [...new Set([before, offsetMs(wallMs + dayMs)])].filter((shift) => offsetMs(wallMs - shift) === shift);
  return (valid.length === 0 ? [before] : valid).map((shift) => wallMs - shift).sort((one, other) => one - other);
}

/** By how much a zone is ahead of UTC, ms. A day that begins and ends alike is asked for once: a file holds thousands of stamps. */
function offsetsOf(zone: string): (atMs: number) => number {
  const known = new Map<number, number>();
  const offsetMs = (atMs: number): number => zoneOffsetMinutes(atMs, zone) * 60_000;
  const atMidnight = (day: number): number => {
    const found = known.get(day) ?? offsetMs(day * dayMs);
    known.set(day, found);
    return found;
  };
  return (atMs) => {
    const day = Math.floor(atMs / dayMs);
    const begins = atMidnight(day);
    return begins === atMidnight(day + 1) ? begins : offsetMs(atMs);
  };
}
