/** Sums of energy for the page: the days of a month or the months of a year, and whether all of them was counted. */
import { type Counted, caveatOf, countedBy, coverageOf } from "../derive/energy-caveat.ts";
import type { DayTotal } from "../derive/energy-ledger.ts";
import { startOfDay } from "../host/calendar.ts";
import { dayAfter } from "../host/day-after.ts";
import type { Caveat } from "../telegram/reading.ts";
import type { EnergyStore } from "./curve.ts";
import type { EnergyBar, EnergyCaveats, EnergySpan, EnergyView } from "./energy-view.ts";

interface Amounts {
  readonly importKwh: number | undefined;
  readonly exportKwh: number | undefined;
  readonly cost: number | undefined;
  readonly income: number | undefined;
}

/** A day that the last telegram tells about and that may be in no file yet; energies in kWh. */
export interface RecentDay extends Amounts {
  /** `2026-11-28` */
  readonly name: string;
  /** Up to which instant it was counted, ms since 1970. */
  readonly endMs: number;
  readonly caveat: Caveat | undefined;
}

/** Which month or year of which meter. */
export interface EnergyQuestion {
  readonly span: EnergySpan;
  /** The month (`2026-11`) or year (`2026`) asked for. */
  readonly name: string;
  readonly zone: string;
  readonly meterId: string | undefined;
  /** In the order of the calendar; the last one is running. */
  readonly recent: readonly RecentDay[];
}

/** One day with how much of it was counted. */
interface Day extends Amounts {
  readonly name: string;
  readonly endMs: number;
  readonly counted: Counted | undefined;
}

/** The days of a month, or the months of a year. */
export async function energyBars(store: EnergyStore | undefined, question: EnergyQuestion): Promise<EnergyView> {
  const { span, name, zone, meterId, recent } = question;
  const stored = (await store?.days(meterId)) ?? [];
  const days = new Map(recent.map((day) => [day.name, recentDay(day, zone)]));
  const running = recent.at(-1)?.name;
  for (const day of stored) if (day.day !== running) days.set(day.day, storedDay(day, zone));
  const all = [...days.values()].sort((one, other) => (one.name < other.name ? -1 : 1));

  /** Of what comes after the last day nothing can be missing yet. */
  const knownMs = all.at(-1)?.endMs ?? 0;

  /** The day, month or year of that name. */
  const barOf = (name: string): EnergyBar => {
    const inside = all.filter(({ name: day }) => day.startsWith(name));
    const first = `${name}-01-01`.slice(0, 10);
    const atMs = startOfDay(name.length === 10 ? name : first, zone);
    const before = days.get(dayAfter(name.length === 10 ? name : first, -1));
    return {
      name,
      atMs,
      ...amountsOf(inside),
      caveats: caveatsOf(inside, before, atMs, Math.min(endOf(name, zone), knownMs)),
    };
  };

  const whole = barOf(name);
  const length = span === "month" ? 10 : 7;
  const names = new Set(all.flatMap(({ name: day }) => (day.startsWith(name) ? day.slice(0, length) : [])));
  return {
    span,
    name,
    fromMs: whole.atMs,
    toMs: endOf(name, zone),
    first: all[0]?.name ?? name,
    whole,
    bars: [...names].map(barOf),
  };
}

/** When a day, month or year is over. */
function endOf(name: string, zone: string): number {
  if (name.length === 4) return startOfDay(`${Number(name) + 1}-01-01`, zone);
  return startOfDay(name.length === 7 ? `${dayAfter(`${name}-01`, 31).slice(0, 7)}-01` : dayAfter(name), zone);
}

function storedDay({ day, importWh, exportWh, cost, income, counted, windows }: DayTotal, zone: string): Day {
  const endMs = endOf(day, zone);
  return {
    name: day,
    endMs,
    importKwh: importWh / 1000,
    exportKwh: exportWh / 1000,
    cost,
    income,
    counted: counted ?? countedBy(windows, startOfDay(day, zone), endMs),
  };
}

function recentDay({ caveat, ...day }: RecentDay, zone: string): Day {
  const sinceMs = caveat?.kind === "since" ? caveat.atMs : startOfDay(day.name, zone);
  const counted = { sinceMs, knownMs: day.endMs - sinceMs, unsureWh: 0 };
  return { ...day, counted: caveat?.kind === "gaps" ? undefined : counted };
}

function amountsOf(days: readonly Day[]): Amounts {
  const sum = (key: keyof Amounts): number | undefined =>
    days.reduce<number | undefined>(
      (total, { [key]: value }) => (value === undefined ? total : (total ?? 0) + value),
      undefined,
    );
  return { importKwh: sum("importKwh"), exportKwh: sum("exportKwh"), cost: sum("cost"), income: sum("income") };
}

/** What the sums of these days do not say, if they are to be those of a span (ms since 1970). */
function caveatsOf(days: readonly Day[], before: Day | undefined, startMs: number, endMs: number): EnergyCaveats {
  const last = days.at(-1);
  const unsureWh = (before?.counted?.unsureWh ?? 0) + (last?.counted?.unsureWh ?? 0);
  const caveat = (of: readonly Day[]): Caveat | undefined =>
    caveatOf(
      coverageOf(
        of.map(({ importKwh = 0, counted }) => ({ importWh: importKwh * 1000, counted })),
        unsureWh,
      ),
      startMs,
      endMs,
    );
  return { energy: caveat(days), money: caveat(days.filter(({ cost }) => cost !== undefined)) };
}
