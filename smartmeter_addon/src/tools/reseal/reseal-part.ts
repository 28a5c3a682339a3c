/** Seals the octets of a recording that are decided: units, what is left of broken ones, and what lies between frames. */
import { apduTag } from "../../dlms/apdu.ts";
import type { Frame, Span } from "../../link/link.ts";
import type { RecordedUnit } from "../recording/recording.ts";
import { gather, scatter, shift } from "../recording/spans.ts";
import type { ApduSealer, SealOutcome } from "./reseal-apdu.ts";
import { type CheckedFrame, contentOf, mendCheck } from "./reseal-frames.ts";
import { sealLoose } from "./reseal-loose.ts";
import type { Pseudonyms } from "./reseal-pseudonyms.ts";

/** Octets of a recording with what the decoder found in them; places count from the beginning of the recording. */
export interface Part {
  readonly octets: Uint8Array;
  /** Place of the first octet. */
  readonly offset: number;
  readonly frames: readonly Frame[];
  readonly units: readonly RecordedUnit[];
}

export interface SealedPart {
  readonly octets: Uint8Array;
  readonly outcomes: readonly SealOutcome[];
}

/** The same number of octets, every one of them safe to share. */
export function sealPart(part: Part, sealer: ApduSealer, pseudonyms: Pseudonyms): SealedPart {
  const { octets: original, offset } = part;
  const octets = original.slice();
  const outcomes: SealOutcome[] = [];
  /** Octets that are not ciphered: titles in them are hidden once all are known. */
  const loose: Span[] = [];
  const frames = checkedFrames(part);

  function sealPieces(pieces: readonly Span[]): SealOutcome {
    const sealed = sealLoose(gather(original, pieces), offset + (pieces[0]?.at ?? 0), sealer, pseudonyms);
    scatter(octets, pieces, sealed.octets);
    if (sealed.outcome === "plain") loose.push(...pieces);
    return sealed.outcome;
  }

  function makeUp(pieces: readonly Span[]): void {
    const { length } = gather(original, pieces);
    scatter(octets, pieces, sealer.makeUp(length, offset + (pieces[0]?.at ?? 0)));
  }

  function sealUnit({ state, framing, pieces: places }: RecordedUnit): void {
    const all = shift(places, offset);
    const pieces = all.filter(({ at, end }) => at >= 0 && end <= original.length);
    if (pieces.length === 0) return;
    // What belongs to a beginning that was given away before makes no sense by itself.
    if (state === "stray" || pieces[0] !== all[0]) makeUp(pieces);
    else if (framing === "amis") {
      const sealed = sealer.sealAmis(gather(original, pieces), offset + (pieces[0] as Span).at);
      scatter(octets, pieces, sealed.octets);
      outcomes.push(sealed.outcome);
    } else outcomes.push(sealPieces(pieces));
  }

  /** A frame that brought nothing: its check is wrong, or it is of another protocol. */
  function sealContent(frame: CheckedFrame): void {
    const content = contentOf(original, frame);
    if (content.at >= content.end) return;
    const first = original[content.at];
    const isReadable = first === apduTag.dataNotification || first === apduTag.generalBlockTransfer;
    // What continues with ciphertext cannot be told from it.
    if (sealPieces([content]) === "plain" && !isReadable) makeUp([content]);
  }

  /** Octets between frames; ciphered APDUs may be among them. */
  function sealGap(gap: Span): void {
    const sealed = sealLoose(original.slice(gap.at, gap.end), offset + gap.at, sealer, pseudonyms);
    octets.set(sealed.octets, gap.at);
    let from = gap.at;
    for (const { outcome, at, end } of sealed.bare) {
      outcomes.push(outcome);
      loose.push({ at: from, end: gap.at + at });
      from = gap.at + end;
    }
    loose.push({ at: from, end: gap.end });
  }

  const taken = shift(
    part.units.flatMap(({ pieces }) => pieces),
    offset,
  );
  for (const unit of part.units) sealUnit(unit);
  for (const frame of frames) if (!taken.some(({ at }) => at >= frame.at && at < frame.end)) sealContent(frame);
  for (const gap of gapsBetween([...frames, ...taken], original.length)) sealGap(gap);
  for (const { at, end } of loose) pseudonyms.learnTitles(original.subarray(at, end));
  for (const { at, end } of loose) pseudonyms.hideTitles(octets.subarray(at, end));
  for (const frame of frames) mendCheck(original, octets, frame);
  return { octets, outcomes };
}

/** Frames with a check, damaged ones as far as nothing else begins in them. */
function checkedFrames({ octets, offset, frames }: Part): CheckedFrame[] {
  const sorted = [...frames].sort((a, b) => a.at - b.at);
  return sorted.flatMap(({ name, at, end }, index) => {
    const kind =
      name === "hdlc" ? "hdlc" : name === "mbus" || name === "amis" || name === "foreign" ? "mbus" : undefined;
    if (kind === undefined) return [];
    const next = sorted[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    // A closing flag may open the next frame.
    const limit = Math.min(kind === "hdlc" ? next + 1 : next, offset + octets.length);
    const isWhole = end <= limit;
    return [{ kind, at: at - offset, end: Math.min(end, limit) - offset, isWhole }];
  });
}

function gapsBetween(taken: readonly Span[], length: number): Span[] {
  const gaps: Span[] = [];
  let from = 0;
  for (const { at, end } of [...taken].sort((a, b) => a.at - b.at)) {
    if (from < at) gaps.push({ at: from, end: at });
    from = Math.max(from, end);
  }
  if (from < length) gaps.push({ at: from, end: length });
  return gaps;
}
