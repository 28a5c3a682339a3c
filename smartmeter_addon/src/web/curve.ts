/** Curves of power for the page: from memory as far back as that reaches, else from the stored quarter hours. */
import type { DayTotal } from "../derive/energy-ledger.ts";
import type { EnergyWindow } from "../derive/energy-windows.ts";
import type { PriceNow } from "../derive/price.ts";
import { localDay, midnightsIn, startOfDay } from "../host/calendar.ts";
import { dayAfter } from "../host/day-after.ts";
import type { CurveView } from "./energy-view.ts";
import type { History, PowerPoint } from "./history.ts";

/** What the data folder has about a meter; the work for every question is bounded. */
export interface EnergyStore {
  /** Windows that begin within the span, oldest first. */
  windows(meterId: string | undefined, fromMs: number, toMs: number): Promise<readonly EnergyWindow[]>;
  /** The same windows as lines of CSV. */
  csv(meterId: string | undefined, fromMs: number, toMs: number): Promise<string>;
  /** Finished days, oldest first. */
  days(meterId: string | undefined): Promise<readonly DayTotal[]>;
  /** What a kWh costs; undefined without prices. */
  priceAt(atMs: number): PriceNow | undefined;
}

const hourMs = 3_600_000;
const quarterMs = 900_000;
/** The longest span of power: 768 quarter hours. */
export const longestSpanMs = 8 * 24 * hourMs;
/** The shortest span of power. */
export const shortestSpanMs = 30_000;
/** Spans of about a day are shown with the day before in the background. */
const withDayBefore = { leastMs: 6 * hourMs, mostMs: 26 * hourMs } as const;

/** Which span of which meter; instants in ms since 1970. */
export interface CurveQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly zone: string;
  readonly meterId: string | undefined;
}

/** Power within the span and the cheapest hours; for a day, also the day before. */
export async function powerCurve(
  history: History,
  store: EnergyStore | undefined,
  question: CurveQuestion,
): Promise<CurveView> {
  const { fromMs, toMs, zone } = question;
  const span = toMs - fromMs;
  const points = await pointsOf(history, store, question);
  const isDay = span >= withDayBefore.leastMs && span <= withDayBefore.mostMs;
  const backMs =
    fromMs -
    startOfDay(dayAfter(localDay(fromMs, zone), -1), zone) -
    (fromMs - startOfDay(localDay(fromMs, zone), zone));
  const earlier = isDay
    ? await pointsOf(history, store, { ...question, fromMs: fromMs - backMs, toMs: toMs - backMs })
    : { bucketMs: 0, points: [] };
  return {
    fromMs,
    toMs,
    bucketMs: points.bucketMs,
    ...columns(points.points),
    before: { at: earlier.points.map(({ atMs }) => atMs + backMs), mean: earlier.points.map(({ mean }) => mean) },
    cheap: store === undefined ? [] : cheapHours(store, fromMs, toMs),
    midnights: midnightsIn(fromMs, toMs, zone),
  };
}

function columns(points: readonly PowerPoint[]) {
  return {
    at: points.map(({ atMs }) => atMs),
    min: points.map(({ min }) => min),
    mean: points.map(({ mean }) => mean),
    max: points.map(({ max }) => max),
  };
}

/** Points from memory, as fine as they are there; what is older or missing comes from the store. */
async function pointsOf(
  history: History,
  store: EnergyStore | undefined,
  { fromMs, toMs, nowMs, meterId }: CurveQuestion,
): Promise<{ readonly bucketMs: number; readonly points: readonly PowerPoint[] }> {
  const memory = history.read(fromMs, toMs, nowMs);
  const known = memory.points;
  const isCoarse = toMs - fromMs >= hourMs;
  if (store === undefined || !isCoarse) return memory;
  const windows = await store.windows(meterId, fromMs, toMs);
  const has = new Set(known.map(({ atMs }) => Math.floor(atMs / quarterMs)));
  const stored = windows.flatMap(({ startMs, endMs, imported, exported, quality }): PowerPoint[] => {
    if (imported === undefined || quality === "missing" || has.has(Math.floor(startMs / quarterMs))) return [];
    const mean = ((imported.wh - (exported?.wh ?? 0)) * hourMs) / (endMs - startMs);
    return [{ atMs: startMs, min: mean, mean, max: mean }];
  });
  if (stored.length === 0) return memory;
  const points = [...stored, ...known].sort((one, other) => one.atMs - other.atMs);
  return { bucketMs: Math.max(memory.bucketMs, quarterMs), points };
}

/** Times with an import price below the highest one of the span; none where it never changes. */
function cheapHours(store: EnergyStore, fromMs: number, toMs: number): (readonly [number, number])[] {
  if (store.priceAt(fromMs) === undefined) return [];
  const starts: number[] = [];
  for (let atMs = Math.floor(fromMs / quarterMs) * quarterMs; atMs < toMs; atMs += quarterMs) starts.push(atMs);
  const prices = starts.map((atMs) => store.priceAt(atMs)?.import ?? Number.POSITIVE_INFINITY);
  const least = prices.reduce((low, price) => Math.min(low, price), Number.POSITIVE_INFINITY);
  if (prices.every((price) => price === least)) return [];
  const spans: [number, number][] = [];
  starts.forEach((atMs, at) => {
    if (prices[at] !== least) return;
    const last = spans.at(-1);
    if (last?.[1] === atMs) last[1] = atMs + quarterMs;
    else spans.push([atMs, atMs + quarterMs]);
  });
  return spans;
}
