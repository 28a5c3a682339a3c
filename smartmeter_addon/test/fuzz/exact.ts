import type { Definitions } from "../../src/telegram/definition.ts";
import { type LineBefore, read, say, type Triple } from "./campaign.ts";

/** What chance cannot hide: how many of all two-bit errors of a telegram bring about a wrong reading. */
export interface Exact {
  readonly wrong: number;
  readonly pairs: number;
  /** Part of the errors that keep the sum, drawn as the campaign draws them, that bring about a wrong reading. */
  readonly sameSum: number;
}

/**
 * Tries every pair of flips of the same bit in two octets of a telegram whose frames are checked by a sum over eight bits.
 * No other two flips leave such a sum as it was, or as its own octet then says.
 */
export function countExactly(triple: Triple, definitions: Definitions, line: LineBefore): Exact {
  const [before, target, after] = triple.telegrams;
  const clean = new Set(read(triple, definitions, triple.telegrams, false, line).map(say));
  const size = target.length;
  let wrong = 0;
  let sameSum = 0;

  const isWrong = (damaged: Uint8Array): boolean =>
    // Nearly all are refused by themselves.
    !read(triple, definitions, [damaged], false, "unchecked").every((reading) => clean.has(say(reading))) &&
    !read(triple, definitions, [before, damaged, after], false, line).every((reading) => clean.has(say(reading)));

  for (let bit = 1; bit < 256; bit <<= 1) {
    const ones = target.reduce((sum, octet) => sum + ((octet & bit) === 0 ? 0 : 1), 0);
    for (let first = 0; first < size; first++)
      for (let second = first + 1; second < size; second++) {
        const damaged = target.slice();
        damaged[first] = (damaged[first] as number) ^ bit;
        damaged[second] = (damaged[second] as number) ^ bit;
        if (!isWrong(damaged)) continue;
        wrong++;
        const isOpposite = (((target[first] as number) ^ (target[second] as number)) & bit) !== 0;
        // One of both is drawn out of all bits, the other out of the octets that have it the other way round.
        if (isOpposite) sameSum += (1 / ones + 1 / (size - ones)) / (8 * size);
      }
  }
  return { wrong, pairs: 4 * size * (8 * size - 1), sameSum };
}
