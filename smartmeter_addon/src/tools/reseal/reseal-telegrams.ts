import { apduTag } from "../../dlms/apdu.ts";
import { amis } from "../../link/mbus.ts";
import { readUint16 } from "../../octets.ts";
import { contentOf, type Frame, gather, type Piece, slicePieces } from "./reseal-frames.ts";

/** One APDU, or what there is of it, as parts of a recording. */
export interface FoundTelegram {
  readonly kind: "apdu" | "amis" | "orphan";
  readonly pieces: readonly Piece[];
  /** Behind the last frame, if the APDU is whole. */
  readonly end: number | undefined;
}

const llc = [0xe6, 0xe7, 0x00] as const;
const lastBlock = 0x80;

/** Puts segments of M-Bus and HDLC and the blocks of general-block-transfer together, as the decoders do. */
export function findTelegrams(octets: Uint8Array, frames: readonly Frame[]): FoundTelegram[] {
  const found: FoundTelegram[] = [];
  let segments: Piece[] = [];
  let nextSegment = 0;
  let information: Piece[] = [];
  let blocks: Piece[] = [];
  let nextBlock = 1;

  function giveUp(pieces: readonly Piece[]): void {
    if (pieces.length > 0) found.push({ kind: "apdu", pieces, end: undefined });
  }

  function takeSegment({ at, end }: Piece, frameEnd: number): void {
    const ci = octets[at] as number;
    const number = ci & 15;
    const piece = { at: at + 3, end };
    if (number === 0) {
      giveUp(segments);
      segments = [];
      nextSegment = 0;
    }
    if (number !== nextSegment || (number > 0 && segments.length === 0)) {
      found.push({ kind: "orphan", pieces: [piece], end: undefined });
      return;
    }
    segments.push(piece);
    nextSegment = (number + 1) & 15;
    if ((ci & 16) === 0) return;
    const whole = segments;
    segments = [];
    unwrap(whole, frameEnd);
  }

  function takeInformation({ at, end }: Piece, more: boolean, frameEnd: number): void {
    const first = llc.every((octet, index) => octets[at + index] === octet);
    if (first) {
      giveUp(information);
      information = [];
    }
    const start = first ? at + llc.length : at;
    if (start < end) information.push({ at: start, end });
    if (more) return;
    const whole = information;
    information = [];
    if (whole.length > 0) unwrap(whole, frameEnd);
  }

  function unwrap(pieces: readonly Piece[], frameEnd: number): void {
    const apdu = gather(octets, pieces);
    const block = blockOf(apdu);
    if (block === undefined) {
      found.push({ kind: "apdu", pieces, end: frameEnd });
      return;
    }
    const { number } = block;
    const data = slicePieces(pieces, block.dataAt);
    if (number === 1) {
      giveUp(blocks);
      blocks = [];
      nextBlock = 1;
    }
    if (number !== nextBlock || (number > 1 && blocks.length === 0)) {
      found.push({ kind: "orphan", pieces: data, end: undefined });
      return;
    }
    blocks.push(...data);
    nextBlock = number + 1;
    if (((apdu[1] as number) & lastBlock) === 0) return;
    found.push({ kind: "apdu", pieces: blocks, end: frameEnd });
    blocks = [];
  }

  for (const frame of frames) {
    const content = contentOf(octets, frame);
    if (content.end <= content.at) continue;
    const ci = octets[content.at] as number;
    if (frame.kind === "hdlc") takeInformation(content, ((octets[frame.at + 1] as number) & 8) !== 0, frame.end);
    else if (ci === amis.ci && octets[frame.at + 5] === amis.address)
      found.push({ kind: "amis", pieces: [content], end: frame.end });
    else if ((ci & 0xe0) === 0 && content.end - content.at > 3) takeSegment(content, frame.end);
    else found.push({ kind: "apdu", pieces: [content], end: frame.end });
  }
  for (const pieces of [segments, information, blocks]) giveUp(pieces);
  return found;
}

/** Number of a block, and where its data starts; undefined for anything that is no well-formed block. */
function blockOf(apdu: Uint8Array): { readonly number: number; readonly dataAt: number } | undefined {
  const form = apdu[6] ?? 0;
  if (apdu[0] !== apduTag.generalBlockTransfer || form === 0x80 || form > 0x81) return undefined;
  const dataAt = form === 0x81 ? 8 : 7;
  return dataAt + (apdu[dataAt - 1] as number) === apdu.length ? { number: readUint16(apdu, 2), dataAt } : undefined;
}
