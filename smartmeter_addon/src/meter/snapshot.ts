import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import type { Obis } from "../cosem/obis.ts";
import type { NumericValue, Reading } from "./reading.ts";

/** What of a telegram is not in its reading and yet helps to judge it. */
export interface Circumstances {
  /** Changes when anything but values changes. */
  readonly structure: number;
  /** Everything that tells one meter from another ({@link Identity}). */
  readonly sender: string;
  /** long-invoke-id; undefined where there is none. */
  readonly invokeId: number | undefined;
  /** Inner minus outer clock, s; undefined where there is one clock only. */
  readonly clockDifference: number | undefined;
  /** What the two clocks have in common from telegram to telegram (`clockHabit`). */
  readonly innerHabit: number;
  readonly outerHabit: number;
}

/** What is kept of a reading to judge the next one by; plain data that survives a restart. */
export interface Snapshot {
  /** Who sent it: system title or address, and the number and name in the telegram. */
  readonly sender: string;
  readonly structure: number;
  readonly counter: number | undefined;
  readonly invokeId: number | undefined;
  /** Seconds of the meter's clock: of UTC where it sends offset or daylight saving, else of its wall time. */
  readonly seconds: number | undefined;
  /** Least and greatest difference seen between the two clocks of one telegram, s. */
  readonly clockRange: readonly [least: number, greatest: number] | undefined;
  /** OBIS codes and readings of the registers that only rise. */
  readonly registerNames: readonly Obis[];
  readonly registers: readonly number[];
  /** Net power, W, and voltage and current of each phase in turn. */
  readonly power: number | undefined;
  readonly phases: readonly number[];
  /** What this telegram does that others need not do: {@link traitsOf}. */
  readonly traits: readonly number[];
  /** The largest power seen in either direction, W. */
  readonly largestPower: number;
}

/** Places of the values checks look at; the same for every reading of one structure. */
export interface Shape {
  readonly structure: number;
  readonly powerImport: number;
  readonly powerExport: number;
  readonly powerFactor: number;
  /** Voltage and current of each phase that sends both, in turn. */
  readonly phasePlaces: readonly number[];
  readonly voltages: readonly number[];
  readonly registers: readonly number[];
  readonly registerNames: readonly Obis[];
}

/** Looks the places up once for a structure. */
export function shapeOf(values: readonly NumericValue[], structure: number): Shape {
  const place = (key: string): number => values.findIndex((entry) => entry.quantity?.key === key);
  const pairs = [1, 2, 3].map((phase) => [place(`voltage_l${phase}`), place(`current_l${phase}`)] as const);
  const registers = values.flatMap((entry, index) =>
    entry.quantity?.stateClass === "total_increasing" ? [index] : [],
  );
  return {
    structure,
    powerImport: place("power_import"),
    powerExport: place("power_export"),
    powerFactor: place("power_factor"),
    phasePlaces: pairs.filter(([voltage, current]) => voltage >= 0 && current >= 0).flat(),
    voltages: pairs.map(([voltage]) => voltage).filter((voltage) => voltage >= 0),
    registers,
    registerNames: registers.map((index) => (values[index] as NumericValue).obis),
  };
}

/** Below this a phase counts as absent. */
const aliveVoltage = 50;

const habitTrait = 1_000_000;

/**
 * Numbers for which directions and phases are alive (bit 0: both directions at once; bits 1 to 3: the phase has
 * voltage), and for the habits of the clocks. One that was never seen is doubted.
 */
export function traitsOf(values: readonly NumericValue[], shape: Shape, circumstances: Circumstances): number[] {
  let alive = 0;
  const { powerImport, powerExport, voltages } = shape;
  if (powerImport >= 0 && powerExport >= 0)
    if ((values[powerImport] as NumericValue).value !== 0 && (values[powerExport] as NumericValue).value !== 0)
      alive |= 1;
  for (let index = 0; index < voltages.length; index++)
    if ((values[voltages[index] as number] as NumericValue).value >= aliveVoltage) alive |= 2 << index;
  return [alive, circumstances.innerHabit + habitTrait, circumstances.outerHabit + 2 * habitTrait];
}

/** Seconds that differ between two telegrams of one meter as time does, if the meter says enough. */
export function secondsOf(time: MeterTime | undefined): number | undefined {
  if (time === undefined) return undefined;
  if (time.offsetMinutes !== undefined) return wallSeconds(time) - time.offsetMinutes * 60;
  return wallSeconds(time) - (time.daylightSaving === true ? 3600 : 0);
}

/** Net power, W: import minus export, as far as the meter sends them. */
export function powerOf(values: readonly NumericValue[], shape: Shape): number | undefined {
  if (shape.powerImport < 0) return undefined;
  return (values[shape.powerImport] as NumericValue).value - (values[shape.powerExport]?.value ?? 0);
}

/** The snapshot of a reading that follows `before`. */
export function snapshotOf(
  reading: Reading,
  shape: Shape,
  circumstances: Circumstances,
  before: Snapshot | undefined,
): Snapshot {
  const { values } = reading;
  const value = (place: number): number => (values[place] as NumericValue).value;
  const forward = shape.powerImport < 0 ? 0 : value(shape.powerImport);
  const backward = shape.powerExport < 0 ? 0 : value(shape.powerExport);
  return {
    sender: circumstances.sender,
    structure: circumstances.structure,
    counter: reading.invocationCounter,
    invokeId: circumstances.invokeId,
    seconds: secondsOf(reading.meterTime),
    clockRange: rangeOf(before?.clockRange, circumstances.clockDifference),
    registerNames: shape.registerNames,
    registers: shape.registers.map(value),
    power: powerOf(values, shape),
    phases: shape.phasePlaces.map(value),
    traits: traitsOf(values, shape, circumstances),
    largestPower: Math.max(forward, backward, before?.largestPower ?? 0),
  };
}

function rangeOf(range: Snapshot["clockRange"], difference: number | undefined): Snapshot["clockRange"] {
  if (difference === undefined) return range;
  if (range === undefined) return [difference, difference];
  if (difference >= range[0] && difference <= range[1]) return range;
  return [Math.min(range[0], difference), Math.max(range[1], difference)];
}
