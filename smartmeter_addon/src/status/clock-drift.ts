/** How far the meter's clock and this machine's are apart. */
import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { createFault } from "../fault.ts";
import { isTimeZone, zoneOffsetMinutes } from "../host/time-zone.ts";
import { formatSpan } from "../language/message.ts";
import type { StandingChange, StandingFaults } from "./standing.ts";

/**
 * How far the meter's clock is ahead of the host's, in seconds. A deviation that the meter sends decides; without one,
 * its wall time is taken as local time, which is what every Austrian meter means.
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

/** Seconds by which the clocks may differ; once the clock is off, they must agree more closely to be good again. */
const limits = { off: 300, good: 240 } as const;
/** So many telegrams in a row: a single one may have a damaged time. */
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
