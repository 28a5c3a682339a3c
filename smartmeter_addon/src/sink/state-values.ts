/** A reading's values as people see them: display units, rounded. */
import { formatObis } from "../cosem/obis.ts";
import type { Quantity } from "../telegram/quantity.ts";
import { quantityByKey } from "../telegram/quantity.ts";
import { type NumericValue, netPower, type Reading } from "../telegram/reading.ts";

/** One value as people see it. */
export interface StateValue {
  /**
   * Name in topics, JSON and unique ids: the quantity's key, or one like `obis_1_0_96_7_0` where the catalogue has
   * none.
   */
  readonly key: string;
  /** In the quantity's display unit, rounded to its decimals. */
  readonly value: number;
  readonly quantity: Quantity | undefined;
  /** Logical name and unit of a value that the catalogue does not name. */
  readonly obis: string | undefined;
  readonly unit: string | undefined;
}

/** Most unnamed values: noise that passes a check by chance could keep bringing new ones. */
const mostUnnamed = 50;

/** The values of a reading by their keys, net power first. */
export function stateValues(reading: Reading): Map<string, StateValue> {
  const values = new Map<string, StateValue>();
  const net = netPower(reading);
  const netQuantity = quantityByKey("power_net");
  if (net !== undefined && netQuantity !== undefined) values.set(netQuantity.key, named(net, netQuantity));
  let unnamed = 0;
  for (const entry of reading.values) {
    if (!Number.isFinite(entry.value)) continue;
    // A second value of the same quantity (from another channel) goes by its logical name.
    if (entry.quantity !== undefined && !values.has(entry.quantity.key))
      values.set(entry.quantity.key, named(entry.value, entry.quantity));
    else if (unnamed++ < mostUnnamed) {
      const value = unnamedValue(entry);
      values.set(value.key, value);
    }
  }
  return values;
}

/** The values for a record of one telegram: what it carries itself, and what is estimated from it alone. */
export function recordValues(reading: Reading): StateValue[] {
  return [...stateValues(reading).values()].filter(({ quantity }) => quantity?.summary !== true);
}

/** A base value in the display unit: divided exactly, then rounded in decimal, so that no binary noise is printed. */
export function displayed(value: number, quantity: Quantity): number {
  return rounded(value / quantity.divisor, quantity.decimals);
}

/** The nearest number that prints with no more than these decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

function named(value: number, quantity: Quantity): StateValue {
  return { key: quantity.key, value: displayed(value, quantity), quantity, obis: undefined, unit: undefined };
}

function unnamedValue(entry: NumericValue): StateValue {
  const obis = formatObis(entry.obis);
  return {
    key: `obis_${obis.replaceAll(/[^0-9]/g, "_")}`,
    value: entry.value,
    quantity: undefined,
    obis,
    unit: entry.unit === "1" ? undefined : entry.unit,
  };
}
