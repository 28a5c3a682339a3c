import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import { Judge } from "../../src/judge/judge.ts";
import type { Circumstances } from "../../src/judge/measures.ts";
import type { Reading } from "../../src/telegram/reading.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { heldFor } from "../decoder/pushes.ts";
import { createTestDecoder, readingsOf } from "../support/feed.ts";
import { damaged, run, type Said, telegram } from "./judged.ts";

type Telegram = [Reading, Circumstances];

/** Counters of what is published on a damaged line. */
function published(telegrams: readonly Telegram[]): (number | undefined)[] {
  const judge = new Judge(undefined, false);
  const damage = damaged;
  const events = telegrams.flatMap(([reading, circumstances]) => judge.take(reading, { ...circumstances, damage }));
  return readingsOf(events).map(({ invocationCounter }) => invocationCounter);
}

/** Ordinary telegrams five seconds apart, of which those of these numbers are another list. */
function mixed(count: number, numbers: readonly number[], other: (telegram: Telegram) => Telegram): Telegram[] {
  return run(0, count).map((said, index) => (numbers.includes(index) ? other(telegram(listOf(said))) : telegram(said)));
}

const listOf = (said: Said): Said => ({ ...said, tariff: 700 });
const asIs = (own: Telegram): Telegram => own;
const outside = obis(1, 0, 199, 200, 0);

/** A list with a value under a name outside the catalogue. */
function withUnknown([reading, circumstances]: Telegram): Telegram {
  const unknown = { obis: outside, value: 5, unit: "Wh", step: 1, quantity: undefined } as const;
  return [
    { ...reading, values: [...reading.values, unknown] },
    { ...circumstances, structure: 9 },
  ];
}

/** The usual list with one value under another name. */
function nearly([, circumstances]: Telegram, said: Said): Telegram {
  const [reading] = telegram({ ...said });
  const values = reading.values.map((value, index) => (index === 3 ? { ...value, step: 0.001 } : value));
  return [
    { ...reading, values },
    { ...circumstances, structure: 8 },
  ];
}

describe("a list that was seen once", () => {
  it("is the meter's own when it comes again within minutes", () =>
    assert.deepEqual(published(mixed(40, [5, 29], asIs)).includes(129), true));

  it("is forgotten after minutes, and remembered where it comes at even pauses", () => {
    assert.ok(!published(mixed(200, [5, 105], asIs)).includes(205));
    assert.ok(published(mixed(300, [5, 105, 205], asIs)).includes(305));
    assert.ok(!published(mixed(300, [5, 105, 255], asIs)).includes(355));
  });

  it("is forgotten by the host's clock where the meter sends none", () => {
    const timeless = ([reading, circumstances]: Telegram, index: number): Telegram => [
      { ...reading, meterTime: undefined, receivedAtMs: 5000 * index },
      { ...circumstances, innerHabit: 0, outerHabit: 0 },
    ];
    assert.ok(published(mixed(60, [5, 29], asIs).map(timeless)).includes(129));
    assert.ok(!published(mixed(200, [5, 105], asIs).map(timeless)).includes(205));
  });

  it("waits for a third time where it names what nobody knows behind an 8-bit sum", () => {
    assert.ok(!published(mixed(60, [5, 29], withUnknown)).includes(129));
    assert.ok(published(mixed(60, [5, 29, 50], withUnknown)).includes(150));
    const strong = mixed(60, [5, 29], withUnknown).map(
      ([reading, rest]): Telegram => [{ ...reading, framing: "hdlc" }, rest],
    );
    assert.ok(published(strong).includes(129));
  });

  it("waits for a third in a row where it names what nobody knows behind an 8-bit sum", () => {
    assert.ok(!published(mixed(40, [20, 21], withUnknown)).includes(121));
    assert.ok(published(mixed(40, [20, 21, 22, 23], withUnknown)).includes(122));
  });

  it("waits for a third time where it is one of the meter's but for a value, behind an 8-bit sum", () => {
    const said = run(0, 60);
    const near = (numbers: number[]): Telegram[] =>
      said.map((entry, index) => (numbers.includes(index) ? nearly(telegram(entry), entry) : telegram(entry)));
    assert.ok(!published(near([5, 29])).includes(129));
    assert.ok(published(near([5, 29, 50])).includes(150));
  });
});

describe("a telegram that damage built in another way", () => {
  // Behind the sum of M-Bus, which is made right again, each bit by itself, in the same place 24 telegrams later.
  const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma110", startMs: Date.UTC(2026, 5, 1, 8) });
  const own = Array.from({ length: 40 }, () => simulated.next().octets);
  const [first] = own as [Uint8Array];

  function changedAt(octets: Uint8Array, at: number, bit: number): Uint8Array {
    const changed = octets.slice();
    changed[at] = (changed[at] as number) ^ (1 << bit);
    const sumAt = changed.length - 2;
    changed[sumAt] = (changed[sumAt] as number) + (changed[at] as number) - (octets[at] as number);
    return changed;
  }

  it("is not believed when the same happens once more", () => {
    let built = 0;
    for (let place = 0; place < (first.length - 30) * 8; place += 3) {
      const at = 27 + (place >> 3);
      const decoder = createTestDecoder();
      const events = own.map((octets, index) =>
        decoder.push(index === 5 || index === 29 ? changedAt(octets, at, place & 7) : octets),
      );
      if (!heldFor(events[5] ?? []).includes("the telegram is built in another way")) continue;
      built++;
      const read = readingsOf(events.flat()).map(({ invocationCounter }) => (invocationCounter as number) - 0x1000);
      assert.ok(!read.includes(29), `octet ${at}, bit ${place & 7}`);
    }
    assert.ok(built > 50, `${built} of them`);
  });
});
