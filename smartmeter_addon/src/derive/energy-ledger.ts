/**
 * Days, months and peaks of a meter, added up from its finished windows. Pure: the local day comes with every window.
 */
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
}

/** Sums of a span of days. */
export interface SpanTotal {
  readonly importWh: number;
  readonly exportWh: number;
  readonly cost: number | undefined;
  readonly income: number | undefined;
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
}

/** One meter's days. */
export interface EnergyLedger {
  /** Adds a finished window that lies in the local day; `price` is the one that held when it began. */
  add(window: EnergyWindow, day: string, price: PriceNow | undefined): void;
  /** Takes in days from before a restart; a day that is already known keeps what was added since. */
  restore(days: readonly DayTotal[]): void;
  /** `day` is the local day of the running window; `yearStarts` the first month of the billing year, 1 to 12. */
  view(day: string, running: RunningWindow | undefined, price: PriceNow | undefined, yearStarts: number): EnergyFigures;
  day(day: string): DayTotal | undefined;
  days(): readonly DayTotal[];
}

const hourMs = 3_600_000;
/** Enough for the billing year and the year before it, day by day. */
const mostDays = 800;

const nothing: SpanTotal = { importWh: 0, exportWh: 0, cost: undefined, income: undefined };

/** An empty ledger for one meter. */
export function createEnergyLedger(): EnergyLedger {
  const days = new Map<string, DayTotal>();

  const put = (total: DayTotal): void => {
    days.set(total.day, total);
    if (days.size <= mostDays) return;
    const oldest = [...days.keys()].sort()[0];
    if (oldest !== undefined) days.delete(oldest);
  };

  /** The sum of the days whose names begin with the prefix; undefined where there are none. */
  const span = (prefix: string): SpanTotal | undefined => {
    const inside = [...days.values()].filter(({ day }) => day.startsWith(prefix));
    return inside.length === 0 ? undefined : inside.reduce(sumOf, nothing);
  };

  const peakOf = (prefix: string): Peak | undefined =>
    [...days.values()].reduce<Peak | undefined>(
      (highest, { day, peak }) => (day.startsWith(prefix) ? higher(highest, peak) : highest),
      undefined,
    );

  return {
    add(window, day, price) {
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
      });
    },
    restore(restored) {
      for (const total of restored) {
        const since = days.get(total.day);
        put(since === undefined ? total : joined(total, since));
      }
    },
    view(day, running, price, yearStarts) {
      const now = runningTotal(running, price);
      const month = day.slice(0, 7);
      return {
        today: withRunning(span(day), now),
        yesterday: span(dayBefore(day)),
        month: withRunning(span(month), now),
        lastMonth: span(monthBefore(month)),
        monthPeak: peakOf(month),
        yearPeakMean: meanOf(billingMonths(month, yearStarts).flatMap((name) => peakOf(name)?.watts ?? [])),
      };
    },
    day: (day) => days.get(day),
    days: () => [...days.values()].sort((one, other) => (one.day < other.day ? -1 : 1)),
  };
}

/** The mean power that a window proves: its energy where it is complete, else the least it can have been. */
export function provenPeak({ startMs, endMs, quality, imported }: EnergyWindow): Peak | undefined {
  const wh = quality === "complete" ? imported?.wh : imported?.leastWh;
  return wh === undefined || wh === 0 ? undefined : { watts: (wh * hourMs) / (endMs - startMs), startMs };
}

function emptyDay(day: string): DayTotal {
  const windows = { complete: 0, estimated: 0, missing: 0 };
  return { day, importWh: 0, exportWh: 0, windows, peak: undefined, cost: undefined, income: undefined };
}

/** The running window so far; undefined where its beginning was not heard. */
function runningTotal(running: RunningWindow | undefined, price: PriceNow | undefined): SpanTotal | undefined {
  if (running?.importedWh === undefined) return undefined;
  const { importedWh: importWh, exportedWh: exportWh = 0 } = running;
  return {
    importWh,
    exportWh,
    cost: price && (importWh / 1000) * price.import,
    income: price && (exportWh / 1000) * price.export,
  };
}

const withRunning = (ended: SpanTotal | undefined, now: SpanTotal | undefined): SpanTotal | undefined =>
  ended === undefined && now === undefined ? undefined : sumOf(ended ?? nothing, now ?? nothing);

function sumOf(one: SpanTotal, other: SpanTotal): SpanTotal {
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
  };
}

const plus = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : one + other;

const higher = (one: Peak | undefined, other: Peak | undefined): Peak | undefined =>
  one === undefined || (other !== undefined && other.watts > one.watts) ? other : one;

const meanOf = (watts: readonly number[]): number | undefined =>
  watts.length === 0 ? undefined : watts.reduce((sum, peak) => sum + peak, 0) / watts.length;

/** The local day before: a day of the calendar, not 24 hours. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

function monthBefore(month: string): string {
  return dayBefore(`${month}-01`).slice(0, 7);
}

/** The months of the billing year from its first one up to `month`. */
function billingMonths(month: string, yearStarts: number): string[] {
  const months = [month];
  while (Number((months[0] as string).slice(5)) !== yearStarts) months.unshift(monthBefore(months[0] as string));
  return months;
}
