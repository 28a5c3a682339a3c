/** How much of a day or month was counted, and what follows for its sums. Pure. */
import type { Caveat } from "../telegram/reading.ts";
import { type EnergyWindow, type WindowQuality, windowMinutes } from "./energy-windows.ts";

/** How much of a local day was counted. */
export interface Counted {
  /** When the first window began of which the energy is known, ms since 1970; undefined while there is none. */
  readonly sinceMs: number | undefined;
  /** Length of all windows of which the energy is known, ms. */
  readonly knownMs: number;
  /**
   * Energy, Wh, that may belong to the next day: nothing was heard at midnight, and the register went on. Until the next
   * day's first window has ended, the most it can be.
   */
  readonly unsureWh: number;
}

const minuteMs = 60_000;
/** Less than this, Wh, and less than a hundredth of the import, is no reason to doubt a sum. */
const leastUnsureWh = 50;
const unsureShare = 0.01;

/** What is known of several days together. */
export interface Coverage extends Counted {
  readonly importWh: number;
  /** How much was counted is known of every one of them. */
  readonly isKnown: boolean;
}

/** `unsureWh` is the energy that may belong to the days before or after them. */
export function coverageOf(
  days: readonly { readonly importWh: number; readonly counted?: Counted | undefined }[],
  unsureWh: number,
): Coverage {
  const counted = days.map((day) => day.counted);
  const began = counted.flatMap((day) => day?.sinceMs ?? []);
  return {
    sinceMs: began.length === 0 ? undefined : Math.min(...began),
    knownMs: counted.reduce((sum, day) => sum + (day?.knownMs ?? 0), 0),
    unsureWh,
    importWh: days.reduce((sum, day) => sum + day.importWh, 0),
    isKnown: !counted.includes(undefined),
  };
}

/**
 * What the sum of these days does not say by itself, if it is to be that of a span (ms since 1970); undefined where it is
 * whole. `runningMs`: when the running window began, which is part of the sum and of no day.
 */
export function caveatOf(
  { sinceMs, knownMs, unsureWh, importWh, isKnown }: Coverage,
  startMs: number,
  endMs: number,
  runningMs = endMs,
): Caveat | undefined {
  const fromMs = Math.min(sinceMs ?? runningMs, runningMs);
  if (!isKnown || knownMs < endMs - fromMs) return { kind: "gaps" };
  if (fromMs > startMs) return { kind: "since", atMs: fromMs };
  return unsureWh > Math.max(leastUnsureWh, unsureShare * importWh) ? { kind: "estimated" } : undefined;
}

/**
 * How much of a day was counted of which an older version stored only how many windows it has: where none is missing and
 * they fill the day, it is whole; else nobody knows.
 */
export function countedBy(
  windows: Readonly<Record<WindowQuality, number>>,
  startMs: number,
  endMs: number,
): Counted | undefined {
  const minutes = (endMs - startMs) / minuteMs / (windows.complete + windows.estimated);
  const isWhole = windows.missing === 0 && windowMinutes.some((length) => length === minutes);
  return isWhole ? { sinceMs: startMs, knownMs: endMs - startMs, unsureWh: 0 } : undefined;
}

/**
 * Energy, Wh, of which nobody knows on which side of the boundary between two windows it belongs: no more than either of
 * them is uncertain by.
 */
export function unsureBetween(before: EnergyWindow, after: EnergyWindow): number {
  return before.endMs === after.startMs ? Math.min(spreadOf(before), spreadOf(after)) : 0;
}

/**
 * Energy, Wh, by which a window is uncertain; 0 where both its boundaries were heard. A clock in doubt leaves no bounds,
 * and by that clock the registers are at the right place.
 */
export function spreadOf({ quality, imported, exported }: EnergyWindow): number {
  if (quality !== "estimated") return 0;
  return [imported, exported].reduce(
    (sum, energy) => sum + (energy?.mostWh === undefined ? 0 : energy.mostWh - energy.leastWh),
    0,
  );
}
