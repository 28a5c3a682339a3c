/**
 * A list that names its values and sends no scalers: the name says what each is, the numbers how its digits are meant.
 */
import { formatObis, groups, type Obis } from "../cosem/obis.ts";
import { impliedUnit } from "../telegram/implied.ts";
import { directionsIn, registerScaler } from "./counting.ts";
import { fewestTelegrams } from "./heard.ts";
import { both, currentsOf, type Phases, voltageScaler, type Whole } from "./phases.ts";
import { only, type Role, type Series, scalerInto, shown } from "./series.ts";

/** What the grid allows, in Hz. */
const gridHertz = [49, 51] as const;

/** Value groups C and D. */
const instantaneous = 7;
const integral = 8;
const [importOf, exportOf, netOf] = [1, 2, 16];

/** The role of every element whose scaler follows from the numbers, by its place. */
export function weighNamed(all: readonly Series[], seconds: readonly number[] | undefined): Map<number, Role> {
  const roles = new Map<number, Role>();
  const add = ({ at, name, numbers }: Series, scaler: number, isCertain: boolean): void => {
    const unit = impliedUnit(name as Obis);
    // What was always 0 shows nothing.
    if (unit !== undefined && shown(numbers).some((number) => number !== 0))
      roles.set(at, { obis: formatObis(name as Obis), unit, scaler, isCertain });
  };
  for (const series of all) {
    const unit = impliedUnit(series.name as Obis);
    const scaler = unit === "V" ? voltageScaler(series.numbers) : frequencyScaler(unit, series.numbers);
    if (scaler !== undefined) add(series, scaler, true);
  }
  const links = seconds === undefined ? [] : linksOf(all, seconds);
  const powers = new Set(links.map(({ power }) => power.at));
  const currents = namedCurrents(all);
  const registers = all.filter(isEnergy);
  // The display shows energies: what no energy hangs on it confirms only where there are none.
  if (currents !== undefined && (registers.length === 0 || currents.power.from.some((at) => powers.has(at)))) {
    for (const wire of currents.wires) add(wire, currents.scaler, false);
    for (const at of currents.power.from) powers.add(at);
  }
  for (const series of all) if (powers.has(series.at)) add(series, 0, false);
  const usual = only([...new Set(links.map(({ scaler }) => scaler))]) ?? 0;
  for (const register of registers) {
    const link = links.find((one) => one.register === register) ?? links.find((one) => isTariffOf(register, one));
    add(register, link?.scaler ?? usual, false);
  }
  return roles;
}

function frequencyScaler(unit: string | undefined, numbers: readonly number[]): number | undefined {
  const seen = shown(numbers);
  return unit === "Hz" && seen.length >= fewestTelegrams ? scalerInto(seen, gridHertz) : undefined;
}

const groupsOf = ({ name }: Series): { c: number; d: number; e: number } => {
  const [, , c, d, e] = groups(name as Obis);
  return { c, d, e };
};

const isEnergy = (series: Series): boolean =>
  groupsOf(series).d === integral && impliedUnit(series.name as Obis)?.endsWith("h") === true;

/** A register and the power it counts, with its scaler where that of the power is 0. */
interface Link {
  readonly register: Series;
  readonly power: Series;
  readonly scaler: number;
}

function linksOf(all: readonly Series[], seconds: readonly number[]): Link[] {
  return all.filter(isEnergy).flatMap((register) => {
    const power = powerOf(all, groupsOf(register).c);
    const scaler = power === undefined ? undefined : registerScaler(register.numbers, power.numbers, seconds);
    return power === undefined || scaler === undefined ? [] : [{ register, power, scaler }];
  });
}

/** The power of that direction: by its name, or as what the net power shows of it. */
function powerOf(all: readonly Series[], c: number): Series | undefined {
  const named = (wanted: number): Series | undefined =>
    all.find((series) => groupsOf(series).c === wanted && groupsOf(series).d === instantaneous);
  const own = named(c);
  if (own !== undefined) return own;
  const net = c === importOf || c === exportOf ? named(netOf) : undefined;
  if (net === undefined) return undefined;
  const [imported, exported] = directionsIn(net);
  return c === importOf ? imported : exported;
}

const isTariffOf = (series: Series, { register }: Link): boolean =>
  groupsOf(series).c === groupsOf(register).c && groupsOf(series).e > 0;

/** The currents of all phases that have a voltage, where their products with them are the power of the whole. */
function namedCurrents(all: readonly Series[]): ReturnType<typeof currentsOf> {
  const phases = [1, 2, 3].flatMap((phase) => {
    const find = (offset: number): Series | undefined =>
      all.find((series) => groupsOf(series).c === 20 * phase + offset && groupsOf(series).d === instantaneous);
    const [current, voltage] = [find(11), find(12)];
    return current === undefined || voltage === undefined ? [] : [{ current, voltage }];
  });
  const scalers = new Set(phases.map(({ voltage }) => voltageScaler(voltage.numbers)));
  const scaler = only([...scalers]);
  if (scaler === undefined) return undefined;
  const voltages: Phases = { wires: phases.map(({ voltage }) => voltage), scaler };
  return currentsOf(
    voltages,
    phases.map(({ current }) => current),
    wholesOf(all),
  );
}

function wholesOf(all: readonly Series[]): Whole[] {
  const find = (c: number): Series | undefined =>
    all.find((series) => groupsOf(series).c === c && groupsOf(series).d === instantaneous);
  const [imported, exported, net] = [find(importOf), find(exportOf), find(netOf)];
  if (imported !== undefined && exported !== undefined) return [both(imported, exported)];
  const alone = net ?? imported;
  return alone === undefined ? [] : [{ from: [alone.at], watts: alone.numbers.map(Math.abs) }];
}
