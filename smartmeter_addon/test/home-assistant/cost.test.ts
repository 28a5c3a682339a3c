import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Household, Register } from "../../src/tools/simulate/household.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import type { Home } from "./home.ts";
import { complaintsAboutUs, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { configureEnergy, statisticRows, statisticsLimitMs } from "./statistics.ts";
import { until } from "./until.ts";

const energy = { from: "sensor.smart_meter_energy_import", to: "sensor.smart_meter_energy_export" };
const power = "sensor.smart_meter_power_net";
const price = "sensor.smart_meter_price_import";
const cost = `${energy.from}_cost`;

/** EUR/kWh with 20 % VAT, before and in the hours that begin while the test runs. */
const dear = 0.36;
const cheap = 0.12;

const minuteMs = 60_000;
const rowMs = 5 * minuteMs;

/** What an entity showed from an instant on. */
interface Shown {
  readonly atMs: number;
  readonly value: number;
}

describe("what the Energy dashboard makes of our price", () => {
  let scene: Scene;
  let cheapFromMs: number;
  before(async () => {
    scene = await openScene([{ meter: "noe-kaifa-ma309", household: createOven(Date.now()) }]);
    // Until then Core takes the entities in and books something at the first price.
    cheapFromMs = Math.ceil(Date.now() / minuteMs + 1) * minuteMs;
    const hours = `${wallTime(cheapFromMs)}-${wallTime(cheapFromMs + 120 * minuteMs)}`;
    await scene.startProgram({ tariff: { energy: 0.2, network: 0.1, zones: [{ name: "cheap", hours, energy: 0 }] } });
  });
  after(() => scene?.close());

  const shown = async (id: string): Promise<number> => Number((await states(scene.home)).get(id)?.state);

  test("Core makes a cost of register and price", async () => {
    await until("both are there", limitMs, async () => (await shown(energy.from)) > 0 && (await shown(price)) > 0);
    assert.equal(await shown(price), dear);
    await configureEnergy(scene.home, { ...energy, power, price });
    await until("something is booked", limitMs, async () => (await shown(cost)) > 0);
  });

  test("its statistics are kWh times price, before and after the price changes", async () => {
    const rows = await until("statistics from after the change are there", statisticsLimitMs, async () => {
      const all = (await statisticRows(scene.home, [cost]))[cost] ?? [];
      return (all.at(-1)?.start ?? 0) + rowMs > cheapFromMs && all;
    });
    const registers = await historyOf(scene.home, energy.from);
    const [first, change] = (await historyOf(scene.home, price)) as [Shown, Shown];
    const [reset] = (await historyOf(scene.home, cost)) as [Shown];
    assert.deepEqual([first.value, change.value], [dear, cheap]);
    // The hour makes the price, not a telegram. Core counts what comes later at the new one.
    assert.ok(
      change.atMs >= cheapFromMs && change.atMs < cheapFromMs + minuteMs / 2,
      String(change.atMs - cheapFromMs),
    );

    const registerAt = (atMs: number): number => registers.findLast((entry) => entry.atMs <= atMs)?.value ?? Number.NaN;
    const begin = registerAt(reset.atMs);
    for (const { start, state, sum } of rows) {
      const end = registerAt(start + rowMs);
      const dearTo = Math.min(end, registerAt(change.atMs));
      const owed = (dearTo - begin) * dear + (end - dearTo) * cheap;
      assert.ok(end > begin && Math.abs((state as number) - owed) < 1e-6, `${state} for ${owed}`);
      assert.ok(Math.abs((sum as number) - owed) < 1e-6, `${sum} for ${owed}`);
    }
    assert.ok(registerAt(change.atMs) > begin, "nothing was counted before the change");
  });

  test("Core finds nothing wrong", async () => {
    const found = await scene.home.call<{ energy_sources: unknown }>({ type: "energy/validate" });
    assert.deepEqual(found.energy_sources, [[]]);
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});

/** What Core has recorded of an entity: numbers alone, oldest first. */
async function historyOf(home: Home, id: string): Promise<Shown[]> {
  const all = await home.call<Record<string, { s: string; lu: number }[]>>({
    type: "history/history_during_period",
    start_time: new Date(0).toISOString(),
    entity_ids: [id],
    significant_changes_only: false,
    minimal_response: false,
    no_attributes: true,
  });
  return (all[id] ?? [])
    .map(({ s, lu }) => ({ atMs: lu * 1000, value: Number(s) }))
    .filter(({ value }) => Number.isFinite(value));
}

/** Draws 36 kW for ever: 10 Wh a second, 12 kW a phase at 230 V. */
function createOven(startMs: number): Household {
  const register = (total: number): Register => ({ total, tariffs: [total, 0] });
  const still = register(0);
  return {
    advance(atMs) {
      const wh = 5_000_000 + Math.floor((atMs - startMs) / 100);
      return {
        time: viennaTime(atMs),
        phases: [1, 2, 3].map(() => ({ voltage: 230, watts: 12_000, vars: 0 })),
        power: [36_000, 0, 0, 0],
        energy: [register(wh), still, still, still],
      };
    },
  };
}

/** Hour and minute in Austria. */
function wallTime(atMs: number): string {
  const { hour, minute } = viennaTime(atMs);
  return [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
}
