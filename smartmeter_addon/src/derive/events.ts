/** What meters say, on its way to the outputs. */
import type { MeterStatus } from "../status/meter-status.ts";
import type { Reading } from "../telegram/reading.ts";
import type { DayTotal, Peak } from "./energy-ledger.ts";
import type { EnergyWindow } from "./energy-windows.ts";
import type { PriceNow } from "./price.ts";

/** A meter of the options as outputs see it, before and after its first telegram. */
export interface MeterHandle {
  /** Position in the options' list of meters, from 0. */
  readonly index: number;
  /** Name from the options; undefined when the user gave none. */
  readonly name: string | undefined;
  /** Id set in the options; left out: the meter's own, which changes with the meter. */
  readonly fixedId?: string | undefined;
}

/** A proven reading; `receivedAtMs` is host time. */
export interface ReadingEvent {
  readonly kind: "reading";
  readonly meter: MeterHandle;
  readonly reading: Reading;
  readonly receivedAtMs: number;
}

/** A window of the registers has ended. */
export interface WindowEvent {
  readonly kind: "window";
  readonly meter: MeterHandle;
  readonly meterId: string;
  readonly window: EnergyWindow;
  /** The local day that ended before it, if one did. */
  readonly finishedDay: DayTotal | undefined;
  /** The peak of the month in which the window began, this window included. */
  readonly monthPeak: Peak | undefined;
  readonly atMs: number;
}

/** What a kilowatt-hour costs from now on, for all meters. */
export interface PriceEvent {
  readonly kind: "price";
  readonly price: PriceNow;
  /** ISO 4217. */
  readonly currency: string;
  readonly atMs: number;
}

/**
 * A reading that arrived and was not published. `left-out`: the next telegram contradicted it. `proven`: a reading that
 * was left out is true after all; it comes late and out of turn, for outputs that keep extremes.
 */
export interface DoubtedEvent<Kind = "left-out" | "proven"> {
  readonly kind: Kind;
  readonly meter: MeterHandle;
  readonly reading: Reading;
  readonly receivedAtMs: number;
}

/** How a meter's line stands from now on. */
export interface StatusEvent {
  readonly kind: "status";
  readonly meter: MeterHandle;
  readonly status: MeterStatus;
  readonly atMs: number;
}

/** Everything an output may hear. */
export type OutputEvent =
  | ReadingEvent
  | WindowEvent
  | PriceEvent
  | DoubtedEvent<"left-out">
  | DoubtedEvent<"proven">
  | StatusEvent;
