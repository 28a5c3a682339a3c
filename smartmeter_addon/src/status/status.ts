/** What is true of one meter: the only source of its status everywhere. */
import type { Fault, FaultCode } from "../fault.ts";
import { isProblem } from "../faults/fault-table.ts";
import type { LinkStatistics } from "../link/link.ts";
import type { SourceEvent } from "../source/source.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { createClockWatch } from "./clock-drift.ts";
import { createCounts } from "./counts.ts";
import { createFaultCourse } from "./fault-course.ts";
import { createHours } from "./hours.ts";
import { createLeftOut } from "./left-out.ts";
import { createLineWatch } from "./line-watch.ts";
import type { LogEntry } from "./log-entry.ts";
import type { MeterStatus, StatusCode } from "./meter-status.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createQuality } from "./quality.ts";
import { createStandingFaults } from "./standing.ts";

export type { LogEntry } from "./log-entry.ts";

/** What the status of one meter depends on, besides events. */
export interface StatusOptions {
  readonly startedAtMs: number;
  /** Zone of meter times without offset; undefined for a recording, whose clock is not judged. */
  readonly timeZone: string | undefined;
  /** The key of this entry has opened telegrams before this start. */
  readonly workedBefore?: boolean;
}

/** Watches one meter's line. Every method returns what is new for the log; `status` is what sinks show. */
export interface StatusTracker {
  source(event: SourceEvent, atMs: number): LogEntry[];
  meter(event: MeterEvent, atMs: number): LogEntry[];
  /** What the link layer has counted so far, after each push of octets. */
  link(statistics: LinkStatistics, atMs: number): LogEntry[];
  /** A fault from elsewhere: options, broker, state. */
  fault(fault: Fault, atMs: number): LogEntry[];
  /** A fault from elsewhere is over. */
  over(code: FaultCode, atMs: number): LogEntry[];
  /** Time passes; every few seconds. */
  tick(atMs: number): LogEntry[];
  status(): MeterStatus;
}

/** Throws a RangeError where the time zone does not exist. */
export function createStatusTracker(options: StatusOptions): StatusTracker {
  const watch = createMeterWatch(options);
  let sinceMs = options.startedAtMs;

  /** Runs what happens, and dates the status if that changed its code. */
  function dated(atMs: number, happen: () => LogEntry[]): LogEntry[] {
    const before = watch.code();
    const entries = happen();
    if (watch.code() !== before) sinceMs = atMs;
    return entries;
  }

  return {
    source: (event, atMs) => dated(atMs, () => watch.source(event, atMs)),
    meter: (event, atMs) => dated(atMs, () => watch.meter(event, atMs)),
    link: (statistics, atMs) => dated(atMs, () => watch.link(statistics, atMs)),
    fault: (fault, atMs) => dated(atMs, () => watch.fault(fault, atMs)),
    over: (code, atMs) => dated(atMs, () => watch.over(code, atMs)),
    tick: (atMs) => dated(atMs, () => watch.tick(atMs)),
    status: () => ({ ...watch.status(), sinceMs }),
  };
}

/** What is true of the meter now; it does not know since when. */
interface MeterWatch extends Omit<StatusTracker, "status"> {
  code(): StatusCode;
  status(): Omit<MeterStatus, "sinceMs">;
}

/** Hands what happens to the parts that judge it, and puts together what they find. */
function createMeterWatch({ startedAtMs, timeZone, workedBefore = false }: StatusOptions): MeterWatch {
  const standing = createStandingFaults();
  const line = createLineWatch(standing);
  const course = createFaultCourse({ standing, workedBefore, hasProvenFrame: line.everProven });
  const presence = createPresence();
  const quality = createQuality(standing);
  const leftOut = createLeftOut(standing);
  const clock = createClockWatch(standing, timeZone);
  const hours = createHours(startedAtMs);
  const counts = createCounts();

  const code = (): StatusCode => standing.top()?.fault.code ?? calmCode(presence, line.opened());
  const allCounts = (): MeterStatus["counts"] => ({ ...counts.sums(), lost: quality.lost() });

  /** A telegram was understood, whatever becomes of its values. */
  function onDecoded(reading: Reading, atMs: number): LogEntry[] {
    if (presence.isSilent()) quality.outage();
    quality.note(reading.invocationCounter);
    leftOut.pass();
    return [
      ...course.decoded(reading, atMs),
      ...presence.decoded(atMs),
      ...quality.judge(atMs),
      ...leftOut.judge(atMs),
      ...clock(reading, atMs),
    ];
  }

  function onHour(atMs: number): LogEntry[] {
    const inHour = code() === "starting" ? undefined : hours.over(allCounts(), atMs);
    return inHour === undefined ? [] : [{ kind: "hourly", counts: inHour, linkQuality: quality.share() }];
  }

  return {
    code,
    source(event, atMs) {
      counts.source(event);
      if (event.kind === "fault" && event.fault.layer === "port") quality.outage();
      return line.source(event, atMs);
    },
    link(statistics, atMs) {
      counts.link(statistics);
      return line.link(statistics, atMs);
    },
    meter(event, atMs) {
      counts.meter(event);
      switch (event.kind) {
        case "reading":
          return [...onDecoded(event.reading, atMs), ...presence.reading(event.reading, atMs)];
        case "held":
          return onDecoded(event.reading, atMs);
        case "left-out":
          leftOut.note(event.rule);
          return leftOut.judge(atMs);
        case "first":
          return [...course.first(atMs), ...presence.first(event.reading)];
        case "fault":
          return course.report(event.fault, atMs);
      }
      return [];
    },
    fault(fault, atMs) {
      counts.fault(fault);
      return course.report(fault, atMs);
    },
    over: standing.end,
    tick: (atMs) => [
      ...presence.tick(atMs),
      ...line.tick(atMs, presence.limitMs()),
      ...standing.calmDown(atMs),
      ...onHour(atMs),
    ],
    status() {
      const fault = standing.top()?.fault;
      return {
        code: code(),
        fault,
        problem: fault !== undefined && isProblem(fault.code),
        available: presence.isAvailable(),
        intervalMs: presence.intervalMs(),
        counts: allCounts(),
        leftOutRules: leftOut.counts(),
        linkQuality: quality.share(),
        lastReadingAtMs: presence.lastReadingAtMs(),
        source: line.opened(),
      };
    },
  };
}

/** What the status is called while no fault stands. `opened`: the port, once it has been open. */
function calmCode(presence: Presence, opened: string | undefined): StatusCode {
  if (presence.isAvailable()) return "ok";
  return presence.isSilent() || opened !== undefined ? "waiting" : "starting";
}
