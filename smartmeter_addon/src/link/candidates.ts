/** Places where frames may have begun, each followed until it proves itself or fails. */
import type { Probe } from "./link.ts";

/** One kind of frame the scanner looks for. */
export interface FrameKind {
  readonly name: "long" | "short" | "hdlc" | "text" | "ciphered";
  /** Octet a frame begins with. */
  readonly start: number;
  readonly probe: Probe;
  /** Octets a first look takes: nearly all false starts fail it, and are never followed. */
  readonly glance: number;
  /** A candidate that needs more than this many octets has shown a whole header: its failure is worth a word. */
  readonly header: number;
  /** Its header says where it ends, and is to be trusted: the length stands there twice, or has a check of its own. */
  readonly announcesEnd: boolean;
  /** How much its check is worth: one waits for every stronger one that covers it. */
  readonly strength: 0 | 1 | 2;
}

/** A place where a frame may have begun. */
export interface Candidate {
  readonly kind: FrameKind;
  /** Position of the first octet in the scanner's buffer. */
  at: number;
  /** Position behind the last octet the next decision needs. */
  due: number;
  /** Where its header said that it ends; 0 until it has shown a whole one. */
  shownEnd: number;
}

/** Candidates that may be open at once; noise brings about one start octet in fifty. */
const mostCandidates = 4096;

/** The candidates of one line, in the order of their starts. */
export class Candidates {
  readonly #open: Candidate[] = [];

  get open(): readonly Candidate[] {
    return this.#open;
  }

  /** A frame may begin at `at`; `need`: octets its next decision needs. The oldest candidate gives way. */
  add(kind: FrameKind, at: number, need: number): void {
    this.#open.push({ kind, at, due: at + need, shownEnd: need > kind.header ? at + need : 0 });
    if (this.#open.length > mostCandidates) this.#open.shift();
  }

  /** The candidate needs so many octets for its next decision. */
  await(candidate: Candidate, need: number): void {
    const { kind, at, shownEnd } = candidate;
    candidate.due = at + need;
    if (shownEnd === 0 && need > kind.header) candidate.shownEnd = at + need;
  }

  /**
   * The candidate that is due first. Of two due at the same octet the better checked one, then the shorter one: a
   * length that overflows (`probeLongFrame`) may reach to the end of the next frame.
   */
  earliest(): Candidate | undefined {
    let first: Candidate | undefined;
    for (const candidate of this.#open) if (first === undefined || isBefore(candidate, first)) first = candidate;
    return first;
  }

  /** A stronger candidate that has shown its header and may still end behind the start of this one. */
  covering({ kind: { strength }, at }: Candidate): Candidate | undefined {
    for (const other of this.#open) {
      const { kind, at: from, due } = other;
      if (kind.strength > strength && from < at && due > at && due - from > kind.header) return other;
    }
    return undefined;
  }

  remove(candidate: Candidate): void {
    const open = this.#open;
    if (open[open.length - 1] === candidate) open.pop();
    else if (open.includes(candidate)) open.splice(open.indexOf(candidate), 1);
  }

  /** Gives up every candidate that starts before `at`. */
  removeBefore(at: number): void {
    const open = this.#open;
    let count = 0;
    while (count < open.length && (open[count] as Candidate).at < at) count++;
    if (count < open.length && count > 0) open.splice(0, count);
    else for (; count > 0; count--) open.pop();
  }

  /** Positions move down by as many octets. */
  forget(octets: number): void {
    for (const candidate of this.#open) {
      candidate.at -= octets;
      candidate.due -= octets;
      candidate.shownEnd -= candidate.shownEnd === 0 ? 0 : octets;
    }
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.kind.strength !== b.kind.strength ? a.kind.strength > b.kind.strength : a.at > b.at;
}
