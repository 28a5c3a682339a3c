/** What an output is to the rest of the program. */
import type { OutputEvent } from "../derive/events.ts";
import type { FaultCode, Seen } from "../fault.ts";

export type { MeterHandle, OutputEvent as SinkEvent } from "../derive/events.ts";
export type { MeterStatus } from "../status/meter-status.ts";

/** How a sink's target stands. */
export interface SinkHealth {
  /** `idle`: nothing has been sent yet. */
  readonly state: "idle" | "ok" | "failing";
  /** The fault it is while it fails, `output-failed` where left out; also one that keeps no value back. */
  readonly code?: FaultCode;
  /** What is wrong, with what was seen and without any secret. */
  readonly message: string | undefined;
  /** The same as facts for the fault's row, which users read. */
  readonly seen?: Seen;
  /** Entries that wait for the target, that reached it, and that were given up for good. */
  readonly waiting: number;
  readonly delivered: number;
  readonly lost: number;
  /** Who reads, where the output is asked. */
  readonly clients?: readonly OutputClient[];
}

/** Who reads from an output that is asked instead of sending, in the last minute. */
export interface OutputClient {
  readonly address: string;
  /** The Modbus unit ids it asked for. */
  readonly units: readonly number[];
  /** Requests a minute. */
  readonly perMinute: number;
}

/** How a named output stands. */
export interface OutputHealth extends SinkHealth {
  readonly name: string;
}

/** Where readings go. `accept` neither throws nor waits: a sink owns its queue, and the queue has a bound. */
export interface Sink {
  readonly name: string;
  accept(event: OutputEvent): void;
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
