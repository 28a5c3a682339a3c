/** A reading as the page shows it. */
import { formatObis } from "../cosem/obis.ts";
import type { ClockDrift } from "../status/clock-drift.ts";
import { formatMeterTime, type NumericValue, netPower, type Reading } from "../telegram/reading.ts";
import type { ReadingView, ValueView } from "./view.ts";

/** A reading in the units people see. */
export function viewReading(reading: Reading, receivedAtMs: number, drift: ClockDrift): ReadingView {
  const { meterTime } = reading;
  return {
    receivedAtMs,
    meterId: reading.meterId,
    meterNumber: reading.meterNumber,
    deviceName: reading.deviceName,
    manufacturer: reading.manufacturer,
    operator: reading.operator,
    product: reading.product,
    layout: reading.layout,
    framing: reading.framing,
    authenticated: reading.authenticated,
    meterTime: meterTime && formatMeterTime(meterTime, false),
    driftSeconds: meterTime && drift(meterTime, receivedAtMs),
    invocationCounter: reading.invocationCounter,
    netPower: netPower(reading),
    values: reading.values.map(viewValue),
    incomplete: (reading.incomplete ?? []).map(viewValue),
    caveats: reading.caveats ?? {},
    texts: reading.texts.map(({ obis, text }) => ({ obis: formatObis(obis), text })),
  };
}

/** Every field exists and has the same place, so that all values share one hidden class. */
export function viewValue({ obis, value, unit, step, quantity }: NumericValue): ValueView {
  return {
    key: quantity?.key,
    obis: formatObis(obis),
    value: quantity === undefined ? value : value / quantity.divisor,
    unit: quantity === undefined ? (unit === "1" ? undefined : unit) : quantity.displayUnit,
    decimals: quantity === undefined ? Math.max(0, Math.round(-Math.log10(step))) : quantity.decimals,
  };
}
