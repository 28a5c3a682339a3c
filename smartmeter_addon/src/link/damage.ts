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
export class Damage {
  /** Those whose octets have neither been claimed nor given up, in the order of their starts; nearly always none. */
  #failed: readonly FailedFrame[] = none;
  /** Behind the last damaged frame. */
  #damagedEnd = 0;
  #damaged = 0;

  failed(kind: FrameKind, at: number, end: number): void {
    const index = this.#failed.findIndex((other) => other.at > at);
    const frame: FailedFrame = { kind, at, end, verdict: "open" };
    this.#failed = this.#failed.toSpliced(index < 0 ? this.#failed.length : index, 0, frame);
  }

  /** A proven frame has these octets: what seemed to begin in them was part of it. */
  claimed(at: number, end: number): void {
    if (this.#failed.length > 0) this.#failed = this.#failed.filter((frame) => frame.at < at || frame.at >= end);
  }

  /** Nothing can claim octets before `position` any more. */
  settle(position: number): void {
    for (const frame of this.#failed) {
      if (frame.verdict !== "open" || frame.at >= position) continue;
      frame.verdict = frame.at < this.#damagedEnd ? "inside another" : "damaged";
      if (frame.verdict !== "damaged") continue;
      this.#damaged++;
      this.#damagedEnd = frame.end;
    }
  }

  /** The octets before `position` are given up. Returns the damaged frames that began in them. */
  giveUp(position: number): readonly FailedFrame[] {
    if (this.#failed.length === 0) return none;
    this.settle(position);
    const gone = this.#failed.filter(({ at }) => at < position);
    this.#failed = this.#failed.slice(gone.length);
    return gone.filter(({ verdict }) => verdict === "damaged");
  }

  /** Whether the octet may lie inside a frame that failed. */
  covers(position: number): boolean {
    return position < this.#damagedEnd || this.#failed.some(({ at, end }) => at < position && position < end);
  }

  /** Positions move down by as many octets. */
  forget(octets: number): void {
    this.#damagedEnd -= octets;
    for (const frame of this.#failed) {
      frame.at -= octets;
      frame.end -= octets;
    }
  }

  /** Damaged frames so far. */
  get count(): number {
    return this.#damaged;
  }
}
