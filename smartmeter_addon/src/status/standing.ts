/** Faults from their beginning to their end. */
import type { Fault, FaultCode } from "../fault.ts";
import type { Until } from "../faults/fault-row.ts";
import { byPriority, faultCodes, faultRows } from "../faults/fault-table.ts";

/** A fault that has begun and not yet ended. */
export interface StandingFault {
  readonly fault: Fault;
  readonly sinceMs: number;
  lastMs: number;
}

/** A fault begins or ends. */
export type StandingChange =
  | { readonly kind: "begins"; readonly fault: Fault }
  | { readonly kind: "ends"; readonly fault: Fault; readonly spanMs: number };

/** A notice is over when it has not come again for this long. */
export const calmMs = 600_000;

/** What a recognised protocol explains: guesses, and damage that was not damage. */
const explainable = faultCodes.filter((code) => faultRows[code].kind === "guess" || faultRows[code].layer === "link");

export type StandingFaults = ReturnType<typeof createStandingFaults>;

/** The faults that stand: each begins once and ends once, however often it is reported in between. */
export function createStandingFaults() {
  const standing = new Map<FaultCode, StandingFault>();

  function begin(fault: Fault, atMs: number): StandingChange[] {
    const old = standing.get(fault.code);
    if (old !== undefined) {
      old.lastMs = atMs;
      return [];
    }
    standing.set(fault.code, { fault, sinceMs: atMs, lastMs: atMs });
    return [{ kind: "begins", fault }];
  }

  function end(code: FaultCode, atMs: number): StandingChange[] {
    const old = standing.get(code);
    if (old === undefined) return [];
    standing.delete(code);
    return [{ kind: "ends", fault: old.fault, spanMs: Math.max(0, atMs - old.sinceMs) }];
  }

  const some = (judge: (fault: Fault) => boolean): boolean => [...standing.values()].some(({ fault }) => judge(fault));

  return {
    has: (code: FaultCode): boolean => standing.has(code),
    some,
    /** Another device or a change on the way was recognised for sure. */
    isForeign: (): boolean => some(({ code }) => faultRows[code].kind === "foreign"),
    begin,
    /** Begins a foreign protocol, and ends whatever it explains. */
    beginForeign(fault: Fault, atMs: number): StandingChange[] {
      return [...explainable.flatMap((code) => end(code, atMs)), ...begin(fault, atMs)];
    },
    end,
    /** Ends everything that stands until this. */
    endAll(until: Until, atMs: number): StandingChange[] {
      return [...standing.keys()].filter((code) => faultRows[code].until === until).flatMap((code) => end(code, atMs));
    },
    /** Ends the notices that have not come again. */
    calmDown(atMs: number): StandingChange[] {
      return [...standing]
        .filter(([code, { lastMs }]) => faultRows[code].until === "calm" && atMs - lastMs >= calmMs)
        .flatMap(([code]) => end(code, atMs));
    },
    /** The fault the status shows. */
    top(): StandingFault | undefined {
      const code = byPriority.find((one) => standing.has(one));
      return code === undefined ? undefined : standing.get(code);
    },
  };
}
