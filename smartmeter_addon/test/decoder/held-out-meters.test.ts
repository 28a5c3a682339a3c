import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concatOctets } from "../../src/octets.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import {
  collectEvents,
  createTestDecoder,
  faultCodesOf,
  noiseOctets,
  randomCuts,
  readingsOf,
  singleOctets,
} from "../support/feed.ts";

const count = 5;

for (const meter of simulatedMeterIds) {
  describe(`a recording of ${meter}`, () => {
    const simulated = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
    const telegrams = Array.from({ length: count }, () => simulated.next());
    const stream = concatOctets(telegrams.map(({ octets }) => octets));
    const ways: [string, Uint8Array[]][] = [
      ["whole", [stream]],
      ["octet by octet", singleOctets(stream)],
      ["in random cuts", randomCuts(stream, 11)],
      ["telegram by telegram", telegrams.map(({ octets }) => octets)],
      ["behind noise", [noiseOctets(4, 60), stream]],
      ["from the middle of a telegram", [(telegrams[0]?.octets ?? stream).subarray(31), stream]],
    ];
    for (const [way, pieces] of ways)
      it(`gives all readings ${way}`, () => {
        const events = collectEvents(createTestDecoder(), pieces);
        assert.equal(readingsOf(events).length, count, JSON.stringify(events.map((event) => event.kind)));
      });

    it("gives each reading once when it is read twice", () => {
      const events = collectEvents(createTestDecoder(), [stream, stream]);
      assert.equal(readingsOf(events).length, count);
      assert.equal(faultCodesOf(events).filter((code) => code === "duplicate").length, count);
    });

    it("says for each telegram that the key is missing", () => {
      for (const pieces of [[stream], singleOctets(stream)]) {
        const events = collectEvents(createTestDecoder({ keys: {} }), pieces);
        assert.deepEqual(faultCodesOf(events), new Array(count).fill("key-missing"));
      }
    });

    it("gives nothing without its last octets", () => {
      // Without the end of its frame alone, a telegram whose tag is right would be proven all the same.
      const cut = (telegrams[0]?.octets ?? stream).slice(0, -4);
      const events = collectEvents(createTestDecoder(), [cut]);
      assert.deepEqual(readingsOf(events), []);
    });
  });
}
