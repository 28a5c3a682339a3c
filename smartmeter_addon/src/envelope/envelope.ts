import { dsmrChecks, isDsmr } from "../cosem/dsmr.ts";
import { apduTag, type Ciphered, decodeCiphered, decodeNotification, securityBits } from "../dlms/apdu.ts";
import { decodeData } from "../dlms/axdr.ts";
import { createBlockTransfer } from "../dlms/block-transfer.ts";
import { type FaultCode, ProtocolError } from "../fault.ts";
import type { Framing, Proof } from "../link/link.ts";
import { createRecent } from "./duplicate-cache.ts";
import { createAmisSenders, createSenders, type Sender, unknownSender } from "./identity.ts";
import { createKeyring, type MeterKeys, type Opened } from "./keyring.ts";

/** What stood around the text of one telegram. */
export interface Envelope {
  readonly framing: Framing;
  readonly sender: Sender;
  /** A key has opened it. */
  readonly ciphered: boolean;
  readonly counter: number | undefined;
  readonly authenticated: boolean;
  /** Security control, and the header of the frames; neither changes on one line. */
  readonly security: number;
  readonly header: number;
}

/** What is in it: a data-notification, a DSMR text, or the records of AMIS. */
export type Content = "notification" | "dsmr" | "amis";

/** What the envelopes need to open, and whom to tell. */
export interface EnvelopeOptions {
  readonly keys: MeterKeys;
  readonly requireAuthentication: boolean;
  /** A tag of this meter has verified with these keys. */
  readonly tagVerified: boolean;
  /** The keys have opened a telegram of this line. */
  readonly opened: boolean;
  /** System title of the meter these keys have opened telegrams of. */
  readonly openedTitle: string | undefined;
  /** Takes telegrams in clear text from a line on which others were ciphered: a paste, not a line. */
  readonly mixed: boolean;
  /** The open text; valid until the next call. */
  onText(content: Content, text: Uint8Array, envelope: Envelope): void;
  onFault(code: FaultCode, message: string, octets?: number): void;
  /** Something that stays as it is and is worth saying once. */
  onNote(code: FaultCode, message: string): void;
}

const deepestEnvelope = 4;
const titleOctets = 8;
const amisHeader = 13;
const cipherBlock = 16;

/** Takes block transfer and cipher off, by the tag at the start of what is left. Throws `ProtocolError`. */
export function createEnvelopes(options: EnvelopeOptions) {
  const { keys, requireAuthentication, onText, onFault, onNote } = options;
  const keyring = createKeyring(keys);
  const blocks = createBlockTransfer();
  const senderOf = createSenders();
  const amisSenderOf = createAmisSenders();
  let { tagVerified, openedTitle } = options;
  let hasOpened = options.opened;
  const recent = createRecent();
  let opened: { readonly octets: Uint8Array; readonly result: Opened } | undefined;

  function open(octets: Uint8Array, ciphered: Ciphered): Opened {
    if (opened !== undefined && isSameMemory(opened.octets, octets)) return opened.result;
    const result = keyring.open(octets, ciphered);
    opened = { octets, result };
    return result;
  }

  /** Opens an APDU of this sender. The key of one meter is wrong for another, which is no fault of the key. */
  function openOf(octets: Uint8Array, ciphered: Ciphered, title: string | undefined): Opened {
    try {
      const result = open(octets, ciphered);
      openedTitle = title;
      hasOpened = true;
      return result;
    } catch (error) {
      const isOther = openedTitle !== undefined && openedTitle !== title;
      if (isOther && error instanceof ProtocolError && error.code === "key-wrong")
        throw new ProtocolError("key-other-meter", `the key opened telegrams of ${openedTitle}, not of ${title}`);
      throw naming(error, `system title ${title}`);
    }
  }

  function authenticate(securityControl: number, verified: boolean | undefined): boolean {
    if (verified === true) {
      tagVerified = true;
      return true;
    }
    const tagged = (securityControl & securityBits.authenticated) !== 0;
    if (keys.authenticationKey !== undefined && tagVerified)
      throw new ProtocolError("tag-bad", `the authentication tag is ${tagged ? "wrong" : "missing"}`);
    if (tagged && verified === false)
      onNote("authentication-key-wrong", "the authentication key does not fit the tags");
    else if (tagged) onNote("authentication-key-missing", "telegrams carry a tag, and there is no key to verify it");
    if (requireAuthentication) throw new ProtocolError("tag-bad", "the telegram is not authenticated");
    return false;
  }

  function decipher(octets: Uint8Array, framing: Framing, header: number): { text: Uint8Array; envelope: Envelope } {
    const ciphered = decodeCiphered(octets);
    const { titleAt, titleEnd, securityControl, invocationCounter } = ciphered;
    if (titleEnd - titleAt !== titleOctets)
      throw new ProtocolError("apdu-unknown", `a system title of ${titleEnd - titleAt} octets`);
    const sender = senderOf(octets, titleAt, titleEnd);
    const { text, tagVerified: verified, note } = openOf(octets, ciphered, sender.systemTitle);
    if (note !== undefined) onNote(note, "another of the keys given turned out to be the right one");
    const authenticated = authenticate(securityControl, verified);
    return {
      text,
      envelope: {
        ...{ framing, sender, ciphered: true, counter: invocationCounter },
        ...{ authenticated, security: securityControl, header },
      },
    };
  }

  /**
   * Refuses clear text where ciphered telegrams are what the meter sends. Without a check of its sender anybody on the
   * line can write it.
   */
  function refusePlain(): void {
    const reason = requireAuthentication
      ? "only authenticated telegrams are taken"
      : tagVerified
        ? "telegrams of this line carry a tag that verifies"
        : hasOpened && keys.key !== undefined && !options.mixed
          ? "telegrams of this line are ciphered"
          : undefined;
    if (reason !== undefined) throw new ProtocolError("not-ciphered", `the telegram is in clear text, and ${reason}`);
  }

  function isDuplicate(octets: Uint8Array): boolean {
    if (!recent.has(octets)) return false;
    onFault("duplicate", "the same telegram came twice", octets.length);
    return true;
  }

  /** One APDU of any framing but AMIS. */
  function unwrap(framing: Framing, apdu: Uint8Array, header: number): void {
    let octets = apdu;
    const plain = { framing, sender: unknownSender, ciphered: false, counter: undefined, security: 0, header };
    let envelope: Envelope = { ...plain, authenticated: false };
    for (let depth = 0; depth < deepestEnvelope; depth++) {
      const ciphered = octets[0] === apduTag.generalGloCiphering;
      const isPlain = !envelope.ciphered;
      if (octets[0] === apduTag.generalBlockTransfer) {
        const { apdu: whole, restarted } = blocks.take(octets);
        if (restarted) onFault("block-order", "a block transfer began anew before the last one was complete");
        if (whole === undefined) return;
        octets = whole;
        continue;
      }
      if ((ciphered || isPlain) && isDuplicate(octets)) return;
      if (ciphered) {
        const inner = decipher(octets, framing, header);
        recent.add(octets);
        octets = inner.text;
        envelope = inner.envelope;
        continue;
      }
      const content = octets[0] === apduTag.dataNotification ? "notification" : isDsmr(octets) ? "dsmr" : undefined;
      if (content === undefined)
        throw new ProtocolError("apdu-unknown", `an APDU with the tag ${octets[0]?.toString(16)}`);
      if (isPlain) refusePlain();
      onText(content, octets, envelope);
      if (isPlain) recent.add(octets);
      return;
    }
    throw new ProtocolError("apdu-unknown", `more than ${deepestEnvelope} envelopes`);
  }

  /** A telegram of AMIS from its CI octet on: a header of twelve octets, then AES-128-CBC (`facts` 8.2). */
  function unwrapAmis(apdu: Uint8Array): void {
    if (apdu.length <= amisHeader || (apdu.length - amisHeader) % cipherBlock !== 0)
      throw new ProtocolError("apdu-length", `an AMIS telegram of ${apdu.length} octets`);
    if (isDuplicate(apdu)) return;
    const { sender, address } = amisSenderOf(apdu);
    const { text: records, note } = openAmis(apdu, address, sender);
    hasOpened = true;
    if (note !== undefined) onNote(note, "another of the keys given turned out to be the right one");
    recent.add(apdu);
    if (requireAuthentication) throw new ProtocolError("tag-bad", "AMIS telegrams carry no authentication tag");
    onText("amis", records, {
      framing: "amis",
      sender,
      ciphered: true,
      counter: undefined,
      authenticated: false,
      security: 0,
      header: 0,
    });
  }

  function openAmis(apdu: Uint8Array, address: Uint8Array, { manufacturer }: Sender): Opened {
    try {
      return keyring.openMode5({ address, accessNumber: apdu[9] as number }, apdu.subarray(amisHeader));
    } catch (error) {
      throw naming(error, `manufacturer ${manufacturer}`);
    }
  }

  return {
    take(framing: Framing, apdu: Uint8Array, header: number): void {
      if (framing === "amis") unwrapAmis(apdu);
      else unwrap(framing, apdu, header);
    },
    /** Judges an APDU that comes without a link check of its own. */
    prove(apdu: Uint8Array): Proof {
      try {
        const ciphered = apdu[0] === apduTag.generalGloCiphering;
        const { text, tagVerified: verified } = ciphered
          ? open(apdu, decodeCiphered(apdu))
          : { text: apdu, tagVerified: undefined };
        if (verified === false && tagVerified) return "none";
        if (verified === true || (isDsmr(text) && dsmrChecks(text))) return "checked";
        return decodeData(text, decodeNotification(text).body).end === text.length ? "exact" : "none";
      } catch {
        return "none";
      }
    },
    /** Octets are missing: blocks of two telegrams must never become one. */
    interrupt(): void {
      if (blocks.drop()) onFault("block-order", "the rest of a block transfer did not come");
    },
    tagVerified: () => tagVerified,
    opened: () => hasOpened,
    /** The octets handed in last may be used again. */
    forget(): void {
      opened = undefined;
    },
  };
}

/** The error with the sender, who stands in clear, in its message. */
function naming(error: unknown, sender: string): unknown {
  return error instanceof ProtocolError ? new ProtocolError(error.code, `${error.message} (${sender})`) : error;
}

/** Whether both are the same octets: what proved itself is delivered as another view of them. */
function isSameMemory(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}
