import { zonedInstant, zonedMeterTime } from "./local-time.ts";
import type { SinkEvent } from "./sink.ts";
import { stateValues } from "./state-values.ts";

export type ReadingEvent = Extract<SinkEvent, { kind: "reading" }>;

/** One reading as JSON outputs write it: names and units of the values are those of the MQTT state. */
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

export function readingRecord(event: ReadingEvent, timeZone: string): ReadingRecord {
  const { reading, meter, receivedAtMs } = event;
  return {
    time: zonedInstant(receivedAtMs, timeZone),
    ...(reading.meterTime === undefined
      ? {}
      : { meter_time: zonedMeterTime(reading.meterTime, timeZone, receivedAtMs) }),
    meter: reading.meterId,
    ...(meter.name === undefined ? {} : { name: meter.name }),
    values: Object.fromEntries([...stateValues(reading).values()].map(({ key, value }) => [key, value])),
  };
}
