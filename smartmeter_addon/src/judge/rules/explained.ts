/** Whether flipped bits explain what a rule has found in a reading. */
import type { NumericValue } from "../../telegram/reading.ts";
import { type Examined, examine } from "../measures.ts";
import { placeOfRegister, type Snapshot } from "../snapshot.ts";
import { mostPower } from "./course.ts";
import { type Course, courseOf, type Finding } from "./rule.ts";
import { contradictionOf, suspicionsOf } from "./rules.ts";

/** A value with one bit flipped; undefined where that leaves what can be. */
function flipped(entry: NumericValue, bit: number): NumericValue | undefined {
  const raw = Math.round(entry.value / entry.step);
  if (Math.abs(raw) >= 0x7fffffff) return undefined;
  const value = (raw ^ (1 << bit)) * entry.step;
  const { min = -Infinity, max = Infinity } = entry.quantity ?? {};
  return value < min || value > max ? undefined : { ...entry, value };
}

const mostBits = 31;
const octet = 8;
const range = (from: number, step: number): number[] =>
  Array.from({ length: Math.ceil((mostBits - from) / step) }, (_, index) => from + index * step);
const everyBit = range(0, 1);

/** What a value was before, by its place; undefined where nothing tells. */
function valueBefore({ shape }: Examined, list: Snapshot | undefined, place: number): number | undefined {
  if (list === undefined) return undefined;
  if (place === shape.powerImport) return list.power === undefined ? undefined : Math.max(0, list.power);
  if (place === shape.powerExport) return list.power === undefined ? undefined : Math.max(0, -list.power);
  const phase = shape.phasePlaces.indexOf(place);
  if (phase >= 0) return list.phases[phase];
  const register = shape.registers.indexOf(place);
  return register < 0 ? undefined : list.registers[placeOfRegister(list, shape.registerNames[register] ?? 0, register)];
}

/** Power and what the phases carry lie further apart than a house connection carries: no load explains it, nor do two bits have to. */
function isBeyondHouse({ power, carried }: Examined): boolean {
  return power !== undefined && carried !== undefined && Math.abs(Math.abs(power) - carried) > mostPower;
}

/**
 * With one bit, or the same bit of two octets, as it may have been, the values are nearer to those before, the rule
 * finds nothing, and no other finds more than it did or than `isUsual` for this meter: the two flips that leave a sum over
 * octets as it was, where the second may have hit what is no value. What clocks, counters and types do is no matter of
 * values.
 */
export function isExplainedByBits(
  { key, rule }: Finding,
  now: Examined,
  course: Course | undefined,
  isUsual: (finding: Finding) => boolean,
): boolean {
  if (rule.kind !== "unusual" || rule.code !== "implausible" || isBeyondHouse(now)) return true;
  const { reading, shape, circumstances } = now;
  const found = new Set(suspicionsOf(now, course).map((finding) => finding.key));
  found.delete(key);

  function isOrdinary(values: readonly NumericValue[]): boolean {
    const other = examine({ ...reading, values }, shape, circumstances);
    const otherCourse = course && courseOf(course.before, other, course.others);
    if (contradictionOf(other, otherCourse) !== undefined) return false;
    return suspicionsOf(other, otherCourse).every((finding) => found.has(finding.key) || isUsual(finding));
  }

  /** The value with the bit as it may have been, if that brings it nearer. */
  function undone(values: readonly NumericValue[], place: number, bit: number): readonly NumericValue[] | undefined {
    const entry = values[place] as NumericValue;
    const other = flipped(entry, bit);
    const before = valueBefore(now, course?.list, place);
    const isNearer =
      other !== undefined && (before === undefined || Math.abs(other.value - before) < Math.abs(entry.value - before));
    return isNearer ? values.with(place, other) : undefined;
  }

  return reading.values.some((_, place) =>
    everyBit.some((bit) => {
      const once = undone(reading.values, place, bit);
      if (once === undefined) return false;
      if (isOrdinary(once)) return true;
      return once.some(
        (_second, other) =>
          other >= place &&
          range(bit % octet, octet).some((same) => {
            const twice = undone(once, other, same);
            return twice !== undefined && isOrdinary(twice);
          }),
      );
    }),
  );
}
