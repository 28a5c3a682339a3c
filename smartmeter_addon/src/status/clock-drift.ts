/** How far the meter's clock and this machine's are apart. */
import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { createFault } from "../fault.ts";
import { isTimeZone, zoneOffsetMinutes } from "../host/time-zone.ts";
import { formatSpan } from "../language/message.ts";
import type { StandingChange, StandingFaults } from "./standing.ts";

/**
 * How far the meter's clock is ahead of the host's, in seconds. The meter's own deviation decides where it is sent;
 * else its wall time is taken for that of the time zone, as every Austrian meter means it.
 */
export type ClockDrift = (meterTime: MeterTime, receivedAtMs: number) => number;

/** Throws a RangeError where the time zone does not exist. */
export function createClockDrift(timeZone: string): ClockDrift {
  if (!isTimeZone(timeZone)) throw new RangeError(`there is no time zone "${timeZone}"`);
  return (meterTime, receivedAtMs) => {
    const offsetMinutes = meterTime.offsetMinutes ?? zoneOffsetMinutes(receivedAtMs, timeZone);
    return wallSeconds(meterTime) - offsetMinutes * 60 - Math.floor(receivedAtMs / 1000);
  };
}

/** The clocks may differ by this; once off, they have to agree better again. Seconds. */
const limits = { off: 300, good: 240 } as const;
/** Telegrams in a row, so that a single one with a damaged time proves nothing. */
const checks = 3;

/** Compares the clocks telegram by telegram, and begins or ends the fault that they differ. */
export function createClockWatch(standing: StandingFaults, drift: ClockDrift) {
  let off = 0;
  return (meterTime: MeterTime, receivedAtMs: number, atMs: number): StandingChange[] => {
    const seconds = drift(meterTime, receivedAtMs);
    off = Math.abs(seconds) > limits.off ? off + 1 : 0;
    if (off >= checks) {
      const span = formatSpan(Math.abs(seconds) * 1000);
      return standing.begin(createFault("clock-off", { is: seconds > 0 ? "ahead" : "behind", span }), atMs);
    }
    return Math.abs(seconds) < limits.good ? standing.end("clock-off", atMs) : [];
  };
}
