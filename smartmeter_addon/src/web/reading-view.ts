import { formatObis } from "../cosem/obis.ts";
import {
  formatMeterTime,
  type MeterTime,
  type NumericValue,
  netPower,
  type Reading,
  wallSeconds,
} from "../meter/reading.ts";
import type { ReadingView, ValueView } from "./view.ts";

/** A reading in the units people see. */
export function viewReading(reading: Reading, receivedAtMs: number): ReadingView {
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
    driftSeconds: meterTime && driftSeconds(meterTime, receivedAtMs),
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

/** The meter's clock minus the host's. A meter that does not send its deviation keeps the wall time of where it hangs. */
function driftSeconds(time: MeterTime, receivedAtMs: number): number {
  const host = new Date(receivedAtMs);
  const offsetMinutes = time.offsetMinutes ?? -host.getTimezoneOffset();
  return Math.round(wallSeconds(time) - 60 * offsetMinutes - receivedAtMs / 1000);
}
