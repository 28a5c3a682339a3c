/** What the line damaged, told from what only looked like a frame: which failed frames nothing else accounts for. */
import type { FrameKind } from "./candidates.ts";

/** A frame that showed a whole header and whose check failed. Positions in the scanner's buffer. */
export interface FailedFrame {
  readonly kind: FrameKind;
  at: number;
  /** Where its header says that it ends. */
  end: number;
  verdict: "open" | "damaged" | "inside another";
}

const none: readonly FailedFrame[] = [];

/**
 * Ciphertext brings octets that look like the header of a frame several times a day. So a failed frame is damage only
 * once nothing else can claim its first octet, and frames that begin inside a damaged one are no further damage.
 */
export function createDamage() {
  /** Those whose octets have neither been claimed nor given up, in the order of their starts; nearly always none. */
  let failed: FailedFrame[] = [];
  /** Behind the last damaged frame. */
  let damagedEnd = 0;
  let damaged = 0;

  /** Nothing can claim octets before `position` any more. */
  function settle(position: number): void {
    for (const frame of failed) {
      if (frame.verdict !== "open" || frame.at >= position) continue;
      frame.verdict = frame.at < damagedEnd ? "inside another" : "damaged";
      if (frame.verdict !== "damaged") continue;
      damaged++;
      damagedEnd = frame.end;
    }
  }

  return {
    failed(kind: FrameKind, at: number, end: number): void {
      const index = failed.findIndex((other) => other.at > at);
      failed.splice(index < 0 ? failed.length : index, 0, { kind, at, end, verdict: "open" });
    },
    /** A proven frame has these octets: what seemed to begin in them was part of it. */
    claimed(at: number, end: number): void {
      if (failed.length > 0) failed = failed.filter((frame) => frame.at < at || frame.at >= end);
    },
    settle,
    /** The octets before `position` are given up. Returns the damaged frames that began in them. */
    giveUp(position: number): readonly FailedFrame[] {
      if (failed.length === 0) return none;
      settle(position);
      const gone = failed.filter(({ at }) => at < position);
      failed = failed.slice(gone.length);
      return gone.filter(({ verdict }) => verdict === "damaged");
    },
    /** Whether the octet may lie inside a frame that failed. */
    covers(position: number): boolean {
      return position < damagedEnd || failed.some(({ at, end }) => at < position && position < end);
    },
    /** Positions move down by as many octets. */
    forget(octets: number): void {
      damagedEnd -= octets;
      for (const frame of failed) {
        frame.at -= octets;
        frame.end -= octets;
      }
    },
    /** Damaged frames so far. */
    count: () => damaged,
  };
}
