import { createMeterDecoder, type DecoderState, type MeterKeys } from "../../src/decoder.ts";
import { toHex } from "../../src/octets.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import { formatMeterTime, type MeterEvent, type Reading } from "../../src/telegram/reading.ts";
import { createRandom } from "./random.ts";

/** Three telegrams of one meter in a row; the middle one is damaged. */
export interface Triple {
  readonly name: string;
  readonly keys: MeterKeys;
  readonly telegrams: readonly [Uint8Array, Uint8Array, Uint8Array];
  /** The tag of its telegrams verifies with the keys. */
  readonly authenticated: boolean;
}

/** What became of one kind of damage. */
export interface Tally {
  tried: number;
  /** Readings that no undamaged telegram gave. */
  wrong: number;
  /** Readings of the first and last telegram that did not come although nothing wrong was published. */
  lost: number;
}

export type Damage =
  | "one bit"
  | "one octet lost"
  | "one octet added"
  | "cut"
  | "two bits"
  | "two bits, same sum"
  | "three octets";

export interface Report {
  readonly name: string;
  readonly tallies: ReadonlyMap<Damage, Tally>;
  /** The first wrong readings, to look at. */
  readonly examples: string[];
}

/** What the line has shown until then: nothing, or damage in one telegram of ten; `unchecked` judges nothing. */
export type LineBefore = "clean" | "damaged" | "unchecked";

const damagedBefore: DecoderState = {
  last: undefined,
  proportion: { telegrams: 1000, recent: 100, undetected: 100, ways: [] },
  tagVerified: false,
};

/** What comes of pieces of a line, with and without pauses between them. */
export function read(
  triple: Triple,
  definitions: Definitions,
  parts: readonly Uint8Array[],
  pauses: boolean,
  line: LineBefore,
): Reading[] {
  const state = line === "damaged" ? damagedBefore : undefined;
  const decoder = createMeterDecoder({ keys: triple.keys, definitions, state, unchecked: line === "unchecked" });
  const events: MeterEvent[] = [];
  for (const part of parts) {
    events.push(...decoder.push(part));
    if (pauses) events.push(...decoder.idle());
  }
  events.push(...decoder.end());
  return events.flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
}

/** All a reading says. */
export const say = (reading: Reading): string =>
  JSON.stringify([
    reading.meterTime && formatMeterTime(reading.meterTime),
    reading.values.map(({ value }) => value),
    reading.texts,
  ]);

/** Damages the middle telegram in every way once, or `random` times by chance, and counts what comes of it. */
export function campaign(
  triple: Triple,
  definitions: Definitions,
  random: number,
  seed: number,
  line: LineBefore,
): Report {
  const [before, target, after] = triple.telegrams;
  const clean = read(triple, definitions, triple.telegrams, false, line).map(say);
  if (clean.length !== 3) throw new Error(`${triple.name}: the undamaged stream gives ${clean.length} readings`);
  const tallies = new Map<Damage, Tally>();
  const examples: string[] = [];
  let pauses = false;

  function attempt(kind: Damage, damaged: Uint8Array): void {
    const tally = tallies.get(kind) ?? { tried: 0, wrong: 0, lost: 0 };
    tallies.set(kind, tally);
    pauses = !pauses;
    const said = read(triple, definitions, [before, damaged, after], pauses, line).map(say);
    const wrong = said.filter((text) => !clean.includes(text));
    tally.tried++;
    if (wrong.length > 0) {
      tally.wrong++;
      if (examples.length < 20) examples.push(`${kind}: ${wrong[0]} not ${clean[1]}`);
    }
    // A wrong reading and the right one that contradicts it, and so waits for the next, are one fault.
    if (wrong.length > 0) return;
    for (const index of [0, 2]) {
      if (said.includes(clean[index] as string)) continue;
      tally.lost++;
      if (examples.length < 20) examples.push(`${kind}: lost ${index}: ${toHex(damaged).slice(0, 60)}…`);
    }
  }

  const flipped = (...bits: number[]): Uint8Array => {
    const copy = target.slice();
    for (const bit of bits) copy[bit >>> 3] = (copy[bit >>> 3] as number) ^ (1 << (bit & 7));
    return copy;
  };
  const isSet = (bit: number): boolean => (((target[bit >>> 3] as number) >>> (bit & 7)) & 1) === 1;
  const next = createRandom(seed);
  const bits = target.length * 8;

  for (let bit = 0; bit < bits; bit++) attempt("one bit", flipped(bit));
  for (let at = 0; at < target.length; at++) {
    attempt("one octet lost", Uint8Array.of(...target.subarray(0, at), ...target.subarray(at + 1)));
    attempt("one octet added", Uint8Array.of(...target.subarray(0, at), next(256), ...target.subarray(at)));
    attempt("cut", target.subarray(0, at));
    attempt("cut", target.subarray(at));
  }
  for (let round = 0; round < random; round++) {
    const first = next(bits);
    const second = (first + 1 + next(bits - 1)) % bits;
    attempt("two bits", flipped(first, second));
    const garbled = target.slice();
    for (let count = 0; count < 3; count++) garbled[next(target.length)] = next(256);
    attempt("three octets", garbled);
    // Same place in the octet and opposite values: the sum over octets stays as it is.
    let other = next(target.length) * 8 + (first & 7);
    while (isSet(other) === isSet(first)) other = next(target.length) * 8 + (first & 7);
    attempt("two bits, same sum", flipped(first, other));
  }
  return { name: triple.name, tallies, examples };
}
