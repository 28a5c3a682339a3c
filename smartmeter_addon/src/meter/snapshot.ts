import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { formatObis } from "../cosem/obis.ts";
import type { NumericValue, Reading } from "./reading.ts";

/** What is kept of a reading to judge the next one by; plain data that survives a restart. */
export interface Snapshot {
  /** Who sent it: system title and the number and name in the telegram. */
  readonly sender: string;
  readonly structure: number;
  readonly counter: number | undefined;
  /** Seconds of the meter's clock: of UTC where it sends offset or daylight saving, else of its wall time. */
  readonly seconds: number | undefined;
  /** Readings of the registers that only rise, by OBIS code, with the step of each. */
  readonly registers: { readonly [obis: string]: readonly [value: number, step: number] };
  /** Which of both directions and three phases are alive: {@link patternOf}. */
  readonly pattern: number;
  /** The largest power seen in either direction, W. */
  readonly largestPower: number;
  readonly authenticated: boolean;
}

/** Places of the values checks look at; the same for every reading of one structure. */
export interface Shape {
  readonly structure: number;
  readonly powerImport: number;
  readonly powerExport: number;
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
    phases: pairs.filter(([voltage, current]) => voltage >= 0 && current >= 0),
    voltages: pairs.map(([voltage]) => voltage).filter((voltage) => voltage >= 0),
    registers,
    registerNames: registers.map((index) => formatObis((values[index] as NumericValue).obis)),
  };
}

/** Below this a phase counts as absent. */
const aliveVoltage = 50;

/** Bit 0: both directions at once. Bits 1 to 3: the phase has voltage. */
export function patternOf(values: readonly NumericValue[], shape: Shape): number {
  let pattern = 0;
  const { powerImport, powerExport, voltages } = shape;
  if (powerImport >= 0 && powerExport >= 0)
    if ((values[powerImport] as NumericValue).value !== 0 && (values[powerExport] as NumericValue).value !== 0)
      pattern |= 1;
  for (const [index, voltage] of voltages.entries())
    if ((values[voltage] as NumericValue).value >= aliveVoltage) pattern |= 2 << index;
  return pattern;
}

/** Seconds that differ between two telegrams of one meter as time does, if the meter says enough. */
export function secondsOf(time: MeterTime | undefined): number | undefined {
  if (time === undefined) return undefined;
  if (time.offsetMinutes !== undefined) return wallSeconds(time) - time.offsetMinutes * 60;
  return wallSeconds(time) - (time.daylightSaving === true ? 3600 : 0);
}

export function senderOf(reading: Reading): string {
  return [reading.systemTitle ?? "", reading.meterNumber ?? "", reading.deviceName ?? ""].join(" ");
}

/** The snapshot of a reading that follows `before`. */
export function snapshotOf(reading: Reading, shape: Shape, before: Snapshot | undefined): Snapshot {
  const { values } = reading;
  const registers: { [obis: string]: readonly [number, number] } = {};
  for (const [index, place] of shape.registers.entries()) {
    const { value, step } = values[place] as NumericValue;
    registers[shape.registerNames[index] as string] = [value, step];
  }
  const power = Math.max(values[shape.powerImport]?.value ?? 0, values[shape.powerExport]?.value ?? 0);
  return {
    sender: senderOf(reading),
    structure: shape.structure,
    counter: reading.invocationCounter,
    seconds: secondsOf(reading.meterTime),
    registers,
    pattern: patternOf(values, shape),
    largestPower: Math.max(power, before?.largestPower ?? 0),
    authenticated: reading.authenticated,
  };
}
