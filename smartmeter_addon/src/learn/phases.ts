/**
 * Voltages by the range of the grid, and currents by what they give when multiplied by them: the power of the whole.
 */
import { fewestTelegrams } from "./heard.ts";
import { motionOf, only, type Series, scalerInto, shown } from "./series.ts";

/** The phases of one meter, one or three, and the power of ten that brings them into their unit. */
export interface Phases {
  readonly wires: readonly Series[];
  readonly scaler: number;
}

/** What could be the power of the whole: an element, or two neighbours of which one is always 0. */
export interface Whole {
  readonly from: readonly number[];
  readonly watts: readonly number[];
}

/** Currents, whose scaler is right where that of the power is 0. */
export interface Currents extends Phases {
  readonly power: Whole;
}

/** What the grid allows: 230 V and a tenth more or less. */
export const gridVolts = [207, 253] as const;
/** A voltage that moves by more than this within one recording is something else. */
const mostSway = 1.08;

/** The scaler of a voltage; undefined for what cannot be one. */
export function voltageScaler(numbers: readonly number[]): number | undefined {
  const seen = shown(numbers);
  const scaler = seen.length < fewestTelegrams ? undefined : scalerInto(seen, gridVolts);
  return scaler !== undefined && Math.max(...seen) <= Math.min(...seen) * mostSway ? scaler : undefined;
}

/** The only three neighbours of one type that stay within what the grid allows, all of them moving a little. */
export function findVoltages(all: readonly Series[]): Phases | undefined {
  const found = threesOf(all).flatMap((wires) => {
    const scalers = new Set(wires.map(({ numbers }) => (isMoving(numbers) ? voltageScaler(numbers) : undefined)));
    const [scaler] = scalers;
    return scalers.size === 1 && scaler !== undefined ? [{ wires, scaler }] : [];
  });
  return only(found);
}

const isMoving = (numbers: readonly number[]): boolean => motionOf(numbers) === "moves";

function threesOf(all: readonly Series[]): Series[][] {
  return all.flatMap((first, index) => {
    const three = all.slice(index, index + 3);
    const isRow =
      three.length === 3 && three.every(({ at, type }, step) => at === first.at + step && type === first.type);
    return isRow ? [three] : [];
  });
}

/**
 * The only three neighbours beside the voltages, of their type, whose products with them are the power of the whole.
 */
export function findCurrents(all: readonly Series[], voltages: Phases): Currents | undefined {
  const { at: start, type: wanted } = voltages.wires[0] as Series;
  const beside = threesOf(all).filter(([first]) => first?.type === wanted && Math.abs(first.at - start) === 3);
  const powers = powersOf(all);
  return only(beside.flatMap((wires) => currentsOf(voltages, wires, powers) ?? []));
}

/**
 * The only two elements that are voltage and current of one phase: one stays within what the grid allows while the
 * other moves, and their product is the power of the whole. No neighbour of the voltage looks like another phase.
 */
export function findOnePhase(all: readonly Series[]): { voltages: Phases; currents: Currents } | undefined {
  const powers = powersOf(all);
  const found = all.flatMap((voltage) => {
    const scaler = isMoving(voltage.numbers) ? voltageScaler(voltage.numbers) : undefined;
    if (scaler === undefined || all.some((other) => other !== voltage && areAlike(other, voltage))) return [];
    const voltages = { wires: [voltage], scaler };
    return all.flatMap((current) => {
      const currents = current === voltage ? undefined : currentsOf(voltages, [current], powers);
      return currents === undefined ? [] : [{ voltages, currents }];
    });
  });
  return only(found);
}

const areAlike = (a: Series, b: Series): boolean =>
  a.type === b.type && a.numbers.every((number, index) => !(Math.abs(number / (b.numbers[index] as number) - 1) > 0.2));

/**
 * These wires as currents, where every power that moves with the products of both allows it; undefined where none does.
 */
export function currentsOf(
  { wires: voltages, scaler: volts }: Phases,
  wires: readonly Series[],
  powers: readonly Whole[],
): Currents | undefined {
  const product = (index: number, step: number): number =>
    wires.reduce(
      (sum, { numbers }, phase) =>
        sum + (Math.abs(numbers[index] as number) + step) * (voltages[phase]?.numbers[index] as number),
      0,
    ) *
    10 ** volts;
  const rows = (wires[0] as Series).numbers.flatMap((_, index) => {
    const apparent = product(index, 0);
    return Number.isNaN(apparent) ? [] : [{ index, apparent, most: product(index, 1) }];
  });
  // In steps of more than a twentieth of what flows, anything fits.
  const isFine = wires.some(({ type, numbers }) => type === "float" || Math.max(...shown(numbers)) >= 20);
  if (rows.length < fewestTelegrams || !isFine) return undefined;
  const together = powers.filter(
    ({ from, watts }) => [...wires, ...voltages].every(({ at }) => !from.includes(at)) && moveTogether(watts, rows),
  );
  for (let scaler = -6; scaler <= 2; scaler++) {
    const power = together.find((one) => isMostOf(one, rows, scaler));
    // A power that is more than apparent power shows that these are no currents: powers of the phases look alike.
    if (power !== undefined && together.every((one) => isWithin(one, rows, scaler))) return { wires, scaler, power };
  }
  return undefined;
}

/** Apparent power of one telegram, but for the power of ten of the currents, and with each of them a step higher. */
interface Apparent {
  readonly index: number;
  readonly apparent: number;
  readonly most: number;
}

export function powersOf(all: readonly Series[]): Whole[] {
  return all.flatMap((series, index) => {
    if (!series.type.endsWith("32")) return [];
    const next = all[index + 1];
    const alone = { from: [series.at], watts: series.numbers.map(Math.abs) };
    if (next === undefined || next.type !== series.type || next.at !== series.at + 1) return [alone];
    return areExclusive(series.numbers, next.numbers) ? [alone, both(series, next)] : [alone];
  });
}

/** Two directions of one power as its amount. */
export const both = (a: Series, b: Series): Whole => ({
  from: [a.at, b.at],
  watts: a.numbers.map((number, at) => number + (b.numbers[at] as number)),
});

/** Whether at least one of them is 0 at any time. */
export const areExclusive = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((number, index) => !(number !== 0 && b[index] !== 0) || Number.isNaN(number + (b[index] as number)));

const wattsAt = ({ watts }: Whole, rows: readonly Apparent[]): { readonly power: number; readonly row: Apparent }[] =>
  rows.flatMap((row) => {
    const power = watts[row.index] as number;
    return Number.isNaN(power) ? [] : [{ power, row }];
  });

/** Wherever much power flows, it is not much less than the apparent one. */
function isMostOf(whole: Whole, rows: readonly Apparent[], scaler: number): boolean {
  const pairs = wattsAt(whole, rows);
  const most = Math.max(...pairs.map(({ power }) => power));
  return pairs.every(({ power, row }) => power < most / 2 || power >= 0.75 * row.apparent * 10 ** scaler);
}

function isWithin(whole: Whole, rows: readonly Apparent[], scaler: number): boolean {
  const pairs = wattsAt(whole, rows);
  const most = Math.max(...pairs.map(({ power }) => power));
  return pairs.every(({ power, row }) => power <= 1.03 * row.most * 10 ** scaler + 0.01 * most);
}

function moveTogether(watts: readonly number[], rows: readonly Apparent[]): boolean {
  const pairs = wattsAt({ from: [], watts }, rows);
  const powers = pairs.map(({ power }) => power);
  if (pairs.length < fewestTelegrams || Math.max(...powers) < 2 * Math.min(...powers)) return false;
  return (
    correlation(
      powers,
      pairs.map(({ row }) => row.apparent),
    ) >= 0.95
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number): number =>
    x.reduce((sum, one, index) => sum + (one - meanX) * ((y[index] as number) - meanY), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}
