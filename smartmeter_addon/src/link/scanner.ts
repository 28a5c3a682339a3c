/** Finds frames: every octet that may begin one is followed until it proves itself or fails. */
import { type Candidate, Candidates, type FrameKind } from "./candidates.ts";

const nothing = new Uint8Array(0);

/** Which octets begin frames of which kinds; the same for every line. */
export interface Starts {
  /** 1 where an octet can be a start: nearly all of them fail here. */
  readonly isStart: Uint8Array;
  readonly kindsOf: readonly (readonly FrameKind[])[];
}

export function startsOf(kinds: readonly FrameKind[]): Starts {
  const kindsOf = Array.from({ length: 256 }, (_, octet) => kinds.filter(({ start }) => start === octet));
  return { isStart: Uint8Array.from(kindsOf, ({ length }) => Math.min(1, length)), kindsOf };
}

/**
 * Follows every possible start of a frame side by side and decides in the order in which they could end, each as soon
 * as its last octet is there. So a false start delays nothing, and the result does not depend on how octets were cut.
 */
export class Scanner {
  readonly candidates = new Candidates();
  readonly #starts: Starts;
  #octets: Uint8Array = nothing;
  /** Octets of the line that have been forgotten. */
  #passed = 0;
  /** Octets before this have been looked at as starts. */
  #scanned = 0;
  /** Where the next frame is likely to begin: right behind the last one. */
  #expected = 0;

  constructor(starts: Starts) {
    this.#starts = starts;
  }

  get octets(): Uint8Array {
    return this.#octets;
  }

  /** Place on the line of the first octet of the buffer. */
  get passed(): number {
    return this.#passed;
  }

  append(more: Uint8Array): void {
    const octets = this.#octets;
    if (octets.length === 0) {
      this.#octets = more;
      return;
    }
    const joined = new Uint8Array(octets.length + more.length);
    joined.set(octets);
    joined.set(more, octets.length);
    this.#octets = joined;
  }

  /** The candidate whose decision is due next, if its octets are there. */
  next(): Candidate | undefined {
    for (;;) {
      const first = this.candidates.earliest();
      const horizon = this.#horizonBefore(first);
      if (this.#scanned >= horizon) return first !== undefined && first.due <= this.#octets.length ? first : undefined;
      this.#scanTo(horizon);
    }
  }

  /** Gives up every candidate that starts before `at`. */
  removeBefore(at: number): void {
    this.candidates.removeBefore(at);
    if (this.#scanned < at) this.#scanned = at;
  }

  /** A proven frame ends before `at`: another one is likely to begin there. */
  expectAt(at: number): void {
    this.#expected = at;
  }

  /** First octet something may still come of. */
  get firstOpen(): number {
    const { open } = this.candidates;
    return open.length === 0 ? this.#octets.length : (open[0] as Candidate).at;
  }

  /** Forgets octets before `at`; positions move down by as many. */
  forget(at: number): void {
    if (at === 0) return;
    this.#passed += at;
    this.#octets = at >= this.#octets.length ? nothing : this.#octets.subarray(at);
    this.#scanned -= at;
    this.#expected -= at;
    this.candidates.forget(at);
  }

  /**
   * Up to where starts are looked for before `first` is decided. What begins where a frame is expected and has shown its
   * whole header is nearly always one: what seems to begin inside it matters only once its check has failed.
   */
  #horizonBefore(first: Candidate | undefined): number {
    const { length } = this.#octets;
    if (first === undefined) return length;
    const { kind, at, due, shownEnd } = this.candidates.open[0] as Candidate;
    const isExpected = at === this.#expected && kind.announcesEnd && due === shownEnd;
    return Math.min(length, isExpected ? at + kind.header : first.due);
  }

  /** Looks for starts before `end`, up to the first that is followed. */
  #scanTo(end: number): void {
    const { isStart, kindsOf } = this.#starts;
    const octets = this.#octets;
    let isFollowed = false;
    while (this.#scanned < end && !isFollowed) {
      const at = nextStart(isStart, octets, this.#scanned, end);
      this.#scanned = at;
      if (at === end) return;
      for (const kind of kindsOf[octets[at] as number] as readonly FrameKind[])
        if (this.#follow(kind, at)) isFollowed = true;
      this.#scanned++;
    }
  }

  /** Whether a first look at the octets from `at` makes a candidate of them. */
  #follow(kind: FrameKind, at: number): boolean {
    const { glance } = kind;
    const need = at + glance > this.#octets.length ? 1 : kind.probe(this.#octets, at, glance);
    if (need !== 0) this.candidates.add(kind, at, need);
    return need !== 0;
  }
}

/** Where the next octet stands that can be a start; four at a time, since it is nearly always far away. */
function nextStart(isStart: Uint8Array, octets: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at + 3 < end) {
    const first = (isStart[octets[at] as number] as number) | (isStart[octets[at + 1] as number] as number);
    const second = (isStart[octets[at + 2] as number] as number) | (isStart[octets[at + 3] as number] as number);
    if ((first | second) !== 0) break;
    at += 4;
  }
  while (at < end && isStart[octets[at] as number] === 0) at++;
  return at;
}
