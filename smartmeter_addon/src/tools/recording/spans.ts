/** Octets that are in several places of a recording, taken out and put back. */
import type { Span } from "../../link/link.ts";

/** The octets of the pieces, one after the other. */
export function gather(octets: Uint8Array, pieces: readonly Span[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { at, end }) => sum + end - at, 0));
  let to = 0;
  for (const { at, end } of pieces) {
    whole.set(octets.subarray(at, end), to);
    to += end - at;
  }
  return whole;
}

/** Puts octets back where {@link gather} took them from. */
export function scatter(octets: Uint8Array, pieces: readonly Span[], content: Uint8Array): void {
  let from = 0;
  for (const { at, end } of pieces) {
    octets.set(content.subarray(from, from + end - at), at);
    from += end - at;
  }
}

/** The gathered octets from `from` on, as pieces. */
export function piecesFrom(pieces: readonly Span[], from: number): Span[] {
  let before = 0;
  return pieces.flatMap(({ at, end }) => {
    const start = at + Math.max(0, from - before);
    before += end - at;
    return start < end ? [{ at: start, end }] : [];
  });
}

/** The same pieces, counted from `origin`. */
export function shift(pieces: readonly Span[], origin: number): Span[] {
  return pieces.map(({ at, end }) => ({ at: at - origin, end: end - origin }));
}
