/** A meter's line for commands that listen for a while, as `run` would, without outputs. */
import { createMeterDecoder, type LinkStatistics, type MeterKeys } from "../decoder.ts";
import type { Fault } from "../fault.ts";
import { installLookup } from "../host/name-lookup.ts";
import { runMeterLine } from "../program/meter-line.ts";
import { type OpenSourceOptions, openSource } from "../source/open-source.ts";
import type { SourceEvent } from "../source/source.ts";
import { createStatusTracker, type LogEntry } from "../status/status.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";

export interface AttendOptions {
  readonly source: OpenSourceOptions;
  readonly keys: MeterKeys;
  readonly keyProblem?: Fault | undefined;
  readonly timeZone: string | undefined;
  readonly seconds: number;
  /** Also hands on the open text of each telegram. */
  readonly plaintext?: boolean;
  onLog(entry: LogEntry): void;
  onReading?(reading: Reading): void;
  onSource?(event: SourceEvent): void;
  onDecoded?(event: MeterEvent): void;
  onStatistics?(statistics: LinkStatistics): void;
  /** Asked every second: true ends it before the time is up. */
  isDone(): boolean;
}

const tickMs = 1000;

/** Listens to one meter for a while, as `run` would: until enough is known, the time is up, or somebody says stop. */
export async function attend(options: AttendOptions): Promise<void> {
  const { keys, seconds, isDone } = options;
  installLookup();
  const startedAtMs = Date.now();
  const source = openSource({ ...options.source, check: createOctetCheck({ keys: {}, definitions: [] }) });
  const line = runMeterLine({
    meter: { index: 0, name: undefined },
    source,
    decoder: createMeterDecoder({ keys, definitions: loadDefinitions(), plaintext: options.plaintext }),
    tracker: createStatusTracker({ startedAtMs, timeZone: options.timeZone }),
    keyProblem: options.keyProblem,
    nowMs: Date.now,
    onReading: (reading) => options.onReading?.(reading),
    onStatus() {},
    onLog: options.onLog,
    onSource: (event) => options.onSource?.(event),
    onDecoded: (event) => options.onDecoded?.(event),
    onStatistics: (statistics) => options.onStatistics?.(statistics),
    onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const ticking = setInterval(() => {
    line.tick();
    if (isDone() || Date.now() - startedAtMs >= seconds * 1000) stop();
  }, tickMs);
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    await Promise.race([line.ended, stopped]);
  } finally {
    clearInterval(ticking);
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await source.close();
  }
}
