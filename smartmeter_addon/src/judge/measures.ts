/** What the rules look at in one telegram: where its values stand, its time, its power, its apparent powers. */
import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import type { Obis } from "../cosem/obis.ts";
import type { NumericValue, Reading } from "../telegram/reading.ts";

/** What of a telegram is not in its reading and yet helps to judge it. */
export interface Circumstances {
  /** Changes when anything but values changes. */
  readonly structure: number;
  /** Which values are null this time; 0: none. */
  readonly absent: number;
  /** The types its values are written in; 0: those of its layout. */
  readonly types: number;
  /** Everything that tells one meter from another ({@link Identity}). */
  readonly sender: string;
  /** long-invoke-id; undefined where there is none. */
  readonly invokeId: number | undefined;
  /** Inner minus outer clock, s; undefined where there is one clock only. */
  readonly clockDifference: number | undefined;
  /** What the two clocks have in common from telegram to telegram (`clockHabit`); 0: no clock. */
  readonly innerHabit: number;
  readonly outerHabit: number;
  /** What this line has shown of damage since the decoder began; counts only grow. */
  readonly damage: LineDamage;
}

/** Evidence of damage on a line. */
export interface LineDamage {
  /** Frames whose check failed, and octets that belong to no frame, each time. */
  readonly frames: number;
  /** Telegrams whose frames were right and whose content cannot be: damage that no check saw. */
  readonly contents: number;
}

/** Places of the values checks look at; the same for every reading of one structure with the same values left out. */
export interface Shape {
  readonly structure: number;
  readonly absent: number;
  readonly powerImport: number;
  readonly powerExport: number;
  readonly powerFactor: number;
  /** Voltage and current of each phase that sends both, in turn. */
  readonly phasePlaces: readonly number[];
  readonly voltages: readonly number[];
  readonly currents: readonly number[];
  readonly registers: readonly number[];
  readonly registerNames: readonly Obis[];
  /** Which way the energy of each register goes: 1 import, -1 export, 0 neither of active energy. */
  readonly ways: readonly (-1 | 0 | 1)[];
}

/** A reading under judgement, and what is asked of it again and again. */
export interface Examined {
  readonly reading: Reading;
  readonly shape: Shape;
  readonly circumstances: Circumstances;
  /** Of its clock, see {@link secondsOf}. */
  readonly seconds: number | undefined;
  /** Net power, W. */
  readonly power: number | undefined;
  /** Apparent power of all phases, VA, by net power and power factor; undefined where they say nothing of it. */
  readonly apparent: number | undefined;
  /** Of a meter that sends voltage and current of each phase: the most active power they could carry, VA. */
  readonly carried: number | undefined;
}

/** Examines the readings of one line: where values stand is looked up anew only where more than values has changed. */
export class Examiner {
  #shape: Shape | undefined;

  examine(reading: Reading, circumstances: Circumstances): Examined {
    let shape = this.#shape;
    if (shape?.structure !== circumstances.structure || shape.absent !== circumstances.absent)
      this.#shape = shape = shapeOf(reading.values, circumstances);
    return examine(reading, shape, circumstances);
  }
}

export function examine(reading: Reading, shape: Shape, circumstances: Circumstances): Examined {
  const { values } = reading;
  const power = powerOf(values, shape);
  const [apparent, carried] = [apparentOf(values, shape, power), carriedBy(values, shape)];
  return { reading, shape, circumstances, seconds: secondsOf(reading.meterTime), power, apparent, carried };
}

/** Looks the places up once for a structure. */
function shapeOf(values: readonly NumericValue[], { structure, absent }: Circumstances): Shape {
  const place = (key: string): number => values.findIndex((entry) => entry.quantity?.key === key);
  const pairs = [1, 2, 3].map((phase) => [place(`voltage_l${phase}`), place(`current_l${phase}`)] as const);
  const registers = values.flatMap((entry, index) =>
    entry.quantity?.stateClass === "total_increasing" ? [index] : [],
  );
  return {
    structure,
    absent,
    powerImport: place("power_import"),
    powerExport: place("power_export"),
    powerFactor: place("power_factor"),
    phasePlaces: fitted(pairs.filter(([voltage, current]) => voltage >= 0 && current >= 0).flat()),
    voltages: fitted(pairs.map(([voltage]) => voltage).filter((voltage) => voltage >= 0)),
    currents: fitted(pairs.map(([, current]) => current).filter((current) => current >= 0)),
    registers: fitted(registers),
    registerNames: registers.map((index) => (values[index] as NumericValue).obis),
    ways: registers.map((index) => wayOf((values[index] as NumericValue).quantity?.key)),
  };
}

/** The list in its length: one that grew has room for sixteen more. */
const fitted = (grown: readonly number[]): readonly number[] => grown.slice();

function wayOf(key: string | undefined): -1 | 0 | 1 {
  if (key?.startsWith("energy_import")) return 1;
  return key?.startsWith("energy_export") ? -1 : 0;
}

/** Below this a phase counts as absent, V. */
export const aliveVoltage = 50;

/**
 * A sum over eight bits lets one in 256 damaged frames through. Where 16 bits or a tag stand, nobody asks whether a
 * household may do what it does.
 */
export function isWeaklyChecked({ framing, authenticated, unproven }: Reading): boolean {
  return unproven === true || (framing === "mbus" && !authenticated);
}

/** Layouts that name their values; every other name is that of a file in meters/ which knows each element before it comes. */
const selfDescribing: ReadonlySet<string> = new Set(["obis-scaled", "obis", "object-list", "dsmr", "amis"]);

/**
 * Whether a definition describes the list element by element, behind 16 bits of check or a tag: damage does not make one such
 * list of another, so a meter that sends it sends both.
 */
export function isDescribed(reading: Reading): boolean {
  return !selfDescribing.has(reading.layout) && !isWeaklyChecked(reading);
}

/** The value at a place of the reading's values. */
export const valueAt = ({ reading }: Examined, place: number): NumericValue => reading.values[place] as NumericValue;

/** Apparent power of the phase whose places stand at `index` of `phasePlaces`, VA. */
export function apparentAt({ reading: { values }, shape: { phasePlaces } }: Examined, index: number): number {
  const voltage = (values[phasePlaces[index] as number] as NumericValue).value;
  return voltage * Math.abs((values[phasePlaces[index + 1] as number] as NumericValue).value);
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
  const forward = (values[shape.powerImport] as NumericValue).value;
  return shape.powerExport < 0 ? forward : forward - (values[shape.powerExport] as NumericValue).value;
}

function apparentOf(values: readonly NumericValue[], shape: Shape, power: number | undefined): number | undefined {
  if (shape.powerFactor < 0) return undefined;
  const share = Math.abs((values[shape.powerFactor] as NumericValue).value);
  return power === undefined || power === 0 || share === 0 ? undefined : Math.abs(power) / share;
}

function carriedBy(values: readonly NumericValue[], shape: Shape): number | undefined {
  const { phasePlaces: places, voltages, currents } = shape;
  if (places.length === 0 || places.length !== 2 * voltages.length || voltages.length !== currents.length)
    return undefined;
  let bound = 0;
  for (let index = 0; index < places.length; index += 2) {
    const { value, step } = values[places[index + 1] as number] as NumericValue;
    bound += (values[places[index] as number] as NumericValue).value * (Math.abs(value) + step / 2);
  }
  return bound;
}
