import assert from "node:assert/strict";
import { createMeterDecoder } from "../../src/decoder.ts";
import type { Fault } from "../../src/fault.ts";
import { runMeterLine } from "../../src/program/meter-line.ts";
import type { MeterStatus } from "../../src/sink/sink.ts";
import { type OpenSourceOptions, openSource } from "../../src/source/open-source.ts";
import { createStatusTracker, type LogEntry } from "../../src/status/status.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { Reading } from "../../src/telegram/reading.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";

/** A meter's line as the program runs it, with the public test keys, and all it has said so far. */
export interface AttendedLine {
  readonly readings: readonly Reading[];
  readonly log: readonly LogEntry[];
  /** Faults that have begun, in order. */
  codes(): string[];
  status(): MeterStatus | undefined;
  close(): Promise<void>;
}

export function attendLine(options: OpenSourceOptions, keyProblem?: Fault): AttendedLine {
  const source = openSource(options);
  const readings: Reading[] = [];
  const log: LogEntry[] = [];
  let status: MeterStatus | undefined;
  const keys = keyProblem === undefined ? { key: testKey, authenticationKey: testAuthenticationKey } : {};
  const line = runMeterLine({
    meter: { index: 0, name: undefined },
    source,
    decoder: createMeterDecoder({ keys, definitions: loadDefinitions() }),
    tracker: createStatusTracker({ startedAtMs: Date.now(), timeZone: "Europe/Vienna" }),
    keyProblem,
    nowMs: Date.now,
    onReading: (reading) => readings.push(reading),
    onStatus(now) {
      status = now;
    },
    onLog: (entry) => log.push(entry),
    onError: (error) => assert.fail(String(error)),
  });
  const ticking = setInterval(() => line.tick(), 200);
  return {
    readings,
    log,
    codes: () => log.flatMap((entry) => (entry.kind === "begins" ? [entry.fault.code] : [])),
    status: () => status,
    async close() {
      clearInterval(ticking);
      await source.close();
      await line.ended;
    },
  };
}
