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

/** A list of the meter's, by the values of one of its readings: the newest that leaves nothing out. */
interface Published {
  readonly structure: number;
  values: readonly NumericValue[];
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

/** Remembers lists that were dropped, and says when one is the meter's own after all. */
export class NewLists {
  #seen: readonly Sighting[] = [];
  #published: readonly Published[] = [];
  #telegrams = 0;

  /** A telegram came. */
  pass(): void {
    this.#telegrams++;
  }

  /** A reading of this list was published. */
  publish({ values }: Reading, structure: number): void {
    const newest = this.#published[0];
    if (newest?.structure === structure) {
      // All of them name the same; those of the reading before would be kept for nothing else.
      if (values.length >= newest.values.length) newest.values = values;
      return;
    }
    const known = this.#published.find((list) => list.structure === structure);
    const others = this.#published.filter((other) => other !== known);
    this.#published = [known ?? { structure, values }, ...others].slice(0, mostLists);
    this.#seen = this.#seen.filter(({ snapshot }) => snapshot.structure !== structure);
  }

  /** A reading of an unknown list was dropped. */
  drop({ receivedAtMs }: Reading, snapshot: Snapshot): void {
    const telegram = this.#telegrams;
    const before = this.#sightingOf(snapshot.structure);
    const pauseS = before && pauseSince(before, snapshot.seconds, receivedAtMs);
    const isClose = before !== undefined && !isForgotten(before, telegram, pauseS);
    const sighting = { snapshot, receivedAtMs, telegram, count: isClose ? before.count + 1 : 1, pauseS };
    this.#seen = [sighting, ...this.#seen.filter((other) => other !== before)].slice(0, mostLists);
  }

  /**
   * The one dropped last of a list that is the meter's own by now: it has come twice within minutes, or thrice where
   * damage alone explains it, or thrice at even pauses.
   */
  find({ reading, shape, seconds }: Examined): Snapshot | undefined {
    const before = this.#sightingOf(shape.structure);
    if (before === undefined) return undefined;
    const pauseS = pauseSince(before, seconds, reading.receivedAtMs);
    const count = isForgotten(before, this.#telegrams, pauseS) ? 1 : before.count + 1;
    const isOwn = count >= (this.isSuspect(reading, shape.structure) ? 3 : 2) || isRhythm(before.pauseS, pauseS);
    return isOwn ? before.snapshot : undefined;
  }

  /** How many of an unknown list must come in a row to be believed: behind a weak check, two may be damaged alike. */
  inARow({ reading }: Examined): number {
    return isWeaklyChecked(reading) && this.#namesUnknown(reading) ? 3 : 2;
  }

  /** Whether damage alone explains the list: it is one of the meter's but for a value or two, or names what nobody knows. */
  isSuspect(reading: Reading, structure: number): boolean {
    if (!isWeaklyChecked(reading)) return false;
    const { values } = reading;
    const published = this.#published;
    const isNearly = published.some((list) => list.structure !== structure && isNearlySame(values, list.values));
    return published.length === 0 || isNearly || this.#namesUnknown(reading);
  }

  /** Whether it names what is neither in the catalogue nor in the meter's other lists. */
  #namesUnknown({ values }: Reading): boolean {
    return values.some(
      (entry) => entry.quantity === undefined && !this.#published.some((list) => keysOf(list.values).has(keyOf(entry))),
    );
  }

  #sightingOf(structure: number): Sighting | undefined {
    return this.#seen.find(({ snapshot }) => snapshot.structure === structure);
  }
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
