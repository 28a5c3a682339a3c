import type { FaultCode } from "../fault.ts";
import type { NumericValue, Reading } from "../telegram/reading.ts";
import { aliveVoltage, type Examined } from "./examined.ts";

/** Why a reading is held back until the next one decides; the code is reported when it was true after all. */
export interface Doubt {
  readonly code: FaultCode;
  readonly reason: string;
  /** Rare, but no contradiction: enough to wait for the next telegram, not enough to drop the last one of an input. */
  readonly unusual?: boolean;
}

/**
 * A sum over eight bits lets one in 256 damaged frames through. Where 16 bits or a tag stand, nobody asks whether a
 * household may do what it does.
 */
export function isWeaklyChecked({ framing, authenticated }: Reading): boolean {
  return framing === "mbus" && !authenticated;
}

/** One-sided bound of |P| against ΣU·I: 2 %, and half a step of each current on top. */
const apparentSlack = 1.02;

/** A value no meter can measure. Holds for a reading on its own. */
export function outOfRange(values: readonly NumericValue[]): Doubt | undefined {
  for (const { value, quantity } of values)
    if (quantity !== undefined && (value < quantity.min || value > quantity.max))
      return { code: "implausible", reason: `${quantity.key} of ${value} ${quantity.unit}` };
  return undefined;
}

/** Rounding of currents at small loads. */
const factorSlack = 0.03;

/**
 * More active power than the phases together could carry. Skipped where the meter sends not all of a phase. Behind 16
 * bits of check or a tag it is no damage, but a meter behind transformers: unusual.
 */
export function moreThanApparent({ reading, shape, power: net }: Examined): Doubt | undefined {
  const { phasePlaces: places, voltages, currents } = shape;
  const { values } = reading;
  const unusual = !isWeaklyChecked(reading);
  const isWhole = places.length === 2 * voltages.length && voltages.length === currents.length;
  for (let index = 0; index < places.length; index += 2) {
    const { value, step } = values[places[index + 1] as number] as NumericValue;
    const voltage = (values[places[index] as number] as NumericValue).value;
    if (voltage < aliveVoltage && Math.abs(value) > step)
      return { code: "implausible", reason: `${value} A on a phase of ${voltage} V`, unusual };
  }
  if (places.length === 0 || !isWhole || net === undefined) return undefined;
  let bound = 0;
  for (let index = 0; index < places.length; index += 2) {
    const { value, step } = values[places[index + 1] as number] as NumericValue;
    bound += (values[places[index] as number] as NumericValue).value * (Math.abs(value) + step / 2);
  }
  const power = Math.abs(net);
  const play = Math.max(1, (values[shape.powerImport] as NumericValue).step);
  if (power > bound * apparentSlack + play)
    return { code: "implausible", reason: `${power} W from ${Math.round(bound)} VA`, unusual };
  const factor = shape.powerFactor < 0 ? undefined : values[shape.powerFactor];
  const doubt = doubtOfFactor(factor, power / bound);
  return doubt === undefined ? undefined : { ...doubt, unusual };
}

/** The sum of apparent powers is never below the apparent power of the sum, so P/ΣUI never exceeds the power factor. */
function doubtOfFactor(factor: NumericValue | undefined, least: number): Doubt | undefined {
  if (factor === undefined || Math.abs(factor.value) > least - factorSlack) return undefined;
  return { code: "implausible", reason: `a power factor of ${factor.value} with ${least.toFixed(3)} by the phases` };
}
