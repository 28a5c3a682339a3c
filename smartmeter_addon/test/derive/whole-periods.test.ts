import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEnergy, type Energy, type EnergySettings } from "../../src/derive/energy.ts";
import type { DayTotal } from "../../src/derive/energy-ledger.ts";
import type { WindowEvent } from "../../src/derive/events.ts";
import type { Reading } from "../../src/telegram/reading.ts";
import { reading } from "../sink/readings.ts";

const at = (text: string): number => Date.parse(text);
const settings: EnergySettings = {
  windowMs: 900_000,
  zone: "Europe/Vienna",
  tariff: undefined,
  limitW: undefined,
  yearStarts: 1,
};
const prices = { energy: 0.1, network: 0.1, levies: 0, export: 0.05 };
const priced: EnergySettings = {
  ...settings,
  tariff: { currency: "EUR", vat: 20, power: undefined, prices, zones: [] },
};

interface Heard {
  readonly last: Reading;
  readonly windows: readonly WindowEvent[];
}

/** A telegram a minute of a household that uses 3600 W, which is a Wh each second since 1970. */
function hear(energy: Energy, from: string, to: string): Heard {
  let last: Reading | undefined;
  const windows: WindowEvent[] = [];
  for (let atMs = at(from); atMs <= at(to); atMs += 60_000) {
    const values = { energy_import: atMs / 1000, energy_export: 500, power_import: 3600, power_export: 0 };
    for (const event of energy.accept({
      kind: "reading",
      meter: { index: 0, name: undefined },
      reading: reading(values),
      receivedAtMs: atMs,
    }))
      if (event.kind === "window") windows.push(event);
      else last = event.reading;
  }
  assert.ok(last !== undefined);
  return { last, windows };
}

const published = ({ values }: Reading, key: string): number | undefined =>
  values.find(({ quantity }) => quantity?.key === key)?.value;
const kept = ({ incomplete = [] }: Reading, key: string): number | undefined =>
  incomplete.find(({ quantity }) => quantity?.key === key)?.value;
const caveat = ({ caveats }: Reading, key: string): unknown => caveats?.[key];
const since = (text: string) => ({ kind: "since", atMs: at(text) });

describe("periods that are not whole", () => {
  it("count from the first window on the day of the installation, and say so", () => {
    const { last } = hear(createEnergy(priced), "2026-06-10T14:32:10+02:00", "2026-06-10T20:00:00+02:00");
    assert.equal(published(last, "energy_import_today"), 18_850);
    for (const key of ["energy_import_today", "energy_import_month", "cost_today", "cost_month", "peak_month"])
      assert.deepEqual(caveat(last, key), since("2026-06-10T14:45:00+02:00"), key);
    assert.deepEqual(caveat(last, "peak_year_mean"), since("2026-06-10T14:45:00+02:00"));
    assert.equal(caveat(last, "quarter_power"), undefined);
  });

  it("are not published once they are over", () => {
    const energy = createEnergy(priced);
    const { last } = hear(energy, "2026-06-10T14:32:10+02:00", "2026-06-11T00:20:00+02:00");
    for (const key of ["energy_import_yesterday", "cost_yesterday"]) {
      assert.equal(published(last, key), undefined, key);
      assert.deepEqual(caveat(last, key), since("2026-06-10T14:45:00+02:00"), key);
    }
    assert.equal(kept(last, "energy_import_yesterday"), 33_300);
    assert.equal(caveat(last, "energy_import_today"), undefined, "today is whole");
    assert.deepEqual(caveat(last, "energy_import_month"), since("2026-06-10T14:45:00+02:00"));
    const later = hear(energy, "2026-06-11T00:20:30+02:00", "2026-06-12T00:01:00+02:00").last;
    assert.equal(published(later, "energy_import_yesterday"), 86_400);
    assert.equal(caveat(later, "energy_import_yesterday"), undefined);
  });

  it("are whole from midnight to midnight, also where the clock changes and for a month", () => {
    const energy = createEnergy(settings);
    hear(energy, "2026-02-28T23:59:50+01:00", "2026-03-29T23:59:50+02:00");
    const day = hear(energy, "2026-03-30T00:00:00+02:00", "2026-03-30T00:10:00+02:00").last;
    assert.equal(published(day, "energy_import_yesterday"), 23 * 3600);
    assert.equal(caveat(day, "energy_import_yesterday"), undefined);
    assert.equal(caveat(day, "energy_import_month"), undefined);
    const month = hear(energy, "2026-03-30T00:10:30+02:00", "2026-04-01T00:01:00+02:00").last;
    assert.equal(published(month, "energy_import_last_month"), (31 * 24 - 1) * 3600);
    assert.deepEqual([month.incomplete, caveat(month, "energy_import_month")], [[], undefined]);
    // The year began without us.
    assert.deepEqual(caveat(month, "peak_year_mean"), since("2026-03-01T00:00:00+01:00"));
  });

  it("are lacking where another meter took over in between", () => {
    const energy = createEnergy(settings);
    hear(energy, "2026-06-09T23:59:30+02:00", "2026-06-10T09:58:00+02:00");
    const other = (atMs: number) =>
      energy.accept({
        kind: "reading",
        meter: { index: 0, name: undefined },
        reading: reading({ energy_import: 5 }, { systemTitle: "0000000000000002" }),
        receivedAtMs: atMs,
      });
    const [now] = other(at("2026-06-10T10:02:00+02:00"));
    assert.ok(now?.kind === "reading");
    assert.deepEqual(caveat(now.reading, "energy_import_today"), { kind: "gaps" });
    for (let atMs = at("2026-06-10T10:02:30+02:00"); atMs < at("2026-06-11T00:00:00+02:00"); atMs += 30_000)
      other(atMs);
    const [next] = other(at("2026-06-11T00:00:00+02:00"));
    assert.ok(next?.kind === "reading");
    assert.equal(published(next.reading, "energy_import_yesterday"), undefined);
    assert.deepEqual(caveat(next.reading, "energy_import_yesterday"), { kind: "gaps" });
  });

  it("are estimated where nothing was heard at midnight and much went through, and only there", () => {
    const silent = (from: string, to: string): Reading => {
      const energy = createEnergy(settings);
      hear(energy, "2026-06-08T23:59:30+02:00", from);
      return hear(energy, to, "2026-06-11T12:00:00+02:00").last;
    };
    const night = silent("2026-06-10T22:10:00+02:00", "2026-06-11T06:10:00+02:00");
    assert.deepEqual(caveat(night, "energy_import_today"), { kind: "estimated" });
    assert.deepEqual(caveat(night, "energy_import_yesterday"), { kind: "estimated" });
    assert.equal(published(night, "energy_import_today"), 43_200);
    assert.equal(published(night, "energy_import_yesterday"), undefined);
    assert.equal(kept(night, "energy_import_yesterday"), 86_400);
    assert.deepEqual(caveat(night, "energy_import_month"), since("2026-06-09T00:00:00+02:00"));
    // A restart at midnight loses minutes, and not the day.
    const minutes = silent("2026-06-10T23:58:00+02:00", "2026-06-11T00:01:00+02:00");
    assert.equal(published(minutes, "energy_import_yesterday"), 86_400);
    const noon = silent("2026-06-10T10:10:00+02:00", "2026-06-10T20:10:00+02:00");
    assert.equal(published(noon, "energy_import_yesterday"), 86_400);
    assert.equal(caveat(noon, "energy_import_yesterday"), undefined);
    assert.equal(caveat(noon, "energy_import_today"), undefined);
  });

  it("are whole by the meter's clock, even if that is minutes off", () => {
    const energy = createEnergy(settings);
    let last: Reading | undefined;
    for (let atMs = at("2026-06-09T23:59:00+02:00"); atMs <= at("2026-06-11T00:20:00+02:00"); atMs += 60_000) {
      const wall = new Date(atMs + 7_200_000);
      const date = { year: 2026, month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
      const clock = { hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), second: 0 };
      const meterTime = { ...date, ...clock, offsetMinutes: 120, daylightSaving: true, status: 0 };
      const [event] = energy.accept({
        kind: "reading",
        meter: { index: 0, name: undefined },
        reading: reading({ energy_import: atMs / 1000 }, { meterTime }),
        receivedAtMs: atMs + 600_000,
      });
      if (event?.kind === "reading") last = event.reading;
    }
    assert.ok(last !== undefined);
    assert.equal(published(last, "energy_import_yesterday"), 86_400);
    assert.equal(caveat(last, "energy_import_today"), undefined);
  });

  it("say nothing of a day of which only the beginning of a first window was heard", () => {
    const { last } = hear(createEnergy(settings), "2026-06-10T23:50:10+02:00", "2026-06-11T01:00:00+02:00");
    assert.equal(published(last, "energy_import_yesterday"), undefined);
    assert.equal(kept(last, "energy_import_yesterday"), undefined);
  });

  it("stay what they are over a restart", () => {
    const before = createEnergy(settings);
    const { windows } = hear(before, "2026-06-10T14:32:10+02:00", "2026-06-11T08:00:00+02:00");
    const days = windows.flatMap(({ finishedDay }) => finishedDay ?? []);
    const lastDay = days.at(-1)?.day as string;
    assert.equal(lastDay, "2026-06-10");
    const after = createEnergy(settings, before.state());
    after.restore("main", {
      days,
      windows: windows.map(({ window }) => window).filter(({ startMs }) => startMs >= at("2026-06-11T00:00:00+02:00")),
    });
    const { last } = hear(after, "2026-06-11T08:00:30+02:00", "2026-06-11T09:00:00+02:00");
    assert.deepEqual(caveat(last, "energy_import_yesterday"), since("2026-06-10T14:45:00+02:00"));
    assert.equal(caveat(last, "energy_import_today"), undefined);
    assert.deepEqual(caveat(last, "energy_import_month"), since("2026-06-10T14:45:00+02:00"));
  });

  it("cost what they cost since there are prices, and say since when that is", () => {
    const before = createEnergy(settings);
    const { windows } = hear(before, "2026-05-31T23:59:30+02:00", "2026-06-10T14:00:00+02:00");
    const days = windows.flatMap(({ finishedDay }) => finishedDay ?? []);
    const after = createEnergy(priced, before.state());
    after.restore("main", {
      days,
      windows: windows.map(({ window }) => window).filter(({ startMs }) => startMs >= at("2026-06-10T00:00:00+02:00")),
    });
    const { last } = hear(after, "2026-06-10T14:00:30+02:00", "2026-06-10T15:00:00+02:00");
    assert.equal(caveat(last, "energy_import_month"), undefined);
    assert.equal(caveat(last, "cost_today"), undefined);
    assert.deepEqual(caveat(last, "cost_month"), since("2026-06-10T00:00:00+02:00"));
    assert.equal(published(last, "cost_yesterday"), undefined);
  });

  it("are read on from days that an older version stored: whole where all windows are there, else unknown", () => {
    const day = (name: string, complete: number, missing: number): DayTotal => ({
      ...{ day: name, importWh: 1000, exportWh: 0, peak: undefined, cost: undefined, income: undefined },
      windows: { complete, estimated: 0, missing },
    });
    const months = (first: DayTotal): Reading => {
      const energy = createEnergy(settings);
      const days = Array.from({ length: 29 }, (_, index) =>
        day(`2026-06-${String(index + 2).padStart(2, "0")}`, 96, 0),
      );
      energy.restore("main", { days: [first, ...days], windows: [] });
      return hear(energy, "2026-06-30T23:59:30+02:00", "2026-07-01T00:20:00+02:00").last;
    };
    assert.equal(published(months(day("2026-06-01", 96, 0)), "energy_import_last_month"), 30_000);
    assert.equal(published(months(day("2026-06-01", 288, 0)), "energy_import_last_month"), 30_000);
    for (const first of [day("2026-06-01", 37, 1), day("2026-06-01", 95, 1), day("2026-06-01", 37, 0)]) {
      const last = months(first);
      assert.equal(published(last, "energy_import_last_month"), undefined);
      assert.equal(kept(last, "energy_import_last_month"), 30_000);
      assert.deepEqual(caveat(last, "energy_import_last_month"), { kind: "gaps" });
      assert.equal(published(last, "energy_import_yesterday"), 1000);
    }
  });
});
