/** What became of the last telegrams. */
import type { FaultCode } from "../fault.ts";

/** How many telegrams are remembered. */
const kept = 20;
const fewest = 3;
const frequentShare = 0.2;
const rareCount = 1;

/** Tells a fault that happens now and then from one that spoils the line. */
export function createOutcomes() {
  let last: (FaultCode | undefined)[] = [];
  const count = (code: FaultCode): number => last.filter((one) => one === code).length;

  return {
    /** Undefined for a telegram without fault. */
    note(outcome: FaultCode | undefined): void {
      last.push(outcome);
      if (last.length > kept) last = last.slice(-kept);
    },
    latest: (): FaultCode | undefined => last[last.length - 1],
    isFrequent: (code: FaultCode): boolean => count(code) >= fewest && count(code) >= frequentShare * last.length,
    isRare: (code: FaultCode): boolean => count(code) <= rareCount,
    /** How many telegrams in a row, up to now, ended with this fault. */
    inARow(code: FaultCode): number {
      const breaks = last.findLastIndex((one) => one !== code);
      return last.length - 1 - breaks;
    },
    /** So many of the last telegrams. */
    share: (code: FaultCode): { count: number; of: number } => ({ count: count(code), of: last.length }),
  };
}
