import { apduTag } from "../../dlms/apdu.ts";
import type { MeterKeys } from "../../envelope/keyring.ts";
import { concatOctets } from "../../octets.ts";
import { testAuthenticationKey, testKey } from "../test-keys.ts";
import { type ApduSealer, createApduSealer, type SealOutcome } from "./reseal-apdu.ts";
import { findFrames, gather, mendCheck, type Piece, scatter } from "./reseal-frames.ts";
import { sealLoose } from "./reseal-loose.ts";
import { createPseudonyms, type Pseudonyms } from "./reseal-pseudonyms.ts";
import { findTelegrams } from "./reseal-telegrams.ts";

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
  const loose: Piece[] = [];
  let settled = 0;

  function settle(end: number): void {
    if (end <= limit) settled = Math.max(settled, end);
  }

  for (const { kind, pieces, end } of findTelegrams(original, frames)) {
    const content = gather(original, pieces);
    const at = offset + (pieces[0] as Piece).at;
    const last = (pieces[pieces.length - 1] as Piece).end;
    if (kind === "orphan") scatter(octets, pieces, sealer.makeUp(content.length, at));
    else {
      const sealed = kind === "amis" ? sealer.sealAmis(content, at) : sealLoose(content, at, sealer, pseudonyms);
      scatter(octets, pieces, sealed.octets);
      outcomes.push({ outcome: sealed.outcome, end: end ?? last });
      if (sealed.outcome === "plain") loose.push(...pieces);
      // What is neither ciphered nor a notification may be a broken header; its title is hidden once it is known.
      if (end !== undefined && (sealed.outcome !== "plain" || content[0] === apduTag.dataNotification)) settle(end);
    }
  }
  for (const gap of gapsBetween(frames, original.length)) {
    const sealed = sealLoose(original.slice(gap.at, gap.end), offset + gap.at, sealer, pseudonyms);
    octets.set(sealed.octets, gap.at);
    let from = gap.at;
    for (const { outcome, at, end, whole } of sealed.bare) {
      outcomes.push({ outcome, end: gap.at + end });
      if (whole) settle(gap.at + end);
      loose.push({ at: from, end: gap.at + at });
      from = gap.at + end;
    }
    loose.push({ at: from, end: gap.end });
    if (sealed.textEnd > 0) settle(gap.at + sealed.textEnd);
  }
  for (const { at, end } of loose) pseudonyms.learnTitles(original.subarray(at, end));
  for (const { at, end } of loose) pseudonyms.hideTitles(octets.subarray(at, end));
  for (const frame of frames) mendCheck(original, octets, frame);
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
