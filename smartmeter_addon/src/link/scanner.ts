/** Finds frames: every octet that may begin one is followed until it proves itself or fails. */
import { type Candidate, createCandidates, type FrameKind } from "./candidates.ts";

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
 * What it holds is told by methods, not getters: the engine takes each scanner's getters for new ones, and looks them up
 * every time.
 */
export function createScanner({ isStart, kindsOf }: Starts) {
  let octets: Uint8Array = nothing;
  /** Octets of the line that have been forgotten. */
  let passed = 0;
  const candidates = createCandidates();
  /** Octets before this have been looked at as starts. */
  let scanned = 0;
  /** Where the next frame is likely to begin: right behind the last one. */
  let expected = 0;

  /**
   * Up to where starts are looked for before `first` is decided. What begins where a frame is expected and has shown its
   * whole header is nearly always one: what seems to begin inside it matters only once its check has failed.
   */
  function horizonBefore(first: Candidate | undefined): number {
    if (first === undefined) return octets.length;
    const { kind, at, due, shownEnd } = candidates.open[0] as Candidate;
    const isExpected = at === expected && kind.announcesEnd && due === shownEnd;
    return Math.min(octets.length, isExpected ? at + kind.header : first.due);
  }

  /** Looks for starts before `end`, up to the first that is followed. */
  function scanTo(end: number): void {
    let isFollowed = false;
    while (scanned < end && !isFollowed) {
      scanned = nextStart(isStart, octets, scanned, end);
      if (scanned === end) return;
      for (const kind of kindsOf[octets[scanned] as number] as readonly FrameKind[])
        if (follow(kind, scanned)) isFollowed = true;
      scanned++;
    }
  }

  /** Whether a first look at the octets from `at` makes a candidate of them. */
  function follow(kind: FrameKind, at: number): boolean {
    const { glance } = kind;
    const need = at + glance > octets.length ? 1 : kind.probe(octets, at, glance);
    if (need !== 0) candidates.add(kind, at, need);
    return need !== 0;
  }

  return {
    octets: (): Uint8Array => octets,
    /** Place on the line of the first octet of the buffer. */
    passed: (): number => passed,
    candidates,
    append(more: Uint8Array): void {
      if (octets.length === 0) {
        octets = more;
        return;
      }
      const joined = new Uint8Array(octets.length + more.length);
      joined.set(octets);
      joined.set(more, octets.length);
      octets = joined;
    },
    /** The candidate whose decision is due next, if its octets are there. */
    next(): Candidate | undefined {
      for (;;) {
        const first = candidates.earliest();
        const horizon = horizonBefore(first);
        if (scanned >= horizon) return first !== undefined && first.due <= octets.length ? first : undefined;
        scanTo(horizon);
      }
    },
    /** Gives up every candidate that starts before `at`. */
    removeBefore(at: number): void {
      candidates.removeBefore(at);
      if (scanned < at) scanned = at;
    },
    /** A proven frame ends before `at`: another one is likely to begin there. */
    expectAt(at: number): void {
      expected = at;
    },
    /** First octet something may still come of. */
    firstOpen: (): number => (candidates.open.length === 0 ? octets.length : (candidates.open[0] as Candidate).at),
    /** Forgets octets before `at`; positions move down by as many. */
    forget(at: number): void {
      if (at === 0) return;
      passed += at;
      octets = at >= octets.length ? nothing : octets.subarray(at);
      scanned -= at;
      expected -= at;
      candidates.forget(at);
    },
  };
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

export type Scanner = ReturnType<typeof createScanner>;
