/** The telegrams of a virtual meter, framed and sealed. */
import { readUint32, toText } from "../../octets.ts";
import { amisRecords, amisTelegram } from "../encode/encode-amis.ts";
import { dataNotification, type Seal, sealApdu } from "../encode/encode-apdu.ts";
import { dsmrText } from "../encode/encode-dsmr.ts";
import type { Snapshot } from "./household.ts";
import { cosemDateTime, type WallTime } from "./simulate-clock.ts";
import { type Measurement, measure, numberOf } from "./simulate-layouts.ts";
import { type AmisMeterKind, type DsmrMeter, isPush, type PushMeter } from "./simulate-meters.ts";

export interface SimulatedTelegram {
  readonly octets: Uint8Array;
  /** What a right decoder reads, by logical name, in base units. */
  readonly values: Readonly<Record<string, number>>;
  /** The meter's clock as a reading prints it, with an offset where the meter sends one. */
  readonly meterTime: string;
}

function wallText(time: WallTime): string {
  const two = (value: number): string => `${value}`.padStart(2, "0");
  return `${time.year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
}

function valuesOf(measurements: readonly Measurement[]): Record<string, number> {
  return Object.fromEntries(measurements.map((entry) => [entry.obis, numberOf(entry)]));
}

function choose(snapshot: Snapshot, order: readonly string[], meter?: PushMeter): Measurement[] {
  const { voltageScaler = -1, powerFactorType = "uint16" } = meter ?? {};
  const all = measure(snapshot, { voltageScaler, powerFactorType });
  return order.map((name) => all.get(name) as Measurement);
}

/** The next telegram of any virtual meter, sealed and framed. */
export function telegramOf(
  meter: PushMeter | DsmrMeter | AmisMeterKind,
  snapshot: Snapshot,
  seal: Seal,
  serial: number,
  meterNumber?: string,
): SimulatedTelegram {
  if (isPush(meter)) return pushTelegram(meter, snapshot, seal, serial, meterNumber);
  return meter.framing === "p1" ? dsmrTelegram(meter, snapshot, seal) : amisTelegramOf(snapshot, seal);
}

/** A data-notification of the meter, sealed and framed. */
export function pushTelegram(
  meter: PushMeter,
  snapshot: Snapshot,
  seal: Seal,
  serial: number,
  meterNumber = meter.meterNumber(serial),
): SimulatedTelegram {
  const measurements = choose(snapshot, meter.values, meter);
  const body = meter.write({
    clock: cosemDateTime(snapshot.time, meter.innerClock),
    measurements,
    meterNumber,
    deviceName: meter.deviceName?.(serial) ?? idisName(seal.systemTitle),
  });
  const outer = cosemDateTime(snapshot.time, meter.outerClock);
  const plaintext = dataNotification(meter.invokeId(seal.invocationCounter), outer, body);
  const offset = `+0${snapshot.time.offsetMinutes / 60}:00`;
  return {
    octets: meter.frame(sealApdu(plaintext, seal)),
    values: valuesOf(measurements),
    meterTime: wallText(snapshot.time) + (meter.innerClock.deviation ? offset : ""),
  };
}

/** The printed logical device name IDIS derives from a system title (protocol facts 6.7). */
function idisName(title: Uint8Array): string {
  const low = readUint32(title, 4);
  const digits = (value: number, width: number): string => `${value}`.padStart(width, "0");
  return `${toText(title, 0, 3)}${digits(title[3] as number, 3)}${digits(low >>> 28, 2)}${digits(low & 0x0fffffff, 8)}`;
}

/** The DSMR text of the P1 meter, sealed and without any link layer. */
export function dsmrTelegram(meter: DsmrMeter, snapshot: Snapshot, seal: Seal): SimulatedTelegram {
  const measurements = choose(snapshot, meter.values);
  const meterTime = wallText(snapshot.time);
  const clock = meterTime.slice(2).replace(/\D/g, "") + (snapshot.time.daylightSaving ? "S" : "W");
  const lines = measurements.map(({ obis, raw, unit }) => `${obis}(${`${raw}`.padStart(9, "0")}*${unit})`);
  const text = dsmrText(meter.identification, ["1-3:0.2.8(50)", `0-0:1.0.0(${clock})`, ...lines]);
  return { octets: sealApdu(text, seal), values: valuesOf(measurements), meterTime };
}

/** The nine registers of AMIS; the last counts a prepaid 10 kWh down and below zero. */
export function amisTelegramOf(snapshot: Snapshot, seal: Seal): SimulatedTelegram {
  const [importWh, exportWh, importVarh, exportVarh] = snapshot.energy.map((register) => register.total) as [
    number,
    number,
    number,
    number,
  ];
  const names = ["1.8.0", "2.8.0", "3.8.1", "4.8.1", "1.7.0", "2.7.0", "3.7.0", "4.7.0", "1.128.0"];
  const credit = 10_000 - (importWh % 1_000_000);
  const raw = [importWh, exportWh, importVarh, exportVarh, ...snapshot.power, credit];
  const { invocationCounter: access } = seal;
  return {
    octets: amisTelegram(amisRecords(snapshot.time, raw), seal.key, access & 255, access % 2 === 0),
    values: Object.fromEntries(names.map((name, index) => [`1-0:${name}`, raw[index] as number])),
    meterTime: wallText(snapshot.time),
  };
}
