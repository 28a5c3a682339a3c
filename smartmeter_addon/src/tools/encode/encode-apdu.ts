/** Application units, encoded, sealed and cut into blocks. */
import { createCipheriv } from "node:crypto";
import { apduTag, securityBits, tagOctets } from "../../dlms/apdu.ts";
import { concatOctets } from "../../octets.ts";
import { berLength, bigEndian } from "./encode-axdr.ts";

export interface Seal {
  /** Encryption key (GUEK), 16 octets. */
  readonly key: Uint8Array;
  /** Authentication key (GAK), 16 octets; needed only where the security control asks for a tag. */
  readonly authenticationKey?: Uint8Array | undefined;
  /** Eight octets: manufacturer's letters and serial. */
  readonly systemTitle: Uint8Array;
  readonly invocationCounter: number;
  /** 20: encrypted, 21: the same with suite id 1 (KSM-West), 30: encrypted and authenticated. */
  readonly securityControl: number;
}

/** A data-notification (Green Book, tag 0F): its date-time is an octet string without a type tag; undefined: absent. */
export function dataNotification(invokeId: number, dateTime: Uint8Array | undefined, body: Uint8Array): Uint8Array {
  const time = dateTime ?? new Uint8Array(0);
  return concatOctets([
    Uint8Array.of(apduTag.dataNotification),
    bigEndian(invokeId, 4),
    berLength(time.length),
    time,
    body,
  ]);
}

/** general-glo-ciphering (tag DB) with AES-128-GCM; nonce = system title, invocation counter (protocol facts 6.3). */
export function sealApdu(plaintext: Uint8Array, seal: Seal): Uint8Array {
  const counter = bigEndian(seal.invocationCounter, 4);
  const control = Uint8Array.of(seal.securityControl);
  const nonce = concatOctets([seal.systemTitle, counter]);
  const cipher = createCipheriv("aes-128-gcm", seal.key, nonce, { authTagLength: tagOctets });
  const withTag = (seal.securityControl & securityBits.authenticated) !== 0;
  if (withTag) {
    if (seal.authenticationKey === undefined) throw new RangeError("a tag needs an authentication key");
    cipher.setAAD(concatOctets([control, seal.authenticationKey]));
  }
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  const tag = withTag ? cipher.getAuthTag() : new Uint8Array(0);
  const title = concatOctets([berLength(seal.systemTitle.length), seal.systemTitle]);
  const length = berLength(1 + counter.length + ciphertext.length + tag.length);
  return concatOctets([Uint8Array.of(apduTag.generalGloCiphering), title, length, control, counter, ciphertext, tag]);
}

/** The APDU as general-block-transfer blocks (tag E0), numbered from 1; bit 7 of the control octet marks the last. */
export function splitBlocks(apdu: Uint8Array, firstLength: number, length: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < apdu.length; ) {
    const data = apdu.subarray(at, at + (at === 0 ? firstLength : length));
    at += data.length;
    const control = at === apdu.length ? 0xc0 : 0x40;
    const number = bigEndian(blocks.length + 1, 2);
    blocks.push(
      concatOctets([
        Uint8Array.of(apduTag.generalBlockTransfer, control),
        number,
        bigEndian(0, 2),
        berLength(data.length),
        data,
      ]),
    );
  }
  return blocks;
}
