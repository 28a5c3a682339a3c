// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createMeterDecoder, type MeterKeys } from "../../src/decoder.ts";
import { concatOctets, parseHex } from "../../src/octets.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { Reading } from "../../src/telegram/reading.ts";
import { sealApdu, splitBlocks } from "../../src/tools/encode/encode-apdu.ts";
import { hdlcTelegram, mbusTelegram } from "../../src/tools/encode/encode-link.ts";
import { annotate, type ExplainedTelegram } from "../../src/tools/explain/explain.ts";
import { valueText } from "../../src/tools/explain/explain-names.ts";
import { recordingOf } from "../../src/tools/recording/recording.ts";
import { gather } from "../../src/tools/recording/spans.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/test-keys.ts";
import { noiseOctets } from "../support/feed.ts";
import { keysOf, loadFixtures, octetsOf } from "../support/fixtures.ts";

const definitions = loadDefinitions();
const testKeys = { key: testKey, authenticationKey: testAuthenticationKey };
const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };

/** Telegrams of one meter as they come, one after the other. */
interface Line {
  readonly name: string;
  readonly keys: MeterKeys;
  readonly telegrams: readonly Uint8Array[];
}

const simulated = simulatedMeterIds.map((meter): Line => {
  const simulator = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 3, 2, 9) });
  return { name: meter, keys: testKeys, telegrams: Array.from({ length: 4 }, () => simulator.next().octets) };
});

const recorded = loadFixtures()
  .filter(({ framing }) => framing !== "body" && framing !== "crypto")
  .map((fixture): Line => ({ name: fixture.id, keys: keysOf(fixture), telegrams: [octetsOf(fixture)] }));

/** The same telegram in envelopes that no Austrian meter uses, and the standards allow. */
function wrapped(): Line[] {
  const plain = parseHex(
    loadFixtures().find(({ id }) => id === "noe-kaifa-ma309-plain-apdu")?.hex as string,
  ) as Uint8Array;
  const seal = (invocationCounter: number) => ({
    key: testKey,
    systemTitle: parseHex("4B464D1020000001") as Uint8Array,
    invocationCounter,
    authenticationKey: testAuthenticationKey,
    // What tells that a key is right where a block comes out and no whole telegram.
    securityControl: 0x30,
  });
  const cipheredBlocks = (counter: number) =>
    concatOctets(
      splitBlocks(plain, 100, 100).map((block, index) =>
        hdlcTelegram(sealApdu(block, seal(counter + index)), addresses),
      ),
    );
  const segments = (counter: number) => hdlcTelegram(sealApdu(plain, seal(counter)), addresses, 90);
  const blocksInSegments = (counter: number) =>
    concatOctets(
      splitBlocks(sealApdu(plain, seal(counter)), 119, 122).map((block) => hdlcTelegram(block, addresses, 50)),
    );
  const blocksInMbus = (counter: number) =>
    concatOctets(splitBlocks(sealApdu(plain, seal(counter)), 100, 100).map((block) => mbusTelegram(block, 60, 60)));
  const line = (name: string, telegram: (counter: number) => Uint8Array): Line => {
    return { name, keys: testKeys, telegrams: [100, 200, 300].map(telegram) };
  };
  return [
    line("blocks inside of ciphers", cipheredBlocks),
    line("segmented HDLC", segments),
    line("blocks in segments of HDLC", blocksInSegments),
    line("blocks in segments of M-Bus", blocksInMbus),
    { name: "plain APDU", keys: {}, telegrams: [plain] },
  ];
}

/** Noise, telegrams with damage and noise between them; the first octets are lost. */
const damaged = (telegrams: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> => {
  const kept = fc.constantFrom("whole", "whole", "whole", "flipped", "cut", "noise");
  return fc
    .tuple(
      fc.array(fc.tuple(kept, fc.nat()), { minLength: telegrams.length, maxLength: telegrams.length + 3 }),
      fc.nat(),
    )
    .map(([plan, start]) => {
      const parts = plan.map(([what, place], index) => {
        const telegram = telegrams[index % telegrams.length] as Uint8Array;
        if (what === "noise") return noiseOctets(place, place % 60);
        if (what === "cut") return telegram.subarray(0, place % telegram.length);
        if (what === "whole") return telegram;
        const flipped = telegram.slice();
        flipped[place % flipped.length] = (flipped[place % flipped.length] as number) ^ (1 + (place % 255));
        return flipped;
      });
      const whole = concatOctets(parts);
      return whole.subarray(start % ((telegrams[0] as Uint8Array).length + 1));
    });
};

function readingsOf(octets: Uint8Array, keys: MeterKeys): Reading[] {
  const decoder = createMeterDecoder({ keys, definitions, unchecked: true });
  return [...decoder.push(octets), ...decoder.end()].flatMap((event) =>
    event.kind === "reading" ? [event.reading] : [],
  );
}

const valueFields = ["number", "recordValue", "textLine"];

/** The telegram shows these readings: its fields say their values. */
function assertShown({ parts, readings }: ExplainedTelegram, name: string): void {
  const fields = parts.flatMap((part) => part.fields).filter(({ key }) => valueFields.includes(key));
  const shown = new Set(fields.map(({ value }) => value));
  for (const { values } of readings)
    for (const value of values) assert.ok(shown.has(valueText(value)), `${name}: ${valueText(value)} is not shown`);
}

function assertExplained(octets: Uint8Array, { name, keys }: Line): number {
  const decoded = readingsOf(octets, keys);
  const explained = annotate(octets, { keys, definitions, language: "en" });
  assert.deepEqual(
    explained.flatMap(({ readings }) => readings),
    decoded,
    name,
  );
  for (const telegram of explained) assertShown(telegram, name);
  // Every octet is in one of them.
  let end = 0;
  for (const telegram of explained) {
    assert.ok(telegram.start <= end, `${name}: nothing is said of the octets ${end} to ${telegram.start}`);
    end = Math.max(end, telegram.end);
  }
  assert.equal(end, octets.length, name);
  return decoded.length;
}

describe("explain shows every telegram that decode reads", () => {
  for (const line of [...simulated, ...wrapped()])
    test(`${line.name}: cut at any octet, behind noise, with damage in between`, () => {
      assert.equal(assertExplained(concatOctets(line.telegrams), line), line.telegrams.length);
      fc.assert(
        fc.property(damaged(line.telegrams), (octets) => void assertExplained(octets, line)),
        { numRuns: 40 },
      );
    });

  test("every recording of a real meter: cut at any octet, behind noise, with damage in between", () => {
    for (const line of recorded)
      fc.assert(
        fc.property(damaged(line.telegrams), (octets) => void assertExplained(octets, line)),
        { numRuns: 8 },
      );
  });

  test("also without a key, down to the ciphertext", () => {
    for (const { name, telegrams } of simulated) {
      const [first, ...rest] = telegrams as [Uint8Array, ...Uint8Array[]];
      // A line is always joined in the middle of something.
      const octets = concatOctets([first.subarray(first.length >> 1), ...rest]);
      const explained = annotate(octets, { keys: {}, definitions, language: "de" });
      const ciphered = explained.filter(({ unit }) => unit?.state === "whole");
      assert.equal(ciphered.length, rest.length, name);
      for (const { fault } of ciphered) assert.equal(fault?.code, "key-missing", name);
    }
  });
});

describe("a recording", () => {
  for (const line of [...simulated, ...wrapped()])
    test(`${line.name}: the pieces of every unit are its octets`, () =>
      fc.assert(
        fc.property(damaged(line.telegrams), (octets) => {
          const { frames, units } = recordingOf(octets, { keys: line.keys, definitions });
          for (const { octets: unit, pieces } of units)
            if (unit !== undefined) assert.deepEqual(gather(octets, pieces), unit);
          for (const { at, end, verdict } of frames)
            assert.ok(at < end && (verdict === "damaged" || end <= octets.length));
        }),
        { numRuns: 30 },
      ));
});
