import type { Obis } from "../cosem/obis.ts";
import type { NumericValue } from "../telegram/reading.ts";
import { apparentOf, differenceTrait, type Examined, type Shape, traitKinds } from "./examined.ts";

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
  /** Apparent power of all phases by the power factor, VA; undefined where the meter does not send it. */
  readonly apparent?: number | undefined;
  /** What this telegram does that others need not do: {@link traitsOf}. */
  readonly traits: readonly number[];
  /** The largest power seen in either direction, W. */
  readonly largestPower: number;
}

/** Where the invoke-id begins anew: after 16, 24, 31 or 32 bits. */
const invokeIdWraps = [0x10000, 0x1000000, 0x80000000, 0x100000000];

/** The trait of an invoke-id that neither stands still nor runs with the counter (`facts` 6.6); else undefined. */
export function apartTrait(before: Snapshot, counter: number | undefined, invokeId: number | undefined) {
  if (counter === undefined || before.counter === undefined) return undefined;
  const run = invokeId === undefined || before.invokeId === undefined ? 0 : invokeId - before.invokeId;
  const step = counter - before.counter;
  const began = ((before.invokeId ?? 0) + step) % (step - run);
  const wraps = invokeIdWraps.includes(step - run) && began < step;
  return run === 0 || run === step || wraps ? undefined : traitKinds.apart;
}

/** Telegrams nobody minds missing. */
export const counterSlack = 10;
/** A clock step that is no gap: more than this with hardly a telegram sent in between. */
const clockStep = 600;

/** The trait of a clock that runs far ahead from one telegram to the next, by about so much; else undefined. */
export function paceTrait(before: Snapshot, counter: number | undefined, passed: number | undefined) {
  if (counter === undefined || before.counter === undefined || passed === undefined) return undefined;
  const step = counter - before.counter;
  if (step <= 0 || step > counterSlack || passed <= clockStep) return undefined;
  return traitKinds.pace + Math.round(4 * Math.log2(passed / step));
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
  return { ...snapshot, registerNames: [], registers: [], power: undefined, phases: [], apparent: undefined };
}

/**
 * The snapshot of a reading that follows `before`. `list` is the last published one of its own list, `previous` the last
 * one received, which nobody may have confirmed; `balance` are its traits since then.
 */
export function snapshotOf(
  examined: Examined,
  before: Snapshot | undefined,
  list: Snapshot | undefined,
  previous: Snapshot | undefined,
  balance: readonly number[],
): Snapshot {
  const { reading, shape, circumstances, seconds, power } = examined;
  const { values } = reading;
  const forward = shape.powerImport < 0 ? 0 : (values[shape.powerImport] as NumericValue).value;
  const backward = shape.powerExport < 0 ? 0 : (values[shape.powerExport] as NumericValue).value;
  const kept = keptRegisters(shape, list);
  const registers = valuesAt(values, shape.registers);
  for (const [, register] of kept) registers.push(register);
  const traits = [...examined.traits];
  addRelations(traits, previous, examined);
  for (const trait of balance) traits.push(trait);
  return {
    sender: circumstances.sender,
    structure: circumstances.structure,
    counter: reading.invocationCounter,
    invokeId: circumstances.invokeId,
    seconds: seconds ?? before?.seconds,
    clockRange: rangeOf(before?.clockRange, circumstances.clockDifference),
    registerNames: kept.length === 0 ? shape.registerNames : [...shape.registerNames, ...kept.map(([name]) => name)],
    registers,
    power,
    phases: valuesAt(values, shape.phasePlaces),
    apparent: apparentOf(examined),
    traits,
    largestPower: Math.max(forward, backward, before?.largestPower ?? 0),
  };
}

function valuesAt(values: readonly NumericValue[], places: readonly number[]): number[] {
  const numbers: number[] = [];
  for (const place of places) numbers.push((values[place] as NumericValue).value);
  return numbers;
}

/** Adds the traits that lie between two readings. */
function addRelations(
  traits: number[],
  previous: Snapshot | undefined,
  { reading, circumstances: { clockDifference, invokeId }, seconds }: Examined,
): void {
  if (clockDifference !== undefined) traits.push(differenceTrait(clockDifference));
  if (previous === undefined) return;
  const { invocationCounter: counter } = reading;
  const passed = seconds === undefined || previous.seconds === undefined ? undefined : seconds - previous.seconds;
  const apart = apartTrait(previous, counter, invokeId);
  const pace = paceTrait(previous, counter, passed);
  if (apart !== undefined) traits.push(apart);
  if (pace !== undefined) traits.push(pace);
}

const noRegisters: readonly [Obis, number][] = [];

/** Registers the telegram leaves out this time, as they stood before. */
function keptRegisters(shape: Shape, before: Snapshot | undefined): readonly [Obis, number][] {
  if (before === undefined || before.registerNames.length <= shape.registerNames.length) return noRegisters;
  return before.registerNames.flatMap((name, index): [Obis, number][] =>
    shape.registerNames.includes(name) ? [] : [[name, before.registers[index] as number]],
  );
}

function rangeOf(range: Snapshot["clockRange"], difference: number | undefined): Snapshot["clockRange"] {
  if (difference === undefined) return range;
  if (range === undefined) return [difference, difference];
  if (difference >= range[0] && difference <= range[1]) return range;
  return [Math.min(range[0], difference), Math.max(range[1], difference)];
}
