/** A meter definition with its objects by logical name. */
import type { Obis } from "../cosem/obis.ts";
import type { CheckedDefinition } from "./definition-schema.ts";
import { createQuantity, type Quantity } from "./quantity.ts";
import type { QuantityKind } from "./quantity-kind.ts";

/** A file of meters/, checked, with its objects by logical name. */
export interface Definition extends Omit<CheckedDefinition, "objects"> {
  readonly objects: ReadonlyMap<Obis, CheckedDefinition["objects"][number]>;
  /** Quantities this file names. */
  readonly quantities: ReadonlyMap<Obis, Quantity>;
}

export function withObjects(checked: CheckedDefinition): Definition {
  return {
    ...checked,
    objects: new Map(checked.objects.map((entry) => [entry.obis, entry])),
    quantities: new Map(checked.objects.flatMap((entry) => namedQuantity(entry))),
  };
}

function namedQuantity(entry: CheckedDefinition["objects"][number]): [Obis, Quantity][] {
  if (entry.key === undefined) return [];
  const label = entry.en ?? entry.key;
  const kind: QuantityKind = {
    unit: entry.unit ?? "1",
    displayUnit: entry.unit === "1" ? undefined : entry.unit,
    divisor: 1,
    decimals: Math.max(0, -(entry.scaler ?? 0)),
    deviceClass: undefined,
    stateClass: entry.state_class ?? "measurement",
    min: Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
  };
  const shown = { enabled: true, diagnostic: false, summary: false };
  const quantity = createQuantity(kind, entry.key, entry.obis, { en: label, de: entry.de ?? label }, shown);
  return [[entry.obis, quantity]];
}
