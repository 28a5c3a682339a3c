import type { NumericValue } from "../telegram/reading.ts";
import { isWeaklyChecked } from "./doubt.ts";
import { apparentOf, type Examined } from "./examined.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * How exactly the electrical values of a telegram go together. Most meters measure all at one moment, some do not; so
 * what does not go together is a trait: new for a meter it is doubted, later it is the meter's way. Only behind an 8-bit
 * sum, where a flipped bit is the likelier reason.
 */
const traits = {
  factor: 3_500_000,
  power: 3_600_000,
  currents: 3_700_000,
  apparent: 3_800_000,
  against: 3_900_000,
} as const;

/** What averaging and cut-off digits bring about in a power that is compared with U·I·power factor. */
const coarseFactor = 0.02;
/** What harmonics, which some power factors leave out, may take from an apparent power. */
const distortedPart = 0.1;
/** Power and phases are compared only between telegrams that follow each other closely, s. */
const closeSpan = 60;
/** What may move by itself: VA, a part of the load, and a factor for loads that are hardly active. */
const play = 30;
const part = 0.02;
const factor = 4;
/**
 * Phases that turn from feeding in to drawing, or against each other, let power and currents move apart; power factor,
 * power and currents together less so.
 */
const together = 0.5;
/** Power that is sure to go one way; a battery holds it nearer to zero, now on this side and now on that. W. */
const sureWay = 100;

/** The trait of phases that carry what power and power factor of the same telegram exclude. */
export function factorTrait(examined: Examined): number | undefined {
  const { phasePlaces: places, powerFactor } = examined.shape;
  if (powerFactor < 0 || !isWeaklyChecked(examined.reading)) return undefined;
  if (places.length === 2) return onePhaseTrait(examined);
  return places.length === 6 ? threePhaseTrait(examined) : undefined;
}

/** One phase whose P is not U·I·power factor, within two percent and the steps of its values. */
function onePhaseTrait({ reading: { values }, shape, power: net }: Examined): number | undefined {
  const { phasePlaces: places, powerFactor, powerImport } = shape;
  const voltage = values[places[0] as number] as NumericValue;
  const current = values[places[1] as number] as NumericValue;
  const share = values[powerFactor] as NumericValue;
  const expected = Math.abs(voltage.value * current.value * share.value);
  if (net === undefined || expected === 0) return undefined;
  // Power factors may be cut off where other values are rounded.
  const rounding = relativeRounding(voltage) + relativeRounding(current) + 2 * relativeRounding(share);
  const off = Math.abs(Math.abs(net) - expected) - (values[powerImport] as NumericValue).step - rounding * expected;
  return off > coarseFactor * expected ? traits.factor : undefined;
}

const relativeRounding = ({ value, step }: NumericValue): number => step / 2 / Math.abs(value);

/** Two phases cannot take more from the sum of three apparent powers than they carry, whichever way theirs go. */
function threePhaseTrait({ reading: { values }, shape, power: net }: Examined): number | undefined {
  const { value: share, step } = values[shape.powerFactor] as NumericValue;
  if (net === undefined || net === 0 || Math.abs(share) <= step) return undefined;
  const most = (Math.abs(net) + (values[shape.powerImport] as NumericValue).step) / (Math.abs(share) - step);
  let sum = 0;
  let largest = 0;
  for (let index = 0; index < shape.phasePlaces.length; index += 2) {
    const apparent = apparentAt(values, shape.phasePlaces, index);
    sum += apparent;
    largest = Math.max(largest, apparent);
  }
  return most < (1 - distortedPart) * (2 * largest - sum) - play ? traits.factor : undefined;
}

function apparentAt(values: readonly NumericValue[], places: readonly number[], index: number): number {
  const current = (values[places[index + 1] as number] as NumericValue).value;
  return (values[places[index] as number] as NumericValue).value * Math.abs(current);
}

/** The trait of what moved since `before` as no load moves it. */
export function movementTrait(before: Snapshot, examined: Examined): number | undefined {
  const { reading, seconds, power } = examined;
  if (before.power === undefined || before.seconds === undefined || !isWeaklyChecked(reading)) return undefined;
  if (power === undefined || seconds === undefined || seconds - before.seconds > closeSpan) return undefined;
  // Currents have no sign: what goes the other way now may be as strong as before.
  if (power * before.power < 0) return undefined;
  return balanceTrait(before, before.power, examined, power) ?? againstTrait(before, before.power, examined, power);
}

/** Power, or the apparent power that the power factor tells, moved without currents, or they without it. */
function balanceTrait(before: Snapshot, powerBefore: number, examined: Examined, power: number): number | undefined {
  const { shape } = examined;
  const { values } = examined.reading;
  const { phasePlaces: places } = shape;
  if (places.length === 0 || places.length !== before.phases.length) return undefined;
  let moved = 0;
  let largest = 0;
  let sum = 0;
  for (let index = 0; index < places.length; index += 2) {
    const apparentBefore = (before.phases[index] as number) * Math.abs(before.phases[index + 1] as number);
    const apparentMoved = Math.abs(apparentAt(values, places, index) - apparentBefore);
    moved += apparentMoved;
    largest = Math.max(largest, apparentMoved);
    sum += apparentBefore;
  }
  const powerMoved = Math.abs(power - powerBefore);
  const slack = play + part * sum;
  if (powerMoved > factor * moved + slack) return traits.power;
  if (unbalanced(largest, moved) > factor * powerMoved + together * slack) return traits.currents;
  const apparent = apparentOf(examined);
  if (apparent === undefined || before.apparent === undefined) return undefined;
  // Small powers, and power factors near zero, tell little of apparent power.
  const { value: share, step } = values[shape.powerFactor] as NumericValue;
  const rounding = 2 * apparent * (step / Math.abs(share) + 0.5 / Math.abs(power));
  const apparentMoved = Math.abs(apparent - before.apparent) - rounding;
  return apparentMoved > factor * (moved + powerMoved) + together * slack ? traits.apparent : undefined;
}

/**
 * What of the currents' moves, VA, must show in the power: a load switched on may make up for others that go off, or for
 * more sun on the other phases, and then power hardly moves.
 */
export function unbalanced(largest: number, sum: number): number {
  return Math.max(0, 2 * largest - sum);
}

/** A register of the one direction rose, and power went the other way both before and after. */
function againstTrait(
  { registers, registerNames }: Snapshot,
  powerBefore: number,
  { reading: { values }, shape }: Examined,
  power: number,
): number | undefined {
  if (Math.abs(power) < sureWay || Math.abs(powerBefore) < sureWay) return undefined;
  for (let index = 0; index < shape.ways.length; index++) {
    if ((shape.ways[index] as number) * power >= 0 || registerNames[index] !== shape.registerNames[index]) continue;
    const { value } = values[shape.registers[index] as number] as NumericValue;
    if (value > (registers[index] as number)) return traits.against;
  }
  return undefined;
}

const none: readonly number[] = [];

/** Both, for the memory of a reading. */
export function balanceTraits(previous: Snapshot | undefined, examined: Examined): readonly number[] {
  const own = factorTrait(examined);
  const moved = previous && movementTrait(previous, examined);
  if (own === undefined && moved === undefined) return none;
  return [own, moved].filter((trait) => trait !== undefined);
}
