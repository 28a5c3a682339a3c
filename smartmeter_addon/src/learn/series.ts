/** Numbers over the telegrams, and what can be said of them alone. */
import type { Obis } from "../cosem/obis.ts";

/** A column of numbers and its place. NaN stands where the meter sent null. */
export interface Series {
  readonly at: number;
  readonly name: Obis | undefined;
  readonly type: string;
  readonly numbers: readonly number[];
  /** Of one direction of a flow that both have in common. */
  readonly sign?: 1 | -1;
}

/** What a definition writes of an element. */
export interface Role {
  readonly obis: string;
  readonly unit: string;
  /** Power of ten. */
  readonly scaler: number;
  /**
   * Nothing else is possible; otherwise digits alone cannot tell one power of ten from the next, and the display
   * decides.
   */
  readonly isCertain: boolean;
}

/** The numbers without nulls. */
export const shown = (numbers: readonly number[]): number[] => numbers.filter((number) => !Number.isNaN(number));

export function motionOf(numbers: readonly number[]): "rises" | "still" | "moves" {
  const seen = shown(numbers);
  if (seen.every((number) => number === seen[0])) return "still";
  return seen.every((number, index) => index === 0 || number >= (seen[index - 1] as number)) ? "rises" : "moves";
}

/** The only scaler that brings all numbers into a range narrower than a power of ten; undefined where none does. */
export function scalerInto(
  numbers: readonly number[],
  [lowest, highest]: readonly [number, number],
): number | undefined {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return [0, -1, -2].find((scaler) => least >= lowest * 10 ** -scaler && most <= highest * 10 ** -scaler);
}

export const only = <Value>(values: readonly Value[]): Value | undefined =>
  values.length === 1 ? values[0] : undefined;
