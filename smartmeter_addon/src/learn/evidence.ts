/** What the numbers prove about each other: voltages, currents, a register and its power, import and export. */
import type { Heard } from "./heard.ts";

/** What an element is for certain, as a definition writes it. */
export interface Role {
  readonly obis: string;
  readonly unit: "V" | "A" | "W" | "Wh";
  readonly scaler: number;
}

/** What the telegrams say of an element that is not certain. */
export type Hint =
  /** Counts up as the element at `with` says, or is the power of that register. */
  { readonly is: "register" | "power"; readonly with: number } | { readonly is: "rises" | "still" | "moves" };

export interface Evidence {
  /** By the place of the element. */
  readonly roles: ReadonlyMap<number, Role>;
  readonly hints: ReadonlyMap<number, Hint>;
}

/** A column of integers and its place. */
interface Series {
  readonly at: number;
  readonly type: string;
  readonly numbers: readonly number[];
}

/** With fewer telegrams chance proves as much. */
const fewestTelegrams = 10;

/** Everything that holds in all telegrams and for nothing else in the list. */
export function weigh({ columns, seconds }: Heard): Evidence {
  const all = columns.flatMap(({ type, numbers }, at) => (numbers === undefined ? [] : [{ at, type, numbers }]));
  const roles = new Map<number, Role>();
  const hints = new Map<number, Hint>();
  const isEnough = (all[0]?.numbers.length ?? 0) >= fewestTelegrams;
  if (!isEnough) return { roles, hints };
  const voltages = voltagesOf(all);
  if (voltages !== undefined) addPhases(roles, voltages, "V", 32);
  const currents = voltages === undefined ? undefined : currentsOf(all, voltages);
  if (currents !== undefined) addPhases(roles, currents, "A", 31);
  const others = all.filter(({ at }) => !roles.has(at));
  const pairs = seconds === undefined ? [] : pairsOf(others, seconds);
  for (const series of others) hints.set(series.at, { is: motionOf(series.numbers) });
  for (const { register, power } of pairs) {
    hints.set(register.at, { is: "register", with: power.at });
    hints.set(power.at, { is: "power", with: register.at });
  }
  const directions = directionsOf(others, pairs);
  for (const [index, { register, power }] of directions.entries()) {
    roles.set(register.at, { obis: `1-0:${index + 1}.8.0`, unit: "Wh", scaler: 0 });
    roles.set(power.at, { obis: `1-0:${index + 1}.7.0`, unit: "W", scaler: 0 });
  }
  return { roles, hints };
}

/** Three neighbours of one type, and the power of ten that brings them into their unit. */
interface Phases {
  readonly three: readonly Series[];
  readonly scaler: number;
}

function addPhases(roles: Map<number, Role>, { three, scaler }: Phases, unit: "V" | "A", first: number): void {
  for (const [index, { at }] of three.entries()) roles.set(at, { obis: `1-0:${first + 20 * index}.7.0`, unit, scaler });
}

function motionOf(numbers: readonly number[]): "rises" | "still" | "moves" {
  if (numbers.every((number) => number === numbers[0])) return "still";
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] as number)) ? "rises" : "moves";
}

function threesOf(all: readonly Series[]): Series[][] {
  return all.flatMap((first, index) => {
    const three = all.slice(index, index + 3);
    const isRow =
      three.length === 3 && three.every(({ at, type }, step) => at === first.at + step && type === first.type);
    return isRow ? [three] : [];
  });
}

/** What the grid allows: 230 V and a tenth more or less. */
const [lowest, highest] = [207, 253];
/** A voltage that moves by more than this within one recording is something else. */
const mostSway = 1.08;

/** The only three neighbours that stay within what the grid allows, all of them moving a little. */
function voltagesOf(all: readonly Series[]): Phases | undefined {
  const isVoltage = ({ numbers }: Series, scaler: number): boolean => {
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    return least * 10 ** scaler >= lowest && most * 10 ** scaler <= highest && least < most && most <= least * mostSway;
  };
  return only(
    [0, -1, -2].flatMap((scaler) =>
      threesOf(all).flatMap((three) => (three.every((series) => isVoltage(series, scaler)) ? [{ three, scaler }] : [])),
    ),
  );
}

/** The only three neighbours beside the voltages, of their type, whose products with them follow the power of the whole. */
function currentsOf(all: readonly Series[], { three: voltages, scaler: volts }: Phases): Phases | undefined {
  const { at: start, type: wanted } = voltages[0] as Series;
  const beside = threesOf(all).filter(([first]) => first?.type === wanted && Math.abs(first.at - start) === 3);
  const powers = powersOf(all);
  const fits = ({ three, scaler }: Phases): boolean => {
    const apparent = three[0]?.numbers.map((_, index) => {
      const product = (sum: number, { numbers }: Series, phase: number): number =>
        sum + (numbers[index] as number) * (voltages[phase]?.numbers[index] as number);
      return three.reduce(product, 0) * 10 ** (scaler + volts);
    }) as number[];
    const together = powers.filter(
      ({ from, watts }) => three.every(({ at }) => !from.includes(at)) && moveTogether(watts, apparent),
    );
    // A power that is more than apparent power shows that these are no currents: powers of the phases look alike.
    return (
      together.some(({ watts }) => isMostOf(watts, apparent)) &&
      together.every(({ watts }) => watts.every((power, index) => power <= 1.03 * (apparent[index] as number) + 5))
    );
  };
  return only(beside.flatMap((three) => [0, -1, -2, -3].map((scaler) => ({ three, scaler }))).filter(fits));
}

/** What could be the power of the whole: an element, or two neighbours of which one is always 0. */
function powersOf(all: readonly Series[]): { readonly from: readonly number[]; readonly watts: readonly number[] }[] {
  return all.flatMap((series, index) => {
    if (!series.type.endsWith("32")) return [];
    const next = all[index + 1];
    const alone = { from: [series.at], watts: series.numbers.map(Math.abs) };
    if (next === undefined || !areExclusive(series, next)) return [alone];
    const watts = series.numbers.map((number, at) => number + (next.numbers[at] as number));
    return [alone, { from: [series.at, next.at], watts }];
  });
}

const areExclusive = (a: Series, b: Series): boolean =>
  a.type === b.type && b.at === a.at + 1 && a.numbers.every((number, index) => number === 0 || b.numbers[index] === 0);

/** Wherever much power flows, it is not much less than the apparent one. */
function isMostOf(watts: readonly number[], apparent: readonly number[]): boolean {
  const most = Math.max(...watts);
  return watts.every((power, index) => power < most / 2 || power >= 0.75 * (apparent[index] as number));
}

const moveTogether = (watts: readonly number[], apparent: readonly number[]): boolean =>
  Math.max(...watts) >= 2 * Math.min(...watts) && correlation(watts, apparent) >= 0.95;

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number): number =>
    x.reduce((sum, one, index) => sum + (one - meanX) * ((y[index] as number) - meanY), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

/** A register and the power it counts. */
interface Pair {
  readonly register: Series;
  readonly power: Series;
}

/** Registers that count what exactly one power says, where that power is counted by no other. */
function pairsOf(all: readonly Series[], seconds: readonly number[]): Pair[] {
  const registers = all.filter(({ type, numbers }) => /^u(32|64)$/.test(type) && motionOf(numbers) === "rises");
  const pairs = registers.flatMap((register) =>
    all.flatMap((power) => (power !== register && counts(register, power, seconds) ? [{ register, power }] : [])),
  );
  return pairs.filter(
    ({ register, power }) => pairs.filter((pair) => pair.register === register || pair.power === power).length === 1,
  );
}

/** A register that rose by fewer steps could be anybody's. */
const fewestSteps = 10;

/** Where powers jump between telegrams by more, the sum of them proves too little. */
const mostSpread = 1.5;

/** Whether the register, at every telegram, is between what the smaller and the larger of two neighbouring powers give. */
function counts({ numbers: register }: Series, { numbers: power }: Series, seconds: readonly number[]): boolean {
  let [low, high] = [0, 0];
  for (let at = 1; at < register.length; at++) {
    const hours = ((seconds[at] as number) - (seconds[at - 1] as number)) / 3600;
    const [before, now] = [power[at - 1] as number, power[at] as number];
    low += Math.min(before, now) * hours;
    high += Math.max(before, now) * hours;
    const risen = (register[at] as number) - (register[0] as number);
    if (risen < 0.95 * low - 1 || risen > 1.05 * high + 1) return false;
  }
  const risen = (register.at(-1) as number) - (register[0] as number);
  return risen >= fewestSteps && high <= mostSpread * low;
}

/**
 * Import and export, in this order as all lists have it: two registers side by side and their powers side by side, one of
 * which is always 0, all of them seen moving. No register stands before them, or they could be reactive, or a tariff.
 */
function directionsOf(all: readonly Series[], pairs: readonly Pair[]): readonly Pair[] {
  const found = pairs.flatMap((first) =>
    pairs.flatMap((second) => {
      const areBeside = second.register.at === first.register.at + 1 && second.register.type === first.register.type;
      return areBeside && areExclusive(first.power, second.power) ? [[first, second] as const] : [];
    }),
  );
  const leading = found.filter(([first, second]) =>
    all.every(
      (series) =>
        series.at >= first.register.at ||
        series === first.power ||
        series === second.power ||
        motionOf(series.numbers) === "moves",
    ),
  );
  return only(leading) ?? [];
}

const only = <Value>(values: readonly Value[]): Value | undefined => (values.length === 1 ? values[0] : undefined);
