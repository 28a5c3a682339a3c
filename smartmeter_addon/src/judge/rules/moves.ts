/** How powers and currents moved from one telegram to the next, as the rules of electricity compare them. */
import { apparentAt, type Examined } from "../measures.ts";
import type { Snapshot } from "../snapshot.ts";

export interface Moves {
  /** Power goes the same way as before: currents have no sign, so what goes the other way may be as strong. */
  readonly sameWay: boolean;
  /** By how much net power moved, W. */
  readonly power: number;
  /** Apparent powers, VA: all phases before, the sum of their moves and the largest of them. */
  readonly apparentBefore: number;
  readonly moved: number;
  readonly largest: number;
  readonly second: number;
}

/** Powers and phases are compared only between telegrams that follow each other closely, s. */
export const closeSpan = 60;

/** Undefined where the meter sends too little, or the two are too far apart. */
export function movesOf(before: Snapshot, now: Examined, passed: number | undefined): Moves | undefined {
  const { shape, power } = now;
  const { phasePlaces: places } = shape;
  if (power === undefined || before.power === undefined || passed === undefined || passed > closeSpan) return undefined;
  if (places.length === 0 || places.length !== before.phases.length) return undefined;
  let moved = 0;
  let largest = 0;
  let second = 0;
  let apparentBefore = 0;
  for (let index = 0; index < places.length; index += 2) {
    const voltage = before.phases[index] as number;
    const current = before.phases[index + 1] as number;
    const carried = voltage * Math.abs(current);
    const change = Math.abs(apparentAt(now, index) - carried);
    moved += change;
    second = Math.max(second, Math.min(change, largest));
    largest = Math.max(largest, change);
    apparentBefore += carried;
  }
  return {
    sameWay: power * before.power >= 0,
    power: Math.abs(power - before.power),
    apparentBefore,
    moved,
    largest,
    second,
  };
}

/** Two phases that move by the same, but for so much, move as two flips of one bit move them. */
export const sameMove = 0.95;

/**
 * What of the currents' moves, VA, must show in the power: a load switched on may make up for others that go off, or for
 * more sun on the other phases, and then power hardly moves.
 */
export function unbalanced({ largest, second, moved }: Moves): number {
  return second > sameMove * largest ? moved : Math.max(0, 2 * largest - moved);
}
