/** The clocks of telegrams: where each stands, how it is written, and what it says. */
import { clockHabit, decodeDateAndTime, decodeDateTime, type MeterTime } from "../cosem/date-time.ts";
import { decodeDsmrTime, timeOctets } from "../cosem/dsmr.ts";
import { cp48Octets, decodeCp48 } from "../cosem/mbus-records.ts";
import { ProtocolError } from "../fault.ts";

/** Octets from one place to before another. */
export type Range = readonly [at: number, end: number];

/** Where the clock of a telegram stands, and how it is written. */
export type Clock =
  | { readonly kind: "date-time" | "dsmr" | "cp48"; readonly at: number }
  /** Date and time in octet strings of their own (Kärnten). */
  | { readonly kind: "date-and-time"; readonly date: number; readonly time: number };

/** A clock's time, and how the meter fills in what is not time ({@link clockHabit}). */
export interface ClockTime {
  readonly time: MeterTime | undefined;
  readonly habit: number;
}

const noClock: ClockTime = { time: undefined, habit: 0 };
export const dateTimeOctets = 12;

/** Reads a clock. Throws `time-invalid`, but for a text: an odd date there costs the date, and its check says that it was sent so. */
export function readClock(octets: Uint8Array, clock: Clock | undefined): ClockTime {
  switch (clock?.kind) {
    case undefined:
      return noClock;
    case "date-time":
      return readDateTime(octets, clock.at);
    case "dsmr":
      return readDsmrTime(octets, clock.at);
    case "cp48":
      return { time: decodeCp48(octets, clock.at), habit: 0 };
    case "date-and-time": {
      const time = decodeDateAndTime(octets, clock.date, clock.time);
      return { time, habit: clockHabit(time, octets[clock.date + 4] as number, octets[clock.time + 3] as number) };
    }
  }
}

function readDsmrTime(octets: Uint8Array, at: number): ClockTime {
  try {
    return { time: decodeDsmrTime(octets, at), habit: 0 };
  } catch (error) {
    if (error instanceof ProtocolError) return noClock;
    throw error;
  }
}

/** The twelve octets of a COSEM date-time. */
function readDateTime(octets: Uint8Array, at: number): ClockTime {
  const time = decodeDateTime(octets, at);
  return time === undefined
    ? noClock
    : { time, habit: clockHabit(time, octets[at + 4] as number, octets[at + 8] as number) };
}

/** The octets of a clock that differ from telegram to telegram. */
export function clockRanges(clock: Clock | undefined): readonly Range[] {
  switch (clock?.kind) {
    case undefined:
      return [];
    case "date-time":
      return [[clock.at, clock.at + dateTimeOctets]];
    case "dsmr":
      // Without the letter for summer or winter: it changes twice a year.
      return [[clock.at, clock.at + timeOctets - 1]];
    case "cp48":
      return [[clock.at, clock.at + cp48Octets]];
    case "date-and-time":
      return [
        [clock.date, clock.date + 5],
        [clock.time, clock.time + 4],
      ];
  }
}
