import { decodeNotification } from "../../dlms/apdu.ts";
import { decodeData } from "../../dlms/axdr.ts";
import { ProtocolError } from "../../fault.ts";
import { flag, probeHdlc } from "../../link/hdlc.ts";
import type { Probe } from "../../link/link.ts";
import {
  acknowledgement,
  amis,
  longFrameStart,
  probeLongFrame,
  probeShortFrame,
  shortFrameStart,
} from "../../link/mbus.ts";
import { cipheredStart, measureCiphered, notificationStart, probeText, textStart } from "../../link/p1.ts";

export type FrameKind = "mbus" | "amis" | "short" | "acknowledgement" | "hdlc" | "text" | "apdu" | "gap" | "damaged";

/** A stretch of the line: a proven frame, or octets between frames. */
export interface Frame {
  readonly kind: FrameKind;
  readonly start: number;
  readonly end: number;
  /** The flag that opens it closes the frame before. */
  readonly sharesFlag: boolean;
}

const probes: Readonly<Record<number, { readonly kind: FrameKind; readonly probe: Probe }>> = {
  [longFrameStart]: { kind: "mbus", probe: probeLongFrame },
  [shortFrameStart]: { kind: "short", probe: probeShortFrame },
  [flag]: { kind: "hdlc", probe: probeHdlc },
  [textStart]: { kind: "text", probe: probeText },
};

const lineFeed = 0x0a;
/** `/`, three letters, a digit, a line end. */
const shortestText = 7;

/** Cuts recorded octets into proven frames and what lies between them; together they are all octets. */
export function findFrames(octets: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  let gapStart = 0;
  let at = 0;
  while (at < octets.length) {
    const frame = frameAt(octets, at, frames, gapStart === at);
    if (frame === undefined) {
      at++;
      continue;
    }
    if (gapStart < at) frames.push(gap(octets, gapStart, at));
    frames.push(frame);
    at = frame.end;
    gapStart = at;
  }
  if (gapStart < octets.length) frames.push(gap(octets, gapStart, octets.length));
  return frames;
}

/** `adjacent`: nothing lies between this and the frame before, or the beginning. */
function frameAt(octets: Uint8Array, at: number, before: readonly Frame[], adjacent: boolean): Frame | undefined {
  const first = octets[at] as number;
  const probed = probes[first];
  if (probed !== undefined) {
    const length = measure(probed.probe, octets, at);
    if (length > 0) return { kind: kindOf(octets, at, probed.kind), start: at, end: at + length, sharesFlag: false };
  }
  const last = before[before.length - 1];
  if (!adjacent) return undefined;
  if (last?.kind === "hdlc") {
    const length = measure(probeHdlc, octets, at - 1);
    if (length > 0) return { kind: "hdlc", start: at, end: at - 1 + length, sharesFlag: true };
  }
  if (first === acknowledgement && (last?.kind === "amis" || last?.kind === "short")) {
    return { kind: "acknowledgement", start: at, end: at + 1, sharesFlag: false };
  }
  // Without a frame there is no check; only a unit that fills the line is believed.
  if (before.every(({ kind }) => kind === "apdu")) {
    const length = first === cipheredStart ? measure(measureCiphered, octets, at) : measurePlain(octets, at);
    if (length > 0) return { kind: "apdu", start: at, end: at + length, sharesFlag: false };
  }
  return undefined;
}

function kindOf(octets: Uint8Array, at: number, kind: FrameKind): FrameKind {
  return kind === "mbus" && octets[at + 6] === amis.ci ? "amis" : kind;
}

function measure(probe: Probe, octets: Uint8Array, at: number): number {
  let have = 1;
  while (at + have <= octets.length) {
    const need = probe(octets, at, have);
    if (need <= have) return need;
    have = need;
  }
  // A pasted text often lacks its last line, the check.
  const isPastedText = probe === probeText && octets[octets.length - 1] === lineFeed && have > shortestText;
  return isPastedText ? octets.length - at : 0;
}

function measurePlain(octets: Uint8Array, at: number): number {
  if (octets[at] !== notificationStart) return 0;
  try {
    const whole = octets.subarray(at);
    return decodeData(whole, decodeNotification(whole).body).end;
  } catch (error) {
    if (error instanceof ProtocolError) return 0;
    throw error;
  }
}

/** Octets between frames; those that begin like a frame are a damaged one. */
function gap(octets: Uint8Array, start: number, end: number): Frame {
  const isLong = octets[start] === longFrameStart && octets[start + 3] === longFrameStart;
  const isHdlc = octets[start] === flag && ((octets[start + 1] as number) & 0xf0) === 0xa0;
  const kind = end - start > 4 && (isLong || isHdlc) ? "damaged" : "gap";
  return { kind, start, end, sharesFlag: false };
}
