/** Finds out what is wrong with a key: which of the given ones opens a telegram, and read in which way. */
import type { FaultCode } from "../fault.ts";
import { equalOctets, parseHex, toText } from "../octets.ts";

/** The keys of one meter's entry, 16 octets each; shaped like the decoder's `MeterKeys`. */
export interface KeyEntry {
  readonly key?: Uint8Array | undefined;
  readonly authenticationKey?: Uint8Array | undefined;
  readonly previousKey?: Uint8Array | undefined;
}

/** Where a pair of keys comes from: as typed, the key before the last change, both swapped, two halves joined. */
export type KeyNote = "as-given" | "previous" | "swapped" | "previous-swapped" | "joined";

export interface KeyCandidate {
  readonly key: Uint8Array;
  readonly authenticationKey: Uint8Array | undefined;
  readonly note: KeyNote;
}

/**
 * Every sensible reading of the keys given, likeliest first; all of them are tried before a key is called wrong. There
 * are at most five, no pair twice, and none only if there is no key at all.
 */
export function candidateKeys(entry: KeyEntry): KeyCandidate[] {
  const { key, authenticationKey, previousKey } = entry;
  const found: KeyCandidate[] = [];
  const add = (note: KeyNote, encryption?: Uint8Array, authentication?: Uint8Array): void => {
    if (encryption === undefined) return;
    if (found.some((one) => same(one.key, encryption) && same(one.authenticationKey, authentication))) return;
    found.push({ key: encryption, authenticationKey: authentication, note });
  };
  add("as-given", key, authenticationKey);
  add("previous", previousKey, authenticationKey);
  add("swapped", authenticationKey, key);
  if (authenticationKey !== undefined && previousKey !== undefined) {
    add("previous-swapped", authenticationKey, previousKey);
  }
  // 64 hexadecimal digits of a letter, cut in two for the two fields: each half is the text of half a key.
  if (key !== undefined && authenticationKey !== undefined) add("joined", hexText(key, authenticationKey), undefined);
  return found;
}

/** What became of one telegram with one pair of keys. */
export type KeyTrial =
  /** The text makes sense and the tag verified. */
  | "verified"
  /** The text makes sense; the telegram carries no tag. */
  | "no-tag"
  /** The text makes sense; the tag could not be checked or did not verify. */
  | "tag-open"
  | "wrong";

export interface KeyFinding {
  /** Undefined when the keys are right as they are. */
  readonly code: FaultCode | undefined;
  /** The pair that deciphers; undefined when none does. */
  readonly keys: KeyCandidate | undefined;
  readonly trial: KeyTrial;
}

const rank: Readonly<Record<KeyTrial, number>> = { verified: 3, "no-tag": 2, "tag-open": 1, wrong: 0 };

/**
 * Tries every reading of the keys on a telegram and says what is wrong with them. `workedBefore` tells a key that was
 * exchanged by the operator from one that was never right.
 */
export function examineKeys(
  entry: KeyEntry,
  tryDecipher: (keys: KeyCandidate) => KeyTrial,
  workedBefore = false,
): KeyFinding {
  const candidates = candidateKeys(entry);
  if (candidates.length === 0) return { code: "key-missing", keys: undefined, trial: "wrong" };
  let best: { keys: KeyCandidate; trial: KeyTrial } | undefined;
  for (const keys of candidates) {
    const trial = tryDecipher(keys);
    if (best === undefined || rank[trial] > rank[best.trial]) best = { keys, trial };
    if (trial === "verified") break;
  }
  if (best === undefined || best.trial === "wrong") {
    return { code: workedBefore ? "key-rotated" : "key-wrong", keys: undefined, trial: "wrong" };
  }
  return { code: codeOf(best.keys, best.trial), keys: best.keys, trial: best.trial };
}

function codeOf(keys: KeyCandidate, trial: KeyTrial): FaultCode | undefined {
  if (keys.note === "swapped" || keys.note === "previous-swapped") return "keys-swapped";
  if (keys.note === "joined") return "key-repaired";
  if (trial !== "tag-open") return undefined;
  return keys.authenticationKey === undefined ? "authentication-key-missing" : "authentication-key-wrong";
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalOctets(a, b);
}

function hexText(first: Uint8Array, second: Uint8Array): Uint8Array | undefined {
  const octets = parseHex(toText(first) + toText(second));
  return octets?.length === 16 ? octets : undefined;
}
