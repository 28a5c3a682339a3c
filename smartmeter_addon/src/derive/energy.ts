/**
 * From readings to what people ask: the running quarter hour, its projection, peaks, days, months and what they cost.
 * Pure: time comes with the readings, files with `restore`.
 */
import { obis } from "../cosem/obis.ts";
import { startOfDay } from "../host/calendar.ts";
import { zoneOffsetMinutes } from "../host/time-zone.ts";
import { quantities, quantityByKey } from "../telegram/quantity.ts";
import { type Caveat, type NumericValue, netPower, type Reading } from "../telegram/reading.ts";
import {
  createEnergyLedger,
  type DayTotal,
  type EnergyFigures,
  type EnergyLedger,
  type SpanTotal,
} from "./energy-ledger.ts";
import { energySampleOf } from "./energy-sample.ts";
import {
  createEnergyWindows,
  type EnergySample,
  type EnergyWindow,
  type EnergyWindows,
  type EnergyWindowsState,
  type RunningWindow,
  resumedAfter,
} from "./energy-windows.ts";
import type { ReadingEvent, WindowEvent } from "./events.ts";
import type { PriceNow } from "./price.ts";
import { powerCost, priceAt, type Tariff } from "./tariff.ts";

/** What the options say about quarter hours and prices. */
export interface EnergySettings {
  readonly windowMs: number;
  /** The household's time zone. */
  readonly zone: string;
  readonly tariff: Tariff | undefined;
  /** Mean power that a window should stay below, W; undefined: the month's peak so far. */
  readonly limitW: number | undefined;
  /** First month of the billing year, 1 to 12. */
  readonly yearStarts: number;
}

/** What was stored of a meter before a restart. */
export interface EnergyHistory {
  readonly days: readonly DayTotal[];
  /** Windows that no day of `days` holds yet, oldest first. */
  readonly windows: readonly EnergyWindow[];
}

/** The quarter hours of all meters. */
export interface Energy {
  /** Gives the reading with what follows from it, and the windows that ended with it. */
  accept(event: ReadingEvent): (ReadingEvent | WindowEvent)[];
  /** Takes in what was stored of a meter, before its first reading or soon after. */
  restore(meterId: string, history: EnergyHistory): void;
  /** The state of every meter by its id, as plain data. */
  state(): Readonly<Record<string, EnergyWindowsState>>;
}

const hourMs = 3_600_000;
/** A host whose clock has no battery gets the time minutes after its start. Registers lose nothing by waiting for it. */
const patienceMs = 900_000;

/** Until this share of a window has passed, one Wh of the register is hundreds of watts, and measured power says more. */
const youngShare = 1 / 15;

/** One meter's account. */
interface Account {
  windows: EnergyWindows;
  readonly ledger: EnergyLedger;
  lastMs: number | undefined;
  /** Since when the meter's clock and the host's, which used to agree, have not; arrival in host time, ms. */
  doubtedMs: number | undefined;
  /** End of the last window that was counted. */
  countedMs: number;
}

/** The quarter hours of all meters; `restored` is an earlier {@link Energy.state}. */
export function createEnergy(
  settings: EnergySettings,
  restored: Readonly<Record<string, EnergyWindowsState>> = {},
): Energy {
  const { windowMs, zone, tariff } = settings;
  const accounts = new Map<string, Account>();
  const dayOf = createLocalDay(zone);
  const calendar = { startOf: (day: string) => startOfDay(day, zone), yearStarts: settings.yearStarts };
  const priceOf = (atMs: number): PriceNow | undefined => tariff && priceAt(tariff, atMs, zone);

  const accountOf = (meterId: string): Account => {
    const known = accounts.get(meterId);
    if (known !== undefined) return known;
    const windows = createEnergyWindows(windowMs, restored[meterId]);
    const account = {
      windows,
      ledger: createEnergyLedger(calendar),
      lastMs: undefined,
      doubtedMs: undefined,
      countedMs: 0,
    };
    accounts.set(meterId, account);
    return account;
  };

  const count = ({ ledger }: Account, window: EnergyWindow): void =>
    ledger.add(window, dayOf(window.startMs), priceOf(window.startMs));

  /** Counts a window that has ended with this reading. */
  const finish = (account: Account, window: EnergyWindow, event: ReadingEvent): WindowEvent => {
    const [day, dayBefore] = [dayOf(window.startMs), dayOf(window.startMs - 1)];
    const { meter, reading, receivedAtMs: atMs } = event;
    count(account, window);
    account.countedMs = window.endMs;
    const finishedDay = day === dayBefore ? undefined : account.ledger.day(dayBefore);
    const monthPeak = account.ledger.monthPeak(day);
    return { kind: "window", meter, meterId: reading.meterId, window, finishedDay, monthPeak, atMs };
  };

  return {
    accept(event) {
      const { reading, receivedAtMs } = event;
      const account = accountOf(reading.meterId);
      const time = { zone, arrivalMs: receivedAtMs, lastMs: account.lastMs };
      const sample = energySampleOf(reading, time);
      if (sample === undefined || isPremature(account, sample, receivedAtMs)) return [event];
      account.lastMs = sample.atMs;
      const ended = account.windows.push(sample).filter(({ startMs }) => startMs >= account.countedMs);
      const finished = ended.map((window) => finish(account, window, event));
      const running = account.windows.running();
      const price = priceOf(sample.atMs);
      const view = account.ledger.view(dayOf(sample.atMs), running, price);
      const sums = spanValues(view);
      const values = [...runningValues(reading, running, view, settings), ...sums.values, ...priceValues(price)];
      const peakW = view.monthPeak?.watts;
      if (tariff !== undefined && peakW !== undefined)
        values.push(...value("cost_power_month", powerCost(tariff, peakW, dayOf(sample.atMs).slice(0, 7))));
      const { incomplete, caveats } = sums;
      return [
        { ...event, reading: { ...reading, values: [...reading.values, ...values], incomplete, caveats } },
        ...finished,
      ];
    },
    restore(meterId, { days, windows }) {
      const account = accountOf(meterId);
      account.ledger.restore(days);
      for (const window of windows) if (window.startMs >= account.countedMs) count(account, window);
      const last = windows.at(-1);
      account.countedMs = Math.max(account.countedMs, last?.endMs ?? 0);
      const state = account.windows.state();
      if (state !== undefined && last !== undefined)
        account.windows = createEnergyWindows(windowMs, resumedAfter(state, last));
    },
    state: () =>
      Object.fromEntries(
        [...accounts].flatMap(([id, { windows }]) => {
          const state = windows.state();
          return state === undefined ? [] : [[id, state] as const];
        }),
      ),
  };
}

/** Whether to wait for the clocks to agree again: one of them has just jumped, most often the host's, which is not set yet. */
function isPremature(account: Account, sample: EnergySample, arrivalMs: number): boolean {
  const before = account.windows.state()?.last;
  if (sample.proven || before?.proven !== true || before.device !== sample.device) {
    account.doubtedMs = undefined;
    return false;
  }
  account.doubtedMs ??= arrivalMs;
  return Math.abs(arrivalMs - account.doubtedMs) < patienceMs;
}

/** The local day of an instant, `2026-11-28`; asks the zone once an hour. */
function createLocalDay(zone: string): (atMs: number) => string {
  let hour = Number.NaN;
  let offsetMs = 0;
  return (atMs) => {
    const asked = Math.floor(atMs / hourMs);
    if (asked !== hour) {
      hour = asked;
      offsetMs = zoneOffsetMinutes(atMs, zone) * 60_000;
    }
    return new Date(atMs + offsetMs).toISOString().slice(0, 10);
  };
}

function runningValues(
  reading: Reading,
  running: RunningWindow | undefined,
  { monthPeak, yearPeakMean }: EnergyFigures,
  { windowMs, limitW }: EnergySettings,
): NumericValue[] {
  const peaks = [...value("peak_month", monthPeak?.watts), ...value("peak_year_mean", yearPeakMean)];
  const sofarWh = running?.importedWh;
  if (running === undefined || sofarWh === undefined) return peaks;
  const elapsedMs = running.atMs - running.startMs;
  const isYoung = elapsedMs < windowMs * youngShare;
  const restHours = (running.endMs - running.atMs) / hourMs;
  const mean = elapsedMs <= 0 ? undefined : (sofarWh * hourMs) / elapsedMs;
  const net = netPower(reading);
  // Export does not reduce a window's import.
  const powerW = net === undefined ? mean : Math.max(0, net);
  const projectedW = powerW === undefined ? undefined : ((sofarWh + powerW * restHours) * hourMs) / windowMs;
  const targetW = limitW ?? monthPeak?.watts;
  const targetWh = targetW === undefined ? undefined : (targetW * windowMs) / hourMs;
  const headroomW =
    targetWh === undefined || powerW === undefined ? undefined : (targetWh - sofarWh) / restHours - powerW;
  return [
    ...value("quarter_power", isYoung ? powerW : mean),
    ...value("quarter_projection", projectedW),
    ...value("quarter_headroom", headroomW),
    ...peaks,
  ];
}

/** The sums, and what they do not say by themselves; of what is over, only what is whole is among the values. */
function spanValues({ today, yesterday, month, lastMonth, yearCaveat }: EnergyFigures) {
  const values: NumericValue[] = [];
  const incomplete: NumericValue[] = [];
  const caveats: Record<string, Caveat> = {};
  const enter = (key: string, found: number | undefined, caveat: Caveat | undefined, sums: NumericValue[]): void => {
    const sum = value(key, found);
    sums.push(...sum);
    if (sum.length > 0 && caveat !== undefined) caveats[key] = caveat;
  };
  const enterSpan = (name: string, span: SpanTotal | undefined, isOver: boolean): void => {
    const { caveat, moneyCaveat } = span ?? {};
    const energies = isOver && caveat !== undefined ? incomplete : values;
    const money = isOver && moneyCaveat !== undefined ? incomplete : values;
    enter(`energy_import_${name}`, span?.importWh, caveat, energies);
    enter(`energy_export_${name}`, span?.exportWh, caveat, energies);
    enter(`cost_${name}`, span?.cost, moneyCaveat, money);
    enter(`income_${name}`, span?.income, moneyCaveat, money);
  };
  enterSpan("today", today, false);
  enterSpan("yesterday", yesterday, true);
  enterSpan("month", month, false);
  enterSpan("last_month", lastMonth, true);
  // A peak does not depend on which side of midnight energy belongs to.
  const peakCaveats = { peak_month: month?.caveat, cost_power_month: month?.caveat, peak_year_mean: yearCaveat };
  for (const [key, caveat] of Object.entries(peakCaveats))
    if (caveat !== undefined && caveat.kind !== "estimated") caveats[key] = caveat;
  return { values, incomplete, caveats };
}

function priceValues(price: PriceNow | undefined): NumericValue[] {
  return [...value("price_import", price?.import), ...value("price_export", price?.export)];
}

const none: readonly NumericValue[] = [];

/**
 * A value that no meter sends: its logical name has C in the manufacturers' range, and its place in the catalogue as D
 * and E.
 */
function value(key: string, found: number | undefined): readonly NumericValue[] {
  const quantity = quantityByKey(key);
  if (quantity === undefined || found === undefined || !Number.isFinite(found)) return none;
  const place = quantities.indexOf(quantity);
  return [
    { obis: obis(1, 0, 199, place >> 8, place & 255, 200), value: found, unit: quantity.unit, step: 1, quantity },
  ];
}
