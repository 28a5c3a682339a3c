import { isWeaklyChecked } from "./doubt.ts";
import type { NumericValue, Reading } from "./reading.ts";
import { powerOf, type Shape, type Snapshot, secondsOf } from "./snapshot.ts";

/**
 * How exactly the electrical values of a telegram go together. Most meters measure all at one moment, some do not; so
 * what does not go together is a trait: new for a meter it is doubted, later it is the meter's way. Only behind an 8-bit
 * sum, where a flipped bit is the likelier reason.
 */
const traits = { factor: 3_500_000, power: 3_600_000, currents: 3_700_000 } as const;

/** What averaging and cut-off digits bring about in a power that is compared with U·I·power factor. */
const coarseFactor = 0.02;
/** Power and phases are compared only between telegrams that follow each other closely, s. */
const closeSpan = 60;
/** What may move by itself: W, a part of the load, and a factor for loads that are hardly active. */
const play = 30;
const part = 0.02;
const factor = 4;

/** The trait of one phase whose P is not U·I·power factor, within two percent and the steps of its values. */
export function factorTrait(reading: Reading, shape: Shape): number | undefined {
  const { phasePlaces: places, powerFactor, powerImport } = shape;
  if (places.length !== 2 || powerFactor < 0 || !isWeaklyChecked(reading)) return undefined;
  const { values } = reading;
  const net = powerOf(values, shape);
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

/** The trait of power that moved without currents, or the other way round, since `before`. */
export function balanceTrait(before: Snapshot, reading: Reading, shape: Shape): number | undefined {
  const { phasePlaces: places } = shape;
  if (places.length === 0 || places.length !== before.phases.length || !isWeaklyChecked(reading)) return undefined;
  const { values } = reading;
  const power = powerOf(values, shape);
  const seconds = secondsOf(reading.meterTime);
  if (power === undefined || before.power === undefined || seconds === undefined || before.seconds === undefined)
    return undefined;
  // Currents have no sign: what goes the other way now may be as strong as before.
  if (seconds - before.seconds > closeSpan || power * before.power < 0) return undefined;
  let moved = 0;
  let apparent = 0;
  for (let index = 0; index < places.length; index += 2) {
    const voltage = (values[places[index] as number] as NumericValue).value;
    const current = Math.abs((values[places[index + 1] as number] as NumericValue).value);
    const apparentBefore = (before.phases[index] as number) * Math.abs(before.phases[index + 1] as number);
    moved += Math.abs(voltage * current - apparentBefore);
    apparent += apparentBefore;
  }
  const powerMoved = Math.abs(power - before.power);
  const slack = play + part * apparent;
  if (powerMoved > factor * moved + slack) return traits.power;
  return moved > factor * powerMoved + slack ? traits.currents : undefined;
}

const none: readonly number[] = [];

/** Both, for the memory of a reading. */
export function balanceTraits(previous: Snapshot | undefined, reading: Reading, shape: Shape): readonly number[] {
  const own = factorTrait(reading, shape);
  const moved = previous && balanceTrait(previous, reading, shape);
  if (own === undefined && moved === undefined) return none;
  return [own, moved].filter((trait) => trait !== undefined);
}
