// A meter that counts what an operator's export says: its telegrams give the export back, to the watt-hour.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { checkBill } from "../../src/bill/compare.ts";
import { parsePortalFile } from "../../src/bill/portal-export.ts";
import { createMeterDecoder } from "../../src/decoder.ts";
import { energySampleOf } from "../../src/derive/energy-sample.ts";
import { createEnergyWindows, type EnergyWindow } from "../../src/derive/energy-windows.ts";
import { decodeText } from "../../src/paste/decode-text.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { Household, Register } from "../../src/tools/simulate/household.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";

const zone = "Europe/Vienna";
const quarterMs = 900_000;

interface Row {
  readonly startMs: number;
  readonly wh: number;
}

/** Takes the energy of every row evenly over its quarter hour. */
function householdOf(rows: readonly Row[]): Household {
  const before = new Map<number, { wh: number; sum: number }>();
  let sum = 5_000_000;
  for (const { startMs, wh } of rows) {
    before.set(startMs, { wh, sum });
    sum += wh;
  }
  const register = (total: number): Register => ({ total, tariffs: [total, 0] });
  return {
    advance(atMs) {
      const startMs = Math.floor(atMs / quarterMs) * quarterMs;
      const row = before.get(startMs) ?? { wh: 0, sum };
      const watts = row.wh * 4;
      const total = Math.floor(row.sum + (row.wh * (atMs - startMs)) / quarterMs);
      const phase = { voltage: 230, watts: Math.round(watts / 3), vars: 0 };
      return {
        time: viennaTime(atMs),
        phases: [phase, phase, { ...phase, watts: watts - 2 * phase.watts }],
        power: [watts, 0, 0, 0],
        energy: [register(total), register(0), register(0), register(0)],
      };
    },
  };
}

/** The windows that the meter's telegrams give, every 5 s. */
function windowsOf(rows: readonly Row[]): EnergyWindow[] {
  const fromMs = rows[0]?.startMs as number;
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: fromMs, household: householdOf(rows) });
  const decoder = createMeterDecoder({ keys: { key: testKey }, definitions: loadDefinitions() });
  const windows = createEnergyWindows(quarterMs);
  const ended: EnergyWindow[] = [];
  let lastMs: number | undefined;
  for (let atMs = fromMs; atMs <= fromMs + rows.length * quarterMs; atMs += 5000)
    for (const event of decoder.push(meter.next(atMs).octets)) {
      if (event.kind !== "reading") continue;
      const sample = energySampleOf(event.reading, { zone, arrivalMs: undefined, lastMs });
      if (sample === undefined) continue;
      lastMs = sample.atMs;
      ended.push(...windows.push(sample));
    }
  return ended;
}

function check(rows: readonly Row[], octets: Uint8Array): void {
  const own = windowsOf(rows);
  assert.deepEqual(
    own.map(({ startMs, imported }) => ({ startMs, wh: imported?.wh })),
    rows.map(({ startMs, wh }) => ({ startMs, wh })),
  );
  const portals = parsePortalFile(decodeText(octets), zone);
  assert.ok(!("problem" in portals));
  const [imported] = checkBill(portals, own);
  assert.equal(imported?.comparison.counts.equal, rows.length);
  assert.equal(imported.comparison.counts.different, 0);
}

it("gives back a day of quarter hours as an operator exports it", () => {
  const startMs = Date.parse("2026-10-24T22:00:00Z");
  const rows = Array.from({ length: 100 }, (_, at) => ({ startMs: startMs + at * quarterMs, wh: (at * 7919) % 1400 }));
  const stamp = (atMs: number): string => new Date(atMs + 3_600_000).toISOString().replace("Z", "+01:00");
  const lines = rows.map(({ startMs: at, wh }) => `${stamp(at)};${stamp(at + quarterMs)};${wh / 1000}`);
  check(rows, new TextEncoder().encode(`Beginn;Ende;Verbrauch (kWh)\n${lines.join("\n")}\n`));
});

const folder = "../../shared/portal";
for (const [file, from, count] of [
  ["graz-2026-03.csv", 2688, 92],
  ["netz-noe.csv", 0, 96],
] as const)
  it(`gives back ${file}`, { skip: !existsSync(folder) }, () => {
    const octets = readFileSync(`${folder}/${file}`);
    const portals = parsePortalFile(decodeText(octets), zone);
    assert.ok(!("problem" in portals));
    const rows = (portals[0]?.rows ?? []).slice(from, from + count).map(({ startMs, wh = 0 }) => ({ startMs, wh }));
    const own = windowsOf(rows);
    assert.deepEqual(
      own.map(({ imported }) => imported?.wh),
      rows.map(({ wh }) => wh),
    );
  });
