// What meters say, on its way to the outputs.
import type { Reading } from "../telegram/reading.ts";
import type { DayTotal } from "./energy-ledger.ts";
import type { EnergyWindow } from "./energy-windows.ts";

/** One configured meter as sinks see it, before and after its first telegram. */
export interface MeterHandle {
  /** Position in the options' list of meters, from 0. */
  readonly index: number;
  /** Name from the options; undefined when the user gave none. */
  readonly name: string | undefined;
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
  readonly atMs: number;
}
