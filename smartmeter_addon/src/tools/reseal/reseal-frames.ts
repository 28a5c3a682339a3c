/** Where the content of a frame lies, and a check that is as right or as wrong as it was. */
import { fcs16 } from "../../crc16.ts";
import { headerLength, llc, startsWithLlc } from "../../link/hdlc.ts";
import type { Span } from "../../link/link.ts";
import { carriesSegment } from "../../link/mbus.ts";
import { checksum } from "../encode/encode-link.ts";

/** A frame with a check, in octets that begin at its opening flag or before; HDLC may share that flag with another. */
export interface CheckedFrame extends Span {
  readonly kind: "mbus" | "hdlc";
  /** All of it is there, up to its check and its end. */
  readonly isWhole: boolean;
}

/** Where the part of an APDU lies that the frame brings, as far as it is there. */
export function contentOf(octets: Uint8Array, { kind, at, end, isWhole }: CheckedFrame): Span {
  const trailer = isWhole ? (kind === "mbus" ? 2 : 3) : 0;
  if (kind === "mbus") return { at: at + (carriesSegment(octets, at, end) ? 9 : 6), end: end - trailer };
  const information = at + headerLength(octets, at) + 2;
  return {
    at: information + (startsWithLlc(octets, information) ? llc.length : 0),
    end: end - trailer,
  };
}

/** Gives the changed frame a check that is as right or as wrong as that of the original. */
export function mendCheck(original: Uint8Array, changed: Uint8Array, { kind, at, end, isWhole }: CheckedFrame): void {
  if (!isWhole) return;
  if (kind === "mbus") {
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
