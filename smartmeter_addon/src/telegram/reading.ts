/** A reading: what one telegram says in our units. */
import type { MeterTime } from "../cosem/date-time.ts";
import type { Obis } from "../cosem/obis.ts";
import type { TextValue } from "../cosem/text-value.ts";
import type { Unit } from "../cosem/unit.ts";
import type { Fault } from "../fault.ts";
import type { Cut } from "../link/link.ts";
import type { Quantity } from "./quantity.ts";
import type { MoneyUnit } from "./quantity-kind.ts";

/** One value: base units (Wh, varh, W, var, V, A, Hz, °), `1` for a number without dimension. */
export interface NumericValue {
  readonly obis: Obis;
  readonly value: number;
  readonly unit: Unit | MoneyUnit;
  /** Smallest step the meter can send, in `unit`: 10 to the power of the scaler. */
  readonly step: number;
  readonly quantity: Quantity | undefined;
}

/**
 * What a sum over a day, a month or a year does not say by itself. `since`: it was counted from that instant on (ms since
 * 1970) and without a gap. `gaps`: parts of it are unknown. `estimated`: nothing was heard at its beginning or its end,
 * and more than a hundredth of it may belong to its neighbour.
 */
export type Caveat =
  | { readonly kind: "since"; readonly atMs: number }
  | { readonly kind: "gaps" }
  | { readonly kind: "estimated" };

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
  /** No check says that the telegram came as it was sent. */
  readonly unproven?: true;
  /** Name of the layout (`obis-scaled`, `wien`, …); a positional one carries the name of its file in meters/. */
  readonly layout: string;
  /** Operator and product as far as the telegram tells; from the layout's definition. */
  readonly operator: string | undefined;
  readonly product: string | undefined;
  readonly framing: string;
  /** When its last octet arrived, host time; a reading may be held back before it is published. */
  readonly receivedAtMs?: number | undefined;
  readonly values: readonly NumericValue[];
  /** Caveats of the sums among `values` and `incomplete`, by the quantity's key; none where a period is whole. */
  readonly caveats?: Readonly<Record<string, Caveat>>;
  /** Sums of a day or month that is over and has a caveat: people see them together, and outputs do not get them. */
  readonly incomplete?: readonly NumericValue[];
  readonly texts: readonly TextValue[];
}

export { formatMeterTime, type MeterTime, wallSeconds } from "../cosem/date-time.ts";
export type { TextValue } from "../cosem/text-value.ts";

export type MeterEvent =
  | { readonly kind: "reading"; readonly reading: Reading }
  /** Held until the next telegram decides; `rule` is a row of the judge's table, `reason` says it with its numbers. */
  | { readonly kind: "held"; readonly reading: Reading; readonly rule: string; readonly reason: string }
  /** The next telegram went on as if this one, which was held, had never been. */
  | { readonly kind: "left-out"; readonly reading: Reading; readonly rule: string; readonly reason: string }
  /** It was left out, and now it is clear that this meter or its household does so: for whoever wants extremes. */
  | { readonly kind: "proven"; readonly reading: Reading }
  /** The very first, or one with nothing to compare it with: it was read, and the next telegram makes it a reading. */
  | { readonly kind: "first"; readonly reading: Reading }
  /** Read, and without any check: shown, and published only where the user has said so. */
  | { readonly kind: "unproven"; readonly reading: Reading }
  | { readonly kind: "reply"; readonly octets: Uint8Array }
  /** What stood in the envelope; only where it is asked for. */
  | { readonly kind: "plaintext"; readonly octets: Uint8Array }
  /** Where the line was cut; only where it is asked for. */
  | { readonly kind: "cut"; readonly cut: Cut }
  | { readonly kind: "fault"; readonly fault: Fault };

/** Import minus export, in W; undefined unless the meter sends both, or import alone. */
export function netPower(reading: Reading): number | undefined {
  const value = (key: string): number | undefined => reading.values.find((entry) => entry.quantity?.key === key)?.value;
  const power = value("power_import");
  return power === undefined ? undefined : power - (value("power_export") ?? 0);
}
