import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createSearch, meterSettings } from "../../src/source/detect.ts";
import { enciphered, type LineMeterName, lineMeters, meterOf } from "../support-line/line-meters.ts";
import { createLinkReader } from "../support-line/link-reader.ts";
import { codesOf, simulateLine } from "../support-line/simulated-line.ts";
import type { Receiver } from "../support-line/uart.ts";

const names = Object.keys(lineMeters) as LineMeterName[];
const usual: Receiver = { resync: "edge", flawed: "pass" };
/** Linux passes octets with a wrong parity on; some adapters put a zero in their place. */
const receivers: fc.Arbitrary<Receiver> = fc.record({
  resync: fc.constantFrom("edge", "level"),
  flawed: fc.constantFrom("pass", "zero"),
});

/** 2400 bit/s need 1.6 s for a telegram, so such meters do not send every second. */
function shortestIntervalMs(name: LineMeterName): number {
  return lineMeters[name].settings.startsWith("2400") ? 3000 : 1000;
}

describe("the search from a cold start", () => {
  for (const name of names) {
    it(`finds ${name} within two intervals for each setting tried`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: shortestIntervalMs(name), max: 15_000 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          receivers,
          (intervalMs, phase, receiver) => {
            const meter = meterOf(name, intervalMs, phase);
            const search = createSearch({ candidates: meterSettings });
            const log = simulateLine(search, meter, createLinkReader(), receiver, 600_000);
            const waitMs = meter.search?.intervalMs ?? intervalMs;
            // A telegram at 2400 bit/s takes 1.6 s.
            assert.ok(log.foundMs !== undefined && log.foundMs <= 2 * waitMs * log.visited.length + 2000);
            assert.deepEqual(codesOf(log), []);
            assert.ok(log.events.some(({ event }) => event.kind === "settled" && event.settings === search.settings()));
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  for (const [name, intervalMs] of [
    ["mbus", 5000],
    ["infrared hdlc", 5000],
    ["infrared mbus", 15_000],
    ["hdlc on the wire", 5000],
    ["p1", 10_000],
    ["p1 with hdlc", 1000],
    ["amis", 1000],
  ] as const) {
    it(`reads ${name} every ${intervalMs / 1000} s after a minute at the most, whenever it begins`, () => {
      for (let phase = 0; phase < 1; phase += 0.05) {
        const search = createSearch({ candidates: meterSettings });
        const log = simulateLine(search, meterOf(name, intervalMs, phase), createLinkReader(), usual, 62_000);
        assert.ok(log.foundMs !== undefined, `begins at ${phase}`);
      }
    });
  }

  it("also finds meters through adapters that drop octets with a wrong parity", () => {
    for (const name of names) {
      for (const resync of ["edge", "level"] as const) {
        const search = createSearch({ candidates: meterSettings });
        const receiver = { resync, flawed: "drop" } as const;
        const log = simulateLine(search, meterOf(name, 5000, 0.4), createLinkReader(), receiver, 120_000);
        assert.ok(log.foundMs !== undefined, `${name}, ${resync}`);
      }
    }
  });
});

describe("what worked last time", () => {
  it("is tried first", () => {
    for (const name of names) {
      const { settings } = lineMeters[name];
      const search = createSearch({ candidates: meterSettings, remembered: settings });
      const log = simulateLine(search, meterOf(name, 5000, 0.5), createLinkReader(), usual, 62_000);
      assert.deepEqual(log.visited, [settings]);
      assert.ok(log.foundMs !== undefined);
    }
  });

  it("does no harm when it is wrong", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...meterSettings),
        receivers,
        (name, remembered, receiver) => {
          const meter = meterOf(name, 5000, 0.3);
          const search = createSearch({ candidates: meterSettings, remembered });
          const log = simulateLine(search, meter, createLinkReader(), receiver, 600_000);
          const waitMs = meter.search?.intervalMs ?? meter.intervalMs;
          assert.ok(log.foundMs !== undefined && log.foundMs <= 2 * waitMs * log.visited.length + 2000);
        },
      ),
      { numRuns: 80 },
    );
  });

  it("is given up when it stops working", () => {
    const search = createSearch({ candidates: meterSettings, remembered: "9600 8N1" });
    const before = simulateLine(search, meterOf("infrared hdlc", 1000, 0.5), createLinkReader(), usual, 10_000);
    assert.deepEqual(before.visited, ["9600 8N1"]);
    const exchanged = simulateLine(search, meterOf("mbus", 5000, 0.5), createLinkReader(), usual, 120_000, 10_000);
    assert.ok(exchanged.foundMs !== undefined);
    assert.equal(search.settings(), "2400 8E1");
  });

  it("stays through a pause of hours", () => {
    const search = createSearch({ candidates: meterSettings, remembered: "2400 8E1" });
    simulateLine(search, meterOf("mbus", 5000, 0.5), createLinkReader(), usual, 10_000);
    const pause = simulateLine(search, undefined, createLinkReader(), usual, 5 * 3_600_000, 10_000);
    assert.deepEqual(pause.visited, ["2400 8E1"]);
    assert.deepEqual(codesOf(pause), []);
  });
});

describe("a search that gets anything at all", () => {
  type Input =
    | { kind: "octets"; afterMs: number; octets: number[] }
    | { kind: "evidence"; damaged: number; settings: string }
    | { kind: "tick"; afterMs: number }
    | { kind: "opened" };
  const inputs: fc.Arbitrary<Input[]> = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant("octets" as const),
        afterMs: fc.integer({ min: 0, max: 5000 }),
        octets: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 300 }),
      }),
      fc.record({
        kind: fc.constant("evidence" as const),
        damaged: fc.integer({ min: 0, max: 2 }),
        settings: fc.constantFrom(...meterSettings),
      }),
      fc.record({ kind: fc.constant("tick" as const), afterMs: fc.integer({ min: 0, max: 100_000 }) }),
      fc.record({ kind: fc.constant("opened" as const) }),
    ),
    { maxLength: 60 },
  );

  it("is never stuck: a meter that appears afterwards is found", () => {
    fc.assert(
      fc.property(inputs, fc.constantFrom(...names), (sequence, name) => {
        const search = createSearch({ candidates: meterSettings });
        let nowMs = 0;
        search.opened(nowMs);
        for (const input of sequence) {
          if ("afterMs" in input) nowMs += input.afterMs;
          if (input.kind === "octets") search.octets(Uint8Array.from(input.octets), nowMs);
          else if (input.kind === "tick") search.tick(nowMs);
          else if (input.kind === "opened") search.opened(nowMs);
          else search.evidence({ proven: 0, damaged: input.damaged, framing: undefined }, input.settings, nowMs);
          assert.ok(meterSettings.includes(search.settings()));
          assert.ok(search.dueMs() > nowMs - 100_000);
        }
        const meter = meterOf(name, 5000, 0.5);
        const log = simulateLine(search, meter, createLinkReader(), usual, 12 * 60_000, nowMs);
        assert.ok(log.foundMs !== undefined);
      }),
      { numRuns: 100 },
    );
  });

  it("has nothing left to do after a tick", () => {
    const search = createSearch({ candidates: meterSettings });
    let nowMs = 0.1;
    search.opened(nowMs);
    for (let step = 0; step < 500; step++) {
      if (step % 7 === 0) search.octets(enciphered(20, step), nowMs);
      nowMs = search.dueMs();
      search.tick(nowMs);
      assert.ok(search.dueMs() > nowMs);
    }
  });

  it("finds the meter after an hour of noise, with damaged telegrams in between", () => {
    const search = createSearch({ candidates: meterSettings });
    const noise = { ...meterOf("mbus", 5000, 0.5), telegram: (index: number) => enciphered(200, index) };
    const log = simulateLine(search, noise, createLinkReader(), usual, 3_600_000);
    assert.deepEqual(codesOf(log), ["no-frame"]);
    const found = simulateLine(search, meterOf("mbus", 5000, 0.5), createLinkReader(), usual, 120_000, 3_600_000);
    assert.ok(found.foundMs !== undefined);
  });
});

it("reports proof that comes late for the setting it was heard with", () => {
  const search = createSearch({ candidates: meterSettings });
  search.opened(0);
  for (let nowMs = 1000; search.settings() === "9600 8E1"; nowMs += 1000) search.octets(enciphered(500, nowMs), nowMs);
  const events = search.evidence({ proven: 1, damaged: 0, framing: "hdlc" }, "9600 8E1", 3500);
  assert.equal(search.settings(), "9600 8E1");
  assert.deepEqual(events, [{ kind: "settled", settings: "9600 8E1" }]);
});
