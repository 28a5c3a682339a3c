import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { formatObis } from "../cosem/obis.ts";
import type { NumericValue, Reading } from "./reading.ts";

/** What of a telegram is not in its reading and yet helps to judge it. */
export interface Circumstances {
  /** Changes when anything but values changes. */
  readonly structure: number;
  /** Address of a sender without system title. */
  readonly address: string;
  /** long-invoke-id; undefined where there is none. */
  readonly invokeId: number | undefined;
  /** Inner minus outer clock, s; undefined where there is one clock only. */
  readonly clockDifference: number | undefined;
  /** What the meter's clocks have in common from telegram to telegram. */
  readonly habits: readonly number[];
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
  /** Readings of the registers that only rise, by OBIS code, with the step of each. */
  readonly registers: { readonly [obis: string]: readonly [value: number, step: number] };
  /** Net power, W, and voltage and current of each phase. */
  readonly power: number | undefined;
  readonly phases: readonly (readonly [voltage: number, current: number])[];
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
  /** Voltage and current of each phase that sends both. */
  readonly phases: readonly (readonly [voltage: number, current: number])[];
  readonly voltages: readonly number[];
  readonly registers: readonly number[];
  readonly registerNames: readonly string[];
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
    phases: pairs.filter(([voltage, current]) => voltage >= 0 && current >= 0),
    voltages: pairs.map(([voltage]) => voltage).filter((voltage) => voltage >= 0),
    registers,
    registerNames: registers.map((index) => formatObis((values[index] as NumericValue).obis)),
  };
}

/** Below this a phase counts as absent. */
const aliveVoltage = 50;

const habitTrait = 1_000_000;

/**
 * Numbers for which directions and phases are alive (bit 0: both directions at once; bits 1 to 3: the phase has
 * voltage), and for the habits of the clocks. One that was never seen is doubted.
 */
export function traitsOf(values: readonly NumericValue[], shape: Shape, { habits }: Circumstances): number[] {
  let alive = 0;
  const { powerImport, powerExport, voltages } = shape;
  if (powerImport >= 0 && powerExport >= 0)
    if ((values[powerImport] as NumericValue).value !== 0 && (values[powerExport] as NumericValue).value !== 0)
      alive |= 1;
  for (const [index, voltage] of voltages.entries())
    if ((values[voltage] as NumericValue).value >= aliveVoltage) alive |= 2 << index;
  return [alive, ...habits.map((habit, index) => habit + habitTrait * (index + 1))];
}

/** Seconds that differ between two telegrams of one meter as time does, if the meter says enough. */
export function secondsOf(time: MeterTime | undefined): number | undefined {
  if (time === undefined) return undefined;
  if (time.offsetMinutes !== undefined) return wallSeconds(time) - time.offsetMinutes * 60;
  return wallSeconds(time) - (time.daylightSaving === true ? 3600 : 0);
}

export function senderOf(reading: Reading, { address }: Circumstances): string {
  return [reading.systemTitle ?? address, reading.meterNumber ?? "", reading.deviceName ?? ""].join(" ");
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
  const registers: { [obis: string]: readonly [number, number] } = {};
  for (const [index, place] of shape.registers.entries())
    registers[shape.registerNames[index] as string] = [value(place), (values[place] as NumericValue).step];
  const power = Math.max(values[shape.powerImport]?.value ?? 0, values[shape.powerExport]?.value ?? 0);
  const difference = circumstances.clockDifference;
  const range = before?.clockRange ?? (difference === undefined ? undefined : ([difference, difference] as const));
  return {
    sender: senderOf(reading, circumstances),
    structure: circumstances.structure,
    counter: reading.invocationCounter,
    invokeId: circumstances.invokeId,
    seconds: secondsOf(reading.meterTime),
    clockRange:
      range === undefined || difference === undefined
        ? range
        : [Math.min(range[0], difference), Math.max(range[1], difference)],
    registers,
    power: powerOf(values, shape),
    phases: shape.phases.map(([voltage, current]) => [value(voltage), value(current)] as const),
    traits: traitsOf(values, shape, circumstances),
    largestPower: Math.max(power, before?.largestPower ?? 0),
  };
}
