/** Makes recordings safe to share, octet by octet as long as they were. */
import type { MeterKeys } from "../../envelope/keyring.ts";
import type { Frame, Span } from "../../link/link.ts";
import { concatOctets } from "../../octets.ts";
import { type Carrier, createRecording, type Recorded, type RecordedUnit } from "../recording/recording.ts";
import { testAuthenticationKey, testKey } from "../test-keys.ts";
import { createApduSealer, type SealOutcome } from "./reseal-apdu.ts";
import { sealPart } from "./reseal-part.ts";
import { createPseudonyms, type Pseudonyms } from "./reseal-pseudonyms.ts";

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
 * Reseals every telegram: the same octets around it, its own values in it, but the public test key, made-up serials
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
  const recording = createRecording({ keys: options.keys ?? {}, definitions: [] });
  const counts: Record<SealOutcome, number> = { sealed: 0, "made-up": 0, plain: 0 };
  let waiting: Uint8Array = new Uint8Array(0);
  /** Place of the first waiting octet in the recording. */
  let offset = 0;
  let frames: Frame[] = [];
  let units: RecordedUnit[] = [];

  function take(recorded: Recorded, final: boolean): Uint8Array {
    frames.push(...recorded.frames);
    units.push(...recorded.units);
    const given = offset + waiting.length;
    const decided = final || waiting.length > longestUndecided ? given : decidedEnd(frames, units);
    if (decided <= offset) return new Uint8Array(0);
    const isDecided = ({ at }: Span): boolean => at < decided;
    const part = {
      octets: waiting.slice(0, decided - offset),
      offset,
      frames: frames.filter(isDecided),
      units: units.filter((unit) => isDecided(firstPiece(unit))),
    };
    const { octets, outcomes } = sealPart(part, sealer, pseudonyms);
    for (const outcome of outcomes) counts[outcome]++;
    waiting = waiting.slice(decided - offset);
    offset = decided;
    frames = frames.filter(({ at }) => at >= decided);
    units = units.filter((unit) => !isDecided(firstPiece(unit)));
    return octets;
  }

  return {
    push(octets) {
      waiting = concatOctets([waiting, octets]);
      return take(recording.push(octets), false);
    },
    end: () => take(recording.end(), true),
    statistics: () => ({ ...counts }),
  };
}

function firstPiece({ carriers }: RecordedUnit): Span {
  return (carriers[0] as Carrier).pieces[0] as Span;
}

/** Behind the last frame up to which every frame is known to belong to a unit or to none. */
function decidedEnd(frames: readonly Frame[], units: readonly RecordedUnit[]): number {
  const piecesOf = (some: readonly RecordedUnit[]): Span[] =>
    some.flatMap(({ carriers }) => carriers.flatMap((carrier) => carrier.pieces));
  const all = piecesOf(units);
  const begun = piecesOf(units.filter(({ state }) => state !== "stray"));
  const carries = ({ name, at, end }: Frame, pieces: readonly Span[]): boolean =>
    (name !== "mbus" && name !== "hdlc") || pieces.some((piece) => piece.at >= at && piece.end <= end);
  let decided = 0;
  for (const frame of frames) {
    const isDamaged = frame.verdict === "damaged";
    if (!isDamaged && !carries(frame, all)) return decided;
    // Where a damaged frame ends is known once another begins. What continues a telegram whose beginning is broken does
    // not say whose it is, and the title in what is left of that beginning would not be known.
    if (!isDamaged && carries(frame, begun)) decided = frame.end;
  }
  return decided;
}

/** A whole recording at once. */
export function reseal(octets: Uint8Array, options: ResealOptions = {}): Uint8Array {
  const resealer = createResealer(options);
  return concatOctets([resealer.push(octets), resealer.end()]);
}
