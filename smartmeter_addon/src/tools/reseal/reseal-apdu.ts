/** Puts APDUs under the public key: whole ones, beginnings of broken ones, and made-up ones. */
import { createHash, randomBytes } from "node:crypto";
import { type Ciphered, decodeCiphered, securityBits } from "../../dlms/apdu.ts";
import { decodeLength } from "../../dlms/axdr.ts";
import { Decipherer } from "../../dlms/security.ts";
import { Keyring, type MeterKeys } from "../../envelope/keyring.ts";
import { ProtocolError } from "../../fault.ts";
import { concatOctets, parseHex, readUint32, toHex } from "../../octets.ts";
import { encryptMode5 } from "../encode/encode-amis.ts";
import { sealApdu } from "../encode/encode-apdu.ts";
import { bigEndian } from "../encode/encode-axdr.ts";
import type { Pseudonyms } from "./reseal-pseudonyms.ts";

export interface ApduSealerOptions {
  /** The household's keys; without the right one, made-up ciphertext takes the place of the real one. */
  readonly keys: MeterKeys;
  /** What the telegrams are sealed with. */
  readonly sealKey: Uint8Array;
  readonly sealAuthenticationKey: Uint8Array;
  readonly pseudonyms: Pseudonyms;
  /** Makes the made-up ciphertext repeatable; without it, it is random. */
  readonly seed?: string | undefined;
}

export type SealOutcome = "sealed" | "made-up" | "plain";

export interface SealedApdu {
  readonly octets: Uint8Array;
  readonly outcome: SealOutcome;
}

/** Puts new content of the same length into APDUs, whole ones and beginnings of broken ones. */
export interface ApduSealer {
  /** A ciphered APDU that started at `offset` of the stream. */
  seal(apdu: Uint8Array, offset: number): SealedApdu;
  /** The user data of an AMIS frame, from CI on. */
  sealAmis(userData: Uint8Array, offset: number): SealedApdu;
  /** Octets nobody can make sense of, in the place of ciphertext. */
  makeUp(length: number, offset: number): Uint8Array;
}

const titleOctets = 8;
const amisHeader = 13;
const noAmisId = new Uint8Array(4);

export function createApduSealer(options: ApduSealerOptions): ApduSealer {
  const { pseudonyms, sealKey, sealAuthenticationKey } = options;
  const keyring = new Keyring(options.keys);
  const counterMode = new Decipherer({ encryption: sealKey, authentication: undefined });
  const seed = options.seed === undefined ? randomBytes(16) : Buffer.from(options.seed);

  /** Depends on the place in the stream alone, so that the result does not depend on how octets were cut. */
  function makeUp(length: number, offset: number): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let made = 0; made < length; made += 32)
      parts.push(createHash("sha256").update(seed).update(bigEndian(offset, 6)).update(bigEndian(made, 4)).digest());
    return concatOctets(parts).subarray(0, length);
  }

  function seal(apdu: Uint8Array, offset: number): SealedApdu {
    const whole = openOrNothing(() => decodeCiphered(apdu));
    const ciphered = whole ?? openOrNothing(() => beginningOf(apdu));
    if (ciphered === undefined || ciphered.titleEnd - ciphered.titleAt !== titleOctets)
      return { octets: makeUp(apdu.length, offset), outcome: "made-up" };
    const { titleAt, titleEnd, textAt, securityControl, invocationCounter } = ciphered;
    const octets = apdu.slice();
    const systemTitle = pseudonyms.title(apdu.slice(titleAt, titleEnd));
    octets.set(systemTitle, titleAt);
    const opened = openOrNothing(() => keyring.open(apdu, ciphered));
    if (opened === undefined) {
      octets.set(makeUp(apdu.length - textAt, offset), textAt);
      return { octets, outcome: "made-up" };
    }
    const text = opened.text.slice();
    pseudonyms.scrub(text);
    if (whole === undefined) {
      octets.set(text, textAt);
      octets.set(counterMode.decipher(octets, ciphered).text, textAt);
      return { octets, outcome: "sealed" };
    }
    const seal = { key: sealKey, authenticationKey: sealAuthenticationKey, systemTitle };
    const sealed = sealApdu(text, { ...seal, invocationCounter, securityControl });
    octets.set(sealed.subarray(sealed.length - (apdu.length - textAt)), textAt);
    // A tag that did not verify must not do so now.
    if (opened.tagVerified === false) octets.set(makeUp(apdu.length - ciphered.textEnd, offset), ciphered.textEnd);
    return { octets, outcome: "sealed" };
  }

  return {
    makeUp,
    seal,
    sealAmis(userData, offset) {
      const octets = userData.slice();
      const id = octets.subarray(1, 5);
      const accessNumber = octets[9] as number;
      const address = (): Uint8Array => concatOctets([octets.slice(5, 7), octets.slice(1, 5), octets.slice(7, 9)]);
      const ciphertext = octets.slice(amisHeader);
      const whole = ciphertext.length > 0 && ciphertext.length % 16 === 0;
      const opened = whole
        ? openOrNothing(() => keyring.openMode5({ address: address(), accessNumber }, ciphertext))
        : undefined;
      if (!id.every((octet, index) => octet === noAmisId[index]))
        octets.set(parseHex(pseudonyms.text(toHex(id))) ?? noAmisId, 1);
      const sealed =
        opened === undefined
          ? makeUp(ciphertext.length, offset)
          : encryptMode5(opened.text, sealKey, address(), accessNumber);
      octets.set(sealed, amisHeader);
      return { octets, outcome: opened === undefined ? "made-up" : "sealed" };
    },
  };
}

/** The header of an APDU that breaks off or announces a wrong length: what is left counts as ciphertext. */
function beginningOf(apdu: Uint8Array): Ciphered {
  const title = decodeLength(apdu, 1);
  const titleEnd = title.next + title.length;
  const { next } = decodeLength(apdu, titleEnd);
  const textAt = next + 5;
  if (textAt > apdu.length) throw new ProtocolError("apdu-length", { is: "cut-off" });
  return {
    titleAt: title.next,
    titleEnd,
    // Where the tag would be is not known, and it could not be right.
    securityControl: (apdu[next] as number) & ~securityBits.authenticated,
    invocationCounter: readUint32(apdu, next + 1),
    textAt,
    textEnd: apdu.length,
    end: apdu.length,
  };
}

function openOrNothing<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
