import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { localDay, midnightsIn, startOfDay } from "../../src/host/calendar.ts";
import { parseOptions } from "../../src/options/options.ts";
import { createWebEnergy } from "../../src/program/web-energy.ts";
import { daysFile } from "../../src/sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../../src/sink/quarter-hours/quarter-hours.ts";
import { formatDay } from "../../src/sink/quarter-hours/window-rows.ts";
import { powerCurve } from "../../src/web/curve.ts";
import { energyBars } from "../../src/web/energy-bars.ts";
import { createHistory } from "../../src/web/history.ts";
import { writeYear } from "./browser/year.ts";

const zone = "Europe/Vienna";
const noon = Date.UTC(2026, 5, 16, 10);
const meterId = "tst1";
const data = mkdtempSync(join(tmpdir(), "smartmeter-curve-"));
const parsed = parseOptions({
  tariff: { energy: 0.2, network: 0.1, levies: 0, vat: 0, export: 0.05, zones: [{ preset: "snap" }] },
});
if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
const { options } = parsed;
const store = createWebEnergy({ options, timeZone: zone, data });

before(() => writeYear(data, meterId, noon, zone));
after(() => rmSync(data, { recursive: true }));

const curveOf = (fromMs: number, toMs: number, history = createHistory()) =>
  powerCurve(history, store, { fromMs, toMs, nowMs: noon, zone, meterId });

describe("days of the calendar", () => {
  test("a day begins at local midnight, on the two days that are longer or shorter too", () => {
    for (const [day, hours] of [
      ["2026-06-16", 24],
      ["2026-03-29", 23],
      ["2026-10-25", 25],
    ] as const) {
      const start = startOfDay(day, zone);
      assert.equal(localDay(start, zone), day);
      assert.notEqual(localDay(start - 1, zone), day);
      const [first, next] = midnightsIn(start, start + 26 * 3_600_000, zone);
      assert.equal(first, start);
      assert.equal(((next ?? 0) - start) / 3_600_000, hours);
    }
  });
});

describe("curves from memory and store", () => {
  test("today has memory where it reaches, the store's quarter hours before, and the day before behind it", async () => {
    const history = createHistory();
    for (let atMs = noon - 3_600_000; atMs < noon; atMs += 5000) history.add(atMs, 777);
    const midnight = startOfDay("2026-06-16", zone);
    const { at, mean, before, midnights, cheap } = await curveOf(midnight, midnight + 86_400_000, history);
    assert.equal(at[0], midnight, "from the store, though nothing of it is in memory");
    assert.ok(at.length > 44 + 25 && at.every((time, index) => time > (at[index - 1] ?? 0)));
    assert.deepEqual([...new Set(mean.slice(-20))], [777]);
    assert.equal(before.at.length, 96);
    assert.deepEqual([before.at[0], before.at.at(-1)], [midnight, midnight + 86_400_000 - 900_000]);
    assert.deepEqual(midnights, [midnight, midnight + 86_400_000]);
    assert.deepEqual(cheap, [[midnight + 10 * 3_600_000, midnight + 16 * 3_600_000]], "SNAP: 10 to 16 o'clock");
  });

  test("a week is the quarter hours of the store, without the day before", async () => {
    const from = startOfDay("2026-06-08", zone);
    const { at, before, midnights } = await curveOf(from, from + 7 * 86_400_000);
    assert.equal(at.length, 7 * 96);
    assert.deepEqual([before.at.length, midnights.length], [0, 8]);
  });

  test("five minutes ask no file", async () => {
    const { at, cheap } = await curveOf(noon - 300_000, noon);
    assert.deepEqual([at, cheap], [[], []]);
  });

  test("a month has its days and today so far, a year its months, and the sums agree", async () => {
    const amounts = { importKwh: 3, exportKwh: 4, cost: 1, income: 0.2 };
    const recent = [{ name: localDay(noon, zone), endMs: noon, ...amounts, caveat: undefined }];
    const question = { zone, meterId, recent };
    const month = await energyBars(store, { ...question, span: "month", name: "2026-06" });
    assert.deepEqual([month.bars.length, month.bars[0]?.name, month.bars.at(-1)?.importKwh], [16, "2026-06-01", 3]);
    const year = await energyBars(store, { ...question, span: "year", name: "2026" });
    assert.deepEqual(
      year.bars.map(({ name }) => name),
      ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"],
    );
    const sum = month.bars.reduce((total, { importKwh = 0 }) => total + importKwh, 0);
    assert.ok(Math.abs(sum - (year.bars.at(-1)?.importKwh ?? 0)) < 1e-6);
    assert.equal(year.bars[0]?.atMs, startOfDay("2026-01-01", zone));
    const before = await energyBars(store, { ...question, span: "year", name: "2025" });
    assert.ok(before.bars.length >= 7 && before.bars.every(({ name }) => name.startsWith("2025")));
  });

  test("sums say since when they were counted, energy and money each by itself", async () => {
    const young = mkdtempSync(join(tmpdir(), "smartmeter-curve-"));
    const folder = quarterHoursFolder(young);
    mkdirSync(folder);
    const sinceMs = Date.parse("2026-05-28T14:45:00+02:00");
    const hourMs = 3_600_000;
    const line = (day: string, fromMs: number, cost: number | undefined, unsureWh = 0): string => {
      const windows = { complete: 96, estimated: 0, missing: 0 };
      const counted = { sinceMs: fromMs, knownMs: startOfDay(day, zone) + 24 * hourMs - fromMs, unsureWh };
      return formatDay(
        { day, importWh: 1000, exportWh: 0, windows, peak: undefined, cost, income: cost, counted },
        zone,
      );
    };
    const whole = (day: string, cost: number | undefined, unsureWh?: number) =>
      line(day, startOfDay(day, zone), cost, unsureWh);
    const lines = [
      line("2026-05-28", sinceMs, undefined),
      ...["29", "30", "31"].map((day) => whole(`2026-05-${day}`, undefined)),
      ...["01", "02", "03"].map((day) => whole(`2026-06-${day}`, undefined)),
      whole("2026-06-04", 1),
      whole("2026-06-05", 1, 400),
    ];
    writeFileSync(join(folder, daysFile(meterId)), lines.map((text) => `${text}\n`).join(""));
    const store = createWebEnergy({ options, timeZone: zone, data: young });
    const today = { name: "2026-06-06", endMs: Date.parse("2026-06-06T10:00:00+02:00"), caveat: undefined };
    const recent = [{ ...today, importKwh: 1, exportKwh: 0, cost: 1, income: 0 }];
    const ask = (span: "month" | "year", name: string) => energyBars(store, { span, name, zone, meterId, recent });
    const since = (atMs: number) => ({ kind: "since", atMs });
    const may = await ask("month", "2026-05");
    assert.deepEqual(
      may.bars.map(({ caveats }) => caveats.energy),
      [since(sinceMs), undefined, undefined, undefined],
    );
    assert.deepEqual(may.whole.caveats.energy, since(sinceMs));
    const june = await ask("month", "2026-06");
    const fourth = since(startOfDay("2026-06-04", zone));
    assert.deepEqual(june.whole.caveats, { energy: undefined, money: fourth });
    assert.deepEqual([june.whole.importKwh, june.whole.cost], [6, 3]);
    const { bars } = june;
    assert.deepEqual(
      bars.map(({ caveats }) => caveats.energy?.kind),
      [undefined, undefined, undefined, undefined, "estimated", "estimated"],
    );
    const year = await ask("year", "2026");
    assert.deepEqual(
      year.bars.map(({ caveats }) => caveats.energy),
      [since(sinceMs), undefined],
    );
    assert.deepEqual(year.whole.caveats, { energy: since(sinceMs), money: fourth });
    rmSync(young, { recursive: true });
  });

  test("another meter's name, or none, shows nothing of this one's", async () => {
    const midnight = startOfDay("2026-06-15", zone);
    const question = { fromMs: midnight, toMs: midnight + 86_400_000, nowMs: noon, zone };
    const other = await powerCurve(createHistory(), store, { ...question, meterId: "../tst1" });
    assert.deepEqual(other.at, []);
    // The only meter's files are its own before it has spoken.
    const silent = await powerCurve(createHistory(), store, { ...question, meterId: undefined });
    assert.equal(silent.at.length, 96);
  });
});
