/** Counts per hour. */
import type { MeterStatus } from "./meter-status.ts";

type Counts = MeterStatus["counts"];

const hourMs = 3_600_000;

/** Tells what was counted within each hour since the start. */
export function createHours(startedAtMs: number) {
  let began: { readonly atMs: number; readonly counts: Counts | undefined } = { atMs: startedAtMs, counts: undefined };
  return {
    /** What the last hour counted, once an hour; undefined in between. */
    over(counts: Counts, atMs: number): Counts | undefined {
      // A host clock that was set back begins a new hour.
      if (atMs < began.atMs) began = { ...began, atMs };
      if (atMs - began.atMs < hourMs) return undefined;
      const before = began.counts;
      began = { atMs, counts };
      if (before === undefined) return counts;
      const names = Object.keys(counts) as (keyof Counts)[];
      return Object.fromEntries(names.map((name) => [name, counts[name] - before[name]])) as unknown as Counts;
    },
  };
}
