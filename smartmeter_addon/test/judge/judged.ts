import assert from "node:assert/strict";
import { clockHabit } from "../../src/cosem/date-time.ts";
import { obis } from "../../src/cosem/obis.ts";
import { Judge, type MeterState } from "../../src/judge/judge.ts";
import type { Circumstances, LineDamage } from "../../src/judge/measures.ts";
import { quantityOf } from "../../src/telegram/quantity.ts";
import type { MeterEvent, NumericValue, Reading } from "../../src/telegram/reading.ts";

/** What a line has shown: nothing, or enough to doubt whatever is unusual. */
export const clean: LineDamage = { frames: 0, contents: 0 };
export const damaged: LineDamage = { frames: 500, contents: 20 };

/** What a telegram says, as far as a test cares; everything else is as in the one before. */
export interface Said {
  counter?: number;
  second?: number;
  energy?: number;
  power?: number;
  exported?: number;
  voltage?: number;
  current?: number;
  /** Voltages of L2 and L3, where the meter has three phases. */
  others?: readonly [number, number];
  structure?: number;
  types?: number;
  /** Only the register of the second tariff, as a list of energies beside one of powers. */
  tariff?: number;
  sender?: string;
  clockDifference?: number;
  invokeId?: number;
  /** Minutes ahead of UTC, and the daylight saving bit. */
  offset?: number;
  summer?: boolean;
  /** Of the clock, besides daylight saving. */
  status?: number;
}

const usual = { counter: 100, second: 0, energy: 50000, power: 1150, exported: 0, voltage: 230, current: 5.2 };

/** A value of the OBIS code 1-0:c.d.0. */
export function value(c: number, d: number, number: number, step = 1): NumericValue {
  const name = obis(1, 0, c, d, 0);
  const quantity = quantityOf(name);
  assert.ok(quantity !== undefined);
  return { obis: name, value: number, unit: quantity.unit, step, quantity };
}

/** A reading that says so, and its circumstances. */
export function telegram(said: Said, damage: LineDamage = clean): [Reading, Circumstances] {
  const { counter, second, energy, power, exported, voltage, current } = { ...usual, ...said };
  const minute = Math.floor(second / 60);
  const reading: Reading = {
    meterId: "KFM",
    systemTitle: "4B464D6750000009",
    meterNumber: undefined,
    deviceName: undefined,
    manufacturer: "KFM",
    meterTime: {
      year: 2026,
      month: 6,
      day: 1,
      hour: 12 + Math.floor(minute / 60),
      minute: minute % 60,
      second: ((second % 60) + 60) % 60,
      offsetMinutes: said.offset ?? 120,
      daylightSaving: said.summer ?? true,
      status: (said.status ?? 0) | (said.summer === false ? 0 : 128),
    },
    invocationCounter: counter,
    authenticated: false,
    layout: "obis-scaled",
    operator: undefined,
    product: undefined,
    framing: "mbus",
    values:
      said.tariff === undefined
        ? [
            value(1, 8, energy),
            value(1, 7, power),
            value(2, 7, exported),
            value(32, 7, voltage, 0.1),
            value(31, 7, current, 0.01),
            ...(said.others ?? []).flatMap((volts, at) => [
              value(52 + 20 * at, 7, volts, 0.1),
              value(51 + 20 * at, 7, 0, 0.01),
            ]),
          ]
        : [value(1, 8, energy), value(2, 8, said.tariff)],
    texts: [],
  };
  const habit = reading.meterTime === undefined ? 0 : clockHabit(reading.meterTime, 0xff, 0);
  const circumstances = {
    structure: said.structure ?? (said.tariff === undefined ? 1 : 2),
    absent: 0,
    types: said.types ?? 0,
    sender: said.sender ?? "one",
    invokeId: said.invokeId,
    clockDifference: said.clockDifference ?? 0,
    innerHabit: habit,
    outerHabit: habit,
    damage,
  };
  return [reading, circumstances];
}

/** Counters of the readings published, and what else was said. */
export function judge(
  telegrams: readonly Said[],
  options: { state?: MeterState; end?: boolean; damage?: LineDamage } = {},
): [number[], string[]] {
  const judged = new Judge(options.state, false);
  const events: MeterEvent[] = telegrams.flatMap((said) => judged.take(...telegram(said, options.damage)));
  if (options.end !== false) events.push(...judged.end());
  return [
    events.flatMap((event) => (event.kind === "reading" ? [event.reading.invocationCounter as number] : [])),
    events.flatMap((event) =>
      event.kind === "fault"
        ? [event.fault.code]
        : event.kind === "held" || event.kind === "left-out"
          ? [`${event.kind} ${event.rule}`]
          : [],
    ),
  ];
}

/** `count` ordinary telegrams from the one numbered `from`, five seconds apart. */
export const run = (from: number, count: number, said: Said = {}): Said[] =>
  Array.from({ length: count }, (_, index) => ({
    counter: 100 + from + index,
    second: 5 * (from + index),
    energy: 50000 + 2 * (from + index),
    ...said,
  }));

/** The numbers of so many telegrams. */
export const counters = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => 100 + from + at);
