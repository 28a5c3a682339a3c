/** Tells where the line was cut: frames, and the pieces of each APDU, by their places on the line. */
import type { Cut, FrameName, Framing, Segment, Span } from "./link.ts";
import type { Scanner } from "./scanner.ts";

/** Takes positions in the scanner's buffer. */
export function createCuts(scanner: Scanner, tell: (cut: Cut) => void) {
  /** Pieces of the APDU that is being put together. */
  let pieces: Span[] = [];

  function spanOf(at: number, end: number): Span {
    return { at: scanner.passed + at, end: scanner.passed + end };
  }

  function giveUp(): void {
    if (pieces.length > 0) tell({ kind: "part", state: "unfinished", pieces });
    pieces = [];
  }

  return {
    frame(name: FrameName, verdict: "proven" | "damaged", at: number, end: number): void {
      tell({ kind: "frame", frame: { name, verdict, ...spanOf(at, end) } });
    },
    /** Notes where the octets of a segment stand, and tells where those of a whole APDU do. */
    segment(framing: Framing, { apdu, role, at, end }: Segment): void {
      if (role !== "continues") giveUp();
      if (at < end && role === "stray") tell({ kind: "part", state: "stray", pieces: [spanOf(at, end)] });
      else if (at < end) pieces.push(spanOf(at, end));
      if (apdu === undefined) return;
      tell({ kind: "apdu", framing, apdu, pieces });
      pieces = [];
    },
    /** The segments of an unfinished telegram lead nowhere. */
    giveUp,
    gap: (): void => tell({ kind: "gap" }),
  };
}

export type Cuts = ReturnType<typeof createCuts>;
