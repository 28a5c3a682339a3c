/** A household in front of a meter: its telegrams one by one, and what becomes of them. */
import { createMeterDecoder, type MeterDecoder } from "../../src/decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { createRandom } from "../fuzz/random.ts";
import { grids } from "./grid.ts";
import { loads } from "./loads.ts";
import { createMoments, type Measured, type Moment, measurings } from "./measuring.ts";
import { type HouseholdMeter, telegramOf } from "./telegrams.ts";

export interface Household {
  readonly meter: HouseholdMeter;
  readonly grid: string;
  readonly load: string;
  readonly measuring: string;
  readonly seed: number;
}

export interface Told {
  readonly telegrams: number;
  /** Never published. */
  readonly lost: number;
  /** Published with a later telegram: all of them, and those after the first hour. */
  readonly late: number;
  readonly lateAfterHour: number;
  /** Readings held, by rule. */
  readonly held: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
}

const definitions = loadDefinitions();

export const createHouseholdDecoder = (): MeterDecoder =>
  createMeterDecoder({ keys: { key: testKey, authenticationKey: testAuthenticationKey }, definitions });

/** The telegrams of a household, each as octets with what the meter meant. */
export function* telegramsOf(
  { meter, grid, load, measuring, seed }: Household,
  count: number,
): Generator<{ readonly octets: Uint8Array; readonly atMs: number; readonly said: Measured }> {
  const random = createRandom(seed);
  const intervalS = meter.intervalMs / 1000;
  const gridOf = grids[grid];
  const loadOf = loads[load];
  const measure = measurings[measuring];
  if (gridOf === undefined || loadOf === undefined || measure === undefined)
    throw new RangeError(grid + load + measuring);
  const momentAt = createMoments(gridOf(seed, intervalS), loadOf(seed), "phases" in meter ? meter.phases : 3);
  const energies = [4_321_000, 1_234_000, 210_000, 820_000].map((start) => start + random(9999));
  const startS = Date.UTC(2026, 4, 11, 0) / 1000;
  let before: Moment = momentAt(0);
  for (let index = 0, second = 1; index < count; index++, second += intervalS) {
    // Only what the telegram shows is looked at second by second.
    const moments = intervalS === 1 ? [before, momentAt(second)] : [momentAt(second - 1), momentAt(second)];
    before = moments.at(-1) as Moment;
    const said = measure(moments, random);
    const watts = before.watts.reduce((sum, value) => sum + value, 0);
    const vars = before.vars.reduce((sum, value) => sum + value, 0);
    [watts, -watts, vars, -vars].forEach((power, at) => {
      energies[at] = (energies[at] as number) + (Math.max(0, power) * intervalS) / 3600;
    });
    const atMs = (startS + second) * 1000;
    yield { octets: telegramOf(meter, { said, energies, atMs, counter: 4000 + index }), atMs, said };
  }
}

/** Plays so many telegrams of a household on a clean line to a fresh decoder. */
export function play(household: Household, count: number): Told {
  const decoder = createHouseholdDecoder();
  const held = new Map<string, number>();
  const faults = new Map<string, number>();
  const more = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const hourEndsMs = Date.UTC(2026, 4, 11, 1);
  let read = 0;
  let late = 0;
  let lateAfterHour = 0;
  const take = (events: readonly MeterEvent[], atMs: number): void => {
    for (const event of events) {
      if (event.kind === "held") more(held, event.rule);
      if (event.kind === "fault") more(faults, event.fault.code);
      if (event.kind !== "reading") continue;
      read++;
      if (event.reading.receivedAtMs === atMs) continue;
      late++;
      if (atMs > hourEndsMs) lateAfterHour++;
    }
  };
  let lastMs = 0;
  for (const { octets, atMs } of telegramsOf(household, count)) {
    take(decoder.push(octets, atMs), atMs);
    lastMs = atMs;
  }
  take(decoder.end(), lastMs);
  return { telegrams: count, lost: count - read, late, lateAfterHour, held, faults };
}

/** Every grid, load and way of measuring at least once, and as many by chance as asked for. */
export function householdsOf(meter: HouseholdMeter, seed: number, byChance: number): Household[] {
  const random = createRandom(seed);
  const one = (names: object): string => Object.keys(names)[random(Object.keys(names).length)] as string;
  const usual = { meter, grid: "strong town grid", load: "an ordinary house", measuring: "all at one moment" };
  const lively = [
    "a saw",
    "a welder",
    "a battery that feeds nothing in",
    "a roof under clouds",
    "a car that follows the sun",
  ];
  return [
    ...Object.keys(grids).map((grid, at) => ({
      ...usual,
      grid,
      load: lively[at % lively.length] as string,
      seed: seed + at,
    })),
    ...Object.keys(loads).map((load, at) => ({ ...usual, load, seed: seed + 50 + at })),
    ...Object.keys(measurings).map((measuring, at) => ({
      ...usual,
      measuring,
      load: lively[at % lively.length] as string,
      seed: seed + 80 + at,
    })),
    ...Array.from({ length: byChance }, (_, at) => ({
      ...{ meter, grid: one(grids), load: one(loads), measuring: one(measurings), seed: seed + 100 + at },
    })),
  ];
}
