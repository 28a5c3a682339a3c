import { formatObis, type Obis } from "../cosem/obis.ts";
import type { CosemObject } from "../cosem/push.ts";
import { type Unit, unitOf } from "../cosem/unit.ts";
import { type Data, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { toHex, toText } from "../octets.ts";
import type { Definition } from "./definition.ts";
import { impliedRules, impliedScaler, impliedUnit } from "./implied.ts";
import { type Quantity, quantityOf } from "./quantity.ts";
import type { NumericValue, TextValue } from "./reading.ts";

const widestScaler = 9;

/** Where the number of a value stands in its telegram, and how it is written there. */
export interface Place {
  /** Type of A-XDR, or one of {@link numberForms}. */
  readonly tag: number;
  /** Of the content, without the tag, and behind its last octet. */
  readonly at: number;
  readonly end: number;
  /** Power of ten, or the rules that tell it from the number itself. */
  readonly scaler: number | Definition["implied"];
}

/** Stand for a type where a number is written otherwise: in decimal digits, or as AMIS writes it. */
export const numberForms = { decimalDigits: -1, recordUint32: -2, recordInt32: -3 } as const;

/** Whether the value is a single number; null, strings, times and lists are not. */
export function isNumber(data: Data): boolean {
  switch (data.tag) {
    case tag.octetString:
    case tag.visibleString:
    case tag.utf8String:
    case tag.bitString:
    case tag.null:
    case tag.array:
    case tag.structure:
    case tag.dateTime:
    case tag.date:
    case tag.time:
      return false;
    default:
      return true;
  }
}

/**
 * Adds the value of an object to the numbers or the texts. The unit is that of the telegram, else that of the definition,
 * the catalogue or the logical name; a number without any is carried along as it is. Null and lists add nothing. Throws
 * `value-invalid` on a scaler or unit the object cannot have.
 */
export function addObject(
  octets: Uint8Array,
  { obis, data, scaler, unit: code }: CosemObject,
  definition: Definition | undefined,
  values: NumericValue[],
  texts: TextValue[],
  places: Place[],
): void {
  if (!isNumber(data)) {
    if (data.tag !== tag.null && data.tag !== tag.array && data.tag !== tag.structure)
      texts.push({ obis, text: textOf(octets, data) });
    return;
  }
  const named = definition?.objects.get(obis);
  const unit = code === undefined ? (named?.unit ?? impliedUnit(obis)) : unitOf(code);
  const power = scaler ?? named?.scaler ?? (unit === undefined ? 0 : implied(unit, definition));
  addNumber(obis, data, unit ?? "1", power, definition, values, places);
}

/** Adds a number, and where it stands. Throws `value-invalid` on a scaler or unit the object cannot have. */
export function addNumber(
  name: Obis,
  { tag: type, content, end, value }: Data,
  unit: Unit,
  scaler: Place["scaler"],
  definition: Definition | undefined,
  values: NumericValue[],
  places: Place[],
): void {
  if (typeof scaler === "number" && (scaler < -widestScaler || scaler > widestScaler))
    throw new ProtocolError("value-invalid", `${formatObis(name)} has the scaler ${scaler}`);
  places.push({ tag: type, at: content, end, scaler });
  values.push(measured(name, value, unit, quantityIn(name, unit, definition), scaler));
}

function implied(unit: Unit, definition: Definition | undefined): Place["scaler"] {
  const rules = impliedRules(unit, definition);
  return rules.some(({ above }) => above !== undefined) ? rules : impliedScaler(rules, 0);
}

/** A number as the telegram writes it, in its unit. */
export function measured(
  obis: Obis,
  raw: number | bigint,
  unit: Unit,
  quantity: Quantity | undefined,
  scaler: Place["scaler"],
): NumericValue {
  const power = typeof scaler === "number" ? scaler : impliedScaler(scaler, raw);
  return { obis, value: scale(raw, power), unit, step: stepOf(power), quantity };
}

/** A number under its name and quantity. Throws `value-invalid` where the quantity is measured in another unit. */
export function checked(
  name: Obis,
  value: number,
  unit: Unit,
  step: number,
  definition: Definition | undefined,
): NumericValue {
  return { obis: name, value, unit, step, quantity: quantityIn(name, unit, definition) };
}

function quantityIn(name: Obis, unit: Unit, definition: Definition | undefined): Quantity | undefined {
  const quantity = definition?.quantities.get(name) ?? quantityOf(name);
  if (quantity !== undefined && quantity.unit !== unit)
    throw new ProtocolError("value-invalid", `${formatObis(name)} comes in ${unit}, not in ${quantity.unit}`);
  return quantity;
}

/** Powers of ten up to the widest scaler: a look-up takes a tenth of the time of raising. */
const powersOfTen = Array.from({ length: widestScaler + 1 }, (_, power) => 10 ** power);

const steps = powersOfTen.map((power) => 1 / power);

/** A number times a power of ten: negative ones divide, since 10 ** n is exact and 0.1 is not. */
export function scale(value: number | bigint, power: number): number {
  if (power < 0) return Number(value) / (powersOfTen[-power] as number);
  const factor = powersOfTen[power] as number;
  return typeof value === "bigint" ? Number(value * BigInt(factor)) : value * factor;
}

/** What one more in the last digit is worth. */
export function stepOf(power: number): number {
  return power < 0 ? (steps[-power] as number) : (powersOfTen[power] as number);
}

/** Printable octets as text, others as hexadecimal digits. */
export function textOf(octets: Uint8Array, { content, end, tag: type }: Data): string {
  if (type === tag.utf8String) return new TextDecoder().decode(octets.subarray(content, end));
  for (let at = content; at < end; at++) {
    const octet = octets[at] as number;
    if (octet < 0x20 || octet > 0x7e) return toHex(octets, content, end);
  }
  return toText(octets, content, end);
}
