/** What is certain of the elements of a list, what the display has to confirm, and what is left to ask. */
import { findDirections, findPairs, findReactive, type Pair } from "./counting.ts";
import { fewestTelegrams, type Heard } from "./heard.ts";
import { weighNamed } from "./named.ts";
import { type Currents, findCurrents, findOnePhase, findVoltages, type Phases } from "./phases.ts";
import { motionOf, type Role, type Series, shown } from "./series.ts";

/** What the telegrams say of an element without a role. */
export type Hint =
  /** Counts up as the element at `with` says, or is the power of that register. */
  | { readonly is: "register" | "power"; readonly with: number; readonly scaler: number }
  /** Stays where the grid's voltage does, which nothing else in the list bears out. */
  | { readonly is: "voltage"; readonly role: Role }
  | { readonly is: "rises" | "still" | "moves" };

export interface Evidence {
  /** By the place of the element. */
  readonly roles: ReadonlyMap<number, Role>;
  readonly hints: ReadonlyMap<number, Hint>;
  /** Elements of the power that the currents follow. */
  readonly followed: readonly number[];
}

/** The power of both directions in one element, as COSEM names it. */
export const netPower = "1-0:16.7.0";

/** Everything that holds in all telegrams and for nothing else in the list. */
export function weigh({ layout, columns, seconds }: Heard): Evidence {
  const all = columns.flatMap(({ name, type, numbers }, at) =>
    numbers === undefined || shown(numbers).length === 0 ? [] : [{ at, name, type, numbers }],
  );
  if (layout !== "positional") return { roles: weighNamed(all, seconds), hints: new Map(), followed: [] };
  const roles = new Map<number, Role>();
  const hints = new Map<number, Hint>();
  const { voltages, currents } = findPhases(all);
  const wires = [...(voltages?.wires ?? []), ...(currents?.wires ?? [])];
  const others = all.filter((series) => !wires.includes(series));
  const pairs = seconds === undefined ? [] : findPairs(others, seconds);
  for (const { at, numbers } of others)
    if (shown(numbers).length >= fewestTelegrams) hints.set(at, { is: motionOf(numbers) });
  for (const { register, power, scaler } of pairs) {
    hints.set(register.at, { is: "register", with: power.at, scaler });
    hints.set(power.at, { is: "power", with: register.at, scaler: 0 });
  }
  // Three powers or currents of 2.3 kW or A look like voltages as long as they stay.
  const isProven = currents !== undefined || pairs.some(({ power }) => hasDoubled(power));
  for (const [index, { at }] of (voltages?.wires ?? []).entries()) {
    const role = roleOf(voltages as Phases, "V", index);
    if (isProven) roles.set(at, role);
    else hints.set(at, { is: "voltage", role });
  }
  const active = findDirections(others, pairs);
  const followed = currents?.power.from ?? [];
  // The display shows energies: currents that follow another power do not hang on it.
  if (active === undefined || followed.every((at) => active.some(({ power }) => power.at === at)))
    for (const [index, { at }] of (currents?.wires ?? []).entries())
      roles.set(at, roleOf(currents as Phases, "A", index));
  if (active === undefined) return { roles, hints, followed };
  addDirections(active, { first: 1, units: ["Wh", "W"], net: netPower }, roles);
  const reactive = findReactive(pairs, active);
  if (reactive !== undefined) addDirections(reactive, { first: 3, units: ["varh", "var"], net: undefined }, roles);
  return { roles, hints, followed };
}

function findPhases(all: readonly Series[]): { voltages?: Phases | undefined; currents?: Currents | undefined } {
  const voltages = findVoltages(all);
  return voltages === undefined ? (findOnePhase(all) ?? {}) : { voltages, currents: findCurrents(all, voltages) };
}

function roleOf({ scaler }: Phases, unit: "V" | "A", phase: number): Role {
  const group = (unit === "V" ? 32 : 31) + 20 * phase;
  return { obis: `1-0:${group}.7.0`, unit, scaler, isCertain: unit === "V" };
}

function hasDoubled({ numbers }: Series): boolean {
  const amounts = shown(numbers).map(Math.abs);
  return Math.max(...amounts) >= 2 * Math.min(...amounts);
}

interface Flow {
  /** Value group C of the first direction. */
  readonly first: number;
  readonly units: readonly [energy: string, power: string];
  /** What one element for both directions is called; undefined where it has no name. */
  readonly net: string | undefined;
}

function addDirections(pairs: readonly [Pair, Pair], { first, units, net }: Flow, roles: Map<number, Role>): void {
  const [energy, watts] = units;
  const isNet = pairs[0].power.at === pairs[1].power.at;
  for (const [index, { register, power, scaler }] of pairs.entries()) {
    roles.set(register.at, { obis: `1-0:${first + index}.8.0`, unit: energy, scaler, isCertain: false });
    const role = { unit: watts, scaler: 0, isCertain: false };
    if (!isNet) roles.set(power.at, { obis: `1-0:${first + index}.7.0`, ...role });
    else if (net !== undefined && power.sign === 1 && index === 0) roles.set(power.at, { obis: net, ...role });
  }
}
