import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatObis } from "../../src/cosem/obis.ts";
import { collectEvents, createTestDecoder, faultCodesOf, numbersOf, randomCuts, readingsOf, shownOf } from "./feed.ts";
import { expectedNumbers, type Fixture, keysOf, loadFixtures, octetsOf } from "./fixtures.ts";

const wired = loadFixtures().filter(({ framing }) => framing !== "body" && framing !== "crypto");
const isNegative = ({ tags }: Fixture): boolean => tags.includes("negative") || tags.includes("tampered");
const decodable = wired.filter((one) => one.verified && (one.key !== null || one.kind === "plain") && !isNegative(one));

function decode(fixture: Fixture, keys = keysOf(fixture)) {
  return collectEvents(createTestDecoder({ keys }), randomCuts(octetsOf(fixture), 3));
}

describe("fixtures", () => {
  for (const fixture of decodable)
    it(`${fixture.id} gives what is expected of it`, () => {
      const readings = shownOf(decode(fixture));
      assert.equal(readings.length, fixture.readings ?? 1);
      const [first] = readings;
      assert.ok(first);
      if (fixture.tags.includes("multiple-apdus-per-frame")) return;
      assert.deepEqual(numbersOf(first), expectedNumbers(fixture));
      for (const { obis, text } of first.texts)
        if (/:(96\.1\.\d|42\.0\.0)$/.test(formatObis(obis)))
          assert.equal(text, fixture.expected?.[formatObis(obis)]?.value);
    });

  for (const fixture of wired.filter(isNegative))
    it(`${fixture.id} gives no reading`, () => {
      const events = decode(fixture);
      assert.deepEqual(readingsOf(events), []);
      assert.notEqual(faultCodesOf(events).length, 0);
    });

  for (const fixture of wired.filter((one) => one.kind === "encrypted" && !isNegative(one)))
    it(`${fixture.id} without a key says so`, () => {
      const events = decode(fixture, {});
      assert.deepEqual(readingsOf(events), []);
      assert.ok(faultCodesOf(events).includes("key-missing"));
    });
});
