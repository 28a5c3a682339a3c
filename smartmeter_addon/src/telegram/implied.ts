/** What a telegram leaves out of a value: its scaler, which a definition must say, and its unit, which its name says. */
import { groups, type Obis } from "../cosem/obis.ts";
import type { Unit } from "../cosem/unit.ts";
import { quantityOf } from "./quantity.ts";

/** The scaler of a unit the telegram leaves out. */
export interface ScalerRule {
  readonly unit: Unit;
  /** Power of ten. */
  readonly scaler: number;
  /** Only for raw values greater than that. */
  readonly above?: number | undefined;
}

/**
 * What `implied: usual` stands for: scalers of most meters that send none (`docs/protocol.md`). Energies and powers come in
 * base units, currents in hundredths, power factors in thousandths, voltages in whole volts, or in tenths where the number
 * is too large for volts. There are others: a Kaifa sends milliamperes. So no list has them unless its definition says so.
 */
export const usualScalers: readonly ScalerRule[] = [
  ...(["Wh", "varh", "VAh", "W", "var", "VA"] as const).map((unit) => ({ unit, scaler: 0 })),
  { unit: "V", scaler: 0 },
  { unit: "V", scaler: -1, above: 1000 },
  { unit: "A", scaler: -2 },
  { unit: "1", scaler: -3 },
  { unit: "Hz", scaler: -2 },
];

/** The power of ten of a raw value by the rules of its unit. */
export function impliedScaler(rules: readonly ScalerRule[], raw: number | bigint): number {
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
