import type { Obis } from "../cosem/obis.ts";
import type { NumericValue, Reading } from "../telegram/reading.ts";
import { balanceTraits, unbalanced } from "./balance.ts";
import { type Doubt, isWeaklyChecked } from "./doubt.ts";
import { aliveVoltage, type Circumstances, differenceTrait, type Examined } from "./examined.ts";
import { apartTrait, counterSlack, listOf, paceTrait, type Snapshot } from "./snapshot.ts";

/** Registers may rise by this power at least before a rise is doubted: a house connection, three times over. */
const leastPower = 15000;
const safety = 3;
/** What a household may draw or feed in between two telegrams without either of them showing it; W. */
const unseenPower = 5000;
/** After a longer gap nobody knows what ran in the meantime; only falling registers are doubted. */
const longestGap = 3600;
/** Telegrams a second at the most. */
const counterPerSecond = 2;
/** The difference of the two clocks may grow by this at a time. */
const clockPlay = 1;
/** Power and phases are compared only between telegrams that follow each other closely. */
const phaseSpan = 60;
/** A voltage that moves by more in that time is rare, V, but for what its own current brings about, V/A. */
const voltageStep = 6;
const gridImpedance = 1;
/** Active and apparent power move together, within a factor, a part of the load, and this many W. */
const powerFactorRange = 4;
const powerPart = 0.15;
const powerPlay = 300;

/**
 * What speaks against `reading` coming after `before`: a contradiction before what is merely unusual, in order of
 * weight. `others` are the last ones of the other lists this meter sends in turn, `balance` the reading's own traits
 * since the last one of its list, where they are known already.
 */
export function doubtAfter(
  before: Snapshot,
  examined: Examined,
  traits: ReadonlySet<number>,
  others: readonly Snapshot[],
  balance?: readonly number[],
): Doubt | undefined {
  const { reading, circumstances, seconds } = examined;
  if (circumstances.sender !== before.sender) return { code: "meter-changed", reason: "another meter sends" };
  const list = listOf(circumstances.structure, before, others);
  if (list === undefined) return { code: "structure-changed", reason: "the telegram is built in another way" };
  const passed = secondsAfter(before, seconds);
  const passedInList = list === before ? passed : secondsAfter(list, seconds);
  const doubts = [
    doubtOfCounter(before, list, reading, circumstances, passed, traits),
    doubtOfClock(before, circumstances, passed, traits) ?? doubtOfPace(list, reading, passedInList),
    doubtOfRegisters(before, examined, passed) ?? doubtOfOthers(others, examined),
    isWeaklyChecked(reading) ? doubtOfPhases(list, examined, passedInList) : undefined,
    doubtOfBalance(balance ?? balanceTraits(list, examined), traits),
    doubtOfTraits(examined.traits, traits),
  ];
  return doubts.find((doubt) => doubt !== undefined && doubt.unusual !== true) ?? doubts.find(Boolean);
}

function secondsAfter(before: Snapshot, seconds: number | undefined): number | undefined {
  return seconds === undefined || before.seconds === undefined ? undefined : seconds - before.seconds;
}

/** A register of one list is compared with each that names it, since any of them may have been sent last. */
function doubtOfOthers(others: readonly Snapshot[], examined: Examined): Doubt | undefined {
  for (const other of others) {
    if (other.sender !== examined.circumstances.sender) continue;
    const doubt = doubtOfRegisters(other, examined, secondsAfter(other, examined.seconds));
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/** Counters may begin anew or jump, and documents use them again (`facts` 6.6): unusual, whatever they do. */
function doubtOfCounter(
  before: Snapshot,
  list: Snapshot,
  reading: Reading,
  { invokeId }: Circumstances,
  passed: number | undefined,
  traits: ReadonlySet<number>,
): Doubt | undefined {
  const counter = reading.invocationCounter;
  if (counter === undefined || before.counter === undefined) return undefined;
  const step = counter - before.counter;
  if (step <= 0) return unusualCounter(`the invocation counter went from ${before.counter} to ${counter}`);
  if (passed !== undefined && step > Math.max(0, passed) * counterPerSecond + counterSlack)
    return unusualCounter(`the invocation counter jumped by ${step} in ${passed} s`);
  const apart = apartTrait(list, counter, invokeId);
  if (apart !== undefined && !traits.has(apart))
    return unusualCounter("the invoke-id moved otherwise than the invocation counter");
  return undefined;
}

const unusualCounter = (reason: string): Doubt => ({ code: "counter-backwards", reason, unusual: true });

function doubtOfClock(
  before: Snapshot,
  { clockDifference: difference }: Circumstances,
  passed: number | undefined,
  traits: ReadonlySet<number>,
): Doubt | undefined {
  const { clockRange: range } = before;
  if (range !== undefined && difference !== undefined && !traits.has(differenceTrait(difference)))
    if (difference < range[0] - clockPlay || difference > range[1] + clockPlay)
      return { code: "clock-set", reason: `the two clocks of the telegram are suddenly ${difference} s apart` };
  if (passed === undefined || passed >= 0) return undefined;
  return { code: "clock-set", reason: `the meter's clock went back by ${-passed} s` };
}

function doubtOfPace(before: Snapshot, reading: Reading, passed: number | undefined): Doubt | undefined {
  const { invocationCounter: counter } = reading;
  const pace = paceTrait(before, counter, passed);
  if (pace === undefined || before.traits.includes(pace)) return undefined;
  const telegrams = (counter as number) - (before.counter as number);
  const reason = `the meter's clock went ahead by ${passed} s within ${telegrams} telegrams`;
  return { code: "clock-set", reason, unusual: true };
}

function doubtOfRegisters(
  before: Snapshot,
  { reading, shape, power: now }: Examined,
  passed: number | undefined,
): Doubt | undefined {
  const { values } = reading;
  const most = safety * Math.max(before.largestPower, leastPower);
  const shown = isWeaklyChecked(reading) && passed !== undefined && passed <= phaseSpan ? before.power : undefined;
  const unseen = Math.max(before.largestPower, unseenPower);
  const known = passed !== undefined && passed >= 0 && passed <= longestGap;
  for (let index = 0; index < shape.registers.length; index++) {
    const { value, step, quantity } = values[shape.registers[index] as number] as NumericValue;
    const last = registerOf(before, shape.registerNames[index] as Obis, index);
    if (last === undefined) continue;
    const rise = value - last;
    if (rise < 0) return { code: "implausible", reason: `${quantity?.key} fell by ${-rise}` };
    const way = shape.ways[index] as number;
    const power =
      shown === undefined || now === undefined || way === 0 ? most : Math.max(way * shown, way * now, 0) + unseen;
    if (known && rise > (power * passed) / 3600 + 2 * step)
      return { code: "implausible", reason: `${quantity?.key} rose by ${rise} in ${passed} s` };
  }
  return undefined;
}

/** The register as it stood; the same structure means the same order, but for values that are left out. */
function registerOf({ registerNames, registers }: Snapshot, name: Obis, index: number): number | undefined {
  return registers[registerNames[index] === name ? index : registerNames.indexOf(name)];
}

/** Voltages jump rarely, and power and currents move together; what does neither may be a flipped bit. */
function doubtOfPhases(
  before: Snapshot,
  { reading: { values }, shape, power }: Examined,
  passed: number | undefined,
): Doubt | undefined {
  const places = shape.phasePlaces;
  if (power === undefined || before.power === undefined || places.length === 0) return undefined;
  if (passed === undefined || passed > phaseSpan || places.length !== before.phases.length) return undefined;
  let moved = 0;
  let largest = 0;
  let apparent = 0;
  for (let index = 0; index < places.length; index += 2) {
    const voltage = (values[places[index] as number] as NumericValue).value;
    const current = (values[places[index + 1] as number] as NumericValue).value;
    const voltageBefore = before.phases[index] as number;
    const currentBefore = before.phases[index + 1] as number;
    const brought = gridImpedance * Math.abs(current - currentBefore);
    // A phase may appear or go.
    const switched = (voltage === 0) !== (voltageBefore === 0) && Math.max(voltage, voltageBefore) >= aliveVoltage;
    if (Math.abs(voltage - voltageBefore) > voltageStep + brought && !switched)
      return { code: "implausible", reason: `a voltage moved from ${voltageBefore} to ${voltage} V`, unusual: true };
    const apparentMoved = voltage * Math.abs(current - currentBefore);
    moved += apparentMoved;
    largest = Math.max(largest, apparentMoved);
    apparent += voltage * Math.abs(currentBefore);
  }
  // Currents have no sign: what goes the other way now may be as strong as before.
  if (power * before.power < 0) return undefined;
  const powerMoved = Math.abs(power - before.power);
  const play = powerPlay + powerPart * apparent;
  if (powerMoved > powerFactorRange * moved + play || unbalanced(largest, moved) > powerFactorRange * powerMoved + play)
    return {
      code: "implausible",
      reason: `power moved by ${powerMoved} W, currents by ${Math.round(moved)} VA`,
      unusual: true,
    };
  return undefined;
}

function doubtOfBalance(balance: readonly number[], traits: ReadonlySet<number>): Doubt | undefined {
  if (balance.every((trait) => traits.has(trait))) return undefined;
  return {
    code: "implausible",
    reason: "power, currents, power factor and registers that do not go together",
    unusual: true,
  };
}

function doubtOfTraits(own: readonly number[], traits: ReadonlySet<number>): Doubt | undefined {
  if (own.every((trait) => traits.has(trait))) return undefined;
  return {
    code: "implausible",
    reason: "directions, phases or clock habits that never were together before",
    unusual: true,
  };
}
