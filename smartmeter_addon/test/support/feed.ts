import { formatObis } from "../../src/cosem/obis.ts";
import { createMeterDecoder, type MeterDecoder, type MeterDecoderOptions } from "../../src/decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { MeterEvent, Reading } from "../../src/telegram/reading.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";

/** Numbers in [0, 1) that the seed alone decides (a linear congruence, its upper bits). */
export function createRandom(seed: number): () => number {
  let state = BigInt(seed) * 2654435761n + 1n;
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 32n) / 0x1_0000_0000;
  };
}

/** Octets as an unused line brings them. */
export function noiseOctets(seed: number, length: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** The octets in pieces of random length, some of them empty. */
export function randomCuts(octets: Uint8Array, seed: number, longest = 64): Uint8Array[] {
  const random = createRandom(seed);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < octets.length; ) {
    const length = Math.floor(random() * (longest + 1));
    pieces.push(octets.slice(at, at + length));
    at += length;
  }
  return pieces;
}

export function singleOctets(octets: Uint8Array): Uint8Array[] {
  return Array.from(octets, (octet) => Uint8Array.of(octet));
}

const definitions = loadDefinitions();

/** A decoder with all definitions and the public test keys, unless told otherwise. */
export function createTestDecoder(options: Partial<MeterDecoderOptions> = {}): MeterDecoder {
  const keys = { key: testKey, authenticationKey: testAuthenticationKey };
  return createMeterDecoder({ keys, definitions, ...options });
}

/** Everything the decoder says to the pieces and to their end. */
export function collectEvents(decoder: MeterDecoder, pieces: Iterable<Uint8Array>): MeterEvent[] {
  const events: MeterEvent[] = [];
  for (const piece of pieces) events.push(...decoder.push(piece));
  events.push(...decoder.end());
  return events;
}

export function readingsOf(events: readonly MeterEvent[]): Reading[] {
  return events.flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
}

/** Readings, and what was read without a check of its own. */
export function shownOf(events: readonly MeterEvent[]): Reading[] {
  return events.flatMap((event) => (event.kind === "reading" || event.kind === "unproven" ? [event.reading] : []));
}

export function faultCodesOf(events: readonly MeterEvent[]): string[] {
  return events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : []));
}

/** The numbers of a reading by logical name. */
export function numbersOf(reading: Reading): Record<string, number> {
  return Object.fromEntries(reading.values.map(({ obis, value }) => [formatObis(obis), value]));
}
