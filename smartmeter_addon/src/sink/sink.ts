import type { MeterHandle, ReadingEvent, WindowEvent } from "../derive/events.ts";
import type { Fault, FaultCode } from "../fault.ts";
import type { Reading } from "../telegram/reading.ts";

export type { MeterHandle } from "../derive/events.ts";

export type StatusCode = "starting" | "waiting" | "ok" | FaultCode;

/** How one meter's line stands: what the status entity, the page and the log show. */
export interface MeterStatus {
  readonly code: StatusCode;
  /** The fault behind the code, with what was seen. */
  readonly fault: Fault | undefined;
  /** When this status began, host time. */
  readonly sinceMs: number;
  /** Something the user should look at. */
  readonly problem: boolean;
  /** The meter has spoken within its own rhythm: its values may be shown as current. */
  readonly available: boolean;
  /** Rhythm learnt from the meter's own telegrams; undefined before the third. */
  readonly intervalMs: number | undefined;
  readonly counts: {
    readonly telegrams: number;
    readonly faults: number;
    /** Held until a next telegram decided. */
    readonly quarantined: number;
    /** Arrived, and left out because the next telegram contradicted them. */
    readonly leftOut: number;
    readonly duplicates: number;
    readonly lost: number;
    readonly octets: number;
    readonly skippedOctets: number;
  };
  /** What was left out, by the judge's rule. */
  readonly leftOutRules?: Readonly<Record<string, number>>;
  /** Telegrams received of those the invocation counter says were sent, 0..1; undefined without a counter. */
  readonly linkQuality: number | undefined;
  readonly lastReadingAtMs: number | undefined;
  /** Port and settings as opened (`…/by-id/usb-… 2400 8E1`). */
  readonly source: string | undefined;
}

/**
 * A reading that arrived and was not published. `left-out`: the next telegram contradicted it. `proven`: one that was left
 * out is true after all; it comes late and out of turn, for whoever keeps extremes.
 */
export interface DoubtedEvent<Kind = "left-out" | "proven"> {
  readonly kind: Kind;
  readonly meter: MeterHandle;
  readonly reading: Reading;
  readonly receivedAtMs: number;
}

export type SinkEvent =
  | ReadingEvent
  | WindowEvent
  | DoubtedEvent<"left-out">
  | DoubtedEvent<"proven">
  | { readonly kind: "status"; readonly meter: MeterHandle; readonly status: MeterStatus; readonly atMs: number };

/** How a sink's target stands. */
export interface SinkHealth {
  /** `idle`: nothing has been sent yet. */
  readonly state: "idle" | "ok" | "failing";
  /** The fault it is while it fails, `output-failed` where left out; also one that keeps no value back. */
  readonly code?: FaultCode;
  /** What is wrong, with what was seen and without any secret. */
  readonly message: string | undefined;
  /** Entries that wait for the target, that reached it, and that were given up for good. */
  readonly waiting: number;
  readonly delivered: number;
  readonly lost: number;
}

/** How a named output stands. */
export interface OutputHealth extends SinkHealth {
  readonly name: string;
}

/** Where readings go. `accept` neither throws nor waits: a sink owns its queue, and the queue has a bound. */
export interface Sink {
  readonly name: string;
  accept(event: SinkEvent): void;
  /** The octets of a meter's line as they come, for an output that passes them on; neither throws nor waits. */
  octets?(meter: number, octets: Uint8Array): void;
  /** For the status; left out where there is no target that could fail. */
  health?(): SinkHealth;
  /** For whoever serves `/metrics` as well. */
  readonly metrics?: Metrics;
  /** Sends what can still be sent and frees everything, within two seconds. */
  close(): Promise<void>;
}

/** Answer of `/metrics`, for whoever serves it. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
}
