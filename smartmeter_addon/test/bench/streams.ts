import type { MeterKeys } from "../../src/decoder.ts";
import {
  createSimulatedMeter,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import { neighbour } from "../fuzz/neighbours.ts";
import { keysOf, loadFixture, octetsOf } from "../support/fixtures.ts";

/** One meter's telegrams in a row, each of them good for a reading. */
export interface Stream {
  readonly name: string;
  readonly keys: MeterKeys;
  readonly telegrams: readonly Uint8Array[];
}

/** The operator's example of Netz NÖ and the twin of the Salzburg capture: one telegram, sealed anew with time moved on. */
const captures = ["noe-kaifa-ma309-official", "salzburg-kaifa-ma309m-rekeyed"];

/** What can be measured: the two captures, then every simulated meter. */
export const streamNames: readonly string[] = [...captures, ...simulatedMeterIds];

export function createStream(name: string, count: number): Stream {
  if (!captures.includes(name)) {
    const meter = createSimulatedMeter({ meter: name, startMs: Date.UTC(2026, 5, 1, 8) });
    const telegrams = Array.from({ length: count }, () => meter.next().octets);
    return { name, keys: { key: testKey, authenticationKey: testAuthenticationKey }, telegrams };
  }
  const fixture = loadFixture(name);
  const keys = keysOf(fixture);
  const sealed = { key: keys.key as Uint8Array, authenticationKey: keys.authenticationKey };
  const octets = octetsOf(fixture);
  return { name, keys, telegrams: Array.from({ length: count }, (_, step) => neighbour(octets, sealed, step)) };
}
