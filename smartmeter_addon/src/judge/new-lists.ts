/** Lists built in a way nobody knows yet: damage, or one the meter sends rarely. */
import type { NumericValue, Reading } from "../telegram/reading.ts";
import { type Examined, isWeaklyChecked } from "./measures.ts";
import type { Snapshot } from "./snapshot.ts";

/** A list that was dropped, how often it came in close succession, and how long it stayed away before, s. */
interface Sighting {
  readonly snapshot: Snapshot;
  readonly receivedAtMs: number | undefined;
  readonly telegram: number;
  readonly count: number;
  readonly pauseS: number | undefined;
}

/** Lists seen, and ways in which published ones are built; the oldest gives way. */
const mostLists = 4;
/** What was seen is forgotten after so long, s, and so many telegrams: those of a meter that sends rarely. */
const memoryS = 300;
const memoryTelegrams = 8;
/** Part of a pause by which a rhythm may be off, and s. */
const rhythmPart = 0.1;
const rhythmPlayS = 5;
/** Two flipped octets replace so many values at the most, each by another. */
const mostReplaced = 2;

export type NewLists = ReturnType<typeof createNewLists>;

/** Remembers lists that were dropped, and says when one is the meter's own after all. */
export function createNewLists() {
  let seen: readonly Sighting[] = [];
  let published: readonly { readonly structure: number; readonly values: readonly NumericValue[] }[] = [];
  let telegrams = 0;

  /** Whether damage alone explains the list: it is one of the meter's but for a value or two, or names what nobody knows. */
  function isSuspect(reading: Reading, structure: number): boolean {
    if (!isWeaklyChecked(reading)) return false;
    const { values } = reading;
    const isNearly = published.some((list) => list.structure !== structure && isNearlySame(values, list.values));
    return published.length === 0 || isNearly || namesUnknown(reading);
  }

  /** Whether it names what is neither in the catalogue nor in the meter's other lists. */
  function namesUnknown({ values }: Reading): boolean {
    return values.some(
      (entry) => entry.quantity === undefined && !published.some((list) => keysOf(list.values).has(keyOf(entry))),
    );
  }

  const sightingOf = (structure: number): Sighting | undefined =>
    seen.find(({ snapshot }) => snapshot.structure === structure);

  return {
    isSuspect,
    /** A telegram came. */
    pass: (): void => void telegrams++,
    /** A reading of this list was published. */
    publish(reading: Reading, structure: number): void {
      if (published[0]?.structure === structure) return;
      const known = published.find((list) => list.structure === structure);
      const list = known ?? { structure, values: reading.values };
      published = [list, ...published.filter((other) => other !== known)].slice(0, mostLists);
      seen = seen.filter(({ snapshot }) => snapshot.structure !== structure);
    },
    /** A reading of an unknown list was dropped. */
    drop(reading: Reading, snapshot: Snapshot): void {
      const before = sightingOf(snapshot.structure);
      const { receivedAtMs } = reading;
      const pauseS = before && pauseSince(before, snapshot.seconds, receivedAtMs);
      const isClose = before !== undefined && !isForgotten(before, telegrams, pauseS);
      const sighting = { snapshot, receivedAtMs, telegram: telegrams, count: isClose ? before.count + 1 : 1, pauseS };
      seen = [sighting, ...seen.filter((other) => other !== before)].slice(0, mostLists);
    },
    /**
     * The one dropped last of a list that is the meter's own by now: it has come twice within minutes, or thrice where
     * damage alone explains it, or thrice at even pauses.
     */
    find(examined: Examined): Snapshot | undefined {
      const before = sightingOf(examined.shape.structure);
      if (before === undefined) return undefined;
      const pauseS = pauseSince(before, examined.seconds, examined.reading.receivedAtMs);
      const count = isForgotten(before, telegrams, pauseS) ? 1 : before.count + 1;
      const isOwn =
        count >= (isSuspect(examined.reading, examined.shape.structure) ? 3 : 2) || isRhythm(before.pauseS, pauseS);
      return isOwn ? before.snapshot : undefined;
    },
    /** How many of an unknown list must come in a row to be believed: behind a weak check, two may be damaged alike. */
    inARow: ({ reading }: Examined): number => (isWeaklyChecked(reading) && namesUnknown(reading) ? 3 : 2),
  };
}

/** By the meter's clock or the host's, whichever says more; undefined where neither says anything. */
function pauseSince(before: Sighting, seconds: number | undefined, receivedAtMs: number | undefined) {
  const pauses: number[] = [];
  if (seconds !== undefined && before.snapshot.seconds !== undefined)
    pauses.push(Math.abs(seconds - before.snapshot.seconds));
  if (receivedAtMs !== undefined && before.receivedAtMs !== undefined)
    pauses.push(Math.abs(receivedAtMs - before.receivedAtMs) / 1000);
  return pauses.length === 0 ? undefined : Math.max(...pauses);
}

function isForgotten(before: Sighting, telegrams: number, pauseS: number | undefined): boolean {
  return telegrams - before.telegram > memoryTelegrams && (pauseS ?? Number.POSITIVE_INFINITY) > memoryS;
}

function isRhythm(before: number | undefined, pauseS: number | undefined): boolean {
  if (before === undefined || pauseS === undefined) return false;
  return Math.abs(before - pauseS) <= rhythmPart * before + rhythmPlayS;
}

const keyOf = ({ obis, unit, step }: NumericValue): string => `${obis} ${unit} ${step}`;
const keysOf = (values: readonly NumericValue[]): ReadonlySet<string> => new Set(values.map(keyOf));

/** Whether two lists have most values in common, and each but a few that the other has not. */
function isNearlySame(one: readonly NumericValue[], other: readonly NumericValue[]): boolean {
  const [ones, others] = [keysOf(one), keysOf(other)];
  const shared = [...ones].filter((key) => others.has(key)).length;
  const lacking = Math.max(ones.size, others.size) - shared;
  return lacking <= mostReplaced && shared >= lacking;
}
