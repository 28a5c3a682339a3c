/** What is true of the port and the line, before anything has made sense of the octets. */
import { createFault, type Fault } from "../fault.ts";
import { faultRows } from "../faults/fault-table.ts";
import { formatSpan } from "../language/message.ts";
import type { LinkStatistics } from "../link/link.ts";
import type { SourceEvent } from "../source/source.ts";
import { createForeignListener } from "./foreign.ts";
import type { LogEntry } from "./log-entry.ts";
import type { StandingFaults } from "./standing.ts";

/** Longer than a healthy line pauses: an AMIS meter looks for its reader once a minute. */
const silentMs = 65_000;
/** Octets without a frame for this long, and at least this many, are no accident. */
const frameless = { ms: 30_000, octets: 200 } as const;

/** Every method that takes something returns what is new for the log. */
export function createLineWatch(standing: StandingFaults) {
  const foreign = createForeignListener();
  const frames = createFrameWatch();
  /** Port and settings as opened last. */
  let source: string | undefined;
  let openedAtMs: number | undefined;
  let lastOctetsAtMs = 0;
  /** Settings already reported since the port was opened: the search on a silent line never ends. */
  const probed = new Set<string>();

  function onOctets(octets: Uint8Array, atMs: number): LogEntry[] {
    lastOctetsAtMs = atMs;
    const found = frames.everProven() ? undefined : foreign.listen(octets);
    const ended = standing.endAll("octets", atMs);
    if (found === undefined || standing.isForeign()) return ended;
    return [...ended, ...standing.beginForeign(found, atMs)];
  }

  function onFault(fault: Fault, atMs: number): LogEntry[] {
    if (fault.layer !== "port") return standing.isForeign() ? [] : standing.begin(fault, atMs);
    openedAtMs = undefined;
    // Without a port nothing can be said about the line, and only its latest fault is true of the port.
    const isOther = !standing.has(fault.code) && faultRows[fault.code].until === "opened";
    return [
      ...standing.endAll("octets", atMs),
      ...standing.endAll("frame", atMs),
      ...(isOther ? standing.endAll("opened", atMs) : []),
      ...standing.begin(fault, atMs),
    ];
  }

  return {
    source(event: SourceEvent, atMs: number): LogEntry[] {
      switch (event.kind) {
        case "opened":
          source = event.settings === undefined ? event.description : `${event.description} ${event.settings}`;
          // A source that searches its settings opens again and again; silence counts from the first time.
          openedAtMs ??= atMs;
          probed.clear();
          return [...standing.endAll("opened", atMs), event];
        case "probing":
          if (probed.has(event.settings)) return [];
          probed.add(event.settings);
          return [event];
        case "settled":
          probed.clear();
          return [event];
        case "octets":
          return onOctets(event.octets, atMs);
        case "fault":
          return onFault(event.fault, atMs);
      }
      return [];
    },
    /** What the link layer has counted since the start. */
    link(statistics: LinkStatistics, atMs: number): LogEntry[] {
      if (!frames.note(statistics, atMs)) return [];
      foreign.forget();
      return standing.endAll("frame", atMs);
    },
    /** Notices that nothing comes on the open line, or no frames. `limitMs`: how long this meter may be silent. */
    tick(atMs: number, limitMs: number): LogEntry[] {
      if (openedAtMs === undefined) return [];
      if (standing.some(({ layer, code }) => layer === "line" || code === "frame-damaged")) return [];
      const quietMs = atMs - Math.max(openedAtMs, lastOctetsAtMs);
      if (quietMs >= Math.max(silentMs, limitMs)) {
        return standing.begin(createFault("line-silent", { is: "silent", span: formatSpan(quietMs) }), atMs);
      }
      const octets = frames.framelessOctets(atMs);
      return octets === undefined ? [] : standing.begin(createFault("no-frame", { is: "listened", octets }), atMs);
    },
    everProven: frames.everProven,
    /** Port and settings as opened last (`…/by-id/usb-… 2400 8E1`); undefined before. */
    opened: (): string | undefined => source,
  };
}

/** How much came since a frame was last proven, and for how long. */
function createFrameWatch() {
  let proven = 0;
  let octets = 0;
  /** Octets the link layer had taken when it last proved a frame, and when the first one behind them came. */
  let octetsAtProof = 0;
  let unprovenSinceMs: number | undefined;

  return {
    /** True when a frame has been proven since the last call. */
    note(statistics: LinkStatistics, atMs: number): boolean {
      const isProven = statistics.proven !== proven;
      octets = statistics.octets;
      if (isProven) {
        proven = statistics.proven;
        octetsAtProof = octets;
        unprovenSinceMs = undefined;
      } else if (octets > octetsAtProof) unprovenSinceMs ??= atMs;
      return isProven;
    },
    everProven: (): boolean => proven > 0,
    /** Octets since the last proven frame; undefined while there are too few or they came too recently to mean anything. */
    framelessOctets(atMs: number): number | undefined {
      const count = octets - octetsAtProof;
      const isLong = atMs - (unprovenSinceMs ?? atMs) >= frameless.ms;
      return isLong && count >= frameless.octets ? count : undefined;
    },
  };
}
