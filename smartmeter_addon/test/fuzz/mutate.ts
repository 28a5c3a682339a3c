import { createMeterDecoder } from "../../src/decoder.ts";
import { concatOctets, toHex } from "../../src/octets.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import type { MeterEvent, Reading } from "../../src/telegram/reading.ts";
import type { Triple } from "./campaign.ts";
import { createRandom } from "./random.ts";

/** Values whose neighbourhood breaks parsers: lengths, tags, frame starts. */
const interesting = [
  0x00, 0x01, 0x0f, 0x10, 0x16, 0x68, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0xa0, 0xdb, 0xe0, 0xe6, 0xff, 0x2f,
];

export interface FuzzReport {
  readonly rounds: number;
  readonly octets: number;
  readonly readings: number;
  /** What must not be: an exception, an internal error, a wrong value under a verified tag, too many events. */
  readonly violations: string[];
}

/** Feeds mutated streams of every subject to the decoder until the time is over. */
export function fuzz(triples: readonly Triple[], definitions: Definitions, seconds: number, seed: number): FuzzReport {
  const next = createRandom(seed);
  const until = Date.now() + seconds * 1000;
  const violations: string[] = [];
  let rounds = 0;
  let octets = 0;
  let readings = 0;

  function mutate(stream: Uint8Array): Uint8Array {
    let mutated: Uint8Array = stream.slice();
    for (let count = 1 + next(8); count > 0; count--) {
      const at = next(mutated.length);
      const length = 1 + next(next(4) === 0 ? 300 : 8);
      switch (next(6)) {
        case 0:
          mutated[at] = (mutated[at] as number) ^ (1 << next(8));
          break;
        case 1:
          mutated[at] = interesting[next(interesting.length)] as number;
          break;
        case 2:
          mutated = concatOctets([mutated.subarray(0, at), mutated.subarray(at + length)]);
          break;
        case 3:
          mutated = concatOctets([mutated.subarray(0, at), noise(length), mutated.subarray(at)]);
          break;
        case 4: {
          const from = next(mutated.length);
          mutated.set(mutated.slice(from, Math.min(from + length, mutated.length - at + from)), at);
          break;
        }
        default:
          mutated.set(noise(Math.min(length, mutated.length - at)), at);
      }
      if (mutated.length === 0) mutated = noise(1);
    }
    return mutated;
  }

  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => next(256));

  while (Date.now() < until && violations.length < 20) {
    const triple = triples[next(triples.length)] as Triple;
    const clean = concatOctets(triple.telegrams);
    const stream = mutate(clean);
    rounds++;
    octets += stream.length;
    try {
      const events = feed(triple, definitions, stream, next);
      const found = events.flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
      readings += found.length;
      const bug = events.find((event) => event.kind === "fault" && event.fault.code === "internal-error");
      if (bug?.kind === "fault") violations.push(`${triple.name}: ${bug.fault.message}: ${toHex(stream)}`);
      if (events.length > stream.length + 50)
        violations.push(`${triple.name}: ${events.length} events: ${toHex(stream)}`);
      if (triple.authenticated && !found.every((reading) => isTrue(reading, triple, definitions)))
        violations.push(`${triple.name}: a wrong value under a tag: ${toHex(stream)}`);
    } catch (error) {
      violations.push(`${triple.name}: ${(error as Error).stack}: ${toHex(stream)}`);
    }
  }
  return { rounds, octets, readings, violations };
}

function feed(
  triple: Triple,
  definitions: Definitions,
  stream: Uint8Array,
  next: (limit: number) => number,
): MeterEvent[] {
  const decoder = createMeterDecoder({ keys: triple.keys, definitions });
  const events: MeterEvent[] = [];
  for (let at = 0; at < stream.length; ) {
    const end = at + 1 + next(200);
    events.push(...decoder.push(stream.subarray(at, end)));
    if (next(20) === 0) events.push(...decoder.idle());
    at = end;
  }
  events.push(...decoder.end());
  return events;
}

const truths = new Map<Triple, Set<string>>();
const say = ({ values, texts }: Reading): string => JSON.stringify([values.map(({ value }) => value), texts]);

function isTrue(reading: Reading, triple: Triple, definitions: Definitions): boolean {
  let truth = truths.get(triple);
  if (truth === undefined) {
    const decoder = createMeterDecoder({ keys: triple.keys, definitions, unchecked: true });
    const events = [...triple.telegrams.flatMap((telegram) => decoder.push(telegram)), ...decoder.end()];
    truth = new Set(events.flatMap((event) => (event.kind === "reading" ? [say(event.reading)] : [])));
    truths.set(triple, truth);
  }
  return !reading.authenticated || truth.has(say(reading));
}
