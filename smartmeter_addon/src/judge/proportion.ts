/**
 * Doubt in proportion: what a rule has found is damage only where the line has lately shown damage, and more of it than
 * this meter's own way explains.
 */
import type { LineDamage } from "./measures.ts";
import { createWays, memory, type Way, type WayState } from "./ways.ts";

/** What must survive a restart, as plain data. */
export interface ProportionState {
  /** Telegrams looked back on. */
  readonly telegrams: number;
  /** Damage behind the check: what is expected of it among the last telegrams, and among all of them. */
  readonly recent: number;
  readonly undetected: number;
  readonly ways: readonly WayState[];
}

/** A sum over eight bits lets as much of the damage through. */
const unseen = 1 / 256;
/** Telegrams "lately" means. */
const recentTelegrams = 2000;
/** Telegrams a line must have shown before the first damage of it means less. */
const fewTelegrams = 200;
/** Part of the damage behind the check that looks like one finding, at the most (measured: 0.3 %). */
const share = 1 / 256;
/**
 * What is assumed of a meter nobody has seen yet: a quarter of a time in so many telegrams it does what a rule finds. The
 * longer it has not, the less it is expected to.
 */
const prior = { times: 0.25, telegrams: 10_000 } as const;
/** As many left out, and as many times what damage explains, prove that it is a way of the meter. */
const excess = { times: 4, telegrams: 2 } as const;

export type Proportion = ReturnType<typeof createProportion>;

export function createProportion(state: ProportionState | undefined) {
  let telegrams = state?.telegrams ?? 0;
  /** In an object: the engine makes a new number for each change of a variable that a closure holds. */
  const damage = { recent: state?.recent ?? 0, undetected: state?.undetected ?? 0 };
  let seenDamage: LineDamage = { frames: 0, contents: 0 };
  const ways = createWays(state?.ways ?? [], telegrams);

  /** What was left out counts as the meter's way only where it came more often than all damage behind the check. */
  const isProven = ({ leftOut }: Way): boolean => leftOut > excess.times * share * damage.undetected + excess.telegrams;

  /** Damage behind the check that looks like one rule's finding, per telegram. */
  const expected = (): number => (share * damage.recent) / Math.min(recentTelegrams, telegrams + fewTelegrams);

  /** So little damage is expected that no finding can be it. */
  const isClean = (): boolean => expected() <= prior.times / (prior.telegrams + memory);

  function note(evidence: number): void {
    damage.recent += evidence;
    damage.undetected += evidence;
  }

  return {
    /** A telegram came, and the line has shown so much damage until now. */
    telegram({ frames, contents }: LineDamage): void {
      telegrams++;
      damage.recent *= 1 - 1 / recentTelegrams;
      damage.undetected *= 1 - 1 / memory;
      const evidence = (frames - seenDamage.frames) * unseen + (contents - seenDamage.contents);
      seenDamage = { frames, contents };
      if (evidence > 0) note(evidence);
    },
    /** A telegram contradicted what came before and after it: damage that no check saw. */
    contradicted: () => note(1),
    isClean,
    /** Whether the line has lately shown so much damage that any finding may be damage. */
    isDamaged: (): boolean => expected() > prior.times / prior.telegrams,
    /** Whether damage is the likelier reason for a finding than the meter or its household. */
    isDamage(key: string, seconds: number | undefined): boolean {
      if (isClean()) return false;
      const way = ways.of(key, telegrams, seconds);
      const times = way.times + (isProven(way) ? way.leftOut : 0) + prior.times;
      return expected() > times / (Math.min(memory, telegrams) + prior.telegrams);
    },
    /** A telegram with these findings was believed. */
    believed(keys: readonly string[], seconds: number | undefined): void {
      ways.believed(keys, telegrams, seconds);
    },
    /** One was left out; true where that has proven to be the meter's way. */
    leftOut: (key: string, seconds: number | undefined): boolean => isProven(ways.leftOut(key, telegrams, seconds)),
    state: (): ProportionState => ({ telegrams, ...damage, ways: ways.state() }),
  };
}
