import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEnergy, type Energy, type EnergySettings } from "../../src/derive/energy.ts";
import type { ReadingEvent, WindowEvent } from "../../src/derive/events.ts";
import { reading } from "../sink/readings.ts";

const beginMs = Date.parse("2026-06-10T00:00:00+02:00");
const settings: EnergySettings = {
  windowMs: 900_000,
  zone: "Europe/Vienna",
  tariff: undefined,
  limitW: undefined,
  yearStarts: 1,
};

/** A reading of a meter without clock: the arrival counts. */
function event(atMs: number, importWh: number, powerW: number): ReadingEvent {
  const values = { energy_import: importWh, energy_export: 500, power_import: powerW, power_export: 0 };
  return {
    kind: "reading",
    meter: { index: 0, name: undefined },
    reading: { ...reading(values), meterTime: undefined },
    receivedAtMs: atMs,
  };
}

function valuesOf(events: readonly (ReadingEvent | WindowEvent)[]): Record<string, number> {
  const [first] = events;
  assert.ok(first?.kind === "reading");
  return Object.fromEntries(
    first.reading.values.flatMap(({ quantity, value }) => (quantity ? [[quantity.key, value]] : [])),
  );
}

/** Constant power from the beginning on, a telegram every 10 s; what the last one says. */
function run(energy: Energy, fromMs: number, toMs: number, watts: number, startWh: number) {
  let last: Record<string, number> = {};
  const windows: WindowEvent[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += 10_000) {
    const events = energy.accept(event(atMs, Math.floor(startWh + (watts * (atMs - fromMs)) / 3_600_000), watts));
    last = valuesOf(events);
    windows.push(...events.filter((entry) => entry.kind === "window"));
  }
  return { last, windows };
}

describe("energy", () => {
  it("says how the running quarter hour stands, where it goes, and what is left", () => {
    const energy = createEnergy(settings);
    run(energy, beginMs, beginMs + 900_000, 4000, 10_000);
    const { last } = run(energy, beginMs + 910_000, beginMs + 1_350_000, 2000, 11_000);
    assert.ok(Math.abs((last.quarter_power ?? 0) - 2000) < 120, `${last.quarter_power}`);
    assert.ok(Math.abs((last.quarter_projection ?? 0) - 2000) < 60, `${last.quarter_projection}`);
    assert.equal(last.peak_month, 4000);
    // Half of the quarter hour at 2 kW: 6 kW may follow until its mean is 4 kW, 4 kW more than now.
    assert.ok(Math.abs((last.quarter_headroom ?? 0) - 4000) < 120, `${last.quarter_headroom}`);
  });

  it("has no headroom without a limit before the month has a peak, and counts towards the limit where one is set", () => {
    const free = run(createEnergy(settings), beginMs, beginMs + 450_000, 1000, 0).last;
    assert.equal(free.quarter_headroom, undefined);
    const limited = run(createEnergy({ ...settings, limitW: 3000 }), beginMs, beginMs + 450_000, 1000, 0).last;
    assert.ok(Math.abs((limited.quarter_headroom ?? 0) - 4000) < 60, `${limited.quarter_headroom}`);
  });

  it("adds up days and months through midnight, and says which day has ended", () => {
    const energy = createEnergy(settings);
    const { windows } = run(energy, beginMs, beginMs + 86_400_000 + 3_600_000, 1000, 0);
    const { last } = run(energy, beginMs + 90_010_000, beginMs + 90_020_000, 1000, 25_002);
    assert.equal(Math.round(last.energy_import_yesterday ?? 0), 24_000);
    assert.ok(Math.abs((last.energy_import_today ?? 0) - 1002) <= 6, `${last.energy_import_today}`);
    assert.ok(Math.abs((last.energy_import_month ?? 0) - 25_002) <= 6);
    const finished = windows.flatMap(({ finishedDay }) => finishedDay ?? []);
    assert.deepEqual(
      finished.map(({ day, importWh, windows: counted }) => [day, importWh, counted.complete]),
      [["2026-06-10", 24_000, 96]],
    );
  });

  it("costs what the prices say, by the quarter hour", () => {
    const prices = { energy: 0.1, network: 0.1, levies: 0, export: 0.05 };
    const zone = {
      name: "low",
      months: [6],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: 600,
      to: 960,
      networkShare: 0.8,
      prices: {},
    };
    const energy = createEnergy({
      ...settings,
      tariff: { currency: "EUR", vat: 20, power: undefined, prices, zones: [zone] },
    });
    const { last } = run(energy, beginMs, beginMs + 86_400_000 - 10_000, 1000, 0);
    // 18 hours at 0.24 and 6 at 0.216, a kWh each.
    assert.ok(Math.abs((last.cost_today ?? 0) - (18 * 0.24 + 6 * 0.216)) < 0.002, `${last.cost_today}`);
    assert.equal(last.price_import, 0.24);
  });

  it("goes on after a restart as if there had been none, with what the files and the state hold", () => {
    const whole = createEnergy(settings);
    const straight = run(whole, beginMs, beginMs + 7_200_000, 1500, 0);
    const before = createEnergy(settings);
    const first = run(before, beginMs, beginMs + 4_000_000, 1500, 0);
    const state = JSON.parse(JSON.stringify(before.state()));
    const after = createEnergy(settings, state);
    after.restore(Object.keys(state)[0] as string, { days: [], windows: first.windows.map(({ window }) => window) });
    const second = run(after, beginMs + 4_010_000, beginMs + 7_200_000, 1500, (1500 * 4_010_000) / 3_600_000);
    assert.deepEqual(
      [...first.windows, ...second.windows].map(({ window }) => [window.startMs, window.imported?.wh, window.quality]),
      straight.windows.map(({ window }) => [window.startMs, window.imported?.wh, window.quality]),
    );
    assert.equal(second.last.energy_import_today, straight.last.energy_import_today);
  });

  it("waits for a host whose clock is not set yet, as long as the meter's was right before, and loses nothing", () => {
    const energy = createEnergy(settings);
    const clocked = (atMs: number, hostMs: number): ReadingEvent => {
      const wall = new Date(atMs + 7_200_000);
      const meterTime = {
        year: wall.getUTCFullYear(),
        month: wall.getUTCMonth() + 1,
        day: wall.getUTCDate(),
        hour: wall.getUTCHours(),
        minute: wall.getUTCMinutes(),
        second: wall.getUTCSeconds(),
        offsetMinutes: 120,
        daylightSaving: true,
        status: 0,
      };
      const { reading: told, ...rest } = event(hostMs, Math.floor((atMs - beginMs) / 1000), 3600);
      return { ...rest, reading: { ...told, meterTime } };
    };
    const windows: WindowEvent[] = [];
    const hear = (fromMs: number, toMs: number, offMs: number): void => {
      for (let atMs = fromMs; atMs < toMs; atMs += 10_000)
        windows.push(...energy.accept(clocked(atMs, atMs + offMs)).filter((entry) => entry.kind === "window"));
    };
    const day = 86_400_000;
    hear(beginMs, beginMs + 3_600_000, 0);
    for (const [at, offMs] of [-4 * 3_600_000, 3 * day, -30 * day, -5_400_000].entries()) {
      const fromMs = beginMs + (at + 1) * 4 * 3_600_000;
      hear(fromMs, fromMs + 600_000, offMs);
      hear(fromMs + 600_000, fromMs + 3_600_000, 0);
    }
    const lastMs = windows.at(-1)?.window.endMs ?? 0;
    assert.equal(lastMs, beginMs + 17 * 3_600_000 - 900_000);
    assert.deepEqual(
      windows.filter(({ window }) => Math.abs((window.imported?.wh ?? 0) - 900) > 1),
      [],
    );
    // A clock that stays away is doubted, and its registers counted all the same.
    hear(beginMs + 17 * 3_600_000, beginMs + 19 * 3_600_000, -1_200_000);
    assert.equal(windows.at(-1)?.window.quality, "estimated");
    assert.ok((windows.at(-1)?.window.endMs ?? 0) > lastMs + 3_600_000);
  });

  it("says nothing of today before anything of it is known", () => {
    const energy = createEnergy(settings);
    const first = run(energy, beginMs + 100_000, beginMs + 800_000, 3600, 0).last;
    assert.equal(first.energy_import_today, undefined);
    assert.equal(first.energy_import_month, undefined);
    assert.equal(run(energy, beginMs + 810_000, beginMs + 1_000_000, 3600, 710).last.energy_import_today, 100);
  });

  it("says the power measured while the running quarter hour is young", () => {
    const energy = createEnergy(settings);
    run(energy, beginMs, beginMs + 890_000, 5000, 0);
    const { last } = run(energy, beginMs + 900_000, beginMs + 901_000, 5000, 1250.4);
    assert.equal(last.quarter_power, 5000);
  });

  it("counts nothing twice when a crash lost the state of the last minute", () => {
    const before = createEnergy(settings);
    run(before, beginMs, beginMs + 890_000, 3600, 0);
    const old = JSON.parse(JSON.stringify(before.state()));
    const { windows } = run(before, beginMs + 900_000, beginMs + 940_000, 3600, 900);
    const after = createEnergy(settings, old);
    after.restore(Object.keys(old)[0] as string, { days: [], windows: windows.map(({ window }) => window) });
    const again = run(after, beginMs + 1_000_000, beginMs + 1_800_000, 3600, 1000);
    assert.deepEqual(
      again.windows.map(({ window }) => [window.startMs, window.imported?.wh]),
      [[beginMs + 900_000, 900]],
    );
    assert.equal(again.last.energy_import_today, 1800);
  });
});
