import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeSeen, type Seen } from "../../src/fault.ts";
import type { MeterStatus } from "../../src/sink/sink.ts";
import { createStatusTracker } from "../../src/status/status.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { run, telegram } from "../judge/judged.ts";

/** A line on which telegrams are left out by `ruleOf` their number; the faults that begin and end. */
function watch(
  count: number,
  ruleOf: (index: number) => string | undefined,
): { status: MeterStatus; faults: string[] } {
  const tracker = createStatusTracker({ startedAtMs: 0, timeZone: undefined });
  const faults: string[] = [];
  run(0, count).forEach((said, index) => {
    const [reading] = telegram(said);
    const rule = ruleOf(index);
    const events: MeterEvent[] =
      rule === undefined
        ? [{ kind: "reading", reading }]
        : [
            { kind: "held", reading, rule, reason: "seen" },
            { kind: "left-out", reading, rule, reason: "seen" },
          ];
    for (const event of events)
      for (const entry of tracker.meter(event, 5000 * index))
        if (entry.kind === "begins" || entry.kind === "ends") faults.push(`${entry.kind} ${entry.fault.code}`);
  });
  return { status: tracker.status(), faults };
}

describe("what is left out", () => {
  it("is counted by the rule's name, and never as lost on the line", () => {
    const { status, faults } = watch(400, (index) => (index === 40 ? "voltage-jumps" : undefined));
    assert.equal(status.counts.leftOut, 1);
    assert.equal(status.counts.lost, 0);
    assert.deepEqual(status.leftOutRules, { "voltage-jumps": 1 });
    assert.deepEqual(faults, []);
    assert.equal(watch(400, (index) => (index % 3 === 1 ? "register-falls" : undefined)).status.counts.lost, 0);
  });

  it("is a fault of its own where it happens again and again, until it is rare", () => {
    const told = watch(1200, (index) => (index > 100 && index < 500 && index % 40 === 0 ? "power-alone" : undefined));
    assert.deepEqual(told.faults, ["begins left-out", "ends left-out"]);
  });

  it("is told in the words of the rule, in the language of the user", () => {
    const { fault } = watch(500, (index) => (index > 100 && index % 40 === 0 ? "power-alone" : undefined)).status;
    assert.match(fault?.message ?? "", /^\d+ of the last \d+ telegrams .* power that moved without currents\.$/);
    const german = describeSeen("left-out", fault?.seen as Seen, "de");
    assert.match(german, /: eine Leistung, die sich ohne Ströme änderte\.$/);
  });

  it("is named where two meters send by turns", () => {
    const told = watch(100, (index) => (index % 2 === 1 ? "another-meter" : undefined));
    assert.equal(told.status.code, "two-meters");
    assert.match(told.status.fault?.message ?? "", /another meter/);
    assert.ok(!told.faults.includes("begins telegrams-lost"));
  });
});
