/**
 * Which of a port's comings and goings are reported. An outage is a fault and, later, a port that is open again. If
 * outages follow one another, the first few are reported; after that, only once, that the port comes and goes.
 */
import { createFault, type Fault, type FaultCode } from "../fault.ts";
import { formatSpan } from "../language/message.ts";
import { unreachableCodes } from "./host-fault.ts";
import type { SourceEvent } from "./source.ts";

/** Where the news goes, and how much of it there may be. */
export interface NewsOptions {
  push(event: SourceEvent): void;
  /** Most outages told within an hour; each takes up to three lines in the log. */
  readonly outagesAnHour: number;
  /** A clock nobody sets. */
  readonly nowMs?: (() => number) | undefined;
}

/** Tells of one port. */
export interface News {
  /** The port is open. True if that was reported. */
  opened(description: string, settings: string | undefined): boolean;
  /** It could not be opened, or is gone. */
  outage(fault: Fault): void;
  isOutage(): boolean;
}

/**
 * Faults that only follow from an outage and are not reported: a reader that was pulled out is missing, one that has
 * gone does not answer.
 */
const followsOf: Partial<Record<FaultCode, readonly FaultCode[]>> = {
  "port-lost": ["port-missing"],
  "reader-disconnected": unreachableCodes,
};
const hourMs = 3_600_000;
/** `port-unsteady` is over when nothing has happened for this long: "calm" in its row. */
const calmMs = 600_000;

export function createNews({ push, outagesAnHour, nowMs = () => performance.now() }: NewsOptions): News {
  let isOpenTold = false;
  let told: Fault | undefined;
  let isOpen = false;
  let toldAtMs: number[] = [];
  let outagesAtMs: number[] = [];
  let unsteady: { beganMs: number; lastMs: number } | undefined;

  function noteUnsteady(now: number): void {
    const stands = unsteady !== undefined && now - unsteady.lastMs < calmMs;
    if (unsteady !== undefined && !stands && now - unsteady.beganMs < hourMs) return;
    unsteady = { beganMs: stands && unsteady !== undefined ? unsteady.beganMs : now, lastMs: now };
    const count = outagesAtMs.length;
    const span = formatSpan(now - (outagesAtMs[0] ?? now));
    push({ kind: "fault", fault: { ...createFault("port-unsteady", { is: "often", count, span }), count } });
  }

  return {
    opened(description, settings) {
      isOpen = true;
      if (isOpenTold && told === undefined) return false;
      isOpenTold = true;
      told = undefined;
      push({ kind: "opened", description, settings });
      return true;
    },
    outage(fault) {
      const now = nowMs();
      const inHour = (atMs: number): boolean => now - atMs < hourMs;
      if (isOpen) outagesAtMs = [...outagesAtMs.filter(inHour), now];
      const wasOpen = isOpen;
      isOpen = false;
      if (told !== undefined) {
        if (told.code === fault.code || followsOf[told.code]?.includes(fault.code)) return;
      }
      toldAtMs = toldAtMs.filter(inHour);
      if (toldAtMs.length < outagesAnHour) {
        toldAtMs.push(now);
        told = fault;
        push({ kind: "fault", fault });
      } else if (wasOpen) noteUnsteady(now);
    },
    isOutage: () => told !== undefined,
  };
}
