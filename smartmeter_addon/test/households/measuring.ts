/** How meters measure: most take all values at one moment, some do not. */
import type { Grid } from "./grid.ts";
import type { Load } from "./loads.ts";

/** The wires at one second. */
export interface Moment {
  readonly voltages: readonly number[];
  readonly watts: readonly number[];
  readonly vars: readonly number[];
}

/** What a meter puts into one telegram, in base units. */
export interface Measured extends Moment {
  /** W and var of all phases, by which powers and power factor are told. */
  readonly power: number;
  readonly reactive: number;
  readonly currents: readonly number[];
}

/** Of the seconds since the telegram before, the newest last. */
export type Measuring = (moments: readonly Moment[], random: (limit: number) => number) => Measured;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const currentsOf = ({ voltages, watts, vars }: Moment): number[] =>
  voltages.map((voltage, index) =>
    voltage < 1 ? 0 : Math.hypot(watts[index] as number, vars[index] as number) / voltage,
  );
const whole = (wires: Moment, powers: Moment): Measured => ({
  ...wires,
  currents: currentsOf(wires),
  power: sum(powers.watts),
  reactive: sum(powers.vars),
});

export const measurings: Readonly<Record<string, Measuring>> = {
  "all at one moment": (moments) => whole(moments.at(-1) as Moment, moments.at(-1) as Moment),
  "voltages and currents a second late": (moments) => whole(moments.at(-2) as Moment, moments.at(-1) as Moment),
  "power averaged over a second": (moments) => {
    const now = moments.at(-1) as Moment;
    const before = moments.at(-2) as Moment;
    const mean = (one: readonly number[], other: readonly number[]): number[] =>
      one.map((value, index) => (value + (other[index] as number)) / 2);
    return whole(now, { ...now, watts: mean(now.watts, before.watts), vars: mean(now.vars, before.vars) });
  },
  "one telegram in twenty across an update": (moments, random) =>
    whole(moments.at(random(20) === 0 ? -2 : -1) as Moment, moments.at(-1) as Moment),
  "voltages averaged, the rest at one moment": (moments) => {
    const now = moments.at(-1) as Moment;
    const before = moments.at(-2) as Moment;
    const voltages = now.voltages.map((value, index) => (value + (before.voltages[index] as number)) / 2);
    return { ...whole(now, now), voltages };
  },
  "power a second late, now and then": (moments, random) =>
    whole(moments.at(-1) as Moment, moments.at(random(60) < 7 ? -2 : -1) as Moment),
  "currents behind a transformer": (moments) => {
    const measured = whole(moments.at(-1) as Moment, moments.at(-1) as Moment);
    return { ...measured, currents: measured.currents.map((current) => current / 30) };
  },
};

/** What the fuse of a house with a single phase carries, W. */
const singlePhase = 18_000;

/** All loads on one phase, as far as its fuse carries them. */
function onOnePhase(wires: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const watts = sum(wires.map(([value]) => value));
  const share = Math.min(1, singlePhase / Math.max(1, Math.abs(watts)));
  return [[watts * share, sum(wires.map(([, vars]) => vars)) * share]];
}

/** The house from second to second: loads on their grid. */
export function createMoments(grid: Grid, load: Load, phases: number): (second: number) => Moment {
  return (second) => {
    const wires = load(second);
    const merged = phases === 3 ? wires : onOnePhase(wires);
    const emf = grid.emf(second);
    const mean = sum(merged.map(([watts]) => watts)) / merged.length;
    const isBroken = grid.neutral?.(second) === true;
    const voltages = merged.map(([watts], index) => {
      const open = emf[index] as number;
      const pulled = isBroken ? Math.max(-95, Math.min(95, (mean - watts) / 28)) : 0;
      return Math.max(0, open - (grid.ohms * watts) / Math.max(100, open) + pulled);
    });
    // A phase that is gone carries nothing.
    const alive = voltages.map((voltage) => (voltage > 100 ? 1 : 0));
    return {
      voltages,
      watts: merged.map(([watts], index) => watts * (alive[index] as number)),
      vars: merged.map(([, vars], index) => vars * (alive[index] as number)),
    };
  };
}
