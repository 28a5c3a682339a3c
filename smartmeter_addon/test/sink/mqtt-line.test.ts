import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKnownMeter } from "../../src/sink/mqtt/known-meters.ts";
import { createMqttLine } from "../../src/sink/mqtt/mqtt-line.ts";
import { quantityByKey } from "../../src/telegram/quantity.ts";
import type { NumericValue, Reading } from "../../src/telegram/reading.ts";
import { noonMs, numericValue, reading } from "./readings.ts";

const entry = { index: 0, name: undefined };
const timeZone = "Europe/Vienna";

/** A value in Wh or W that the program works out. */
function workedOut(key: string, value: number): NumericValue {
  const quantity = quantityByKey(key);
  assert.ok(quantity !== undefined);
  return { ...numericValue("energy_import", value), quantity };
}

const openLine = () =>
  createMqttLine(createKnownMeter("main", entry), { timeZone, intervalS: 0, deadbandW: undefined });

const register = numericValue("energy_import", 1000);
const since: Reading["caveats"] = {
  energy_import_today: { kind: "since", atMs: Date.parse("2026-08-09T09:30:00+02:00") },
  energy_import_yesterday: { kind: "gaps" },
  energy_import_month: { kind: "gaps" },
};

describe("sums on the broker", () => {
  it("say since when they count, where they do not hold all of their period", () => {
    const values = ["today", "month"].map((name) => workedOut(`energy_import_${name}`, 2500));
    const incomplete = [workedOut("energy_import_yesterday", 700)];
    const over = { values: [register, ...values], caveats: since, incomplete };
    const { state } = openLine().accept(entry, reading({}, over), noonMs, noonMs);
    assert.deepEqual(JSON.parse(state?.payload ?? ""), {
      energy_import: 1,
      energy_import_today: 2.5,
      energy_import_today_since: "2026-08-09T09:30:00+02:00",
      energy_import_month: 2.5,
      energy_import_month_since: null,
      meter_time: null,
    });
    const whole = openLine().accept(entry, reading({}, { ...over, caveats: {} }), noonMs, noonMs).state;
    assert.equal(/_since/.test(whole?.payload ?? ""), false);
  });

  it("are unknown once their period is over and was not whole, and their entity stays", () => {
    const line = openLine();
    const yesterday = workedOut("energy_import_yesterday", 700);
    line.accept(entry, reading({}, { values: [register, yesterday] }), noonMs, noonMs);
    const lacking = reading({}, { values: [register], caveats: since, incomplete: [yesterday] });
    for (let hour = 1; hour <= 200; hour++) {
      const atMs = noonMs + hour * 3_600_000;
      const { state, learnt } = line.accept(entry, lacking, atMs, atMs);
      assert.equal(JSON.parse(state?.payload ?? "").energy_import_yesterday, null);
      assert.equal(learnt, false);
    }
    assert.deepEqual(line.known.keys.energy_import_yesterday, {});
  });
});
