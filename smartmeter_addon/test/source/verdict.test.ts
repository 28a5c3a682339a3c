import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSearch, meterSettings, type SearchEvent } from "../../src/source/detect.ts";
import { enciphered, lineMeters, meterOf } from "../support-line/line-meters.ts";
import { createLinkReader } from "../support-line/link-reader.ts";
import { codesOf, type LineMeter, simulateLine } from "../support-line/simulated-line.ts";
import type { Receiver } from "../support-line/uart.ts";

const usual: Receiver = { resync: "edge", flawed: "pass" };

describe("what a line looks like that no telegram comes of", () => {
  function verdict(settings: readonly string[], meter: LineMeter | undefined, receiver = usual, untilMs = 240_000) {
    return codesOf(simulateLine(createSearch({ candidates: settings }), meter, createLinkReader(), receiver, untilMs));
  }
  const level: Receiver = { resync: "level", flawed: "pass" };

  it("says nothing at all", () => {
    // How long a meter may be silent is known to the status.
    assert.deepEqual(verdict(meterSettings, undefined), []);
    assert.deepEqual(verdict(["2400 8E1"], undefined), []);
  });

  it("is read at the wrong fixed speed", () => {
    assert.deepEqual(verdict(["9600 8N1"], meterOf("mbus", 5000, 0.5)), ["speed-suspect"]);
    assert.deepEqual(verdict(["9600 8N1"], meterOf("mbus", 5000, 0.5), level), ["speed-suspect"]);
    assert.deepEqual(verdict(["115200 8N1"], meterOf("infrared hdlc", 1000, 0.5)), ["speed-suspect"]);
    assert.deepEqual(verdict(["2400 8E1"], meterOf("infrared hdlc", 5000, 0.5)), ["speed-suspect"]);
    assert.deepEqual(verdict(["9600 8N1"], meterOf("p1", 5000, 0.5), level), ["speed-suspect"]);
  });

  it("is read with the wrong fixed parity", () => {
    assert.deepEqual(verdict(["2400 8N1"], meterOf("mbus", 5000, 0.5), level), ["parity-suspect"]);
    assert.deepEqual(verdict(["9600 8E1"], meterOf("infrared hdlc", 5000, 0.5)), ["parity-suspect"]);
    assert.deepEqual(verdict(["2400 8E1"], meterOf("mbus without parity", 5000, 0.5)), ["parity-suspect"]);
  });

  it("is inverted", () => {
    for (const receiver of [usual, level]) {
      for (const name of ["p1", "p1 with hdlc"] as const) {
        const inverted = { ...meterOf(name, 5000, 0.5), inverted: true };
        assert.deepEqual(verdict(meterSettings, inverted, receiver), ["inverted-suspect"], `${name} searched`);
        assert.deepEqual(verdict(["115200 8N1"], inverted, receiver), ["inverted-suspect"], `${name} fixed`);
      }
    }
  });

  it("speaks another protocol: the settings are held, and who knows protocols may name it", () => {
    const line = "1-0:1.8.0(014159934*Wh)\r\n1-0:2.8.0(000412345*Wh)\r\n0-0:1.0.0(210929114730S)\r\n";
    const sml = Buffer.concat([Buffer.from("1b1b1b1b01010101760500", "hex"), enciphered(250, 1)]);
    for (const [settings, octets] of [
      ["9600 7E1", Buffer.from(line.repeat(4))],
      ["9600 8N1", Buffer.from(line.repeat(4))],
      ["115200 8N1", Buffer.from(line.repeat(4))],
      ["9600 8N1", sml],
    ] as const) {
      const search = createSearch({ candidates: meterSettings });
      const meter = { settings, intervalMs: 5000, phaseMs: 2500, telegram: () => octets };
      const log = simulateLine(search, meter, createLinkReader(), usual, 240_000);
      assert.deepEqual(codesOf(log), []);
      assert.equal(search.settings().split(" ")[0], settings.split(" ")[0]);
      assert.ok(log.events.some(({ event }) => event.kind === "settled"));
    }
  });

  it("is slower than any meter", () => {
    const slow = { settings: "300 8N1", intervalMs: 10_000, phaseMs: 500, telegram: (i: number) => enciphered(100, i) };
    assert.deepEqual(verdict(meterSettings, slow), ["speed-suspect"]);
  });

  it("is read right and speaks another protocol", () => {
    const search = createSearch({ candidates: meterSettings });
    search.opened(0);
    let nowMs = 0;
    const events: SearchEvent[] = [];
    for (let index = 0; index < 100; index++) {
      for (nowMs += 1000; search.dueMs() < nowMs; ) events.push(...search.tick(search.dueMs()));
      events.push(...search.octets(enciphered(250, index), nowMs));
      const evidence = { proven: 0, damaged: 0, framing: undefined, foreign: search.settings() === "9600 8N1" };
      events.push(...search.evidence(evidence, search.settings(), nowMs));
    }
    assert.equal(search.settings(), "9600 8N1");
    assert.ok(!events.some(({ kind }) => kind === "fault"));
  });

  it("has telegrams that arrive damaged: the link layer reports those", () => {
    const damage = (index: number): Uint8Array => {
      const octets = Uint8Array.from(lineMeters.mbus.telegram(index));
      octets[40] = (octets[40] as number) ^ 1;
      octets[270] = (octets[270] as number) ^ 1;
      return octets;
    };
    assert.deepEqual(verdict(meterSettings, { ...meterOf("mbus", 5000, 0.5), telegram: damage }), []);
  });
});
