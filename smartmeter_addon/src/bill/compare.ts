// A portal's export laid over the own quarter hours.
import type { EnergyWindow, WindowQuality } from "../derive/energy-windows.ts";
import type { PortalExport, PortalRow } from "./portal-export.ts";

/** One own window in the export's direction. */
export interface OwnWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly wh: number | undefined;
  readonly quality: WindowQuality;
}

export interface ComparedWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly portalWh: number | undefined;
  readonly ownWh: number | undefined;
  /** `estimated-here`, `estimated-there`: one side has not measured it, so that a difference says nothing. */
  readonly verdict: "equal" | "different" | "estimated-here" | "estimated-there" | "missing-here" | "missing-there";
}

export interface Comparison {
  readonly windows: readonly ComparedWindow[];
  readonly counts: Readonly<Record<ComparedWindow["verdict"], number>>;
  /** Sums over the windows that both sides have, Wh. */
  readonly portalWh: number;
  readonly ownWh: number;
  /** The export's whole sum, Wh. */
  readonly totalWh: number;
  /** Highest mean power of a window, W; undefined where a side has none. */
  readonly portalPeak: Peak | undefined;
  readonly ownPeak: Peak | undefined;
  /** The export's stamps were taken for the other end of the window, because only so they fit. */
  readonly shifted: boolean;
  /** The export's stamps were taken for winter time all year, because they fit in no other way. */
  readonly winterTime: boolean;
  /** The export is rounded to more than a window usually holds: what is equal then says nothing. */
  readonly tooCoarse: boolean;
}

export interface Peak {
  readonly watts: number;
  readonly startMs: number;
}

/**
 * A meter's register is read seconds beside the boundary: interpolated energies are within 20 W, 5 Wh of a quarter hour,
 * of the truth.
 */
const playWh = 5;

/** One direction of a file beside what was read here. */
export interface BillCheck {
  readonly portal: PortalExport;
  readonly comparison: Comparison;
  /** Metering points that the file holds for this direction; of several, the one that fits best is compared. */
  readonly points: number;
}

/** Compares every direction a file holds with a meter's own windows. */
export function checkBill(portals: readonly PortalExport[], windows: readonly EnergyWindow[]): BillCheck[] {
  return (["import", "export"] as const).flatMap((direction): BillCheck[] => {
    const own = windows.map(({ startMs, endMs, quality, imported, exported }) => ({
      startMs,
      endMs,
      quality,
      wh: (direction === "import" ? imported : exported)?.wh,
    }));
    const checks = portals
      .filter((portal) => portal.direction === direction)
      .map((portal) => ({ portal, comparison: compareExport(portal, own) }));
    const fit = ({ comparison }: (typeof checks)[number]): number => comparison.counts.equal;
    const [best] = checks.toSorted((one, other) => fit(other) - fit(one));
    return best === undefined ? [] : [{ ...best, points: checks.length }];
  });
}

/** Nothing differs, and something could be compared, as finely as it takes. */
export function isGood(checks: readonly BillCheck[]): boolean {
  const sum = (verdict: "equal" | "different"): number =>
    checks.reduce((total, { comparison }) => total + comparison.counts[verdict], 0);
  const isCoarse = checks.some(({ comparison }) => comparison.tooCoarse);
  return sum("different") === 0 && sum("equal") > 0 && !isCoarse;
}

/** An export's clock is taken for one that keeps winter time where at most this part of its windows then differs, and so many more are equal. */
const fewDiffer = 0.2;
const leastGained = 8;

/**
 * Compares window by window. Where nothing says which end of the window the export's stamps are, or that its clock goes
 * with the summer, what fits decides.
 */
export function compareExport(portal: PortalExport, own: readonly OwnWindow[]): Comparison {
  const asRead = eitherEnd(portal, portal.rows, own);
  if (portal.winterRows === undefined || asRead.counts.different === 0) return asRead;
  const winter = eitherEnd(portal, portal.winterRows, own);
  const { equal, different } = winter.counts;
  const fits = equal >= asRead.counts.equal + leastGained && different <= fewDiffer * (equal + different);
  return fits ? { ...winter, winterTime: true } : asRead;
}

function eitherEnd(portal: PortalExport, rows: readonly PortalRow[], own: readonly OwnWindow[]): Comparison {
  const asRead = compared(portal, rows, own, 0);
  if (!portal.stampIsGuess) return asRead;
  const other = compared(portal, rows, own, -portal.windowMs);
  return other.counts.equal > asRead.counts.equal ? other : asRead;
}

function compared(
  portal: PortalExport,
  rows: readonly PortalRow[],
  own: readonly OwnWindow[],
  shiftMs: number,
): Comparison {
  const known = new Map(own.map((window) => [window.startMs, window]));
  const windows = rows.map(({ startMs, endMs, wh, estimated }): ComparedWindow => {
    const from = startMs + shiftMs;
    const here = windowFrom(known, from, endMs + shiftMs);
    return {
      startMs: from,
      endMs: endMs + shiftMs,
      portalWh: wh,
      ownWh: here?.wh,
      verdict: verdictOf(wh, estimated, here, portal.stepWh),
    };
  });
  const count = (verdict: ComparedWindow["verdict"]): number =>
    windows.filter((window) => window.verdict === verdict).length;
  const both = windows.filter(({ portalWh, ownWh }) => portalWh !== undefined && ownWh !== undefined);
  const held = both.map(({ portalWh = 0, ownWh = 0 }) => Math.max(portalWh, ownWh));
  const sum = (of: readonly (number | undefined)[]): number => of.reduce<number>((total, wh) => total + (wh ?? 0), 0);
  return {
    windows,
    counts: {
      equal: count("equal"),
      different: count("different"),
      "estimated-here": count("estimated-here"),
      "estimated-there": count("estimated-there"),
      "missing-here": count("missing-here"),
      "missing-there": count("missing-there"),
    },
    portalWh: sum(both.map(({ portalWh }) => portalWh)),
    ownWh: sum(both.map(({ ownWh }) => ownWh)),
    totalWh: sum(windows.map(({ portalWh }) => portalWh)),
    portalPeak: peakOf(windows, ({ portalWh }) => portalWh),
    ownPeak: peakOf(windows, ({ ownWh, verdict }) => (verdict === "estimated-here" ? undefined : ownWh)),
    shifted: shiftMs !== 0,
    winterTime: false,
    tooCoarse: portal.stepWh > 2 * playWh && sum(held) > 0 && sum(held) < portal.stepWh * held.length,
  };
}

/** The own window, or the sum of shorter own windows that fill it; undefined where one of them is missing. */
function windowFrom(known: ReadonlyMap<number, OwnWindow>, startMs: number, endMs: number): OwnWindow | undefined {
  let wh = 0;
  let quality: WindowQuality = "complete";
  for (let atMs = startMs; atMs < endMs; ) {
    const part = known.get(atMs);
    if (part?.wh === undefined || part.endMs > endMs || part.endMs <= atMs) return undefined;
    wh += part.wh;
    if (part.quality !== "complete") quality = part.quality;
    atMs = part.endMs;
  }
  return { startMs, endMs, wh, quality };
}

function verdictOf(
  portalWh: number | undefined,
  estimatedThere: boolean,
  own: OwnWindow | undefined,
  stepWh: number,
): ComparedWindow["verdict"] {
  if (own?.wh === undefined) return "missing-here";
  if (portalWh === undefined) return "missing-there";
  if (Math.abs(own.wh - portalWh) <= playWh + stepWh / 2) return "equal";
  if (estimatedThere) return "estimated-there";
  return own.quality === "complete" ? "different" : "estimated-here";
}

function peakOf(
  windows: readonly ComparedWindow[],
  energyOf: (window: ComparedWindow) => number | undefined,
): Peak | undefined {
  let peak: Peak | undefined;
  for (const window of windows) {
    const wh = energyOf(window);
    if (wh === undefined) continue;
    const watts = (wh * 3_600_000) / (window.endMs - window.startMs);
    if (peak === undefined || watts > peak.watts) peak = { watts, startMs: window.startMs };
  }
  return peak;
}
