/** A meter's keys, tried until one opens its telegrams. */
import { dsmrChecks, isDsmr } from "../cosem/dsmr.ts";
import { isFilled } from "../cosem/mbus-records.ts";
import { type Ciphered, looksLikeNotification } from "../dlms/apdu.ts";
import {
  createMode5Decipherer,
  type Deciphered,
  Decipherer,
  type Mode5Decipherer,
  type Mode5Header,
} from "../dlms/security.ts";
import { type FaultCode, ProtocolError } from "../fault.ts";
import { candidateKeys, type KeyCandidate, type KeyEntry, type KeyNote } from "../key/key-doctor.ts";

/** Keys of one meter as the user gave them, 16 octets each. */
export type MeterKeys = KeyEntry;

/** What to tell the user about the reading of the keys that turned out to be the right one. */
const notes: Readonly<Record<KeyNote, FaultCode | undefined>> = {
  "as-given": undefined,
  previous: undefined,
  swapped: "keys-swapped",
  "previous-swapped": "keys-swapped",
  joined: "key-repaired",
};

/** A way to use the keys. What deciphers by it is made when it is tried: the first one is nearly always right. */
interface Candidate {
  readonly keys: KeyCandidate;
  decipherer: Decipherer | undefined;
  mode5: Mode5Decipherer | undefined;
}

/** A deciphered telegram and which reading of the keys did it. */
export interface Opened {
  readonly text: Uint8Array;
  /** Undefined: no tag, or no authentication key. */
  readonly tagVerified: boolean | undefined;
  readonly note: FaultCode | undefined;
}

function decipherBy(candidate: Candidate, octets: Uint8Array, ciphered: Ciphered): Deciphered {
  const { key, authenticationKey } = candidate.keys;
  candidate.decipherer ??= new Decipherer({ encryption: key, authentication: authenticationKey });
  return candidate.decipherer.decipher(octets, ciphered);
}

function decipherMode5By(candidate: Candidate, header: Mode5Header, ciphertext: Uint8Array): Uint8Array {
  candidate.mode5 ??= createMode5Decipherer(candidate.keys.key);
  return candidate.mode5(header, ciphertext);
}

/** Whether deciphered octets can be what a meter sends: the test for a key where no tag verifies. */
export function isPlausibleText(text: Uint8Array): boolean {
  return looksLikeNotification(text) || (isDsmr(text) && dsmrChecks(text));
}

/** Deciphers with whichever of the user's keys is right, and keeps to it as long as it is. */
export class Keyring {
  readonly #keys: MeterKeys;
  #candidates: readonly Candidate[];

  constructor(keys: MeterKeys) {
    this.#keys = keys;
    this.#candidates = candidateKeys(keys).map((one) => ({ keys: one, decipherer: undefined, mode5: undefined }));
  }

  /** Throws `key-missing` or `key-wrong`. */
  open(octets: Uint8Array, ciphered: Ciphered): Opened {
    return this.#search((candidate) => {
      const { text, tagVerified } = decipherBy(candidate, octets, ciphered);
      if (tagVerified !== true && !isPlausibleText(text)) return undefined;
      return { text, tagVerified, note: notes[candidate.keys.note] };
    });
  }

  /** The same for AMIS (AES-128-CBC, both fillers). */
  openMode5(header: Mode5Header, ciphertext: Uint8Array): Opened {
    return this.#search((candidate) => {
      const text = decipherMode5By(candidate, header, ciphertext);
      return isFilled(text) ? { text, tagVerified: undefined, note: notes[candidate.keys.note] } : undefined;
    });
  }

  #search<T>(open: (candidate: Candidate) => T | undefined): T {
    const candidates = this.#candidates;
    if (candidates.length === 0) throw new ProtocolError("key-missing");
    for (const candidate of candidates) {
      const opened = open(candidate);
      if (opened === undefined) continue;
      if (candidate !== candidates[0])
        this.#candidates = [candidate, ...candidates.filter((other) => other !== candidate)];
      return opened;
    }
    const { key, authenticationKey } = this.#keys;
    throw new ProtocolError("key-wrong", { is: key !== undefined && authenticationKey !== undefined ? "both" : "one" });
  }
}
