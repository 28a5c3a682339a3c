import type { FaultCode } from "../fault.ts";
import type { NumericValue, Reading } from "./reading.ts";
import { patternOf, type Shape, type Snapshot, secondsOf, senderOf } from "./snapshot.ts";

/** Why a reading is held back until the next one decides; the code is reported when it was true after all. */
export interface Doubt {
  readonly code: FaultCode;
  readonly reason: string;
}

/** Registers may rise by this power at least before a rise is doubted: a house connection, three times over. */
const leastPower = 15000;
const safety = 3;
/** After a longer gap nobody knows what ran in the meantime; only falling registers are doubted. */
const longestGap = 3600;
/** Telegrams a second at the most, and telegrams nobody minds. */
const counterPerSecond = 2;
const counterSlack = 10;
/** A clock step that is no gap: more than this with one telegram in between. */
const clockStep = 600;
/** One-sided bound of |P| against ΣU·I: 2 %, and half a step of each current on top. */
const apparentSlack = 1.02;

/** A value no meter can measure. Holds for a reading on its own. */
export function outOfRange(values: readonly NumericValue[]): Doubt | undefined {
  for (const { value, quantity } of values)
    if (quantity !== undefined && (value < quantity.min || value > quantity.max))
      return { code: "implausible", reason: `${quantity.key} of ${value} ${quantity.unit}` };
  return undefined;
}

/** More active power than the phases together could carry. Skipped where the meter sends not all of a phase. */
export function moreThanApparent(values: readonly NumericValue[], shape: Shape): Doubt | undefined {
  const { phases, voltages, powerImport, powerExport } = shape;
  if (phases.length === 0 || phases.length !== voltages.length || powerImport < 0) return undefined;
  let bound = 0;
  for (const [voltage, current] of phases) {
    const { value, step } = values[current] as NumericValue;
    bound += (values[voltage] as NumericValue).value * (Math.abs(value) + step / 2);
  }
  const power = Math.abs((values[powerImport] as NumericValue).value - (values[powerExport]?.value ?? 0));
  if (power <= bound * apparentSlack + 1) return undefined;
  return { code: "implausible", reason: `${power} W from ${Math.round(bound)} VA` };
}

/** What speaks against `reading` coming after `before`: the first doubt, in order of weight. */
export function doubtAfter(
  before: Snapshot,
  reading: Reading,
  shape: Shape,
  patterns: ReadonlySet<number>,
): Doubt | undefined {
  if (senderOf(reading) !== before.sender) return { code: "meter-changed", reason: "another meter sends" };
  if (shape.structure !== before.structure)
    return { code: "structure-changed", reason: "the telegram is built in another way" };
  const seconds = secondsOf(reading.meterTime);
  const passed = seconds === undefined || before.seconds === undefined ? undefined : seconds - before.seconds;
  return (
    doubtOfCounter(before, reading, passed) ??
    doubtOfClock(before, reading, passed) ??
    doubtOfRegisters(before, reading, shape, passed) ??
    doubtOfPattern(reading, shape, patterns)
  );
}

function doubtOfCounter(before: Snapshot, reading: Reading, passed: number | undefined): Doubt | undefined {
  const counter = reading.invocationCounter;
  if (counter === undefined || before.counter === undefined) return undefined;
  const step = counter - before.counter;
  if (step <= 0)
    return { code: "counter-backwards", reason: `the invocation counter went from ${before.counter} to ${counter}` };
  if (passed !== undefined && step > Math.max(0, passed) * counterPerSecond + counterSlack)
    return { code: "counter-backwards", reason: `the invocation counter jumped by ${step} in ${passed} s` };
  return undefined;
}

function doubtOfClock(before: Snapshot, reading: Reading, passed: number | undefined): Doubt | undefined {
  if (passed === undefined) return undefined;
  if (passed < 0) return { code: "clock-set", reason: `the meter's clock went back by ${-passed} s` };
  const { invocationCounter: counter } = reading;
  if (counter !== undefined && counter - (before.counter ?? 0) === 1 && passed > clockStep)
    return { code: "clock-set", reason: `the meter's clock went ahead by ${passed} s from one telegram to the next` };
  return undefined;
}

function doubtOfRegisters(
  before: Snapshot,
  reading: Reading,
  shape: Shape,
  passed: number | undefined,
): Doubt | undefined {
  const { values } = reading;
  const power = safety * Math.max(before.largestPower, leastPower);
  const known = passed !== undefined && passed >= 0 && passed <= longestGap;
  for (const [index, place] of shape.registers.entries()) {
    const { value, step, quantity } = values[place] as NumericValue;
    const last = before.registers[shape.registerNames[index] as string];
    if (last === undefined) continue;
    const rise = value - last[0];
    if (rise < 0) return { code: "implausible", reason: `${quantity?.key} fell by ${-rise}` };
    if (known && rise > (power * passed) / 3600 + 2 * step)
      return { code: "implausible", reason: `${quantity?.key} rose by ${rise} in ${passed} s` };
  }
  return undefined;
}

function doubtOfPattern(reading: Reading, shape: Shape, patterns: ReadonlySet<number>): Doubt | undefined {
  const pattern = patternOf(reading.values, shape);
  if (patterns.has(pattern)) return undefined;
  return { code: "implausible", reason: "directions or phases are alive that never were together before" };
}
