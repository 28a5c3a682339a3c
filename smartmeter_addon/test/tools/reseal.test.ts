// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatMeterTime } from "../../src/cosem/date-time.ts";
import { concatOctets, parseHex, toHex, toText } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { createResealer, reseal } from "../../src/tools/reseal/reseal.ts";
import { createPseudonyms } from "../../src/tools/reseal/reseal-pseudonyms.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { collectEvents, createTestDecoder, noiseOctets, numbersOf, randomCuts, readingsOf } from "../support/feed.ts";

const key = parseHex("9F3C51A7E04D2B8866F01C7DA35E42B9") as Uint8Array;
const authenticationKey = parseHex("4BD2078CE1953A6F70CC8E1B24F9A563") as Uint8Array;
const keys = { key, authenticationKey };
const startMs = Date.UTC(2026, 3, 2, 9);
const seed = "test";

/** A household's recording: noise, telegrams, noise between them. */
function recording(meter: string, count = 4): Uint8Array {
  const serial = 31_415_926;
  const simulated = createSimulatedMeter({ meter, key, authenticationKey, startMs, seed: serial });
  const parts = Array.from({ length: count }, (_, index) => [simulated.next().octets, noiseOctets(index, 7)]);
  return concatOctets([noiseOctets(99, 30), ...parts.flat()]);
}

/** What events say, without what is meant to change: serials. */
function gist(events: readonly MeterEvent[]): unknown[] {
  return events.map((event) => {
    if (event.kind === "fault") return [event.fault.code, event.fault.octets];
    if (event.kind !== "reading" && event.kind !== "held") return event.kind;
    const { meterTime, layout, authenticated, invocationCounter } = event.reading;
    const time = meterTime && formatMeterTime(meterTime);
    return [event.kind, numbersOf(event.reading), time, layout, authenticated, invocationCounter];
  });
}

const decode = (octets: Uint8Array, decodingKeys = {}) =>
  collectEvents(createTestDecoder(decodingKeys), randomCuts(octets, 5));

describe("a recording sealed anew", () => {
  for (const meter of simulatedMeterIds)
    it(`${meter}: says the same under the public key as before under the household's`, () => {
      const original = recording(meter);
      const sealed = reseal(original, { keys, seed });
      assert.equal(sealed.length, original.length);
      assert.deepEqual(gist(decode(sealed)), gist(decode(original, { keys })));
      assert.equal(readingsOf(decode(sealed)).length, 4);
    });

  for (const meter of simulatedMeterIds)
    it(`${meter}: names neither title nor serial of the household`, () => {
      const original = recording(meter);
      const before = readingsOf(decode(original, { keys }))[0];
      const sealed = reseal(original, { keys, seed });
      const after = readingsOf(decode(sealed))[0];
      assert.ok(before !== undefined && after !== undefined);
      if (before.systemTitle !== undefined) {
        assert.notEqual(after.systemTitle, before.systemTitle);
        assert.equal(after.systemTitle?.slice(0, 8), before.systemTitle.slice(0, 8));
        assert.ok(!toHex(sealed).includes(before.systemTitle));
      }
      for (const reading of [before, after])
        for (const text of [reading.meterNumber, reading.deviceName].filter((one) => one !== undefined))
          assert.equal(text.includes("31415926"), reading === before, text);
      assert.equal(after.manufacturer, before.manufacturer);
    });

  for (const meter of simulatedMeterIds)
    it(`${meter}: keeps the faults of a damaged line`, () => {
      const original = recording(meter, 3);
      const title = readingsOf(decode(original, { keys }))[0]?.systemTitle;
      const damage = fc.array(fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 })), {
        maxLength: 3,
      });
      const lost = fc.array(fc.nat(original.length - 1), { maxLength: 2 });
      fc.assert(
        fc.property(damage, lost, (flips, losses) => {
          const damaged = original.slice();
          for (const [at, bits] of flips) damaged[at] = (damaged[at] as number) ^ bits;
          const line = damaged.filter((_, at) => !losses.includes(at));
          const sealed = reseal(line, { keys, seed });
          assert.equal(sealed.length, line.length);
          const isKnown = title !== undefined && toHex(line).includes(`DB08${title}`);
          assert.ok(!isKnown || !toHex(sealed).includes(title.slice(6)));
          assert.deepEqual(
            readingsOf(decode(sealed)).map(numbersOf),
            readingsOf(decode(line, { keys })).map(numbersOf),
          );
        }),
        { numRuns: 40 },
      );
    });

  it("hides a title whose head and whose frame have each lost an octet, before it is told again", () => {
    const original = recording("ksmwest-kaifa-ma309m", 3);
    const title = readingsOf(decode(original, { keys }))[0]?.systemTitle as string;
    const start = original.findIndex((octet, at) => octet === 0x68 && original[at + 3] === 0x68);
    const head = toHex(original).indexOf(`DB08${title}`) / 2;
    for (const lost of [head, head + 1]) {
      const line = original.filter((_, at) => at !== start && at !== lost);
      const resealer = createResealer({ keys, seed });
      // As capture hands the octets on: the first telegram is over before the second says whose it is.
      const first = line.subarray(0, 30 + (original.length - 30) / 3);
      const parts = [resealer.push(first), resealer.push(line.subarray(first.length)), resealer.end()];
      assert.ok(!toHex(concatOctets(parts)).includes(title.slice(6)));
    }
  });

  it("does not depend on how the octets were cut", () => {
    const cuts = fc.tuple(fc.constantFrom(...simulatedMeterIds), fc.nat(), fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(cuts, ([meter, random, longest]) => {
        const original = recording(meter, 2);
        const resealer = createResealer({ keys, seed });
        const pieces = randomCuts(original, random, longest).map((piece) => resealer.push(piece));
        assert.equal(toHex(concatOctets([...pieces, resealer.end()])), toHex(reseal(original, { keys, seed })));
      }),
      { numRuns: 60 },
    );
  });

  it("gives telegrams away as they come, and bounds what it keeps", () => {
    const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", key, startMs });
    const resealer = createResealer({ keys, seed });
    const telegram = simulated.next().octets;
    assert.equal(resealer.push(telegram.subarray(0, 270)).length, 0);
    assert.equal(resealer.push(telegram.subarray(270)).length, telegram.length);
    let given = 0;
    for (let turn = 0; turn < 20; turn++) given += resealer.push(noiseOctets(turn, 1024)).length;
    assert.ok(given > 0);
    assert.deepEqual(resealer.statistics(), { sealed: 1, "made-up": 0, plain: 0 });
  });

  it("puts made-up ciphertext where no key fits, under checks that are right", () => {
    for (const meter of simulatedMeterIds) {
      const original = recording(meter, 2);
      const resealer = createResealer({ keys: { key: authenticationKey }, seed });
      const sealed = concatOctets([resealer.push(original), resealer.end()]);
      assert.equal(sealed.length, original.length);
      assert.deepEqual(resealer.statistics(), { sealed: 0, "made-up": 2, plain: 0 });
      const events = decode(sealed);
      assert.deepEqual(readingsOf(events), []);
      const proven = (octets: Uint8Array): number => {
        const decoder = createTestDecoder({ keys: {} });
        collectEvents(decoder, [octets]);
        return decoder.statistics().proven;
      };
      assert.equal(proven(sealed), proven(original), meter);
    }
  });

  it("keeps a tag wrong that was wrong", () => {
    const original = recording("burgenland-e450");
    const sealed = reseal(original, { keys: { key, authenticationKey: key }, seed });
    assert.ok(readingsOf(decode(sealed)).every(({ authenticated }) => !authenticated));
  });
});

describe("pseudonyms", () => {
  it("number serials in their order and keep what tells the maker", () => {
    const { text, title } = createPseudonyms();
    assert.equal(text("1KFM0212345678"), "1KFM0200000001");
    assert.equal(text("181287654321"), "181200000002");
    assert.equal(text("KFM1200212345678"), "KFM1200200000001");
    assert.equal(text("160456"), "000003");
    assert.equal(text("12345"), "12345");
    assert.equal(toHex(title(parseHex("4B464D1020BC614E") as Uint8Array)), "4B464D1020000001");
    assert.equal(toHex(title(parseHex("4C475A677FFFFFFF") as Uint8Array)), "4C475A6770000004");
  });

  it("find serials in the lines of a DSMR text and mend its checksum only if it was right", () => {
    const text =
      "/EST5\\253717584_A\r\n\r\n0-0:96.1.0(87654321)\r\n0-0:96.1.1(4536353433323130)\r\n1-0:1.7.0(000000001*W)\r\n";
    const octets = Uint8Array.from(`${text}!0000\r\n`, (character) => character.charCodeAt(0));
    createPseudonyms().scrub(octets);
    assert.equal(
      toText(octets),
      `${text.replace("87654321", "00000001").replace("4536353433323130", "4530303030303032")}!0000\r\n`,
    );
  });
});
