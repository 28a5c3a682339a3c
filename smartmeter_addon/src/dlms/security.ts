/** Takes the ciphers of meters off: AES-128-GCM of DLMS/COSEM, with its tag, and AES-128-CBC of AMIS. */
import { createCipheriv, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { type Ciphered, securityBits, tagOctets } from "./apdu.ts";
import { CounterMode, createBlockChaining } from "./block-modes.ts";

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

/** Where the nonce of a telegram is put together; whoever is handed it has used it when it returns. */
const nonce = new Uint8Array(titleOctets + counterOctets);

/**
 * Deciphers AES-128-GCM of security suite 0; the suite id 1 of KSM-West means the same cipher (`docs/protocol.md`).
 */
export class Decipherer {
  readonly #keys: Keys;
  readonly #counterMode: CounterMode;
  #tagger: Tagger | undefined;

  constructor(keys: Keys) {
    this.#keys = keys;
    this.#counterMode = new CounterMode(keys.encryption);
  }

  /** The text of a ciphered APDU whose system title has eight octets. */
  decipher(octets: Uint8Array, { titleAt, securityControl, textAt, textEnd }: Ciphered): Deciphered {
    for (let index = 0; index < titleOctets; index++) nonce[index] = octets[titleAt + index] as number;
    for (let index = 0; index < counterOctets; index++)
      nonce[titleOctets + index] = octets[textAt - counterOctets + index] as number;
    const text = this.#counterMode.decipher(nonce, octets, textAt, textEnd);
    const { encryption, authentication } = this.#keys;
    const isTagged = (securityControl & securityBits.authenticated) !== 0;
    if (!isTagged || authentication === undefined) return { text, tagVerified: undefined };
    this.#tagger ??= new Tagger(encryption, authentication);
    const sent = octets.subarray(textEnd, textEnd + tagOctets);
    return { text, tagVerified: timingSafeEqual(this.#tagger.tagOf(securityControl, text), sent) };
  }
}

/** Makes tags under both keys: GCM with security control and GAK as additional data (`docs/protocol.md`). */
class Tagger {
  /** Node.js 24 takes five times as long for a cipher whose key comes as octets. */
  readonly #key: KeyObject;
  readonly #additional: Uint8Array;

  constructor(encryption: Uint8Array, authentication: Uint8Array) {
    this.#key = createSecretKey(encryption);
    this.#additional = Uint8Array.of(0, ...authentication);
  }

  /** The tag of a text under {@link nonce}. */
  tagOf(securityControl: number, text: Uint8Array): Uint8Array {
    this.#additional[0] = securityControl;
    const gcm = createCipheriv("aes-128-gcm", this.#key, nonce, { authTagLength: tagOctets });
    gcm.setAAD(this.#additional).update(text);
    gcm.final();
    return gcm.getAuthTag();
  }
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
