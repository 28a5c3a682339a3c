/** How a meter stands: the one shape that log, page, MQTT, Prometheus and doctor show. */
import type { Fault, FaultCode } from "../fault.ts";

/** `ok` or a fault; `waiting`: nothing is wrong and nothing is heard; `starting`: nothing has been opened yet. */
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
    readonly held: number;
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
