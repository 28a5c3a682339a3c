/** The status of a line on which nothing has made sense yet. */
import { createFault, type Fault } from "../fault.ts";
import { formatSpan } from "../language/message.ts";
import type { LinkStatistics } from "../link/link.ts";
import { createForeignListener } from "./foreign.ts";

/** Longer than a healthy line pauses: an AMIS meter looks for its reader once a minute. */
const silentMs = 65_000;
/** Octets without a frame for this long, and at least this many, are no accident. */
const frameless = { ms: 30_000, octets: 200 } as const;

/** Watches what comes on the line before anything has made sense of it. */
export function createLineWatch() {
  const foreign = createForeignListener();
  let openedAtMs: number | undefined;
  let lastOctetsAtMs = 0;
  let proven = 0;
  /** Octets the link layer had taken when it last proved a frame, and when the first one behind them came. */
  let octetsAtProof = 0;
  let unprovenSinceMs: number | undefined;
  let taken = 0;

  return {
    /** A source that searches its settings opens again and again; silence counts from the first time. */
    opened(atMs: number): void {
      openedAtMs ??= atMs;
    },
    closed(): void {
      openedAtMs = undefined;
    },
    /** The foreign protocol, as soon as one shows. */
    octets(octets: Uint8Array, atMs: number): Fault | undefined {
      lastOctetsAtMs = atMs;
      return proven > 0 ? undefined : foreign.listen(octets);
    },
    /** True when a frame has been proven since the last call. */
    link(statistics: LinkStatistics, atMs: number): boolean {
      const isProven = statistics.proven !== proven;
      if (isProven) {
        proven = statistics.proven;
        octetsAtProof = statistics.octets;
        unprovenSinceMs = undefined;
        foreign.forget();
      } else if (statistics.octets > octetsAtProof) unprovenSinceMs ??= atMs;
      taken = statistics.octets;
      return isProven;
    },
    everProven: (): boolean => proven > 0,
    /** The line is open, and nothing or nothing sensible comes. `limitMs`: how long this meter may be silent. */
    judge(atMs: number, limitMs: number): Fault | undefined {
      if (openedAtMs === undefined) return undefined;
      const quietMs = atMs - Math.max(openedAtMs, lastOctetsAtMs);
      if (quietMs >= Math.max(silentMs, limitMs)) {
        return createFault("line-silent", { is: "silent", span: formatSpan(quietMs) });
      }
      const octets = taken - octetsAtProof;
      const sinceMs = unprovenSinceMs ?? atMs;
      if (octets < frameless.octets || atMs - sinceMs < frameless.ms) return undefined;
      return createFault("no-frame", { is: "listened", octets });
    },
  };
}
