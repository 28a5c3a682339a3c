/** Telegrams of every simulated meter, with values as a household makes them. */
import { parseHex } from "../../src/octets.ts";
import { dataNotification, sealApdu } from "../../src/tools/encode/encode-apdu.ts";
import type { Snapshot } from "../../src/tools/simulate/household.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { cosemDateTime, viennaTime } from "../../src/tools/simulate/simulate-clock.ts";

import type { Measurement } from "../../src/tools/simulate/simulate-layouts.ts";
import {
  type DsmrMeter,
  isPush,
  type MeterKind,
  meterKinds,
  type PushMeter,
} from "../../src/tools/simulate/simulate-meters.ts";
import { amisTelegramOf, dsmrTelegram } from "../../src/tools/simulate/simulate-telegrams.ts";
import type { Measured } from "./measuring.ts";

export type HouseholdMeter = (typeof meterKinds)[number];

/** Meters whose telegrams no tag protects, and those of DSMR. */
export const untagged: readonly HouseholdMeter[] = meterKinds.filter(
  (meter) => !isPush(meter) || (meter.securityControl & 0x10) === 0,
);

const clip = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** Raw value, scaler, unit and type of a logical name; energies are Wh and varh since the start. */
function measurementOf(name: string, said: Measured, energies: readonly number[], meter: PushMeter): Measurement {
  const [, c = 0, d = 0] = (/:(\d+)\.(\d+)\./.exec(name) ?? []).map(Number);
  const number = (raw: number, scaler: number, unit: Measurement["unit"], type: Measurement["type"]): Measurement => ({
    ...{ obis: name, raw, scaler, unit, type },
  });
  const phase = Math.floor(c / 20) - 1;
  if (d === 8) return number(Math.floor(energies[c - 1] as number), 0, c < 3 ? "Wh" : "varh", "uint32");
  if (c === 13) {
    const apparent = Math.hypot(said.power, said.reactive);
    const share = apparent < 1 ? 1000 : Math.floor((1000 * Math.abs(said.power)) / apparent);
    return number(share, -3, "1", meter.powerFactorType);
  }
  if (c < 5) {
    const power = c < 3 ? said.power : said.reactive;
    return number(Math.round(Math.max(0, c % 2 === 1 ? power : -power)), 0, c < 3 ? "W" : "var", "uint32");
  }
  if (c % 20 === 12) {
    const raw = Math.round((said.voltages[phase] as number) * 10 ** -meter.voltageScaler);
    return number(clip(raw, 65535), meter.voltageScaler, "V", "uint16");
  }
  return number(clip(Math.round(100 * (said.currents[phase] as number)), 65535), -2, "A", "uint16");
}

export interface TelegramMoment {
  readonly said: Measured;
  readonly energies: readonly number[];
  readonly atMs: number;
  readonly counter: number;
}

export function telegramOf(meter: HouseholdMeter, moment: TelegramMoment): Uint8Array {
  if (isPush(meter)) return pushTelegram(meter, moment);
  const seal = { ...keys, systemTitle: titleOf(meter), invocationCounter: moment.counter };
  return meter.framing === "p1"
    ? dsmrTelegram(meter, snapshotOf(moment), { ...seal, securityControl: meter.securityControl }).octets
    : amisTelegramOf(snapshotOf(moment), { ...seal, securityControl: 0x30 }).octets;
}

const keys = { key: testKey, authenticationKey: testAuthenticationKey };
/** AMIS has an address of its own. */
const titleOf = (meter: PushMeter | DsmrMeter | MeterKind): Uint8Array =>
  parseHex(("title" in meter ? meter.title : "").padEnd(15, "0").concat("3")) as Uint8Array;

/** The same as the simulator has it; currents are those of the powers. */
function snapshotOf({ said, energies, atMs }: TelegramMoment): Snapshot {
  const powers = [said.power, -said.power, said.reactive, -said.reactive].map((power) =>
    Math.round(Math.max(0, power)),
  );
  const registers = energies.map((energy) => ({
    total: Math.floor(energy),
    tariffs: [Math.floor(energy), 0] as const,
  }));
  return {
    time: viennaTime(atMs),
    phases: said.voltages.map((voltage, phase) => ({
      voltage,
      watts: said.watts[phase] as number,
      vars: said.vars[phase] as number,
    })),
    power: powers as unknown as Snapshot["power"],
    energy: registers as unknown as Snapshot["energy"],
  };
}

function pushTelegram(meter: PushMeter, { said, energies, atMs, counter }: TelegramMoment): Uint8Array {
  const time = viennaTime(atMs);
  const measurements = meter.values.map((name) => measurementOf(name, said, energies, meter));
  const body = meter.write({
    clock: cosemDateTime(time, meter.innerClock),
    measurements,
    meterNumber: meter.meterNumber(3),
    deviceName: meter.deviceName?.(3) ?? "TST0000000000003",
  });
  const outer = cosemDateTime(time, meter.outerClock);
  return meter.frame(
    sealApdu(dataNotification(meter.invokeId(counter), outer, body), {
      ...keys,
      systemTitle: titleOf(meter),
      invocationCounter: counter,
      securityControl: meter.securityControl,
    }),
  );
}
