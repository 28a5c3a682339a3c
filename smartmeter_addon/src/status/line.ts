import { createFault, type Fault } from "../fault.ts";
import { formatSpan } from "../texts/message.ts";
import { createForeignListener } from "./foreign.ts";

/** Longest pause of a healthy line: an AMIS meter looks for its reader once a minute. */
const silentMs = 75_000;
/** Octets without a frame for this long, and at least this many, are no accident. */
const frameless = { ms: 30_000, octets: 200 } as const;

/** Watches what comes on the line before anything has made sense of it. */
export function createLineWatch() {
  const foreign = createForeignListener();
  let openedAtMs: number | undefined;
  let lastOctetsAtMs = 0;
  let everProven = false;
  /** What has come since the last proven frame, and since when. */
  let unproven = { octets: 0, sinceMs: 0 };

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
      unproven = { octets: unproven.octets + octets.length, sinceMs: unproven.octets === 0 ? atMs : unproven.sinceMs };
      return everProven ? undefined : foreign.listen(octets);
    },
    proven(): void {
      everProven = true;
      foreign.forget();
      unproven = { octets: 0, sinceMs: 0 };
    },
    everProven: (): boolean => everProven,
    /** The line is open, and nothing or nothing sensible comes. `limitMs`: how long this meter may be silent. */
    judge(atMs: number, limitMs: number): Fault | undefined {
      if (openedAtMs === undefined) return undefined;
      const quietMs = atMs - Math.max(openedAtMs, lastOctetsAtMs);
      if (quietMs >= Math.max(silentMs, limitMs)) {
        return createFault("line-silent", `no octet for ${formatSpan(quietMs)}`);
      }
      const { octets, sinceMs } = unproven;
      if (octets < frameless.octets || atMs - sinceMs < frameless.ms) return undefined;
      return createFault("no-frame", `${octets} octets came and none of them belonged to a telegram`);
    },
  };
}
