/** What a reading says about energy, and at which instant: the bridge from telegrams to energy windows. */
import { type Reading, wallSeconds } from "../telegram/reading.ts";
import type { EnergySample } from "./energy-windows.ts";
import { meterInstantMs } from "./meter-instant.ts";

/** What is known about time beside the telegram's own clock. */
export interface SampleTime {
  /** The household's time zone; it counts only where the meter sends no offset. */
  readonly zone: string;
  /** When the telegram arrived, host time, ms since 1970; undefined in a recording. */
  readonly arrivalMs: number | undefined;
  /** Instant of the sample before, for recordings; undefined for the first. */
  readonly lastMs: number | undefined;
}

const hourMs = 3_600_000;
/** A clock that is off by 120 s moves a month's peak by at most 20 W, one that is off by 300 s by hundreds. */
const clockPlayMs = 300_000;
/**
 * A meter without summer time, or with an offset of the wrong sign, is off by whole hours, which leaves its quarter
 * hours unchanged.
 */
const mostHours = 2;
/** A host whose clock was never set says 1970, or the year in which its image was built. */
const hostSetMs = Date.UTC(2026, 0, 1);

/** Registers and instant of a reading; undefined where it has no import register or no time at all. */
export function energySampleOf(reading: Reading, time: SampleTime): EnergySample | undefined {
  const importWh = registerOf(reading, "energy_import");
  if (importWh === undefined) return undefined;
  const instant = instantOf(reading, time);
  if (instant === undefined) return undefined;
  return {
    ...instant,
    importWh,
    exportWh: registerOf(reading, "energy_export"),
    device: reading.systemTitle ?? reading.meterNumber ?? reading.meterId,
  };
}

/** A register in Wh; the sum of its tariffs where the meter sends only those. */
function registerOf(reading: Reading, key: string): number | undefined {
  const tariffs: number[] = [];
  for (const { quantity, value } of reading.values) {
    if (quantity?.key === key) return value;
    if (quantity?.key.startsWith(`${key}_t`)) tariffs.push(value);
  }
  return tariffs.length === 0 ? undefined : tariffs.reduce((sum, value) => sum + value, 0);
}

/** The meter's clock counts, because the operator cuts quarter hours by it; the host's only confirms it. */
function instantOf(reading: Reading, time: SampleTime): Pick<EnergySample, "atMs" | "proven"> | undefined {
  const { zone, lastMs } = time;
  const arrivalMs = time.arrivalMs !== undefined && time.arrivalMs >= hostSetMs ? time.arrivalMs : undefined;
  const { meterTime } = reading;
  if (meterTime === undefined || !Number.isFinite(wallSeconds(meterTime)))
    return arrivalMs === undefined ? undefined : { atMs: arrivalMs, proven: true };
  const atMs = meterInstantMs(meterTime, zone, arrivalMs ?? lastMs);
  if (arrivalMs === undefined) return { atMs, proven: true };
  const hours = Math.round((atMs - arrivalMs) / hourMs);
  // A clock that is days off (a factory date, a year of its own) says nothing about this quarter hour.
  if (Math.abs(hours) > mostHours) return { atMs: arrivalMs, proven: false };
  const corrected = atMs - hours * hourMs;
  return { atMs: corrected, proven: Math.abs(corrected - arrivalMs) <= clockPlayMs };
}
