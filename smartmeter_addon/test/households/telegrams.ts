/** Telegrams of every simulated meter that pushes data-notifications, with values as a household makes them. */
import { parseHex } from "../../src/octets.ts";
import { dataNotification, sealApdu } from "../../src/tools/encode/encode-apdu.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { cosemDateTime, viennaTime } from "../../src/tools/simulate/simulate-clock.ts";

import type { Measurement } from "../../src/tools/simulate/simulate-layouts.ts";
import { type PushMeter, pushMeters } from "../../src/tools/simulate/simulate-meters.ts";
import type { Measured } from "./measuring.ts";

/** Meters whose telegrams no tag protects. */
export const untagged: readonly PushMeter[] = pushMeters.filter(
  ({ securityControl }) => (securityControl & 0x10) === 0,
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

export function telegramOf(meter: PushMeter, { said, energies, atMs, counter }: TelegramMoment): Uint8Array {
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
      key: testKey,
      authenticationKey: testAuthenticationKey,
      systemTitle: parseHex(meter.title.padEnd(15, "0").concat("3")) as Uint8Array,
      invocationCounter: counter,
      securityControl: meter.securityControl,
    }),
  );
}
