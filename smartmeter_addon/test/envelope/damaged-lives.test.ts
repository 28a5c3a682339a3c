import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { DecoderState, MeterDecoder } from "../../src/decoder.ts";
import { parseHex } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { createHousehold, type Snapshot } from "../../src/tools/simulate/household.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import type { WallTime } from "../../src/tools/simulate/simulate-clock.ts";
import { meterKinds } from "../../src/tools/simulate/simulate-meters.ts";
import { telegramOf } from "../../src/tools/simulate/simulate-telegrams.ts";
import { createTestDecoder, faultCodesOf, readingsOf } from "../support/feed.ts";

// A flipped bit in clock, register or counter that no check saw says that a meter is further than it is. Whatever the
// judge makes of that one telegram, those that follow must not be taken for replays of it.

const startMs = Date.UTC(2026, 5, 1, 8, 20, 10);
const telegrams = 16;
const damagedAt = 7;

type Flip = readonly [field: keyof WallTime | "counter" | "import" | "export", bit: number];
const clockFields = {
  year: [2000, 2063],
  month: [1, 12],
  day: [1, 30],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
};

const flip: fc.Arbitrary<Flip> = fc.oneof(
  fc.tuple(fc.constantFrom(...(Object.keys(clockFields) as (keyof typeof clockFields)[])), fc.nat(5)),
  fc.tuple(fc.constantFrom("counter" as const, "import" as const, "export" as const), fc.nat(30)),
);

function flipped(snapshot: Snapshot, [field, bit]: Flip): Snapshot {
  const mask = 2 ** bit;
  if (field in clockFields) {
    const [least = 0, most = 0] = clockFields[field as keyof typeof clockFields];
    const value = (snapshot.time[field as "second"] as number) ^ mask;
    return value < least || value > most ? snapshot : { ...snapshot, time: { ...snapshot.time, [field]: value } };
  }
  const at = { import: 0, export: 1 }[field as "import"] ?? -1;
  const energy = snapshot.energy.map((register, index) =>
    index === at ? { ...register, total: (register.total ^ mask) >>> 0 } : register,
  ) as unknown as Snapshot["energy"];
  return { ...snapshot, energy };
}

type Kind = (typeof meterKinds)[number];

function sealed(kind: Kind, snapshot: Snapshot, counter: number): Uint8Array {
  const seal = {
    key: testKey,
    authenticationKey: testAuthenticationKey,
    systemTitle: parseHex("title" in kind ? kind.title.padEnd(15, "0").concat("1") : "0000000000000000") as Uint8Array,
    invocationCounter: counter,
    securityControl: "securityControl" in kind ? kind.securityControl : 0x30,
  };
  return telegramOf(kind, snapshot, seal, 1).octets;
}

const counterAt = (index: number): number => 1000 + index;

function snapshotsOf({ intervalMs }: Kind): Snapshot[] {
  const household = createHousehold(1, startMs, 3);
  const { energy } = household.advance(startMs);
  // Registers that stand still tell nothing.
  return Array.from({ length: telegrams }, (_, index) => ({
    ...household.advance(startMs + index * intervalMs),
    energy,
  }));
}

const push = (decoder: MeterDecoder, octets: Uint8Array): MeterEvent[] => [...decoder.push(octets), ...decoder.idle()];

describe("one bit flipped in clock, register or counter behind all checks", () => {
  for (const kind of meterKinds)
    it(`costs ${kind.id} that telegram at the most`, () => {
      const snapshots = snapshotsOf(kind);
      const own = snapshots.map((snapshot, index) => sealed(kind, snapshot, counterAt(index)));
      const check = (bit: Flip, isRestarted: boolean): void => {
        const counter = bit[0] === "counter" ? (counterAt(damagedAt) ^ (2 ** bit[1])) >>> 0 : counterAt(damagedAt);
        const pieces = own.with(damagedAt, sealed(kind, flipped(snapshots[damagedAt] as Snapshot, bit), counter));
        let decoder = createTestDecoder();
        const events = pieces.flatMap((octets, place) => {
          if (isRestarted && place === damagedAt + 1)
            decoder = createTestDecoder({ state: JSON.parse(JSON.stringify(decoder.state())) as DecoderState });
          return push(decoder, octets);
        });
        events.push(...decoder.end());
        const { length } = readingsOf(events);
        assert.ok(length >= telegrams - 1, `${length} readings: ${faultCodesOf(events)}`);
        // Whoever plays the others again gains nothing by it.
        assert.deepEqual(readingsOf(own.slice(0, damagedAt).flatMap((octets) => push(decoder, octets))), []);
      };
      fc.assert(fc.property(flip, fc.boolean(), check), { numRuns: 60 });
    });
});

it("two damaged telegrams in a row that the judge leaves out move nothing", () => {
  const kind = meterKinds.find(({ id }) => id.includes("amis")) as Kind;
  const snapshots = snapshotsOf(kind);
  const damaged = (index: number, ...bits: Flip[]): Uint8Array =>
    sealed(kind, bits.reduce(flipped, snapshots[index] as Snapshot), counterAt(index));
  const pieces = snapshots
    .map((snapshot, index) => sealed(kind, snapshot, counterAt(index)))
    .with(damagedAt, damaged(damagedAt, ["minute", 3], ["import", 24]))
    .with(damagedAt + 1, damaged(damagedAt + 1, ["minute", 0], ["minute", 3], ["import", 26]));
  const decoder = createTestDecoder();
  const events = pieces.flatMap((octets) => push(decoder, octets));
  assert.equal(readingsOf(events).length, telegrams - 2);
});
