/** The JSON between server and page about power and energy over time. */
import type { Caveat } from "../telegram/reading.ts";

/** Power over a span, in columns of equal length, as the chart wants them. Powers in W. */
export interface CurveView {
  readonly fromMs: number;
  readonly toMs: number;
  /** The widest bucket there is. */
  readonly bucketMs: number;
  /** Start of each bucket that has a value. */
  readonly at: readonly number[];
  readonly min: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
  /** The day before, shifted onto this one; empty where the span is not a day. */
  readonly before: { readonly at: readonly number[]; readonly mean: readonly number[] };
  /** Times at which a kWh costs less; none where it always costs the same. */
  readonly cheap: readonly (readonly [number, number])[];
  /** Local midnights of the span. */
  readonly midnights: readonly number[];
}

/** Spans of energy that can be shown. */
export const energySpans = ["month", "year"] as const;
export type EnergySpan = (typeof energySpans)[number];

/** Energy of the days of a month, or of the months of a year. */
export interface EnergyView {
  readonly span: EnergySpan;
  /** `2026-11`, `2026` */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first day with any energy. */
  readonly first: string;
  /** All bars together. */
  readonly whole: EnergyBar;
  readonly bars: readonly EnergyBar[];
}

/** The energy of one day or month, kWh. */
export interface EnergyBar {
  /** `2026-11-28`, `2026-11` */
  readonly name: string;
  readonly atMs: number;
  readonly importKwh: number | undefined;
  readonly exportKwh: number | undefined;
  readonly cost: number | undefined;
  readonly income: number | undefined;
  readonly caveats: EnergyCaveats;
}

/** What energies, and what cost and income, do not say by themselves; undefined where all of them was counted. */
export interface EnergyCaveats {
  readonly energy: Caveat | undefined;
  readonly money: Caveat | undefined;
}

/** The last day of a meter as means of power, W; null where nothing was heard. */
export interface SparkView {
  readonly index: number;
  readonly mean: readonly (number | null)[];
}
