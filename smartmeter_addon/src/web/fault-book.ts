/** A list of what went wrong, with one entry per code. */
import type { Fault, FaultCode } from "../fault.ts";
import type { FaultView } from "./view.ts";

/** What went wrong: one entry per code, so the number of codes is its bound. */
export interface FaultBook {
  enter(fault: Fault, atMs: number): void;
  all(): FaultView[];
}

/** `meter`: whose line the faults are of. */
export function createFaultBook(meter: number | undefined): FaultBook {
  const entries = new Map<FaultCode, FaultView>();
  return {
    enter({ code, message, seen, share }, atMs) {
      const before = entries.get(code);
      const entry = {
        code,
        meter,
        message,
        ...(seen && { seen }),
        ...(share && { share }),
        firstAtMs: before?.firstAtMs ?? atMs,
        lastAtMs: atMs,
        count: (before?.count ?? 0) + 1,
      };
      entries.set(code, entry);
    },
    all: () => [...entries.values()].sort((a, b) => b.lastAtMs - a.lastAtMs),
  };
}
