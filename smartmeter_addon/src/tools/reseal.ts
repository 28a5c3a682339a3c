import { measureCiphered } from "../link/p1.ts";
import type { MeterKeys } from "../meter/keyring.ts";
import { concatOctets, toText } from "../octets.ts";
import { type ApduSealer, createApduSealer, type SealOutcome } from "./reseal-apdu.ts";
import { findFrames, gather, mendCheck, type Piece, scatter } from "./reseal-frames.ts";
import { createPseudonyms, type Pseudonyms } from "./reseal-pseudonyms.ts";
import { findTelegrams } from "./reseal-telegrams.ts";
import { testAuthenticationKey, testKey } from "./simulate.ts";

export interface ResealOptions {
  /** The household's keys. */
  readonly keys?: MeterKeys | undefined;
  readonly sealKey?: Uint8Array | undefined;
  readonly sealAuthenticationKey?: Uint8Array | undefined;
  /** Shared by recordings in which the same meter shall keep its pseudonym. */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** Makes made-up ciphertext repeatable. */
  readonly seed?: string | undefined;
}

/** How many APDUs came out how: with their own values, with made-up ciphertext (no key opened them), not ciphered. */
export type ResealStatistics = Readonly<Record<SealOutcome, number>>;

/** Makes a recording safe to share while it is being made; the output is as long as the input. */
export interface Resealer {
  /** Takes octets as they come and gives those that are decided: everything up to the last whole telegram. */
  push(octets: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
  statistics(): ResealStatistics;
}

/** Without a telegram for this long, what came is noise and is given as it is. */
const longestUndecided = 16_384;

/**
 * Seals every telegram anew: the same octets around it, its own values in it, but the public test key, made-up serials
 * in system title, meter number and device name, and checks to match. Faults stay as wrong as they were.
 */
export function createResealer(options: ResealOptions = {}): Resealer {
  const pseudonyms = options.pseudonyms ?? createPseudonyms();
  const sealer = createApduSealer({
    keys: options.keys ?? {},
    pseudonyms,
    sealKey: options.sealKey ?? testKey,
    sealAuthenticationKey: options.sealAuthenticationKey ?? testAuthenticationKey,
    seed: options.seed,
  });
  const counts: Record<SealOutcome, number> = { sealed: 0, "made-up": 0, plain: 0 };
  let waiting: Uint8Array = new Uint8Array(0);
  /** Of the waiting octets, how many were given already: a flag that two HDLC frames may share. */
  let given = 0;
  let offset = 0;

  function take(final: boolean): Uint8Array {
    const { octets, outcomes, settled } = resealPart(waiting, offset, final, sealer, pseudonyms);
    const decided = final || waiting.length > longestUndecided ? waiting.length : settled;
    if (decided <= given) return new Uint8Array(0);
    for (const { outcome, end } of outcomes) if (end <= decided) counts[outcome]++;
    const result = octets.slice(given, decided);
    given = waiting[decided - 1] === 0x7e ? 1 : 0;
    waiting = waiting.slice(decided - given);
    offset += decided - given;
    return result;
  }

  return {
    push(octets) {
      waiting = concatOctets([waiting, octets]);
      return take(false);
    },
    end: () => take(true),
    statistics: () => ({ ...counts }),
  };
}

/** A whole recording at once. */
export function reseal(octets: Uint8Array, options: ResealOptions = {}): Uint8Array {
  const resealer = createResealer(options);
  return concatOctets([resealer.push(octets), resealer.end()]);
}

interface Part {
  readonly octets: Uint8Array;
  readonly outcomes: { readonly outcome: SealOutcome; readonly end: number }[];
  /** Behind the last whole telegram. */
  readonly settled: number;
}

function resealPart(
  original: Uint8Array,
  offset: number,
  final: boolean,
  sealer: ApduSealer,
  pseudonyms: Pseudonyms,
): Part {
  const octets = original.slice();
  const outcomes: Part["outcomes"] = [];
  const { frames, open } = findFrames(original);
  const limit = final || open === undefined ? original.length : open;
  let settled = 0;

  function done(outcome: SealOutcome, end: number): void {
    outcomes.push({ outcome, end });
    if (end <= limit) settled = Math.max(settled, end);
  }

  for (const { kind, pieces, end } of findTelegrams(original, frames)) {
    const content = gather(original, pieces);
    const at = offset + (pieces[0] as Piece).at;
    const last = (pieces[pieces.length - 1] as Piece).end;
    if (kind === "orphan") scatter(octets, pieces, sealer.makeUp(content.length, at));
    else {
      const sealed = kind === "amis" ? sealer.sealAmis(content, at) : sealer.seal(content, at);
      scatter(octets, pieces, sealed.octets);
      if (end !== undefined) done(sealed.outcome, end);
      else outcomes.push({ outcome: sealed.outcome, end: last });
    }
  }
  for (const frame of frames) mendCheck(original, octets, frame);
  for (const gap of gapsBetween(frames, original.length)) {
    for (const piece of barePieces(original, gap)) {
      const part = original.slice(piece.at, piece.end);
      if (piece.bare) {
        const sealed = sealer.seal(part, offset + piece.at);
        octets.set(sealed.octets, piece.at);
        if (piece.whole) done(sealed.outcome, piece.end);
        else outcomes.push({ outcome: sealed.outcome, end: piece.end });
        continue;
      }
      pseudonyms.scrub(part);
      octets.set(part, piece.at);
      const text = toText(part).lastIndexOf("!");
      const textEnd = piece.at + text + 7;
      if (text >= 0 && textEnd <= piece.end && textEnd <= limit) settled = Math.max(settled, textEnd);
    }
  }
  return { octets, outcomes, settled };
}

function gapsBetween(frames: readonly Piece[], length: number): Piece[] {
  let from = 0;
  const gaps = [...frames, { at: length, end: length }].map(({ at, end }) => {
    const gap = { at: from, end: at };
    from = Math.max(from, end);
    return gap;
  });
  return gaps.filter(({ at, end }) => at < end);
}

/** The gap cut into APDUs that come without a frame (`DB 08`), and what is between them. */
function barePieces(octets: Uint8Array, gap: Piece): (Piece & { readonly bare: boolean; readonly whole: boolean })[] {
  const pieces: (Piece & { bare: boolean; whole: boolean })[] = [];
  let from = gap.at;
  for (let at = gap.at; at < gap.end; at++) {
    const length = bareLength(octets, at, gap.end);
    if (length === undefined) continue;
    if (at > from) pieces.push({ at: from, end: at, bare: false, whole: false });
    from = Math.min(at + length, gap.end);
    pieces.push({ at, end: from, bare: true, whole: at + length <= gap.end });
    at = from - 1;
  }
  if (from < gap.end) pieces.push({ at: from, end: gap.end, bare: false, whole: false });
  return pieces;
}

/** Announced length of a ciphered APDU whose header starts at `at`: letters of a maker, a known security control. */
function bareLength(octets: Uint8Array, at: number, end: number): number | undefined {
  if (octets[at] !== 0xdb || !/^[A-Z]{3}$/.test(toText(octets, at + 2, at + 5))) return undefined;
  for (let have = 1; at + have <= end; ) {
    const need = measureCiphered(octets, at, have);
    if (need === 0) return undefined;
    if (need <= have || at + need > end) return need;
    have = need;
  }
  return undefined;
}
