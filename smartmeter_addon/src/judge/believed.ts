/** What a meter was believed to say last, in each of the lists it sends. */
import { type Snapshot, withoutValues } from "./snapshot.ts";

/** Lists a meter sends beside the last one; the oldest gives way. */
const mostOthers = 3;

/** Changed in place, with every telegram that is published. */
export interface Believed {
  last: Snapshot | undefined;
  /** The last ones of the other lists this meter sends in turn. */
  others: readonly Snapshot[];
  /** Telegrams left out since the last one published: they did arrive. */
  arrived: number;
}

/** A telegram is published; gives how many were lost before it. */
export function believe(believed: Believed, snapshot: Snapshot): number {
  const { last, others, arrived } = believed;
  const lost = lostBetween(last, snapshot) - arrived;
  believed.arrived = 0;
  const all = last !== undefined && last.structure !== snapshot.structure ? [last, ...others] : others;
  if (all.length > 0)
    believed.others = all.filter(({ structure }) => structure !== snapshot.structure).slice(0, mostOthers);
  believed.last = snapshot;
  return lost;
}

/** All of its lists, the last one first. */
export const listsOf = ({ last, others }: Believed): readonly Snapshot[] =>
  last === undefined ? others : [last, ...others];

/** The same for readings that may contradict what they said. */
export const namesOf = (believed: Believed): readonly Snapshot[] => listsOf(believed).map(withoutValues);

/** What comes next begins anew; `lists`: what is left of the lists until now. */
export function beginAnew(believed: Believed, lists: readonly Snapshot[]): void {
  believed.others = lists;
  believed.last = undefined;
}

/** Telegrams between two of the same meter that never came, by the invocation counter. */
function lostBetween(before: Snapshot | undefined, after: Snapshot): number {
  if (before?.counter === undefined || after.counter === undefined || before.sender !== after.sender) return 0;
  return Math.max(0, after.counter - before.counter - 1);
}
