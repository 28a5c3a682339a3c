import { fcs16 } from "../../crc16.ts";
import { flag, headerLength, probeHdlc } from "../../link/hdlc.ts";
import type { Probe } from "../../link/link.ts";
import { longFrameStart, probeLongFrame } from "../../link/mbus.ts";
import { readUint16 } from "../../octets.ts";
import { checksum } from "../encode/encode-link.ts";

/** A frame in a recording: places of its first octet and behind its last. */
export interface Frame {
  readonly kind: "long" | "hdlc";
  readonly at: number;
  readonly end: number;
}

/** Frames in their order; `open` is where one starts that is not complete yet. */
export interface FoundFrames {
  readonly frames: readonly Frame[];
  readonly open: number | undefined;
}

/** HCS, one octet of information, FCS, flag. */
const shortestRest = 6;

/**
 * Frames whose check is right, and between them those whose header and end mark are right and whose check is not:
 * their content has to be replaced as well, and their fault kept.
 */
export function findFrames(octets: Uint8Array): FoundFrames {
  const proven: Frame[] = [];
  let open: number | undefined;
  for (let at = 0; at < octets.length; at++) {
    const frame = frameAt(octets, at);
    if (frame === "open") open ??= at;
    else if (frame !== undefined) {
      proven.push(frame);
      // What began before a proven frame and is not complete was no frame.
      open = undefined;
      // The closing flag of HDLC may be the opening flag of the next frame.
      at = frame.end - (frame.kind === "hdlc" ? 2 : 1);
    }
  }
  const frames: Frame[] = [];
  let from = 0;
  for (const frame of [...proven, undefined]) {
    const to = frame?.at ?? octets.length;
    for (let at = from; at < to; at++) {
      const damaged = damagedAt(octets, at, to);
      if (damaged === undefined) continue;
      frames.push(damaged);
      at = damaged.end - 1;
    }
    if (frame !== undefined) frames.push(frame);
    from = frame?.end ?? to;
  }
  return { frames, open };
}

function frameAt(octets: Uint8Array, at: number): Frame | "open" | undefined {
  const kind = octets[at] === longFrameStart ? "long" : octets[at] === flag ? "hdlc" : undefined;
  if (kind === undefined) return undefined;
  const probe: Probe = kind === "long" ? probeLongFrame : probeHdlc;
  for (let have = 1; ; ) {
    const need = probe(octets, at, have);
    if (need === 0) return undefined;
    if (need === have) return { kind, at, end: at + have };
    if (at + need > octets.length) return "open";
    have = need;
  }
}

function damagedAt(octets: Uint8Array, at: number, to: number): Frame | undefined {
  if (octets[at] === longFrameStart && octets[at + 3] === longFrameStart && octets[at + 1] === octets[at + 2]) {
    const length = octets[at + 1] as number;
    for (const end of [at + length + 6, at + length + 262])
      if (end <= to && length + (end - at) > 12 && octets[end - 1] === 0x16) return { kind: "long", at, end };
  }
  if (octets[at] === flag && ((octets[at + 1] ?? 0) & 0xf0) === 0xa0 && at + 2 < to) {
    const end = at + (readUint16(octets, at + 1) & 0x7ff) + 2;
    const header = headerLength(octets, at);
    if (header === 0 || end > to || end - at < header + shortestRest || octets[end - 1] !== flag) return undefined;
    // With a wrong header check nobody knows where the information starts.
    const sent = (octets[at + header] as number) | ((octets[at + header + 1] as number) << 8);
    if (fcs16(octets, at + 1, at + header) === sent) return { kind: "hdlc", at, end };
  }
  return undefined;
}

/** Where the content of the frame lies: from CI on, or the information field. */
export function contentOf(octets: Uint8Array, { kind, at, end }: Frame): Piece {
  return kind === "long" ? { at: at + 6, end: end - 2 } : { at: at + headerLength(octets, at) + 2, end: end - 3 };
}

/** Gives the changed frame a check that is as right or as wrong as that of the original. */
export function mendCheck(original: Uint8Array, changed: Uint8Array, { kind, at, end }: Frame): void {
  if (kind === "long") {
    const sum = (octets: Uint8Array): number => checksum(octets.subarray(at + 4, end - 2));
    const error = (original[end - 2] as number) - sum(original);
    changed[end - 2] = (sum(changed) + error) & 255;
    return;
  }
  const fcs = (octets: Uint8Array): number => fcs16(octets, at + 1, end - 3);
  const sent = (original[end - 3] as number) | ((original[end - 2] as number) << 8);
  const check = fcs(changed) ^ fcs(original) ^ sent;
  changed[end - 3] = check & 255;
  changed[end - 2] = check >>> 8;
}

/** A part of a recording. */
export interface Piece {
  readonly at: number;
  readonly end: number;
}

/** The octets of the pieces, one after the other. */
export function gather(octets: Uint8Array, pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap(({ at, end }) => Array.from(octets.subarray(at, end))));
}

/** Puts octets back where {@link gather} took them from. */
export function scatter(octets: Uint8Array, pieces: readonly Piece[], content: Uint8Array): void {
  let from = 0;
  for (const { at, end } of pieces) {
    octets.set(content.subarray(from, from + end - at), at);
    from += end - at;
  }
}

/** Octets `from` to `to` of the gathered ones, as pieces. */
export function slicePieces(pieces: readonly Piece[], from: number, to = Number.POSITIVE_INFINITY): Piece[] {
  let before = 0;
  return pieces.flatMap(({ at, end }) => {
    const start = at + Math.max(0, from - before);
    const stop = Math.min(end, at + to - before);
    before += end - at;
    return start < stop ? [{ at: start, end: stop }] : [];
  });
}
