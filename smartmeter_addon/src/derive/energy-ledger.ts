/**
 * Days, months and peaks of a meter, added up from its finished windows. Pure: the local day comes with every window.
 */
import { dayAfter } from "../host/day-after.ts";
import type { Caveat } from "../telegram/reading.ts";
import {
  type Counted,
  type Coverage,
  caveatOf,
  countedBy,
  coverageOf,
  spreadOf,
  unsureBetween,
} from "./energy-caveat.ts";
import type { EnergyWindow, RunningWindow, WindowQuality } from "./energy-windows.ts";
import type { PriceNow } from "./price.ts";

/** Highest mean power of a window, W, that is proven; `startMs` is the window's beginning. */
export interface Peak {
  readonly watts: number;
  readonly startMs: number;
}

/** Sums of one local day. Energies in Wh, money in the tariff's currency. */
export interface DayTotal {
  /** `2026-11-28` */
  readonly day: string;
  readonly importWh: number;
  readonly exportWh: number;
  readonly windows: Readonly<Record<WindowQuality, number>>;
  readonly peak: Peak | undefined;
  /** What import cost and export brought; undefined where no price was set. */
  readonly cost: number | undefined;
  readonly income: number | undefined;
  /** How much of the day that is; undefined where an older version stored it, and not all of its windows. */
  readonly counted?: Counted | undefined;
}

type Sums = Pick<DayTotal, "importWh" | "exportWh" | "cost" | "income">;

/** Sums of a span of days. */
export interface SpanTotal extends Sums {
  /** What the energies do not say by themselves, and what the money does not. */
  readonly caveat: Caveat | undefined;
  readonly moneyCaveat: Caveat | undefined;
}

/** What people ask about, at one moment. */
export interface EnergyFigures {
  /** Undefined before anything of it is known: the first window after the first start is not heard from its beginning. */
  readonly today: SpanTotal | undefined;
  readonly yesterday: SpanTotal | undefined;
  readonly month: SpanTotal | undefined;
  readonly lastMonth: SpanTotal | undefined;
  readonly monthPeak: Peak | undefined;
  /** Mean of the highest power of each month of the billing year so far, W. */
  readonly yearPeakMean: number | undefined;
  readonly yearCaveat: Caveat | undefined;
}

/** One meter's days. */
export interface EnergyLedger {
  /** Adds a finished window that lies in the local day; `price` is the one that held when it began. */
  add(window: EnergyWindow, day: string, price: PriceNow | undefined): void;
  /** Takes in days from before a restart; a day that is already known keeps what was added since. */
  restore(days: readonly DayTotal[]): void;
  /** `day` is the local day of the running window. */
  view(day: string, running: RunningWindow | undefined, price: PriceNow | undefined): EnergyFigures;
  /** The highest proven power of the month in which the day lies. */
  monthPeak(day: string): Peak | undefined;
  day(day: string): DayTotal | undefined;
  days(): readonly DayTotal[];
}

const hourMs = 3_600_000;
/** Enough for the billing year and the year before it, day by day. */
const mostDays = 800;

const nothing: Sums = { importWh: 0, exportWh: 0, cost: undefined, income: undefined };

/** The calendar of a household. */
export interface EnergyCalendar {
  /** The instant at which a local day begins, ms since 1970. */
  startOf(day: string): number;
  /** First month of the billing year, 1 to 12. */
  readonly yearStarts: number;
}

/** An empty ledger for one meter. */
export function createEnergyLedger(calendar: EnergyCalendar): EnergyLedger {
  const { startOf } = calendar;
  const days = new Map<string, DayTotal>();
  let last: { readonly day: string; readonly window: EnergyWindow } | undefined;
  /** What follows from the days alone, which a telegram seldom changes. */
  let ended: ReturnType<typeof endedBefore> | undefined;

  const put = (total: DayTotal): void => {
    ended = undefined;
    days.set(total.day, total);
    if (days.size <= mostDays) return;
    const oldest = [...days.keys()].sort()[0];
    if (oldest !== undefined) days.delete(oldest);
  };

  /** A day is over: how much of it may belong to the next one is known only now. */
  const close = (day: string, window: EnergyWindow, next: EnergyWindow): void => {
    const total = days.get(day);
    if (total?.counted === undefined) return;
    put({ ...total, counted: { ...total.counted, unsureWh: unsureBetween(window, next) } });
  };

  return {
    add(window, day, price) {
      if (last !== undefined && last.day !== day) close(last.day, last.window, window);
      last = { day, window };
      const before = days.get(day) ?? emptyDay(day);
      const importWh = window.imported?.wh ?? 0;
      const exportWh = window.exported?.wh ?? 0;
      put({
        day,
        importWh: before.importWh + importWh,
        exportWh: before.exportWh + exportWh,
        windows: { ...before.windows, [window.quality]: before.windows[window.quality] + 1 },
        peak: higher(before.peak, provenPeak(window)),
        cost: plus(before.cost, price && (importWh / 1000) * price.import),
        income: plus(before.income, price && (exportWh / 1000) * price.export),
        counted: before.counted && window.imported ? withWindow(before.counted, window) : before.counted,
      });
    },
    restore(restored) {
      for (const stored of restored) {
        const { day, windows } = stored;
        const counted = stored.counted ?? countedBy(windows, startOf(day), startOf(dayAfter(day)));
        const total = { ...stored, counted };
        const since = days.get(day);
        put(since === undefined ? total : joined(total, since));
      }
    },
    view(day, running, price) {
      if (ended?.day !== day) ended = endedBefore(days, day, calendar);
      const { today, yesterday, month, lastMonth, year, monthPeak, yearPeakMean } = ended;
      const now = runningTotal(running, price);
      // Of a window whose beginning was not heard nothing is known until its end.
      const endMs = now?.sinceMs ?? running?.atMs ?? startOf(day);
      return {
        today: totalOf(today, endMs, now),
        yesterday,
        month: totalOf(month, endMs, now),
        lastMonth,
        monthPeak,
        yearPeakMean,
        yearCaveat: totalOf(year, endMs, now)?.caveat,
      };
    },
    monthPeak: (day) => peakOf(days, day.slice(0, 7)),
    day: (day) => days.get(day),
    days: () => [...days.values()].sort(byDay),
  };
}

/** The mean power that a window proves: its energy where it is complete, else the least it can have been. */
export function provenPeak({ startMs, endMs, quality, imported }: EnergyWindow): Peak | undefined {
  const wh = quality === "complete" ? imported?.wh : imported?.leastWh;
  return wh === undefined || wh === 0 ? undefined : { watts: (wh * hourMs) / (endMs - startMs), startMs };
}

const byDay = (one: DayTotal, other: DayTotal): number => (one.day < other.day ? -1 : 1);

/** The days of a span that are over, and the windows of today that are. */
interface Ended extends Sums {
  readonly startMs: number;
  readonly energy: Coverage;
  readonly money: Coverage;
}

type Days = ReadonlyMap<string, DayTotal>;

/** What follows from the days alone, if this one is running. */
function endedBefore(days: Days, day: string, { startOf, yearStarts }: EnergyCalendar) {
  const month = day.slice(0, 7);
  const months = billingMonths(month, yearStarts);
  const [yesterday, before] = [dayAfter(day, -1), monthBefore(month)];
  const endedOf = (first: string, prefixes: readonly string[], state: "running" | "over"): Ended => ({
    startMs: startOf(first),
    ...endedIn(days, first, prefixes, state),
  });
  return {
    day,
    today: endedOf(day, [day], "running"),
    yesterday: totalOf(endedOf(yesterday, [yesterday], "over"), startOf(day)),
    month: endedOf(`${month}-01`, [month], "running"),
    lastMonth: totalOf(endedOf(`${before}-01`, [before], "over"), startOf(`${month}-01`)),
    year: endedOf(`${months[0]}-01`, months, "running"),
    monthPeak: peakOf(days, month),
    yearPeakMean: meanOf(months.flatMap((name) => peakOf(days, name)?.watts ?? [])),
  };
}

/** What has ended of the days that lie in these months, or of this day; `first` is the first of them. */
function endedIn(days: Days, first: string, prefixes: readonly string[], state: "running" | "over") {
  const inside = [...days.values()].filter(({ day }) => prefixes.some((prefix) => day.startsWith(prefix))).sort(byDay);
  const unsureAfter = (day: string | undefined): number => days.get(day ?? "")?.counted?.unsureWh ?? 0;
  const unsureWh = unsureAfter(dayAfter(first, -1)) + (state === "over" ? unsureAfter(inside.at(-1)?.day) : 0);
  const bought = inside.filter(({ cost }) => cost !== undefined);
  return {
    ...inside.reduce(sumOf, nothing),
    energy: coverageOf(inside, unsureWh),
    money: coverageOf(bought, unsureWh),
  };
}

function peakOf(days: Days, prefix: string): Peak | undefined {
  return [...days.values()].reduce<Peak | undefined>(
    (highest, { day, peak }) => (day.startsWith(prefix) ? higher(highest, peak) : highest),
    undefined,
  );
}

/** The span up to an instant, with what is running since then; undefined where nothing of it is known. */
function totalOf({ startMs, energy, money, ...sums }: Ended, endMs: number, running?: Running): SpanTotal | undefined {
  if (running === undefined && energy.isKnown && energy.knownMs === 0) return undefined;
  return {
    ...sumOf(sums, running ?? nothing),
    caveat: caveatOf(energy, startMs, endMs, running?.sinceMs),
    moneyCaveat: caveatOf(money, startMs, endMs, running?.cost === undefined ? undefined : running.sinceMs),
  };
}

function emptyDay(day: string): DayTotal {
  const windows = { complete: 0, estimated: 0, missing: 0 };
  return { day, ...nothing, windows, peak: undefined, counted: { sinceMs: undefined, knownMs: 0, unsureWh: 0 } };
}

/** The running window so far, and when it began. */
interface Running extends Sums {
  readonly sinceMs: number;
}

/** Undefined where the window's beginning was not heard. */
function runningTotal(running: RunningWindow | undefined, price: PriceNow | undefined): Running | undefined {
  if (running?.importedWh === undefined) return undefined;
  const { importedWh: importWh, exportedWh: exportWh = 0, startMs: sinceMs } = running;
  return {
    sinceMs,
    importWh,
    exportWh,
    cost: price && (importWh / 1000) * price.import,
    income: price && (exportWh / 1000) * price.export,
  };
}

function sumOf(one: Sums, other: Sums): Sums {
  return {
    importWh: one.importWh + other.importWh,
    exportWh: one.exportWh + other.exportWh,
    cost: plus(one.cost, other.cost),
    income: plus(one.income, other.income),
  };
}

/** One day from what was stored of it and what was added since the restart. */
function joined(stored: DayTotal, since: DayTotal): DayTotal {
  const count = (quality: WindowQuality): number => stored.windows[quality] + since.windows[quality];
  return {
    ...sumOf(stored, since),
    day: stored.day,
    windows: { complete: count("complete"), estimated: count("estimated"), missing: count("missing") },
    peak: higher(stored.peak, since.peak),
    counted: stored.counted &&
      since.counted && {
        sinceMs: earlier(stored.counted.sinceMs, since.counted.sinceMs),
        knownMs: stored.counted.knownMs + since.counted.knownMs,
        unsureWh: since.counted.unsureWh,
      },
  };
}

function withWindow({ sinceMs, knownMs }: Counted, window: EnergyWindow): Counted {
  const { startMs, endMs } = window;
  return { sinceMs: earlier(sinceMs, startMs), knownMs: knownMs + endMs - startMs, unsureWh: spreadOf(window) };
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

const plus = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : one + other;

const higher = (one: Peak | undefined, other: Peak | undefined): Peak | undefined =>
  one === undefined || (other !== undefined && other.watts > one.watts) ? other : one;

const meanOf = (watts: readonly number[]): number | undefined =>
  watts.length === 0 ? undefined : watts.reduce((sum, peak) => sum + peak, 0) / watts.length;

function monthBefore(month: string): string {
  return dayAfter(`${month}-01`, -1).slice(0, 7);
}

/** The months of the billing year from its first one up to `month`. */
function billingMonths(month: string, yearStarts: number): string[] {
  const months = [month];
  while (Number((months[0] as string).slice(5)) !== yearStarts) months.unshift(monthBefore(months[0] as string));
  return months;
}
