import { formatObis } from "../cosem/obis.ts";
import { formatMeterTime, type MeterTime, type NumericValue, netPower, type Reading } from "../meter/reading.ts";
import type { ReadingView, ValueView } from "./view.ts";

/** How far the meter's clock is ahead of the host's, in seconds. */
export type ClockDrift = (meterTime: MeterTime, receivedAtMs: number) => number;

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
    texts: reading.texts.map(({ obis, text }) => ({ obis: formatObis(obis), text })),
  };
}

function viewValue({ obis, value, unit, step, quantity }: NumericValue): ValueView {
  const named = { key: quantity?.key, obis: formatObis(obis) };
  if (quantity === undefined) {
    const decimals = Math.max(0, Math.round(-Math.log10(step)));
    return { ...named, value, unit: unit === "1" ? undefined : unit, decimals };
  }
  return { ...named, value: value / quantity.divisor, unit: quantity.displayUnit, decimals: quantity.decimals };
}
