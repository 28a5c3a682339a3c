import { parseObis } from "../../src/cosem/obis.ts";
import type { Language } from "../../src/language/language.ts";
import { type Diagnostic, meterDiagnostics } from "../../src/sink/mqtt/home-assistant-diagnostics.ts";
import { type Quantity, quantities, quantityByKey, quantityOf } from "../../src/telegram/quantity.ts";
import type { SimulatedTelegram } from "../../src/tools/simulate/simulate.ts";
import type { Entity, State } from "./registry.ts";

/** What Core should have of one entity, in Core's words. */
export interface Expected {
  readonly key: string;
  readonly name: string;
  readonly category: "diagnostic" | null;
  readonly enabled: boolean;
  readonly precision: number | undefined;
  readonly unit: string | undefined;
  readonly deviceClass: string | undefined;
  readonly stateClass: string | undefined;
}

/** The entities of a meter that sends such telegrams, by their keys: its quantities as catalogued, and its diagnostics. */
export function expectedEntities(telegram: SimulatedTelegram, language: Language = "en"): Map<string, Expected> {
  const quantities = [...expectedValues(telegram).keys()].map((key) =>
    fromQuantity(quantityByKey(key) as Quantity, language),
  );
  const diagnostics = meterDiagnostics.map((diagnostic) => fromDiagnostic(diagnostic, language));
  return new Map([...quantities, ...diagnostics].map((entry) => [entry.key, entry]));
}

/** The values a telegram's entities should show, by their keys. */
export function expectedValues({ values }: SimulatedTelegram): Map<string, number> {
  const shown = new Map<string, number>();
  for (const [name, value] of Object.entries(values)) {
    const quantity = quantityOf(parseObis(name) as number);
    if (quantity === undefined) throw new Error(`${name} is not in the catalogue`);
    shown.set(quantity.key, value / quantity.divisor);
  }
  const power = shown.get("power_import");
  if (power !== undefined) shown.set("power_net", power - (shown.get("power_export") ?? 0));
  return shown;
}

/**
 * Estimates come and go with what the telegram's other values allow, and what is added up over days with time; their
 * own tests judge them. `key`: of the quantity, or a unique id that ends with it.
 */
export function isEstimate(key: string): boolean {
  return key.endsWith("_estimate") || quantities.some((entry) => entry.summary && key.endsWith(entry.key));
}

/** What Core's registry has of an entity, in the same form: all there is of one that is switched off. */
export function seenInRegistry(key: string, entity: Entity): Pick<Expected, "key" | "name" | "category"> {
  return { key, name: entity.original_name ?? "", category: entity.entity_category as Expected["category"] };
}

/** The rest, of one that is switched on. */
export function seen(key: string, entity: Entity, { attributes }: State): Omit<Expected, "enabled"> {
  const { unit_of_measurement, device_class, state_class } = attributes as Record<string, string | undefined>;
  return {
    ...seenInRegistry(key, entity),
    precision: entity.options?.sensor?.suggested_display_precision,
    unit: unit_of_measurement,
    deviceClass: device_class,
    stateClass: state_class,
  };
}

function fromQuantity(quantity: Quantity, language: Language): Expected {
  return {
    key: quantity.key,
    name: quantity[language],
    category: quantity.diagnostic ? "diagnostic" : null,
    enabled: quantity.enabled,
    precision: quantity.decimals,
    unit: quantity.displayUnit,
    deviceClass: quantity.deviceClass,
    stateClass: quantity.stateClass,
  };
}

function fromDiagnostic({ key, name, enabled, deviceClass, stateClass }: Diagnostic, language: Language): Expected {
  return {
    key,
    name: name?.[language] ?? "Problem",
    category: "diagnostic",
    enabled,
    precision: undefined,
    unit: undefined,
    deviceClass,
    stateClass,
  };
}
