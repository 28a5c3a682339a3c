import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toHex } from "../../src/octets.ts";
import { createAmisMeter } from "../../src/tools/simulate/simulate-amis.ts";
import { collectEvents, createTestDecoder, numbersOf, readingsOf } from "../support/feed.ts";

const acknowledgement = Uint8Array.of(0xe5);
const startMs = Date.UTC(2026, 0, 15, 6);

describe("the simulated AMIS meter", () => {
  it("searches once a minute until somebody answers", () => {
    const meter = createAmisMeter({ startMs });
    for (let minute = 0; minute < 3; minute++) assert.equal(toHex(meter.send().octets), "1040F03016");
    assert.equal(meter.intervalMs, 60_000);
    assert.equal(meter.receive(Uint8Array.of(0x10, 0x40)), false);
    assert.equal(meter.send().kind, "search");
    assert.equal(meter.receive(acknowledgement), true);
    assert.equal(meter.intervalMs, 1000);
    assert.equal(meter.send().kind, "telegram");
  });

  it("goes back to searching after ten telegrams without an answer, not before", () => {
    const meter = createAmisMeter({ startMs });
    meter.receive(acknowledgement);
    for (let second = 0; second < 9; second++) assert.equal(meter.send().kind, "telegram");
    meter.receive(acknowledgement);
    for (let second = 0; second < 10; second++) assert.equal(meter.send().kind, "telegram");
    assert.equal(meter.send().kind, "search");
    assert.equal(meter.mode, "search");
  });

  it("talks with the decoder as with a reader, frame count bit and access number in turn", () => {
    const meter = createAmisMeter({ startMs });
    const decoder = createTestDecoder();
    const controls: number[] = [];
    const announced: unknown[] = [];
    const events = [];
    for (let turn = 0; turn < 300; turn++) {
      const sent = meter.send();
      if (sent.kind === "telegram") {
        controls.push(sent.octets[4] as number);
        announced.push({ ...sent.values });
      }
      for (const event of decoder.push(sent.octets)) {
        if (event.kind === "reply") meter.receive(event.octets);
        else events.push(event);
      }
    }
    events.push(...collectEvents(decoder, []));
    assert.equal(meter.mode, "data");
    assert.deepEqual(readingsOf(events).map(numbersOf), announced);
    assert.deepEqual(controls.slice(0, 3), [0x73, 0x53, 0x73]);
    assert.equal(announced.length, 299);
  });
});
