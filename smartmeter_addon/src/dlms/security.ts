/** Takes the ciphers of meters off: AES-128-GCM of DLMS/COSEM, with its tag, and AES-128-CBC of AMIS. */
import { createCipheriv, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { type Ciphered, securityBits, tagOctets } from "./apdu.ts";
import { createBlockChaining, createCounterMode, type Nonce } from "./block-modes.ts";

/** The keys of a meter, 16 octets each: GUEK and, where tags shall be verified, GAK. */
export interface Keys {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array | undefined;
}

/** A deciphered text and what its tag said. */
export interface Deciphered {
  readonly text: Uint8Array;
  /** Undefined where there is no tag, or no key to verify it with. */
  readonly tagVerified: boolean | undefined;
}

const titleOctets = 8;
const counterOctets = 4;

/**
 * Deciphers AES-128-GCM of security suite 0; the suite id 1 of KSM-West means the same cipher (`docs/protocol.md`).
 */
export function createDecipherer({ encryption, authentication }: Keys) {
  const counterMode = createCounterMode(encryption);
  const tagOf = authentication === undefined ? undefined : createTagger(encryption, authentication);
  const nonce = new Uint8Array(titleOctets + counterOctets);

  return {
    /** The text of a ciphered APDU whose system title has eight octets. */
    decipher(octets: Uint8Array, { titleAt, securityControl, textAt, textEnd }: Ciphered): Deciphered {
      for (let index = 0; index < titleOctets; index++) nonce[index] = octets[titleAt + index] as number;
      for (let index = 0; index < counterOctets; index++)
        nonce[titleOctets + index] = octets[textAt - counterOctets + index] as number;
      const text = counterMode(nonce, octets, textAt, textEnd);
      const isTagged = (securityControl & securityBits.authenticated) !== 0;
      if (!isTagged || tagOf === undefined) return { text, tagVerified: undefined };
      const sent = octets.subarray(textEnd, textEnd + tagOctets);
      return { text, tagVerified: timingSafeEqual(tagOf(nonce, securityControl, text), sent) };
    },
  };
}

export type Decipherer = ReturnType<typeof createDecipherer>;

/** Makes the tag a text has under both keys: GCM with security control and GAK as additional data (`docs/protocol.md`). */
function createTagger(encryption: Uint8Array, authentication: Uint8Array) {
  // Node.js 24 takes five times as long for a cipher whose key comes as octets.
  let key: KeyObject | undefined;
  const additional = new Uint8Array(1 + authentication.length);
  additional.set(authentication, 1);
  return (nonce: Nonce, securityControl: number, text: Uint8Array): Uint8Array => {
    key ??= createSecretKey(encryption);
    additional[0] = securityControl;
    const gcm = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: tagOctets });
    gcm.setAAD(additional).update(text);
    gcm.final();
    return gcm.getAuthTag();
  };
}

/**
 * Deciphers AES-128-CBC of OMS security mode 5 as AMIS uses it: the initial vector is manufacturer, id, version and device
 * type as transmitted, then the access number eight times (`docs/protocol.md`). Takes whole blocks.
 */
export function createMode5Decipherer(key: Uint8Array) {
  const chaining = createBlockChaining(key);
  const vector = new Uint8Array(16);
  return ({ address, accessNumber }: Mode5Header, ciphertext: Uint8Array): Uint8Array => {
    for (let at = 0; at < vector.length; at++) vector[at] = address[at] ?? accessNumber;
    return chaining(vector, ciphertext);
  };
}

export type Mode5Decipherer = ReturnType<typeof createMode5Decipherer>;

/** What the initial vector of AMIS is made of, as transmitted. */
export interface Mode5Header {
  /** Manufacturer (2), id (4), version, device type. */
  readonly address: Uint8Array;
  readonly accessNumber: number;
}
