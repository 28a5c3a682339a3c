/** Finds frames: every octet that may begin one is followed until it proves itself or fails. */
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

const nothing = new Uint8Array(0);
/** Candidates that may be open at once; noise brings about one start octet in fifty. */
const mostCandidates = 4096;

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
  const candidates: Candidate[] = [];
  /** Octets before this have been looked at as starts. */
  let scanned = 0;
  /** Where the next frame is likely to begin: right behind the last one. */
  let expected = 0;

  /**
   * The candidate that is due first. Of two due at the same octet the better checked one, then the shorter one: a
   * length that overflows (`probeLongFrame`) may reach to the end of the next frame.
   */
  function earliest(): Candidate | undefined {
    let first: Candidate | undefined;
    for (const candidate of candidates) if (first === undefined || isBefore(candidate, first)) first = candidate;
    return first;
  }

  /**
   * Up to where starts are looked for before `first` is decided. What begins where a frame is expected and has shown its
   * whole header is nearly always one: what seems to begin inside it matters only once its check has failed.
   */
  function horizonBefore(first: Candidate | undefined): number {
    if (first === undefined) return octets.length;
    const { kind, at, due, shownEnd } = candidates[0] as Candidate;
    const isExpected = at === expected && kind.announcesEnd && due === shownEnd;
    return Math.min(octets.length, isExpected ? at + kind.header : first.due);
  }

  /** Looks for starts before `end`, up to the first that is followed. */
  function scanTo(end: number): void {
    const followed = candidates.length;
    while (scanned < end && candidates.length === followed) {
      scanned = nextStart(octets, scanned, end);
      if (scanned === end) return;
      for (const kind of kindsOf[octets[scanned] as number] as readonly FrameKind[]) follow(kind, scanned);
      scanned++;
    }
  }

  /** Where the next octet stands that can be a start; four at a time, since it is nearly always far away. */
  function nextStart(within: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at + 3 < end) {
      const first = (isStart[within[at] as number] as number) | (isStart[within[at + 1] as number] as number);
      const second = (isStart[within[at + 2] as number] as number) | (isStart[within[at + 3] as number] as number);
      if ((first | second) !== 0) break;
      at += 4;
    }
    while (at < end && isStart[within[at] as number] === 0) at++;
    return at;
  }

  function follow(kind: FrameKind, at: number): void {
    const { glance } = kind;
    const need = at + glance > octets.length ? 1 : kind.probe(octets, at, glance);
    if (need !== 0) candidates.push({ kind, at, due: at + need, shownEnd: need > kind.header ? at + need : 0 });
  }

  return {
    octets: (): Uint8Array => octets,
    /** Place on the line of the first octet of the buffer. */
    passed: (): number => passed,
    candidates: candidates as readonly Candidate[],
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
        const first = earliest();
        const horizon = horizonBefore(first);
        if (scanned >= horizon) return first !== undefined && first.due <= octets.length ? first : undefined;
        scanTo(horizon);
        if (candidates.length > mostCandidates) candidates.shift();
      }
    },
    /** The candidate needs so many octets for its next decision. */
    await(candidate: Candidate, need: number): void {
      const { kind, at, shownEnd } = candidate;
      candidate.due = at + need;
      if (shownEnd === 0 && need > kind.header) candidate.shownEnd = at + need;
    },
    remove(candidate: Candidate): void {
      if (candidates[candidates.length - 1] === candidate) candidates.pop();
      else if (candidates.includes(candidate)) candidates.splice(candidates.indexOf(candidate), 1);
    },
    /** Gives up every candidate that starts before `at`. */
    removeBefore(at: number): void {
      // They are in the order of their starts.
      let count = 0;
      while (count < candidates.length && (candidates[count] as Candidate).at < at) count++;
      if (count < candidates.length && count > 0) candidates.splice(0, count);
      else for (; count > 0; count--) candidates.pop();
      if (scanned < at) scanned = at;
    },
    /** A proven frame ends before `at`: another one is likely to begin there. */
    expectAt(at: number): void {
      expected = at;
    },
    /** A stronger candidate that has shown its header and may still end behind the start of this one. */
    covering({ kind: { strength }, at }: Candidate): Candidate | undefined {
      for (const other of candidates) {
        const { kind, at: from, due } = other;
        if (kind.strength > strength && from < at && due > at && due - from > kind.header) return other;
      }
      return undefined;
    },
    /** First octet something may still come of; candidates are in the order of their starts. */
    firstOpen: (): number => (candidates.length === 0 ? octets.length : (candidates[0] as Candidate).at),
    /** Forgets octets before `at`; positions move down by as many. */
    forget(at: number): void {
      if (at === 0) return;
      passed += at;
      octets = at >= octets.length ? nothing : octets.subarray(at);
      scanned -= at;
      expected -= at;
      for (const candidate of candidates) {
        candidate.at -= at;
        candidate.due -= at;
        candidate.shownEnd -= candidate.shownEnd === 0 ? 0 : at;
      }
    },
  };
}

function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.kind.strength !== b.kind.strength ? a.kind.strength > b.kind.strength : a.at > b.at;
}

export type Scanner = ReturnType<typeof createScanner>;
