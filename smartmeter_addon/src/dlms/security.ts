import { createCipheriv, createDecipheriv, type Decipheriv } from "node:crypto";
import { type Ciphered, securityBits, tagOctets } from "./apdu.ts";
import { createGhash } from "./ghash.ts";

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

const block = 16;
const nonceOctets = 12;
const titleOctets = 8;
/** GCM numbers its key stream from 1; block 1 belongs to the tag, the text starts with block 2 (NIST SP 800-38D). */
const firstCounter = 1;

/**
 * Deciphers AES-128-GCM of security suite 0; the suite id 1 of KSM-West means the same cipher (`facts` 6.2).
 * One cipher object serves all telegrams: the key stream is AES of the counter blocks, which equals CTR and GCM (proven
 * in the tests) and spares setting up a cipher each time.
 */
export function createDecipherer({ encryption, authentication }: Keys) {
  const aes = createCipheriv("aes-128-ecb", encryption, null).setAutoPadding(false);
  const additional = new Uint8Array(1 + (authentication?.length ?? 0));
  additional.set(authentication ?? [], 1);
  const nonce = new Uint8Array(nonceOctets);
  const nonceWords = new Uint32Array(nonce.buffer);
  let blocks = new Uint8Array(0);
  let words = new Uint32Array(0);
  let ghash: ReturnType<typeof createGhash> | undefined;

  /** Nonce and number of each block, moved by words: the numbers stand there from the first time. */
  function counterBlocks(octets: Uint8Array, { titleAt, textAt }: Ciphered, count: number): Uint8Array {
    if (blocks.length < count * block) {
      blocks = new Uint8Array(count * block);
      words = new Uint32Array(blocks.buffer);
      const view = new DataView(blocks.buffer);
      for (let index = 0; index < count; index++) view.setUint32(index * block + nonceOctets, firstCounter + index);
    }
    for (let index = 0; index < titleOctets; index++) nonce[index] = octets[titleAt + index] as number;
    for (let index = 0; index < 4; index++) nonce[titleOctets + index] = octets[textAt - 4 + index] as number;
    const first = nonceWords[0] as number;
    const second = nonceWords[1] as number;
    const third = nonceWords[2] as number;
    for (let at = 0; at < count * 4; at += 4) {
      words[at] = first;
      words[at + 1] = second;
      words[at + 2] = third;
    }
    return blocks.subarray(0, count * block);
  }

  /** The tag is the hash plus the first block of the key stream, cut to twelve octets. */
  function verify(octets: Uint8Array, { securityControl, textAt, textEnd }: Ciphered, stream: Uint8Array): boolean {
    ghash ??= createGhash(plainView(aes.update(new Uint8Array(block))));
    additional[0] = securityControl;
    const hash = ghash(additional, octets, textAt, textEnd);
    let differing = 0;
    for (let index = 0; index < tagOctets; index++)
      differing |= (hash[index] as number) ^ (stream[index] as number) ^ (octets[textEnd + index] as number);
    return differing === 0;
  }

  return {
    /** The text of a ciphered APDU whose system title has eight octets. */
    decipher(octets: Uint8Array, ciphered: Ciphered): Deciphered {
      const { securityControl, textAt, textEnd } = ciphered;
      const length = textEnd - textAt;
      const stream: Uint8Array = aes.update(counterBlocks(octets, ciphered, 1 + Math.ceil(length / block)));
      const isTagged = (securityControl & securityBits.authenticated) !== 0;
      const tagVerified = isTagged && authentication !== undefined ? verify(octets, ciphered, stream) : undefined;
      const text = plainView(stream, block, length);
      for (let index = 0; index < length; index++)
        text[index] = (text[index] as number) ^ (octets[textAt + index] as number);
      return { text, tagVerified };
    },
  };
}

export type Decipherer = ReturnType<typeof createDecipherer>;

/**
 * Deciphers AES-128-CBC of OMS security mode 5 as AMIS uses it: the initial vector is manufacturer, id, version and device
 * type as transmitted, then the access number eight times (`facts` 8.2). One cipher object serves all telegrams here as
 * well: each block is AES of the ciphertext, added to the block of ciphertext before it. Takes whole blocks.
 */
export function createMode5Decipherer(key: Uint8Array) {
  // Only AMIS needs it, and every meter has a keyring.
  let aes: Decipheriv | undefined;
  return ({ address, accessNumber }: Mode5Header, ciphertext: Uint8Array): Uint8Array => {
    aes ??= createDecipheriv("aes-128-ecb", key, null).setAutoPadding(false);
    const text = plainView(aes.update(ciphertext));
    for (let at = 0; at < titleOctets; at++) text[at] = (text[at] as number) ^ (address[at] as number);
    for (let at = titleOctets; at < block; at++) text[at] = (text[at] as number) ^ accessNumber;
    for (let at = block; at < text.length; at++) text[at] = (text[at] as number) ^ (ciphertext[at - block] as number);
    return text;
  };
}

/** What the initial vector of AMIS is made of, as transmitted. */
export interface Mode5Header {
  /** Manufacturer (2), id (4), version, device type. */
  readonly address: Uint8Array;
  readonly accessNumber: number;
}

/** The octets as what the type says they are: a `Buffer` shares its memory where `slice` should copy it. */
function plainView({ buffer, byteOffset, byteLength }: Uint8Array, from = 0, length = byteLength - from): Uint8Array {
  return new Uint8Array(buffer, byteOffset + from, length);
}
