import type { Obis } from "../cosem/obis.ts";
import type { Unit } from "../cosem/unit.ts";
import type { Fault } from "../fault.ts";
import type { Quantity } from "./quantity.ts";

/**
 * A meter's own wall time. `offsetMinutes` (UTC = local − offset) and `daylightSaving` only where the meter sends them;
 * nobody else's clock is mixed in.
 */
export interface MeterTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Offset of the wall time from UTC: the negative of COSEM's deviation. */
  readonly offsetMinutes: number | undefined;
  readonly daylightSaving: boolean | undefined;
  /** COSEM clock status octet: 01 invalid, 02 doubtful, 04 other base, 08 invalid status, 80 daylight saving. */
  readonly status: number | undefined;
}

/** One value: base units (Wh, varh, W, var, V, A, Hz, °), `1` for a number without dimension. */
export interface NumericValue {
  readonly obis: Obis;
  readonly value: number;
  readonly unit: Unit;
  /** Smallest step the meter can send, in `unit`: 10 to the power of the scaler. */
  readonly step: number;
  readonly quantity: Quantity | undefined;
}

/** A text or code the telegram carries: meter number, device name, consumer message. */
export interface TextValue {
  readonly obis: Obis;
  readonly text: string;
}

/** What one telegram says, proven (checks, structure, physics) when it is published. */
export interface Reading {
  /** Stable id of the meter: IDIS device name, system title, or what the options fix. */
  readonly meterId: string;
  /** Eight octets in hexadecimal; undefined for plain telegrams and AMIS. */
  readonly systemTitle: string | undefined;
  /** Meter number and logical device name as the telegram writes them. */
  readonly meterNumber: string | undefined;
  readonly deviceName: string | undefined;
  /** FLAG id of the manufacturer: LGZ, KFM, SAG, ISK, SMS, SAM, … */
  readonly manufacturer: string | undefined;
  readonly meterTime: MeterTime | undefined;
  readonly invocationCounter: number | undefined;
  /** The authentication tag verified. */
  readonly authenticated: boolean;
  /** Name of the layout (`obis-scaled`, `wien`, …); a positional one carries the name of its file in meters/. */
  readonly layout: string;
  /** Operator and product as far as the telegram tells; from the layout's definition. */
  readonly operator: string | undefined;
  readonly product: string | undefined;
  readonly framing: string;
  readonly values: readonly NumericValue[];
  readonly texts: readonly TextValue[];
}

export type MeterEvent =
  | { readonly kind: "reading"; readonly reading: Reading }
  | { readonly kind: "quarantined"; readonly reading: Reading; readonly reason: string }
  | { readonly kind: "reply"; readonly octets: Uint8Array }
  | { readonly kind: "fault"; readonly fault: Fault };

/** `YYYY-MM-DDThh:mm:ss`, with `±hh:mm` behind it only where the meter sends its deviation. */
export function formatMeterTime(time: MeterTime, withOffset = true): string {
  const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
  const wall = `${time.year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
  if (!withOffset || time.offsetMinutes === undefined) return wall;
  const minutes = Math.abs(time.offsetMinutes);
  return `${wall}${time.offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Seconds since 1970 of the wall time as if it were UTC: for differences between two times of one meter only. */
export function wallSeconds(time: MeterTime): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) / 1000;
}

/** Import minus export, in W; undefined unless the meter sends both, or import alone. */
export function netPower(reading: Reading): number | undefined {
  const value = (key: string): number | undefined => reading.values.find((entry) => entry.quantity?.key === key)?.value;
  const power = value("power_import");
  return power === undefined ? undefined : power - (value("power_export") ?? 0);
}
