/** What an output is to the rest of the program. */
import type { OutputEvent } from "../derive/events.ts";
import type { FaultCode, Seen } from "../fault.ts";

export type { MeterHandle, OutputEvent as SinkEvent } from "../derive/events.ts";
export type { MeterStatus } from "../status/meter-status.ts";

/** How an output's target is doing. */
export interface SinkHealth {
  /** `idle`: nothing has been sent yet. */
  readonly state: "idle" | "ok" | "failing";
  /** The fault while it fails, `output-failed` where left out; or one that does not keep values from arriving. */
  readonly code?: FaultCode;
  /** What is wrong, with what was seen and without any secret. */
  readonly message: string | undefined;
  /** The same as facts, for the sentences of the fault's row that users read. */
  readonly seen?: Seen;
  /** Entries that wait for the target, that reached it, and that were given up for good. */
  readonly waiting: number;
  readonly delivered: number;
  readonly lost: number;
  /** Who reads, for an output that is asked instead of sending. */
  readonly clients?: readonly OutputClient[];
}

/** Somebody who has read from an output in the last minute. */
export interface OutputClient {
  readonly address: string;
  /** The Modbus unit ids it asked for. */
  readonly units: readonly number[];
  /** Requests per minute. */
  readonly perMinute: number;
}

/** How the output of this name is doing. */
export interface OutputHealth extends SinkHealth {
  readonly name: string;
}

/** Where readings go. `accept` neither throws nor waits: each output has its own bounded queue. */
export interface Sink {
  readonly name: string;
  accept(event: OutputEvent): void;
  /** The octets of a meter's line as they come, for an output that passes them on; neither throws nor waits. */
  octets?(meter: number, octets: Uint8Array): void;
  /** Left out where there is no target that could fail. */
  health?(): SinkHealth;
  /** Metrics for the page's server, which serves `/metrics` as well. */
  readonly metrics?: Metrics;
  /** Sends what can still be sent and frees everything, within two seconds. */
  close(): Promise<void>;
}

/** What `/metrics` answers. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
}
