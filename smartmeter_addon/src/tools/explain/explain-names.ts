/** What objects, values and units are called in an explanation. */
import { formatObis, groups, type Obis, obis } from "../../cosem/obis.ts";
import { unitOf } from "../../cosem/unit.ts";
import type { Language } from "../../language/language.ts";
import type { Definition } from "../../telegram/definition.ts";
import { quantityOf } from "../../telegram/quantity.ts";
import type { NumericValue } from "../../telegram/reading.ts";
import { phrase } from "./explain-writer.ts";
import type { PhraseKey } from "./phrases.ts";

/** Objects that are no quantity, by their value groups C.D. */
const abstractNames: Readonly<Record<string, PhraseKey>> = {
  "1.0": "clock",
  "96.1": "meterNumber",
  "42.0": "deviceName",
  "25.9": "pushSetup",
  "96.13": "message",
};

/** Wall time of a meter that sends date and time apart. */
const timeAndDate = new Set([obis(1, 0, 0, 9, 1), obis(1, 0, 0, 9, 2)]);

/** What an object is called in the language, or that nobody has named it. */
export function nameOf(name: Obis, definition: Definition | undefined, language: Language): string {
  const quantity = definition?.quantities.get(name) ?? quantityOf(name);
  if (quantity !== undefined) return quantity[language];
  const [, , c, d] = groups(name);
  const key = timeAndDate.has(name) ? "clock" : (abstractNames[`${c}.${d}`] ?? "unnamed");
  return phrase(language, key);
}

/** `1-0:1.8.0 Energy import` */
export function fullName(name: Obis, definition: Definition | undefined, language: Language): string {
  return `${formatObis(name)} ${nameOf(name, definition, language)}`;
}

/** `12937 Wh`; a number without dimension stands alone. */
export function valueText({ value, unit }: Pick<NumericValue, "value" | "unit">): string {
  return unit === "1" ? String(value) : `${value} ${unit}`;
}

/** The unit of an enumerated value, in words where it has none. */
export function unitText(code: number, language: Language): string {
  const unit = unitOf(code);
  return unit === undefined || unit === "1" ? phrase(language, "noUnit") : unit;
}
