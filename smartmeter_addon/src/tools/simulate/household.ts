/** A plausible household: loads, a photovoltaic system, the registers that count them. */
import { viennaTime, type WallTime } from "./simulate-clock.ts";

export interface Phase {
  /** V, in steps of 0.1. */
  readonly voltage: number;
  /** W, drawn from the grid; negative: fed in. */
  readonly watts: number;
  /** var, inductive; negative: capacitive. */
  readonly vars: number;
}

/** One register and its two tariffs; the tariffs always add up to the total. */
export interface Register {
  readonly total: number;
  readonly tariffs: readonly [number, number];
}

/** The household at one moment: whole W, var, Wh and varh, each import and export as the meter counts them. */
export interface Snapshot {
  readonly time: WallTime;
  readonly phases: readonly Phase[];
  readonly power: readonly [number, number, number, number];
  /** +A, -A, +R, -R in Wh and varh. */
  readonly energy: readonly [Register, Register, Register, Register];
}

export interface Household {
  /** The snapshot at `atMs`; the power it shows is taken as that of the whole time since the one before. */
  advance(atMs: number): Snapshot;
}

/** W·ms in a Wh. */
const wattMsPerWh = 3_600_000;

/**
 * A household with a day curve, devices that switch, and a photovoltaic roof. Power depends on the seed and the time
 * alone; registers are its exact sum over the times asked for, so they fit the power shown and never fall.
 */
export function createHousehold(seed: number, startMs: number, phaseCount: 1 | 3): Household {
  const counters = [5_000_000, 2_000_000, 300_000, 1_000_000].map((size, index) =>
    createCounter(Math.round(size * (0.5 + noise(seed, 90 + index, 0)))),
  );
  let lastMs = startMs;
  return {
    advance(atMs) {
      const elapsedMs = Math.max(0, atMs - lastMs);
      lastMs = Math.max(lastMs, atMs);
      const time = viennaTime(lastMs);
      const phases = phasesAt(seed, lastMs, time, phaseCount);
      const watts = phases.reduce((sum, phase) => sum + phase.watts, 0);
      const vars = phases.reduce((sum, phase) => sum + phase.vars, 0);
      const power = [Math.max(watts, 0), Math.max(-watts, 0), Math.max(vars, 0), Math.max(-vars, 0)] as const;
      const tariff = time.hour >= 6 && time.hour < 22 ? 0 : 1;
      const energy = counters.map((counter, index) => counter.add((power[index] as number) * elapsedMs, tariff));
      return { time, phases, power, energy: energy as unknown as Snapshot["energy"] };
    },
  };
}

function createCounter(start: number): { add(wattMs: number, tariff: 0 | 1): Register } {
  let rest = 0;
  const tariffs: [number, number] = [Math.floor(start * 0.7), start - Math.floor(start * 0.7)];
  return {
    add(wattMs, tariff) {
      rest += wattMs;
      tariffs[tariff] += Math.floor(rest / wattMsPerWh);
      rest %= wattMsPerWh;
      return { total: tariffs[0] + tariffs[1], tariffs: [...tariffs] };
    },
  };
}

function phasesAt(seed: number, atMs: number, time: WallTime, count: 1 | 3): Phase[] {
  const solar = solarWatts(seed, atMs);
  const loads = loadsAt(seed, atMs, time);
  const nets = loads.map(([watts, vars]) => [watts - solar / 3, vars + solar / 60] as const);
  const wires = count === 3 ? nets : [nets.reduce(([p, q], [watts, vars]) => [p + watts, q + vars] as const)];
  return wires.map(([watts, vars], index) => {
    const drift = 6 * (smooth(seed, 50 + index, atMs, 300_000) - 0.5);
    const voltage = 231 + drift - watts * 0.0006;
    return { voltage: Math.round(voltage * 10) / 10, watts: Math.round(watts), vars: Math.round(vars) };
  });
}

/** W and var of the three wires before the roof. */
function loadsAt(seed: number, atMs: number, time: WallTime): [number, number][] {
  const hour = time.hour + time.minute / 60 + time.second / 3600;
  const peak = (at: number, width: number, watts: number): number => watts * Math.exp(-(((hour - at) / width) ** 2));
  const people = peak(7, 1, 450) + peak(12.5, 1.2, 500) + peak(19.5, 2, 900) + 60;
  const lively = people * (0.7 + 0.6 * smooth(seed, 1, atMs, 20_000));
  const fridge = (atMs / 60_000 + 40 * noise(seed, 2, 0)) % 40 < 14 ? 92 : 0;
  const kettle = noise(seed, 3, Math.floor(atMs / 180_000)) < people / 25_000 ? 2050 : 0;
  const boiler = hour < 1.5 + noise(seed, 4, 0) ? 2000 : 0;
  const flicker = 4 * noise(seed, 5, Math.floor(atMs / 1000));
  return [
    [70 + lively * 0.4 + kettle + boiler + flicker, -45 + lively * 0.05],
    [45 + lively * 0.35 + fridge + boiler, -30 + fridge * 0.7],
    [40 + lively * 0.25 + boiler, -25],
  ];
}

/** A roof of 8 kW peak near Vienna: the sun's height by date and hour, dimmed by clouds. */
function solarWatts(seed: number, atMs: number): number {
  const days = atMs / 86_400_000;
  const declination = -0.409 * Math.cos((2 * Math.PI * ((days % 365.2425) + 10)) / 365.2425);
  const hourAngle = 2 * Math.PI * ((days % 1) - 0.5) + 0.286;
  const latitude = 0.841;
  const height =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  if (height <= 0) return 0;
  const clouds = 0.25 + 0.75 * smooth(seed, 7, atMs, 4 * 3_600_000) * (0.6 + 0.4 * smooth(seed, 8, atMs, 60_000));
  return 8000 * height ** 1.2 * clouds;
}

/** A number in [0, 1) that depends on its three arguments alone. */
function noise(seed: number, stream: number, index: number): number {
  let hash = (seed ^ Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(index | 0, 0x85ebca6b)) | 0;
  for (const factor of [0x7feb352d, 0x846ca68b]) {
    hash ^= hash >>> 16;
    hash = Math.imul(hash, factor);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Noise without steps: a straight line between the values at every `stepMs`. */
function smooth(seed: number, stream: number, atMs: number, stepMs: number): number {
  const index = Math.floor(atMs / stepMs);
  const part = atMs / stepMs - index;
  return noise(seed, stream, index) * (1 - part) + noise(seed, stream, index + 1) * part;
}
