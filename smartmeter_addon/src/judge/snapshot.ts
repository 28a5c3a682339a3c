/** What is kept of a reading to judge the next one by. */
import type { Obis } from "../cosem/obis.ts";
import { type Examined, isDescribed, type Shape, valueAt } from "./measures.ts";

/** Plain data that survives a restart. */
export interface Snapshot {
  /** Who sent it: system title or address, and the number and name in the telegram. */
  readonly sender: string;
  readonly structure: number;
  readonly counter: number | undefined;
  readonly invokeId: number | undefined;
  /** Seconds of the meter's clock: of UTC where it sends offset or daylight saving, else of its wall time. */
  readonly seconds: number | undefined;
  /** Between this telegram and the one before, by the steps of the counter, s. */
  readonly pace?: number | undefined;
  /** Least and greatest difference seen between the two clocks of one telegram, s. */
  readonly clockRange: readonly [least: number, greatest: number] | undefined;
  /** OBIS codes and readings of the registers that only rise. */
  readonly registerNames: readonly Obis[];
  readonly registers: readonly number[];
  /** What each register should have risen by the powers shown since it last did, Wh; 0 where no power tells. */
  readonly owed?: readonly number[] | undefined;
  /** Net power, W, and voltage and current of each phase in turn. */
  readonly power: number | undefined;
  readonly phases: readonly number[];
  /** Apparent power of all phases by the power factor, VA; undefined where the meter does not send it. */
  readonly apparent?: number | undefined;
  /** What this telegram does that a flipped bit could do as well ({@link Finding.key}). */
  readonly ways?: readonly string[] | undefined;
  /** The largest power seen in either direction, W. */
  readonly largestPower: number;
}

/** The last reading of the list built so: `before`, or one of the other lists of its meter. */
export function listOf(
  structure: number,
  before: Snapshot | undefined,
  others: readonly Snapshot[],
): Snapshot | undefined {
  return before?.structure === structure ? before : others.find((other) => other.structure === structure);
}

/** That there is such a list, without what it said: nothing is compared with it. */
export function withoutValues(snapshot: Snapshot): Snapshot {
  return { ...snapshot, registerNames: [], registers: [], owed: [], power: undefined, phases: [], apparent: undefined };
}

/** The register as it stood; the same structure means the same order, but for values that are left out. */
export function placeOfRegister({ registerNames }: Snapshot, name: Obis, index: number): number {
  return registerNames[index] === name ? index : registerNames.indexOf(name);
}

/** The snapshot of a reading that follows `before`; `list` is the last published one of its own list. */
export function snapshotOf(
  examined: Examined,
  before: Snapshot | undefined,
  list: Snapshot | undefined,
  ways: readonly string[],
): Snapshot {
  const { reading, shape, circumstances, seconds, power, apparent } = examined;
  const forward = shape.powerImport < 0 ? 0 : valueAt(examined, shape.powerImport).value;
  const backward = shape.powerExport < 0 ? 0 : valueAt(examined, shape.powerExport).value;
  const registers = registersOf(examined, list);
  const kept = keptRegisters(shape, list);
  return {
    sender: circumstances.sender,
    structure: circumstances.structure,
    counter: reading.invocationCounter,
    invokeId: circumstances.invokeId,
    seconds: seconds ?? before?.seconds,
    pace: paceOf(examined, list),
    clockRange: rangeOf(before?.clockRange, circumstances.clockDifference),
    registerNames: kept.length === 0 ? shape.registerNames : [...shape.registerNames, ...kept.map(([name]) => name)],
    registers: kept.length === 0 ? registers : [...registers, ...kept.map(([, register]) => register)],
    owed: owedOf(examined, list),
    power,
    phases: valuesAt(examined, shape.phasePlaces),
    apparent,
    ways,
    largestPower: Math.max(forward, backward, before?.largestPower ?? 0),
  };
}

/** The snapshot of a list that has not come before and yet is the meter's own: a definition describes it; else undefined. */
export function describedList(now: Examined, before: Snapshot): Snapshot | undefined {
  return isDescribed(now.reading) ? snapshotOf(now, before, undefined, []) : undefined;
}

function paceOf({ reading, seconds }: Examined, list: Snapshot | undefined): number | undefined {
  if (seconds === undefined || list?.seconds === undefined || list.counter === undefined) return list?.pace;
  const step = (reading.invocationCounter ?? 0) - list.counter;
  const passed = seconds - list.seconds;
  return step > 0 && passed > 0 && passed <= longestSpan ? Math.round(passed / step) : list.pace;
}

/** Made in its length: a list that grows takes room for seventeen numbers at once. */
function valuesAt(examined: Examined, places: readonly number[]): number[] {
  const numbers = new Array<number>(places.length);
  for (let index = 0; index < places.length; index++) numbers[index] = valueAt(examined, places[index] as number).value;
  return numbers;
}

/** Most registers stand as they stood, and the list before says so already. */
function registersOf(examined: Examined, list: Snapshot | undefined): readonly number[] {
  const { registers: places, registerNames } = examined.shape;
  if (list?.registerNames !== registerNames) return valuesAt(examined, places);
  for (let index = 0; index < places.length; index++)
    if (list.registers[index] !== valueAt(examined, places[index] as number).value) return valuesAt(examined, places);
  return list.registers;
}

const noRegisters: readonly [Obis, number][] = [];

/** Registers the telegram leaves out this time, as they stood before. */
function keptRegisters(shape: Shape, before: Snapshot | undefined): readonly [Obis, number][] {
  if (before === undefined || before.registerNames.length <= shape.registerNames.length) return noRegisters;
  return before.registerNames.flatMap((name, index): [Obis, number][] =>
    shape.registerNames.includes(name) ? [] : [[name, before.registers[index] as number]],
  );
}

/** A span of silence tells nothing of the power in it, s. */
const longestSpan = 60;

/** Some meters count on once in a quarter of an hour: what their powers showed meanwhile comes in one step. */
function owedOf(examined: Examined, list: Snapshot | undefined): number[] {
  const { shape, seconds, power } = examined;
  const passed = seconds === undefined || list?.seconds === undefined ? 0 : seconds - list.seconds;
  const shown = passed > 0 && passed <= longestSpan && power !== undefined ? (power * passed) / 3600 : 0;
  const owed = new Array<number>(shape.registers.length);
  for (let index = 0; index < owed.length; index++) {
    const place = list === undefined ? -1 : placeOfRegister(list, shape.registerNames[index] as Obis, index);
    const isSame = place >= 0 && list?.registers[place] === valueAt(examined, shape.registers[index] as number).value;
    owed[index] = isSame ? (list?.owed?.[place] ?? 0) + Math.max(0, (shape.ways[index] as number) * shown) : 0;
  }
  return owed;
}

function rangeOf(range: Snapshot["clockRange"], difference: number | undefined): Snapshot["clockRange"] {
  if (difference === undefined) return range;
  if (range === undefined) return [difference, difference];
  if (difference >= range[0] && difference <= range[1]) return range;
  return [Math.min(range[0], difference), Math.max(range[1], difference)];
}
