/** Numbers of a telegram: where each stands, how it is written, and what its value is in base units. */
import { decodeDigits } from "../cosem/dsmr.ts";
import { readInteger } from "../cosem/mbus-records.ts";
import { formatObis, type Obis } from "../cosem/obis.ts";
import type { Unit } from "../cosem/unit.ts";
import { decodeNumber, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { readUint16, readUint32 } from "../octets.ts";
import type { Definition } from "./definition.ts";
import { impliedScaler, type ScalerRule } from "./implied.ts";
import { type Quantity, quantityOf } from "./quantity.ts";
import type { NumericValue } from "./reading.ts";

/** Where the number of a value stands, how it is written there, and what it means. */
export interface NumberPlace {
  readonly obis: Obis;
  readonly unit: Unit;
  readonly quantity: Quantity | undefined;
  /** Type of A-XDR, or one of {@link numberForms}. */
  readonly form: number;
  /** Of the content, without tag or sign, and behind its last octet. */
  readonly at: number;
  readonly end: number;
  /** Where the decimal point is among digits. */
  readonly point: number | undefined;
  /** Power of ten, or the rules that tell it from the number itself. */
  readonly scaler: number | readonly ScalerRule[];
}

/** Stand for a type where a number is written otherwise: in decimal digits, or as AMIS writes it. */
export const numberForms = { digits: -1, negativeDigits: -2, recordUint32: -3, recordInt32: -4 } as const;

const widestScaler = 9;

/**
 * The place of a value. Throws `value-invalid` on a scaler no meter has, and where the quantity of that name is measured in
 * another unit.
 */
export function numberPlace(
  name: Obis,
  unit: Unit,
  scaler: NumberPlace["scaler"],
  definition: Definition | undefined,
  { form, at, end, point }: Pick<NumberPlace, "form" | "at" | "end" | "point">,
): NumberPlace {
  if (typeof scaler === "number" && (scaler < -widestScaler || scaler > widestScaler))
    throw new ProtocolError("value-invalid", { is: "scaler", name: formatObis(name), scaler });
  const quantity = definition?.quantities.get(name) ?? quantityOf(name);
  if (quantity !== undefined && quantity.unit !== unit)
    throw new ProtocolError("value-invalid", {
      is: "unit",
      name: formatObis(name),
      unit: unit ?? "?",
      expected: quantity.unit ?? "?",
    });
  return { obis: name, unit, quantity, form, at, end, point, scaler };
}

/** The number as it is written, the usual types without a detour. Throws `data-invalid` on a number that is none. */
export function rawNumber(octets: Uint8Array, { form, at, end }: NumberPlace): number | bigint {
  if (form === tag.uint32) return readUint32(octets, at);
  if (form === tag.uint16) return readUint16(octets, at);
  if (form === numberForms.digits) return decodeDigits(octets, at, end);
  if (form === numberForms.negativeDigits) return 0 - decodeDigits(octets, at, end);
  if (form === numberForms.recordUint32) return readInteger(octets, at, false);
  if (form === numberForms.recordInt32) return readInteger(octets, at, true);
  return decodeNumber(octets, at, form);
}

/** The value of a number that was written so. */
export function valueAt({ obis, unit, quantity, scaler }: NumberPlace, raw: number | bigint): NumericValue {
  const power = typeof scaler === "number" ? scaler : impliedScaler(scaler, raw);
  return { obis, value: scale(raw, power), unit, step: stepOf(power), quantity };
}

/** Powers of ten up to the widest scaler: a look-up takes a tenth of the time of raising. */
const powersOfTen = Array.from({ length: widestScaler + 1 }, (_, power) => 10 ** power);
const steps = powersOfTen.map((power) => 1 / power);

/** A number times a power of ten: negative ones divide, since 10 ** n is exact and 0.1 is not. */
function scale(value: number | bigint, power: number): number {
  if (power < 0) return Number(value) / (powersOfTen[-power] as number);
  const factor = powersOfTen[power] as number;
  return typeof value === "bigint" ? Number(value * BigInt(factor)) : value * factor;
}

/** What one more in the last digit is worth. */
function stepOf(power: number): number {
  return power < 0 ? (steps[-power] as number) : (powersOfTen[power] as number);
}
