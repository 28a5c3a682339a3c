/** What is true of one meter: the only source of its status everywhere. */
import { createFault, type Fault, type FaultCode } from "../fault.ts";
import { faultCodes, faultRows, isProblem } from "../faults/fault-table.ts";
import type { LinkStatistics } from "../link/link.ts";
import type { SourceEvent } from "../source/source.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { createClockDrift, createClockWatch } from "./clock-drift.ts";
import { createHours } from "./hours.ts";
import { createLeftOut } from "./left-out.ts";
import { createLineWatch } from "./line-status.ts";
import type { LogEntry } from "./log-entry.ts";
import type { MeterStatus } from "./meter-status.ts";
import { createQuality } from "./quality.ts";
import { createRhythm } from "./rhythm.ts";
import { createOutcomes } from "./sliding-window.ts";
import { createStanding } from "./standing.ts";

export type { LogEntry } from "./log-entry.ts";

export interface StatusOptions {
  readonly startedAtMs: number;
  /** Zone of meter times without offset; undefined (a recording is played) judges no clock. */
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

const guesses = faultCodes.filter((code) => faultRows[code].kind === "guess");

/** A key that worked is called changed only after as many telegrams: a single one may be damaged. */
const rotationProof = 3;

export function createStatusTracker(options: StatusOptions): StatusTracker {
  const standing = createStanding();
  const outcomes = createOutcomes();
  const rhythm = createRhythm();
  const quality = createQuality();
  const leftOut = createLeftOut();
  const line = createLineWatch();
  const clocks = options.timeZone === undefined ? undefined : createClockWatch(createClockDrift(options.timeZone));

  const counts = { telegrams: 0, faults: 0, quarantined: 0, leftOut: 0, duplicates: 0, octets: 0, skippedOctets: 0 };
  const hours = createHours(options.startedAtMs);
  let source: string | undefined;
  let state: "starting" | "waiting" | "ok" = "starting";
  let sinceMs = options.startedAtMs;
  let lastReadingAtMs: number | undefined;
  let available = false;
  let isRhythmTold = false;
  let isSecondAwaited = false;
  /** Since the port was opened; a silent line is searched for ever, which is no news. */
  const probed = new Set<string>();
  let opensTelegrams = options.workedBefore ?? false;
  let skippedOctets = 0;

  function note(fault: Fault, atMs: number): LogEntry[] {
    counts.faults++;
    if (fault.code === "duplicate") counts.duplicates++;
    if (opensTelegrams && (fault.code === "key-wrong" || fault.code === "key-other-meter")) {
      return noteLostKey(fault, atMs);
    }
    const { until, kind } = faultRows[fault.code];
    if (kind === "foreign") return noteForeign(fault, atMs);
    if (until !== "rare") {
      if (until === "decoded") outcomes.note(fault.code);
      // Counted from the readings; a single gap is nothing to report.
      return fault.code === "telegrams-lost" ? [] : standing.begin(fault, atMs);
    }
    // One telegram that began before it was listened to is one outcome, however many of its blocks follow.
    if (fault.code === "block-order" && fault.seen?.is === "follows") return [];
    if (kind === "consequence" && outcomes.latest() === "frame-damaged") return [];
    // Before anything has proven itself the octets as such are judged.
    if (fault.code === "octets-skipped" && !line.everProven()) return [];
    if (fault.layer === "link" && standing.some(({ layer }) => layer === "line")) return [];
    outcomes.note(fault.code);
    if (!outcomes.isFrequent(fault.code)) return [];
    return standing.begin({ ...fault, share: outcomes.share(fault.code) }, atMs);
  }

  /** What was taken for damage or wrong settings is explained. */
  function noteForeign(fault: Fault, atMs: number): LogEntry[] {
    const explained = [...guesses, ...faultCodes.filter((code) => faultRows[code].layer === "link")];
    return [...explained.flatMap((code) => standing.end(code, atMs)), ...standing.begin(fault, atMs)];
  }

  /** A single telegram that does not open may be a damaged one. */
  function noteLostKey(fault: Fault, atMs: number): LogEntry[] {
    outcomes.note(fault.code);
    if (outcomes.inARow(fault.code) < rotationProof) return [];
    if (fault.code === "key-other-meter") return standing.begin(fault, atMs);
    return standing.begin(createFault("key-rotated", `the key opened telegrams before: ${fault.message}`), atMs);
  }

  /** A telegram was deciphered and understood, whatever became of its values. */
  function noteDecoded(reading: Reading, atMs: number): LogEntry[] {
    opensTelegrams = true;
    outcomes.note(undefined);
    leftOut.pass();
    rhythm.note(atMs);
    const wasSilent = lastReadingAtMs !== undefined && !available;
    quality.note(reading.invocationCounter, wasSilent ? "outage" : isForeign() ? "explained" : "usual");
    const entries: LogEntry[] = [...standing.endAll("frame", atMs), ...standing.endAll("decoded", atMs)];
    if (reading.authenticated) entries.push(...standing.endAll("verified", atMs));
    for (const code of faultCodes) {
      if (faultRows[code].until === "rare" && standing.has(code) && outcomes.isRare(code)) {
        entries.push(...standing.end(code, atMs));
      }
    }
    const intervalMs = rhythm.intervalMs();
    if (intervalMs !== undefined && rhythm.isSure() && !isRhythmTold) {
      isRhythmTold = true;
      entries.push({ kind: "rhythm", intervalMs });
    }
    return [...entries, ...judgeQuality(atMs), ...judgeLeftOut(atMs), ...judgeClock(reading, atMs)];
  }

  /** On a line that damages frames it is no wonder that some are left out. */
  function judgeLeftOut(atMs: number): LogEntry[] {
    const ended = [
      ...(leftOut.isRare() ? standing.end("left-out", atMs) : []),
      ...(leftOut.areTurnsOver() ? standing.end("two-meters", atMs) : []),
    ];
    const fault = leftOut.fault();
    if (fault === undefined || standing.some(({ code }) => code === "frame-damaged" || code === "two-meters"))
      return ended;
    return [
      ...ended,
      ...(fault.code === "two-meters" ? standing.end("left-out", atMs) : []),
      ...standing.begin(fault, atMs),
    ];
  }

  function judgeQuality(atMs: number): LogEntry[] {
    if (quality.isBad()) {
      const percent = Math.round((quality.share() as number) * 100);
      return standing.begin(createFault("telegrams-lost", { is: "share", percent }), atMs);
    }
    return quality.isGood() ? standing.end("telegrams-lost", atMs) : [];
  }

  /** The meter's clock is compared with the host's as it was then, whoever has set it since the start. */
  function judgeClock({ meterTime, receivedAtMs }: Reading, atMs: number): LogEntry[] {
    const verdict = meterTime === undefined ? undefined : clocks?.(meterTime, receivedAtMs ?? atMs);
    if (verdict === undefined) return [];
    return verdict === "good" ? standing.end("clock-off", atMs) : standing.begin(verdict, atMs);
  }

  function noteReading(reading: Reading, atMs: number): LogEntry[] {
    counts.telegrams++;
    const entries = noteDecoded(reading, atMs);
    if (lastReadingAtMs === undefined) entries.push({ kind: "first-reading", reading });
    else if (!available) entries.push({ kind: "speaking", spanMs: atMs - lastReadingAtMs });
    lastReadingAtMs = atMs;
    available = true;
    state = "ok";
    return entries;
  }

  function judgeLine(atMs: number): LogEntry[] {
    if (standing.some(({ layer, code }) => layer === "line" || code === "frame-damaged")) return [];
    const verdict = line.judge(atMs, lastReadingAtMs === undefined ? 0 : rhythm.limitMs());
    return verdict === undefined ? [] : standing.begin(verdict, atMs);
  }

  function judgeAge(atMs: number): LogEntry[] {
    if (!available || lastReadingAtMs === undefined) return [];
    // The host's clock was set back.
    if (atMs < lastReadingAtMs) lastReadingAtMs = atMs;
    if (atMs - lastReadingAtMs < rhythm.limitMs()) return [];
    available = false;
    return [{ kind: "silent", spanMs: atMs - lastReadingAtMs }];
  }

  function judgeHour(atMs: number): LogEntry[] {
    const inHour = state === "starting" ? undefined : hours.over({ ...counts, lost: quality.lost() }, atMs);
    return inHour === undefined ? [] : [{ kind: "hourly", counts: inHour, linkQuality: quality.share() }];
  }

  const isForeign = (): boolean => standing.some(({ code }) => faultRows[code].kind === "foreign");

  function onSource(event: SourceEvent, atMs: number): LogEntry[] {
    switch (event.kind) {
      case "opened":
        source = event.settings === undefined ? event.description : `${event.description} ${event.settings}`;
        line.opened(atMs);
        probed.clear();
        if (state === "starting") state = "waiting";
        return [...standing.endAll("opened", atMs), event];
      case "probing":
        return probed.size === probed.add(event.settings).size ? [] : [event];
      case "settled":
        probed.clear();
        return [event];
      case "octets": {
        counts.octets += event.octets.length;
        const foreign = line.octets(event.octets, atMs);
        const ended = standing.endAll("octets", atMs);
        if (foreign === undefined || isForeign()) return ended;
        return [...ended, ...noteForeign(foreign, atMs)];
      }
      case "fault":
        return noteSourceFault(event.fault, atMs);
    }
    return [];
  }

  function noteSourceFault(fault: Fault, atMs: number): LogEntry[] {
    counts.faults++;
    if (fault.layer !== "port") return isForeign() ? [] : standing.begin(fault, atMs);
    line.closed();
    // Without a port nothing can be said about the line.
    return [...standing.endAll("octets", atMs), ...standing.endAll("frame", atMs), ...standing.begin(fault, atMs)];
  }

  /** It opened and was understood; whether it is true, the next one tells. */
  function noteFirst(reading: Reading, atMs: number): LogEntry[] {
    opensTelegrams = true;
    const ended = [...standing.endAll("frame", atMs), ...standing.endAll("decoded", atMs)];
    if (lastReadingAtMs !== undefined || isSecondAwaited) return ended;
    isSecondAwaited = true;
    return [...ended, { kind: "second-awaited", reading }];
  }

  function onMeter(event: MeterEvent, atMs: number): LogEntry[] {
    if (event.kind === "reading") return noteReading(event.reading, atMs);
    if (event.kind === "fault") return note(event.fault, atMs);
    if (event.kind === "left-out") {
      counts.leftOut++;
      leftOut.note(event.rule);
      return judgeLeftOut(atMs);
    }
    if (event.kind === "first") return noteFirst(event.reading, atMs);
    if (event.kind !== "held") return [];
    counts.quarantined++;
    return noteDecoded(event.reading, atMs);
  }

  function onLink(statistics: LinkStatistics, atMs: number): LogEntry[] {
    counts.skippedOctets += Math.max(0, statistics.skippedOctets - skippedOctets);
    skippedOctets = statistics.skippedOctets;
    return line.link(statistics, atMs) ? standing.endAll("frame", atMs) : [];
  }

  /** Notices when the shown code changes, to date it. */
  function dated<Input>(handle: (input: Input, atMs: number) => LogEntry[]) {
    return (input: Input, atMs: number): LogEntry[] => {
      const before = standing.top()?.fault.code ?? state;
      const entries = handle(input, atMs);
      if ((standing.top()?.fault.code ?? state) !== before) sinceMs = atMs;
      return entries;
    };
  }

  const onTick = dated((_: undefined, atMs: number) => [
    ...judgeAge(atMs),
    ...judgeLine(atMs),
    ...standing.calmDown(atMs),
    ...judgeHour(atMs),
  ]);

  return {
    source: dated(onSource),
    meter: dated(onMeter),
    link: dated(onLink),
    fault: dated((fault: Fault, atMs) => note(fault, atMs)),
    over: dated((code: FaultCode, atMs) => standing.end(code, atMs)),
    tick: (atMs) => onTick(undefined, atMs),
    status() {
      const top = standing.top();
      return {
        code: top?.fault.code ?? (state === "ok" && !available ? "waiting" : state),
        fault: top?.fault,
        sinceMs,
        problem: top !== undefined && isProblem(top.fault.code),
        available,
        intervalMs: rhythm.intervalMs(),
        counts: { ...counts, lost: quality.lost() },
        leftOutRules: leftOut.counts(),
        linkQuality: quality.share(),
        lastReadingAtMs,
        source,
      };
    },
  };
}
