import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Ciphered, securityBits, tagOctets } from "./apdu.ts";

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
/** GCM numbers the key stream of the text from 2 (NIST SP 800-38D); 1 belongs to the tag. */
const firstCounter = 2;

/**
 * Deciphers AES-128-GCM of security suite 0; the suite id 1 of KSM-West means the same cipher (`facts` 6.2).
 * One cipher object serves all telegrams: the key stream is AES of the counter blocks, which equals CTR and GCM without
 * tag (proven in the tests) and spares setting up a cipher each time.
 */
export function createDecipherer({ encryption, authentication }: Keys) {
  const aes = createCipheriv("aes-128-ecb", encryption, null).setAutoPadding(false);
  let blocks: Uint8Array = new Uint8Array(0);

  function counterBlocks(octets: Uint8Array, ciphered: Ciphered, count: number): Uint8Array {
    if (blocks.length < count * block) {
      blocks = new Uint8Array(count * block);
      const view = new DataView(blocks.buffer);
      for (let index = 0; index < count; index++) view.setUint32(index * block + nonceOctets, firstCounter + index);
    }
    const { titleAt, textAt } = ciphered;
    for (let index = 0; index < count; index++) {
      const at = index * block;
      for (let offset = 0; offset < titleOctets; offset++) blocks[at + offset] = octets[titleAt + offset] as number;
      for (let offset = 0; offset < 4; offset++)
        blocks[at + titleOctets + offset] = octets[textAt - 4 + offset] as number;
    }
    return blocks.subarray(0, count * block);
  }

  function withoutTag(octets: Uint8Array, ciphered: Ciphered): Uint8Array {
    const { textAt, textEnd } = ciphered;
    const length = textEnd - textAt;
    const stream: Uint8Array = aes.update(counterBlocks(octets, ciphered, Math.ceil(length / block)));
    for (let index = 0; index < length; index++)
      stream[index] = (stream[index] as number) ^ (octets[textAt + index] as number);
    return stream.subarray(0, length);
  }

  return {
    /** The text of a ciphered APDU whose system title has eight octets. */
    decipher(octets: Uint8Array, ciphered: Ciphered): Deciphered {
      if ((ciphered.securityControl & securityBits.authenticated) === 0 || authentication === undefined)
        return { text: withoutTag(octets, ciphered), tagVerified: undefined };
      const nonce = new Uint8Array(nonceOctets);
      nonce.set(octets.subarray(ciphered.titleAt, ciphered.titleEnd));
      nonce.set(octets.subarray(ciphered.textAt - 4, ciphered.textAt), titleOctets);
      const gcm = createDecipheriv("aes-128-gcm", encryption, nonce, { authTagLength: tagOctets });
      gcm.setAAD(Buffer.concat([Uint8Array.of(ciphered.securityControl), authentication]));
      gcm.setAuthTag(octets.subarray(ciphered.textEnd, ciphered.textEnd + tagOctets));
      const text: Uint8Array = gcm.update(octets.subarray(ciphered.textAt, ciphered.textEnd));
      try {
        gcm.final();
        return { text, tagVerified: true };
      } catch {
        return { text, tagVerified: false };
      }
    },
  };
}

export type Decipherer = ReturnType<typeof createDecipherer>;

/**
 * AES-128-CBC of OMS security mode 5 as AMIS uses it: the initial vector is manufacturer, id, version and device type
 * as transmitted, then the access number eight times (`facts` 8.2).
 */
export function decipherMode5(key: Uint8Array, header: Mode5Header, ciphertext: Uint8Array): Uint8Array {
  const vector = new Uint8Array(block);
  vector.set(header.address);
  vector.fill(header.accessNumber, titleOctets);
  return createDecipheriv("aes-128-cbc", key, vector).setAutoPadding(false).update(ciphertext);
}

/** What the initial vector of AMIS is made of, as transmitted. */
export interface Mode5Header {
  /** Manufacturer (2), id (4), version, device type. */
  readonly address: Uint8Array;
  readonly accessNumber: number;
}
