import { createDecipheriv } from "node:crypto";
import { apduTag, decodeCiphered, securityBits, tagOctets } from "../../src/dlms/apdu.ts";
import { BlockTransfer } from "../../src/dlms/block-transfer.ts";
import { LinkDecoder } from "../../src/link/link-decoder.ts";
import type { Stream } from "./streams.ts";

/**
 * What a program in this runtime cannot do without: the ciphertexts through `node:crypto` the way it is meant to be used,
 * one cipher object a telegram, and one look at every value of the text, without link, checks, names or objects.
 */
export function createBound({ telegrams, keys }: Stream): () => number {
  const apdus = telegrams.flatMap(apdusOf());
  const key = keys.key as Uint8Array;
  const additional = Buffer.concat([Uint8Array.of(0x30), keys.authenticationKey ?? new Uint8Array(0)]);

  function textOf(apdu: Uint8Array): Uint8Array {
    if (apdu[0] !== apduTag.generalGloCiphering)
      return createDecipheriv("aes-128-cbc", key, vector).setAutoPadding(false).update(apdu.subarray(13));
    const { titleAt, textAt, textEnd, securityControl } = decodeCiphered(apdu);
    const nonce = new Uint8Array(12);
    nonce.set(apdu.subarray(titleAt, titleAt + 8));
    nonce.set(apdu.subarray(textAt - 4, textAt), 8);
    const cipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: tagOctets });
    if ((securityControl & securityBits.authenticated) === 0) return cipher.update(apdu.subarray(textAt, textEnd));
    cipher.setAAD(additional).setAuthTag(apdu.subarray(textEnd, textEnd + tagOctets));
    const text = cipher.update(apdu.subarray(textAt, textEnd));
    cipher.final();
    return text;
  }

  return () => {
    let sum = 0;
    for (const apdu of apdus) sum += walk(textOf(apdu));
    return sum;
  };
}

const vector = new Uint8Array(16);

/** The ciphered APDUs of a stream, without link and blocks. */
function apdusOf(): (octets: Uint8Array) => Uint8Array[] {
  const link = new LinkDecoder(() => "none");
  const blocks = new BlockTransfer();
  return (octets) => {
    if (octets[0] === apduTag.generalGloCiphering) return [octets];
    return link.push(octets).flatMap((event) => {
      if (event.kind !== "apdu") return [];
      const whole = event.apdu[0] === apduTag.generalBlockTransfer ? blocks.take(event.apdu).apdu : event.apdu;
      return whole === undefined ? [] : [whole.slice()];
    });
  };
}

/** The sum of all numbers of a text, so that none of it can be left out. */
function walk(text: Uint8Array): number {
  total = 0;
  if (text[0] !== apduTag.dataNotification) for (const octet of text) total += octet;
  else walkValue(text, text[5] === 0 ? 6 : (text[5] as number) + 6);
  return total;
}

let total = 0;
const sizes = new Uint8Array(32);
for (const [tag, size] of [
  [0x03, 1],
  [0x05, 4],
  [0x06, 4],
  [0x0f, 1],
  [0x10, 2],
  [0x11, 1],
  [0x12, 2],
  [0x14, 8],
  [0x15, 8],
  [0x16, 1],
] as const)
  sizes[tag] = size;

/** One A-XDR value at `at`; gives where the next one starts. */
function walkValue(text: Uint8Array, at: number): number {
  const tag = text[at] as number;
  const count = text[at + 1] as number;
  if (tag === 1 || tag === 2) {
    let next = at + 2;
    for (let index = 0; index < count; index++) next = walkValue(text, next);
    return next;
  }
  if (tag === 9 || tag === 10) return at + 2 + count;
  const end = at + 1 + (sizes[tag] as number);
  let value = 0;
  for (let index = at + 1; index < end; index++) value = value * 256 + (text[index] as number);
  total += value;
  return end;
}
