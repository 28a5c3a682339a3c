/** A line with a clock of its own, for what the status makes of it. */
import { createFault, type FaultCode } from "../../src/fault.ts";
import type { LinkStatistics } from "../../src/link/link.ts";
import type { SourceEvent } from "../../src/source/source.ts";
import { createStatusTracker, type LogEntry, type StatusTracker } from "../../src/status/status.ts";
import type { Reading } from "../../src/telegram/reading.ts";

/** When the line of a test begins. */
export const start = Date.UTC(2026, 0, 15, 11, 0, 0);

/** A reading of a meter without values. */
export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    meterId: "4c475a6700000001",
    systemTitle: "4C475A6700000001",
    meterNumber: undefined,
    deviceName: undefined,
    manufacturer: "LGZ",
    meterTime: undefined,
    invocationCounter: undefined,
    authenticated: false,
    layout: "wien",
    operator: undefined,
    product: undefined,
    framing: "hdlc",
    values: [],
    texts: [],
    ...changes,
  };
}

/** A line with a clock of its own, and everything it would have written into the log. */
export function watch(options: { workedBefore?: boolean; timeZone?: string } = {}) {
  const tracker: StatusTracker = createStatusTracker({ startedAtMs: start, timeZone: undefined, ...options });
  const log: LogEntry[] = [];
  let now = start;
  let proven = 0;
  let counter = 100;
  let taken = 0;
  const statistics = (): LinkStatistics => ({ octets: taken, skippedOctets: 0, proven, damaged: 0, framing: "hdlc" });
  const self = {
    tracker,
    now: () => now,
    status: () => tracker.status(),
    /** `+code` when it begins, `-code` when it ends. */
    faults: () =>
      log.flatMap((entry) =>
        entry.kind === "begins" ? [`+${entry.fault.code}`] : entry.kind === "ends" ? [`-${entry.fault.code}`] : [],
      ),
    entries: (kind: LogEntry["kind"]) => log.filter((entry) => entry.kind === kind),
    pass(seconds: number) {
      for (let past = 0; past < seconds; past++) {
        now += 1000;
        log.push(...tracker.tick(now));
      }
    },
    open: () => void log.push(...tracker.source({ kind: "opened", description: "port", settings: "2400 8E1" }, now)),
    probe: (event: Extract<SourceEvent, { kind: "probing" }>) => void log.push(...tracker.source(event, now)),
    octets(heard: Uint8Array | number) {
      const octets = typeof heard === "number" ? new Uint8Array(heard) : heard;
      taken += octets.length;
      log.push(...tracker.source({ kind: "octets", octets }, now), ...tracker.link(statistics(), now));
    },
    frame() {
      self.octets(100);
      proven++;
      log.push(...tracker.link(statistics(), now));
    },
    reading(changes: Partial<Reading> = {}) {
      self.frame();
      log.push(...tracker.meter({ kind: "reading", reading: reading(changes) }, now));
    },
    /** A telegram every five seconds. */
    readings(count: number, changes: Partial<Reading> = {}) {
      for (let index = 0; index < count; index++) {
        self.pass(5);
        self.reading({ invocationCounter: counter++, ...changes });
      }
    },
    lose(count: number) {
      counter += count;
    },
    fault(code: FaultCode, withFrame = true) {
      if (withFrame) self.frame();
      else self.octets(100);
      log.push(...tracker.meter({ kind: "fault", fault: createFault(code, `seen ${code}`) }, now));
    },
    sourceFault: (code: FaultCode) =>
      void log.push(...tracker.source({ kind: "fault", fault: createFault(code, `seen ${code}`) }, now)),
  };
  return self;
}
