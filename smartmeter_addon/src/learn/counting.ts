/** Registers and the powers they count, and which of them are import and export. */
import { fewestTelegrams } from "./heard.ts";
import { areExclusive } from "./phases.ts";
import { motionOf, only, type Series } from "./series.ts";

/** A register and the power it counts. */
export interface Pair {
  readonly register: Series;
  readonly power: Series;
  /** Of the register, where that of the power is 0. */
  readonly scaler: number;
}

/** Registers that count what exactly one power says, where that power is counted by no other. */
export function findPairs(all: readonly Series[], seconds: readonly number[]): Pair[] {
  const registers = all.filter(({ type, numbers }) => /^[ui](32|64)$/.test(type) && motionOf(numbers) === "rises");
  const powers = all.filter(({ numbers }) => isLively(numbers)).flatMap(directionsIn);
  const pairs = registers.flatMap((register) =>
    powers.flatMap((power) => {
      if (power.at === register.at) return [];
      const scaler = registerScaler(register.numbers, power.numbers, seconds);
      return scaler === undefined ? [] : [{ register, power, scaler }];
    }),
  );
  return pairs.filter(
    ({ register, power }) => pairs.filter((pair) => pair.register === register || pair.power === power).length === 1,
  );
}

/** What hardly changes is counted by anything that rises evenly. */
function isLively(numbers: readonly number[]): boolean {
  const amounts = numbers.filter((number) => !Number.isNaN(number)).map(Math.abs);
  return Math.max(...amounts) >= 1.5 * Math.min(...amounts);
}

/** A power that is seen below 0, taken apart: what flows one way, and what flows the other. */
export function directionsIn(series: Series): Series[] {
  if (!series.numbers.some((number) => number < 0)) return [series];
  return ([1, -1] as const).map((sign) => ({
    ...series,
    sign,
    numbers: series.numbers.map((number) => Math.max(sign * number, 0)),
  }));
}

/** A register that rose by fewer steps could be anybody's. */
const fewestSteps = 10;

/** Where powers jump between telegrams by more, the sum of them proves too little. */
const mostSpread = 1.5;

/**
 * The power of ten that makes the register, at every telegram, lie between what the smaller and the larger of two
 * neighbouring powers give; undefined where none does. The scaler of the power is taken as 0.
 */
export function registerScaler(
  register: readonly number[],
  power: readonly number[],
  seconds: readonly number[],
): number | undefined {
  const seen = register.flatMap((_, at) =>
    Number.isNaN((register[at] as number) + (power[at] as number)) ? [] : [at],
  );
  if (seen.length < fewestTelegrams) return undefined;
  const step = stepOf(seen.map((at) => register[at] as number));
  let [low, high] = [0, 0];
  const sums = seen.map((at, index) => {
    const before = seen[index - 1] ?? at;
    const hours = ((seconds[at] as number) - (seconds[before] as number)) / 3600;
    low += Math.min(power[before] as number, power[at] as number) * hours;
    high += Math.max(power[before] as number, power[at] as number) * hours;
    return { risen: (register[at] as number) - (register[seen[0] as number] as number), low, high };
  });
  const risen = sums.at(-1)?.risen ?? 0;
  if (risen < fewestSteps * step || high > mostSpread * low) return undefined;
  for (let scaler = -4; scaler <= 4; scaler++) {
    const unit = 10 ** scaler;
    const isCounted = sums.every(
      (sum) => (sum.risen + step) * unit >= 0.95 * sum.low && (sum.risen - step) * unit <= 1.05 * sum.high,
    );
    if (isCounted) return scaler;
  }
  return undefined;
}

/** What a register counts in: 1, or for a float the least it was seen to rise by. */
function stepOf(numbers: readonly number[]): number {
  if (numbers.every(Number.isInteger)) return 1;
  const rises = numbers.map((number, index) => number - (numbers[index - 1] ?? number)).filter((rise) => rise > 0);
  return Math.min(...rises);
}

/** Two registers side by side, and the two directions of what they count. */
export type Directions = readonly [Pair, Pair];

/**
 * Import and export, in this order as all lists have it, all of them seen moving; the one power never flows while the
 * other does. No register stands before them, or they could be reactive, or a tariff.
 */
export function findDirections(all: readonly Series[], pairs: readonly Pair[]): Directions | undefined {
  const found = pairs.flatMap((first) =>
    pairs.flatMap((second) => (areDirections(first, second) ? [[first, second] as const] : [])),
  );
  const leading = found.filter(([first, second]) =>
    all.every(
      (series) =>
        series.at >= first.register.at ||
        series.at === first.power.at ||
        series.at === second.power.at ||
        motionOf(series.numbers) === "moves",
    ),
  );
  return only(leading);
}

function areDirections(first: Pair, second: Pair): boolean {
  const [one, two] = [first.power, second.power];
  const areBeside = second.register.at === first.register.at + 1 && second.register.type === first.register.type;
  const areOneFlow = one.type === two.type && (two.at === one.at + 1 || two.at === one.at);
  return areBeside && areOneFlow && first.scaler === second.scaler && areExclusive(one.numbers, two.numbers);
}

/** The only other directions behind them, which do not follow them as apparent power would: reactive power. */
export function findReactive(pairs: readonly Pair[], active: Directions): Directions | undefined {
  const others = pairs.filter((pair) => !active.includes(pair));
  const found = others.flatMap((first) =>
    others.flatMap((second) => (areDirections(first, second) ? [[first, second] as const] : [])),
  );
  const reactive = only(found);
  return reactive !== undefined && others.length === 2 && isIndependent(active, reactive) ? reactive : undefined;
}

/** Both directions of the second flow were seen with the same direction of the first. */
function isIndependent([imported, exported]: Directions, [first, second]: Directions): boolean {
  const areTogether = (a: Pair, b: Pair): boolean =>
    a.power.numbers.some((number, index) => number > 0 && (b.power.numbers[index] as number) > 0);
  return [imported, exported].some((one) => areTogether(one, first) && areTogether(one, second));
}
