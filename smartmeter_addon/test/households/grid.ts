/** Grids as houses have them: what stands at each phase when nothing flows, and how much a current takes from it. */
import { createRandom } from "../fuzz/random.ts";

export interface Grid {
  /** Ohms a phase's current goes through. */
  readonly ohms: number;
  /** Voltages of the three phases without load, V; called with seconds that only grow. */
  emf(second: number): readonly [number, number, number];
  /** A neutral that is broken: loads pull the phases against each other, as a part of the difference. */
  readonly neutral?: (second: number) => boolean;
}

type Shift = (second: number, random: (limit: number) => number, intervalS: number) => readonly number[];

/** Slow drift of the three phases, and whatever a grid does beside it. */
function gridOf(ohms: number, shift: Shift, neutral?: (second: number) => boolean) {
  return (seed: number, intervalS: number): Grid => {
    const random = createRandom(seed + 17);
    const phases = [random(1000), random(1000), random(1000)];
    return {
      ohms,
      ...(neutral && { neutral }),
      emf(second) {
        const moved = shift(second, random, intervalS);
        const at = (index: number): number =>
          232 +
          2.5 * Math.sin(second / 1300 + (phases[index] as number)) +
          0.8 * Math.sin(second / 47 + 3 * (phases[index] as number)) +
          (random(1000) - 500) / 2500 +
          (moved[index] as number);
        return [at(0), at(1), at(2)];
      },
    };
  };
}

const still = [0, 0, 0];
/** A sag that lies over one telegram, in so many of a thousand, on so many phases. */
const sags =
  (perMille: number, least: number, most: number, count: number): Shift =>
  (_, random) => {
    if (random(1000) >= perMille) return still;
    const depth = least + ((most - least) * random(1000)) / 1000;
    const first = random(3);
    return [0, 1, 2].map((index) => ((index - first + 3) % 3 < count ? -depth : 0));
  };

/** Tap changers and generators keep a state. */
function tapChanger(): Shift {
  let step = 0;
  return (_, random, intervalS) => {
    if (random(Math.round(900 / intervalS)) === 0) step = Math.max(-3, Math.min(3, step + (random(2) === 0 ? 1 : -1)));
    return [3.6 * step, 3.6 * step, 3.6 * step];
  };
}

const island: Shift = (_, random) => {
  const all = (random(1000) - 500) / 45;
  return [0, 1, 2].map(() => all + (random(1000) - 500) / 60);
};

const phantom: Shift = (second, random) => {
  const isLost = Math.floor(second / 1900) % 5 === 2;
  return isLost ? [0, -200 + random(90), 0] : still;
};

/** Neighbours' sags on one phase, of every size, twice as long as a telegram now and then. */
function longSags(): Shift {
  let left = 0;
  let now: readonly number[] = still;
  return (_, random) => {
    if (left-- > 0) return now;
    left = 0;
    now = still;
    if (random(1000) >= 12) return still;
    left = random(3);
    const depth = random(2) === 0 ? 4 + random(30) : -(3 + random(12));
    const phase = random(3);
    now = [0, 1, 2].map((index) => (index === phase ? -depth : 0));
    return now;
  };
}

/** What flickers: a motor that starts again and again at a beat of its own, on one phase, seen in some telegrams only. */
const flicker: Shift = (second) => {
  const depth = second % 7 < 2 || second % 11 === 5 ? 1.2 + (second % 5) : 0;
  return [0, -depth, 0];
};

/** A sag of two thirds that a fault elsewhere brings, and a swell after it, for as long as its fuse takes. */
function faultElsewhere(): Shift {
  let left = 0;
  let depth = 0;
  let phase = 0;
  return (_, random) => {
    if (left === 0 && random(700) === 0) {
      left = 1 + random(8);
      depth = random(3) === 0 ? -(8 + random(14)) : 30 + random(120);
      phase = random(3);
    }
    if (left === 0) return still;
    left--;
    return [0, 1, 2].map((index) => (index === phase ? -depth : depth * 0.08));
  };
}

/** A transformer that is too small: the evening pulls all phases down by a tenth and lets them swing apart. */
const evening: Shift = (second) => {
  const load = Math.max(0, Math.sin((second - 40_000) / 9000));
  return [0, 1, 2].map((index) => -22 * load + 4 * load * Math.sin(second / 3 + 2 * index));
};

/** A regulator that lifts each phase by itself, in steps of 1.5 V. */
function phaseRegulator(): Shift {
  const steps = [0, 0, 0];
  return (_, random, intervalS) => {
    if (random(Math.round(240 / intervalS)) === 0) {
      const phase = random(3);
      steps[phase] = Math.max(-4, Math.min(4, (steps[phase] as number) + (random(2) === 0 ? 1 : -1)));
    }
    return steps.map((step) => 1.5 * step);
  };
}

export const grids: Readonly<Record<string, (seed: number, intervalS: number) => Grid>> = {
  "strong town grid": gridOf(0.25, () => still),
  "a neighbour's saw: sags of one phase": gridOf(0.3, sags(20, 3, 8, 1)),
  "a neighbour's heat pump: deep sags of one phase": gridOf(0.3, sags(40, 3, 12, 1)),
  "sags of two phases": gridOf(0.3, sags(20, 3, 12, 2)),
  "sags of three phases": gridOf(0.3, sags(20, 3, 12, 3)),
  "sags and swells of every length": (seed, intervalS) => gridOf(0.4, longSags())(seed, intervalS),
  "a weak line": gridOf(0.7, sags(2, 2, 6, 1)),
  "a farm at the end of a line": gridOf(1.4, sags(5, 2, 8, 1)),
  "an island generator": gridOf(0.9, island),
  "a tap changer": (seed, intervalS) => gridOf(0.3, tapChanger())(seed, intervalS),
  "a broken neutral": gridOf(
    0.3,
    () => still,
    (second) => Math.floor(second / 700) % 3 === 1,
  ),
  "a lost phase with phantom voltage": gridOf(0.3, phantom),
  "a motor next door that flickers": gridOf(0.35, flicker),
  "faults elsewhere": (seed, intervalS) => gridOf(0.3, faultElsewhere())(seed, intervalS),
  "a transformer that is too small": gridOf(0.8, evening),
  "a regulator for each phase": (seed, intervalS) => gridOf(0.25, phaseRegulator())(seed, intervalS),
};
