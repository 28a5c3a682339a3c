/** One meter's line while the program runs: read, decoded, judged, handed on. */
import type { LinkStatistics, MeterDecoder } from "../decoder.ts";
import { createFault, type Fault, type FaultCode } from "../fault.ts";
import { faultRows } from "../faults/fault-table.ts";
import type { MeterHandle, MeterStatus } from "../sink/sink.ts";
import type { Source, SourceEvent } from "../source/source.ts";
import type { LogEntry, StatusTracker } from "../status/status.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { createChangeWatch } from "./change-watch.ts";

/** What a meter's line needs from the world around it. */
export interface MeterLineOptions {
  readonly meter: MeterHandle;
  readonly source: Source;
  readonly decoder: MeterDecoder;
  readonly tracker: StatusTracker;
  /** What is wrong with the form of a key in the options; it is reported once, not with every telegram. */
  readonly keyProblem: Fault | undefined;
  /** The host's clock, which somebody may set while the program runs. */
  readonly nowMs: () => number;
  /** A clock that nobody sets; spans are measured by it. */
  readonly steadyMs?: (() => number) | undefined;
  onReading(reading: Reading, receivedAtMs: number): void;
  onStatus(status: MeterStatus, atMs: number): void;
  onLog(entry: LogEntry): void;
  /** Everything as it passes, for the page. */
  onSource?(event: SourceEvent): void;
  onDecoded?(event: MeterEvent): void;
  onStatistics?(statistics: LinkStatistics): void;
  /** Hears of a bug: nothing that comes from the line may end the program. */
  onError(error: unknown): void;
}

/** A line that runs until its source ends. */
export interface MeterLine {
  /** Resolves when the source has ended: it was closed, or it was a file. */
  readonly ended: Promise<void>;
  /** Time passes; called every second. */
  tick(): void;
  /** A fault from elsewhere begins or is over, for example state that cannot be kept. */
  fault(fault: Fault): void;
  over(code: FaultCode): void;
}

/** The counts in a status change with every telegram; they are shown this often while nothing else changes. */
const refreshMs = 10_000;
/** A change of these is shown at once. */
const urgent = ["code", "problem", "available", "intervalMs"] as const;

/** Takes the octets of one source through one decoder: to readings, replies and a status. */
export function runMeterLine(options: MeterLineOptions): MeterLine {
  const { source, decoder, tracker, nowMs, steadyMs = () => performance.now() } = options;
  const clock = createUnsetClock(nowMs, steadyMs);
  const { unset } = clock;
  const changes = createChangeWatch();
  const isDue = createRefresh();
  let seen = { proven: 0, damaged: 0 };

  function log(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      options.onLog(entry);
      // Another protocol is readable: speed and parity are right, and the search may stop.
      if (entry.kind === "begins" && faultRows[entry.fault.code].kind === "foreign")
        source.evidence({ proven: 0, damaged: 0, framing: undefined, foreign: true });
    }
  }

  function showStatus(): void {
    const status = tracker.status();
    if (isDue(status, unset())) options.onStatus(shifted(status, clock.setBy()), nowMs());
  }

  function onDecoded(event: MeterEvent): void {
    // Without a valid key nothing else is to be expected.
    if (event.kind === "fault" && event.fault.code === "key-missing" && options.keyProblem !== undefined) return;
    if (event.kind === "reply") source.write(event.octets);
    if (event.kind === "reading") {
      const receivedAtMs = event.reading.receivedAtMs ?? nowMs();
      // The reading goes out first; everything else can wait.
      guard(() => options.onReading(event.reading, receivedAtMs));
      log(tracker.meter(event, receivedAtMs - clock.setBy()));
    } else log(tracker.meter(event, unset()));
    options.onDecoded?.(event);
  }

  /** Comes before anything else is said about these octets: what a bridge has changed looks like damage. */
  function judgeChange(): void {
    const change = changes.judge(decoder.statistics());
    if (change === "over") log(tracker.over("octets-changed", unset()));
    else if (change !== undefined) log(tracker.fault(createFault("octets-changed", { is: change }), unset()));
  }

  function decode(events: readonly MeterEvent[]): void {
    guard(judgeChange);
    for (const event of events) guard(() => onDecoded(event));
    const statistics = decoder.statistics();
    log(tracker.link(statistics, unset()));
    options.onStatistics?.(statistics);
    const { proven, damaged, framing } = statistics;
    if (proven === seen.proven && damaged === seen.damaged) return;
    source.evidence({ proven: proven - seen.proven, damaged: damaged - seen.damaged, framing });
    seen = { proven, damaged };
  }

  function take(event: SourceEvent): void {
    guard(() => {
      log(tracker.source(event, unset()));
      options.onSource?.(event);
    });
    if (event.kind === "octets") {
      changes.octets(event.octets);
      decode(decoder.push(event.octets, nowMs()));
    } else if (event.kind === "silence") decode(decoder.idle());
    else if (event.kind === "end") decode(decoder.end());
    showStatus();
  }

  async function run(): Promise<void> {
    for await (const event of source) guard(() => take(event));
  }

  function guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      options.onError(error);
    }
  }

  if (options.keyProblem !== undefined) log(tracker.fault(options.keyProblem, unset()));
  guard(showStatus);
  return {
    ended: run().catch(options.onError),
    tick: () =>
      guard(() => {
        log(tracker.tick(unset()));
        showStatus();
      }),
    fault: (fault) => guard(() => log(tracker.fault(fault, unset()))),
    over: (code) => guard(() => log(tracker.over(code, unset()))),
  };
}

/** The host's time as it would be had nobody set its clock since the start. */
function createUnsetClock(nowMs: () => number, steadyMs: () => number) {
  const beganMs = nowMs() - steadyMs();
  const unset = (): number => beganMs + steadyMs();
  return {
    unset,
    /** By how many ms the clock was set; less than a second is only its slow correction. */
    setBy(): number {
      const shift = Math.round(nowMs() - unset());
      return Math.abs(shift) < 1000 ? 0 : shift;
    },
  };
}

/** Whether a status is to be shown: it says something else than the one before, or its counts are due. */
function createRefresh() {
  let shown: MeterStatus | undefined;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return (status: MeterStatus, atMs: number): boolean => {
    const isSame = shown !== undefined && urgent.every((key) => shown?.[key] === status[key]);
    if (isSame && atMs - shownAtMs < refreshMs) return false;
    shown = status;
    shownAtMs = atMs;
    return true;
  };
}

/** The status with its times as the host's clock now has them. */
function shifted(status: MeterStatus, shiftMs: number): MeterStatus {
  const { sinceMs, lastReadingAtMs } = status;
  const lastMs = lastReadingAtMs === undefined ? undefined : lastReadingAtMs + shiftMs;
  return { ...status, sinceMs: sinceMs + shiftMs, lastReadingAtMs: lastMs };
}
