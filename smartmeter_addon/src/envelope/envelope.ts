/** Takes block transfer and cipher off an APDU, and refuses what is not to be believed. */
import { dsmrChecks, isDsmr } from "../cosem/dsmr.ts";
import { apduTag, decodeNotification } from "../dlms/apdu.ts";
import { decodeData } from "../dlms/axdr.ts";
import { BlockTransfer } from "../dlms/block-transfer.ts";
import { createFault, type Fault, type FaultCode, ProtocolError, type SeenBy } from "../fault.ts";
import type { Framing, Proof } from "../link/link.ts";
import { toHex } from "../octets.ts";
import { DuplicateCache } from "./duplicate-cache.ts";
import { type Sender, unknownSender } from "./identity.ts";
import type { MeterKeys } from "./keyring.ts";
import { type Deciphered, isTagged, type OpenedBefore, Opener } from "./opener.ts";

/** What stood around the text of one telegram. */
export interface Envelope {
  readonly framing: Framing;
  readonly sender: Sender;
  /** A key has opened it. */
  readonly ciphered: boolean;
  readonly counter: number | undefined;
  readonly authenticated: boolean;
  /** Neither a check nor a cipher says that it came as it was sent: a text without check (DSMR 2.2). */
  readonly unproven: boolean;
  /** Security control, and the header of the frames; neither changes on one line. */
  readonly security: number;
  readonly header: number;
}

/** What is in it: a data-notification, a DSMR text, or the records of AMIS. */
export type Content = "notification" | "dsmr" | "amis";

export type EnvelopeEvent =
  /** The open text; valid until the next call. */
  | { readonly kind: "text"; readonly content: Content; readonly text: Uint8Array; readonly envelope: Envelope }
  | { readonly kind: "fault"; readonly fault: Fault }
  /** A `ProtocolError`, or a bug; nothing comes after it. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** Something that stays as it is and is worth saying once. */
  | { readonly kind: "note"; readonly fault: Fault };

/** Which telegrams are believed. */
export interface Demands {
  readonly authentication: "required" | "optional";
  /** Telegrams in clear text, where others of the line were ciphered: refused on a line, read in a paste. */
  readonly clearText: "refused" | "read";
}

const deepestEnvelope = 4;

/** The envelopes of one line. */
export class Envelopes {
  readonly #hasKey: boolean;
  readonly #demands: Demands;
  readonly #opener: Opener;
  readonly #blocks = new BlockTransfer();
  readonly #duplicates = new DuplicateCache();
  /** What the APDU has brought so far. */
  #events: EnvelopeEvent[] = [];

  constructor(keys: MeterKeys, demands: Demands, before: OpenedBefore) {
    this.#hasKey = keys.key !== undefined;
    this.#demands = demands;
    this.#opener = new Opener(keys, before);
  }

  /** Takes the envelopes off one APDU. What it brings ends with `refused` where the rest of it is not to be believed. */
  take(framing: Framing, apdu: Uint8Array, header: number): readonly EnvelopeEvent[] {
    this.#events = [];
    try {
      if (framing === "amis") this.#unwrapAmis(apdu);
      else this.#unwrap(framing, apdu, header);
    } catch (error) {
      this.#events.push({ kind: "refused", error });
    }
    return this.#events;
  }

  /** A text could be read. In clear text it is a duplicate from now on; what could not be read may come again. */
  wasRead(text: Uint8Array, { ciphered }: Envelope): void {
    if (!ciphered) this.#duplicates.add(text);
  }

  /** Judges an APDU that comes without a link check of its own. Never throws a `ProtocolError`. */
  prove(apdu: Uint8Array): Proof {
    return proofOf(apdu, this.#opener);
  }

  /** Octets are missing: blocks of two telegrams must never become one. */
  interrupt(): readonly EnvelopeEvent[] {
    return this.#blocks.drop() ? [fault("block-order", "the rest of a block transfer did not come")] : [];
  }

  state(): OpenedBefore {
    return this.#opener.state();
  }

  /** The octets handed in last may be used again. */
  forget(): void {
    this.#opener.forget();
  }

  /** One APDU of any framing but AMIS: envelopes come off by the tag at the start of what is left. */
  #unwrap(framing: Framing, apdu: Uint8Array, header: number): void {
    let octets: Uint8Array | undefined = apdu;
    let envelope: Envelope | undefined;
    for (let depth = 0; depth < deepestEnvelope; depth++) {
      const type = octets[0];
      const isCiphered = type === apduTag.generalGloCiphering;
      if (type === apduTag.generalBlockTransfer) {
        octets = this.#joinBlock(octets);
        if (octets === undefined) return;
      } else if ((isCiphered || envelope === undefined) && this.#duplicates.has(octets)) {
        this.#events.push(duplicate(octets));
        return;
      } else if (isCiphered) {
        const deciphered = this.#opener.decipher(octets);
        envelope = this.#envelopeOf(framing, deciphered, header);
        this.#duplicates.add(octets);
        octets = deciphered.text;
      } else {
        const content = contentOf(octets);
        envelope ??= this.#clearText(framing, octets, header);
        this.#events.push({ kind: "text", content, text: octets, envelope });
        return;
      }
    }
    throw new ProtocolError("apdu-unknown", { is: "deep", most: deepestEnvelope });
  }

  /** The APDU that the block completes; undefined where more of them follow. */
  #joinBlock(octets: Uint8Array): Uint8Array | undefined {
    const { apdu, restarted } = this.#blocks.take(octets);
    if (restarted) this.#events.push(fault("block-order", { is: "anew" }));
    return apdu;
  }

  /** Throws `tag-bad` and `not-authenticated`. */
  #envelopeOf(framing: Framing, deciphered: Deciphered, header: number): Envelope {
    const { sender, counter, securityControl: security } = deciphered;
    if (deciphered.note !== undefined) this.#events.push(otherKey(deciphered.note));
    const authenticated = this.#opener.isAuthentic(deciphered);
    if (!authenticated) {
      const note = noteOnTag(deciphered);
      if (note !== undefined) this.#events.push(note);
      requireNoTag(this.#demands);
    }
    return { framing, sender, ciphered: true, counter, authenticated, unproven: false, security, header };
  }

  /** Throws `not-ciphered`, see {@link refuseClearText}. */
  #clearText(framing: Framing, octets: Uint8Array, header: number): Envelope {
    refuseClearText(this.#opener.state(), this.#hasKey, this.#demands);
    return clearTextBy(framing, header, framing === "p1" && isDsmr(octets) && !dsmrChecks(octets));
  }

  #unwrapAmis(apdu: Uint8Array): void {
    if (this.#duplicates.has(apdu)) {
      this.#events.push(duplicate(apdu));
      return;
    }
    const { text, sender, note } = this.#opener.decipherAmis(apdu);
    this.#duplicates.add(apdu);
    if (note !== undefined) this.#events.push(otherKey(note));
    requireNoTag(this.#demands);
    this.#events.push({ kind: "text", content: "amis", text, envelope: amisEnvelope(sender) });
  }
}

/** What an APDU proves by its tag, by the checksum of its text, or by where the telegram in it ends. */
function proofOf(apdu: Uint8Array, opener: Opener): Proof {
  try {
    const isCiphered = apdu[0] === apduTag.generalGloCiphering;
    const { text, tagVerified } = isCiphered ? opener.peek(apdu) : { text: apdu, tagVerified: undefined };
    if (tagVerified === false && opener.state().tagVerified) return "none";
    if (tagVerified === true || (isDsmr(text) && dsmrChecks(text))) return "checked";
    return decodeData(text, decodeNotification(text).body).end === text.length ? "exact" : "none";
  } catch (error) {
    if (error instanceof ProtocolError) return "none";
    throw error;
  }
}

/** Throws `not-authenticated` where telegrams must be. */
function requireNoTag({ authentication }: Demands): void {
  if (authentication === "required") throw new ProtocolError("not-authenticated");
}

/**
 * Refuses clear text where ciphered telegrams are what the meter sends. Without a check of its sender anybody on the
 * line can write it. Throws `not-ciphered`.
 */
function refuseClearText({ tagVerified, opened }: OpenedBefore, hasKey: boolean, demands: Demands): void {
  const isLine = demands.clearText === "refused";
  if (demands.authentication === "required") throw new ProtocolError("not-ciphered", { is: "unproven" });
  if (tagVerified) throw new ProtocolError("not-ciphered", { is: "sealed" });
  if (opened && hasKey && isLine) throw new ProtocolError("not-ciphered");
}

/** Why a tag could not be verified, where the telegram carries one. */
function noteOnTag({ securityControl, tagVerified }: Deciphered): EnvelopeEvent | undefined {
  if (!isTagged(securityControl)) return undefined;
  return tagVerified === false
    ? noteOf("authentication-key-wrong", "the authentication key does not fit the tags")
    : noteOf("authentication-key-missing", "telegrams carry a tag, and there is no key to verify it");
}

/** Throws `apdu-unknown` on a tag no meter sends. */
function contentOf(octets: Uint8Array): Content {
  if (octets[0] === apduTag.dataNotification) return "notification";
  if (isDsmr(octets)) return "dsmr";
  throw new ProtocolError("apdu-unknown", { is: "tag", tag: toHex(octets.subarray(0, 1)) });
}

function clearTextBy(framing: Framing, header: number, unproven: boolean): Envelope {
  const [sender, counter] = [unknownSender, undefined];
  return { framing, sender, ciphered: false, counter, authenticated: false, unproven, security: 0, header };
}

function amisEnvelope(sender: Sender): Envelope {
  return {
    framing: "amis",
    sender,
    ciphered: true,
    counter: undefined,
    authenticated: false,
    unproven: false,
    security: 0,
    header: 0,
  };
}

function fault<Code extends FaultCode>(code: Code, seen: string | SeenBy<Code>, octets = 0): EnvelopeEvent {
  return { kind: "fault", fault: createFault(code, seen, octets) };
}

function noteOf(code: FaultCode, message: string): EnvelopeEvent {
  return { kind: "note", fault: createFault(code, message) };
}

const otherKey = (code: FaultCode): EnvelopeEvent =>
  noteOf(code, "another of the keys given turned out to be the right one");

const duplicate = ({ length }: Uint8Array): EnvelopeEvent => fault("duplicate", "the same telegram came twice", length);
