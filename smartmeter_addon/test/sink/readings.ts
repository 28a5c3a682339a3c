import { obis } from "../../src/cosem/obis.ts";
import type { MeterStatus, SinkEvent } from "../../src/sink/sink.ts";
import { quantityOf } from "../../src/telegram/quantity.ts";
import type { MeterTime, NumericValue, Reading } from "../../src/telegram/reading.ts";

export type ReadingEvent = Extract<SinkEvent, { kind: "reading" }>;

/** 2026-08-09T10:00:00Z, noon in Vienna. */
export const noonMs = Date.UTC(2026, 7, 9, 10);

const names = {
  energy_import: obis(1, 0, 1, 8, 0),
  energy_export: obis(1, 0, 2, 8, 0),
  power_import: obis(1, 0, 1, 7, 0),
  power_export: obis(1, 0, 2, 7, 0),
  voltage_l1: obis(1, 0, 32, 7, 0),
  voltage_l2: obis(1, 0, 52, 7, 0),
  voltage_l3: obis(1, 0, 72, 7, 0),
  current_l1: obis(1, 0, 31, 7, 0),
  current_l2: obis(1, 0, 51, 7, 0),
  current_l3: obis(1, 0, 71, 7, 0),
  power_factor: obis(1, 0, 13, 7, 0),
  phase_angle_l1: obis(1, 0, 81, 7, 40),
  phase_angle_l2: obis(1, 0, 81, 7, 51),
  phase_angle_l3: obis(1, 0, 81, 7, 62),
} as const;

export type Values = Partial<Record<keyof typeof names, number>>;

export function numericValue(key: keyof typeof names, value: number): NumericValue {
  const quantity = quantityOf(names[key]);
  if (quantity === undefined) throw new Error(`${key} is not in the catalogue`);
  return { obis: names[key], value, unit: quantity.unit, step: 1, quantity };
}

export const meterNoon: MeterTime = {
  year: 2026,
  month: 8,
  day: 9,
  hour: 12,
  minute: 0,
  second: 0,
  offsetMinutes: 120,
  daylightSaving: true,
  status: 0,
};

export function reading(values: Values, over: Partial<Reading> = {}): Reading {
  return {
    meterId: "main",
    systemTitle: undefined,
    meterNumber: "1234567",
    deviceName: undefined,
    manufacturer: "KFM",
    meterTime: undefined,
    invocationCounter: undefined,
    authenticated: false,
    layout: "obis-scaled",
    operator: undefined,
    product: undefined,
    framing: "mbus",
    values: Object.entries(values).map(([key, value]) => numericValue(key as keyof typeof names, value)),
    texts: [],
    ...over,
  };
}

/** A reading event; base units (Wh, W, V, A). */
export function readingEvent(
  values: Values,
  receivedAtMs = noonMs,
  over: Partial<Reading> = {},
  index = 0,
): ReadingEvent {
  return { kind: "reading", meter: { index, name: undefined }, reading: reading(values, over), receivedAtMs };
}

export function statusEvent(status: Partial<MeterStatus> = {}, atMs = noonMs, index = 0): SinkEvent {
  return {
    kind: "status",
    meter: { index, name: undefined },
    atMs,
    status: {
      code: "ok",
      fault: undefined,
      sinceMs: atMs,
      problem: false,
      available: true,
      intervalMs: 5000,
      counts: {
        telegrams: 10,
        faults: 2,
        held: 0,
        leftOut: 0,
        duplicates: 1,
        lost: 3,
        octets: 1000,
        skippedOctets: 12,
      },
      linkQuality: 0.97,
      lastReadingAtMs: atMs,
      source: "tcp://127.0.0.1:3001",
      ...status,
    },
  };
}

/** Waits until something holds; fails with its name after a generous time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
