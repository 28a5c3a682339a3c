/** How far the meter's clock and this machine's are apart. */
import { type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { createFault } from "../fault.ts";
import { isTimeZone, zoneOffsetMinutes } from "../host/time-zone.ts";
import { formatSpan } from "../language/message.ts";
import type { Reading } from "../telegram/reading.ts";
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

/**
 * Compares the clocks telegram by telegram, and begins or ends the fault that they differ. Without a time zone (a
 * recording) it does neither; throws a RangeError where the zone does not exist.
 */
export function createClockWatch(
  standing: StandingFaults,
  timeZone: string | undefined,
): (reading: Reading, atMs: number) => StandingChange[] {
  if (timeZone === undefined) return () => [];
  const drift = createClockDrift(timeZone);
  let off = 0;
  return ({ meterTime, receivedAtMs }, atMs) => {
    if (meterTime === undefined) return [];
    // Compares with the host's clock as it was when the telegram arrived, even if it has been set since.
    const seconds = drift(meterTime, receivedAtMs ?? atMs);
    off = Math.abs(seconds) > limits.off ? off + 1 : 0;
    if (off >= checks) {
      const span = formatSpan(Math.abs(seconds) * 1000);
      return standing.begin(createFault("clock-off", { is: seconds > 0 ? "ahead" : "behind", span }), atMs);
    }
    return Math.abs(seconds) < limits.good ? standing.end("clock-off", atMs) : [];
  };
}
