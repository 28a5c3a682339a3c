import { groups, type Obis } from "../cosem/obis.ts";
import type { Unit } from "../cosem/unit.ts";
import type { Definition } from "./definition.ts";
import { quantityOf } from "./quantity.ts";

/**
 * Scalers of meters that send none (`facts` L7, L8): energies and powers in base units, currents in hundredths, power
 * factors in thousandths, voltages in whole volts, or in tenths where the number is too large for volts.
 */
const usual: Definition["implied"] = [
  { unit: "V", scaler: 0 },
  { unit: "V", scaler: -1, above: 1000 },
  { unit: "A", scaler: -2 },
  { unit: "1", scaler: -3 },
  { unit: "Hz", scaler: -2 },
];

/** The rules for a unit whose telegram leaves the scaler out: the definition's, else the usual ones. */
export function impliedRules(unit: Unit, definition: Definition | undefined): Definition["implied"] {
  const own = definition?.implied.filter((rule) => rule.unit === unit) ?? [];
  return own.length > 0 ? own : usual.filter((rule) => rule.unit === unit);
}

/** The power of ten of a raw value by these rules. */
export function impliedScaler(rules: Definition["implied"], raw: number | bigint): number {
  let scaler = 0;
  for (const rule of rules) if (rule.above === undefined || raw > rule.above) scaler = rule.scaler;
  return scaler;
}

/** Units by value group C (IEC 62056-61), 1 to 20 for all phases and the same plus 20, 40 and 60 for one of them. */
const unitsOfPower: readonly (Unit | undefined)[] = [
  ...[undefined, "W", "W", "var", "var", "var", "var", "var", "var", "VA", "VA"],
  ...["A", "V", "1", "Hz", "W", "W", "W", "W", "W", "W"],
] as (Unit | undefined)[];
const unitsOfEnergy: { readonly [power: string]: Unit } = { W: "Wh", var: "varh", VA: "VAh" };
/** Value group D: instantaneous, minimum, average and maximum values; time integrals. */
const instantaneous = new Set([3, 4, 5, 6, 7, 13, 14, 15, 16, 23, 24, 25, 26, 27]);
const integrals = new Set([8, 9, 10, 17, 18, 19, 20, 21, 29]);
const electricity = 1;

/** The unit of an object whose telegram leaves it out, as catalogue or logical name give it; undefined where neither does. */
export function impliedUnit(name: Obis): Unit | undefined {
  const quantity = quantityOf(name);
  // Money has no logical name: what is found by one has a unit of COSEM.
  if (quantity !== undefined) return quantity.unit as Unit;
  const [a, , c, d] = groups(name);
  if (a !== electricity || c === 0 || c > 80) return undefined;
  const unit = unitsOfPower[((c - 1) % 20) + 1];
  if (instantaneous.has(d)) return unit;
  return integrals.has(d) && unit !== undefined ? unitsOfEnergy[unit] : undefined;
}
