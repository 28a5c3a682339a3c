/** What a sum does not say by itself, in a few words behind it. */
import type { Caveat } from "../../../../telegram/reading.ts";
import { formatClock, formatLongDay } from "../../format.ts";
import { fill } from "../../words.ts";
import { said } from "./words.ts";

/** Whether an hour says it (of a sum of one day) or a day, and whether the sum still grows. */
export interface SumOf {
  readonly length: "day" | "longer";
  readonly isRunning: boolean;
}

/** Undefined where the sum is whole. */
export function caveatText(caveat: Caveat | undefined, { length, isRunning }: SumOf): string | undefined {
  if (caveat === undefined) return undefined;
  if (caveat.kind === "gaps") return said.gaps;
  if (caveat.kind === "estimated") return said.estimatedSum;
  const when = length === "day" ? formatClock(caveat.atMs, false) : formatLongDay(caveat.atMs);
  return fill(isRunning ? said.since : said.from, { when });
}

/** Of which span a quantity is the sum, by its key. */
export function sumOfKey(key: string): SumOf {
  return {
    length: /_(today|yesterday)$/.test(key) ? "day" : "longer",
    isRunning: !/_(yesterday|last_month)$/.test(key),
  };
}
