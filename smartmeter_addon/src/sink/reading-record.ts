/** A reading as the JSON outputs write it. */
import type { ReadingEvent, WindowEvent } from "../derive/events.ts";
import { zonedInstant, zonedMeterTime } from "./local-time.ts";
import { recordValues } from "./state-values.ts";

export type { ReadingEvent } from "../derive/events.ts";

/** A reading as JSON outputs write it; names and units of the values are those of the MQTT state. */
export interface ReadingRecord {
  /** When the telegram arrived, host time with offset. */
  readonly time: string;
  /** The meter's own time, where it sends one. */
  readonly meter_time?: string;
  readonly meter: string;
  /** Name from the options. */
  readonly name?: string;
  readonly values: Readonly<Record<string, number>>;
}

/** `timeZone`: the household's, for times without an offset. */
export function readingRecord(event: ReadingEvent, timeZone: string): ReadingRecord {
  const { reading, meter, receivedAtMs } = event;
  return {
    time: zonedInstant(receivedAtMs, timeZone),
    ...(reading.meterTime === undefined
      ? {}
      : { meter_time: zonedMeterTime(reading.meterTime, timeZone, receivedAtMs) }),
    meter: reading.meterId,
    ...(meter.name === undefined ? {} : { name: meter.name }),
    values: Object.fromEntries(recordValues(reading).map(({ key, value }) => [key, value])),
  };
}

/** A finished window of the registers as JSON outputs write it. */
export interface WindowRecord {
  /** When it ended and so became known, with offset. */
  readonly time: string;
  readonly meter: string;
  readonly name?: string;
  readonly window: {
    readonly start: string;
    readonly end: string;
    /** Left out where it is missing. */
    readonly import_wh?: number;
    readonly export_wh?: number;
    readonly quality: string;
  };
}

/** `timeZone`: the household's. */
export function windowRecord({ meter, meterId, window }: WindowEvent, timeZone: string): WindowRecord {
  const { startMs, endMs, imported, exported, quality } = window;
  const end = zonedInstant(endMs, timeZone);
  return {
    time: end,
    meter: meterId,
    ...(meter.name === undefined ? {} : { name: meter.name }),
    window: {
      start: zonedInstant(startMs, timeZone),
      end,
      ...(imported === undefined ? {} : { import_wh: imported.wh }),
      ...(exported === undefined ? {} : { export_wh: exported.wh }),
      quality,
    },
  };
}
