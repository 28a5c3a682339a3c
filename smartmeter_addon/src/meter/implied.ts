import type { Unit } from "../cosem/unit.ts";
import type { Definition } from "./definition.ts";

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

/** The power of ten of a raw value whose telegram leaves the scaler out: the definition's rules, then the usual ones. */
export function implied(unit: Unit, raw: number | bigint, definition: Definition | undefined): number {
  const own = definition?.implied.filter((rule) => rule.unit === unit) ?? [];
  const rules = own.length > 0 ? own : usual.filter((rule) => rule.unit === unit);
  const fitting = rules.filter(({ above }) => above === undefined || raw > above);
  return fitting[fitting.length - 1]?.scaler ?? 0;
}
