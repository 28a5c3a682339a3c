/** Opens ciphered APDUs with the keys of one meter, and remembers what they have opened and what their tags said. */
import { type Ciphered, decodeCiphered, securityBits } from "../dlms/apdu.ts";
import { type FaultCode, ProtocolError } from "../fault.ts";
import { AmisSenders, type Sender, Senders } from "./identity.ts";
import { Keyring, type MeterKeys, type Opened } from "./keyring.ts";

/** What the keys of a line have opened so far; plain data that survives a restart. */
export interface OpenedBefore {
  /** A tag of this meter has verified with these keys. */
  readonly tagVerified: boolean;
  /** The keys have opened a telegram of this line. */
  readonly opened: boolean;
  /** System title of the meter they have opened telegrams of. */
  readonly openedTitle: string | undefined;
}

/** What a ciphered APDU held and who sent it. */
export interface Deciphered {
  readonly text: Uint8Array;
  readonly sender: Sender;
  readonly securityControl: number;
  readonly counter: number;
  /** Undefined: no tag, or no authentication key. */
  readonly tagVerified: boolean | undefined;
  /** What to tell the user about the reading of the keys that was the right one. */
  readonly note: FaultCode | undefined;
}

/** The same of AMIS, which has neither counter nor tag. */
type AmisDeciphered = Pick<Deciphered, "text" | "sender" | "note">;

const titleOctets = 8;

export class Opener {
  readonly #keys: MeterKeys;
  readonly #keyring: Keyring;
  readonly #senders = new Senders();
  readonly #amisSenders = new AmisSenders();
  #tagVerified: boolean;
  #opened: boolean;
  #openedTitle: string | undefined;
  /** The APDU that proved itself, which is nearly always the next one delivered. */
  #last: { readonly octets: Uint8Array; readonly result: Opened } | undefined;

  constructor(keys: MeterKeys, { tagVerified, opened, openedTitle }: OpenedBefore) {
    this.#keys = keys;
    this.#keyring = new Keyring(keys);
    this.#tagVerified = tagVerified;
    this.#opened = opened;
    this.#openedTitle = openedTitle;
  }

  /** Throws `key-missing`, `key-wrong`, `key-other-meter`, and as {@link decodeCiphered} does. */
  decipher(octets: Uint8Array): Deciphered {
    const ciphered = decodeCiphered(octets);
    const { titleAt, titleEnd, securityControl, invocationCounter: counter } = ciphered;
    if (titleEnd - titleAt !== titleOctets)
      throw new ProtocolError("apdu-unknown", { is: "title", octets: titleEnd - titleAt });
    const sender = this.#senders.of(octets, titleAt);
    const { text, tagVerified, note } = this.#openOf(octets, ciphered, sender);
    return { text, sender, securityControl, counter, tagVerified, note };
  }

  /**
   * The records of an AMIS telegram from its CI octet on: a header of twelve octets, then AES-128-CBC
   * (`docs/protocol.md`). Throws `apdu-length`, `key-missing`, `key-wrong`.
   */
  decipherAmis(apdu: Uint8Array): AmisDeciphered {
    if (apdu.length <= amisHeader || (apdu.length - amisHeader) % cipherBlock !== 0)
      throw new ProtocolError("apdu-length", { is: "short", octets: apdu.length });
    const { sender, address } = this.#amisSenders.of(apdu);
    try {
      const accessNumber = apdu[accessNumberAt] as number;
      const { text, note } = this.#keyring.openMode5({ address, accessNumber }, apdu.subarray(amisHeader));
      this.#opened = true;
      return { text, sender, note };
    } catch (error) {
      throw naming(error, `manufacturer ${sender.manufacturer}`);
    }
  }

  /** Deciphers to judge an APDU alone; nothing is remembered of its sender. Throws `ProtocolError`. */
  peek(octets: Uint8Array): Opened {
    return this.#open(octets, decodeCiphered(octets));
  }

  /**
   * Whether the telegram is authenticated. Throws `tag-bad` where a tag of this line has verified before and this one
   * does not.
   */
  isAuthentic({ securityControl, tagVerified }: Deciphered): boolean {
    if (tagVerified === true) {
      this.#tagVerified = true;
      return true;
    }
    if (this.#keys.authenticationKey !== undefined && this.#tagVerified)
      throw new ProtocolError("tag-bad", isTagged(securityControl) ? undefined : { is: "missing" });
    return false;
  }

  state(): OpenedBefore {
    return { tagVerified: this.#tagVerified, opened: this.#opened, openedTitle: this.#openedTitle };
  }

  /** The octets handed in last may be used again. */
  forget(): void {
    this.#last = undefined;
  }

  #open(octets: Uint8Array, ciphered: Ciphered): Opened {
    if (this.#last !== undefined && isSameMemory(this.#last.octets, octets)) return this.#last.result;
    const result = this.#keyring.open(octets, ciphered);
    this.#last = { octets, result };
    return result;
  }

  /** The key of one meter is wrong for another, which is not a fault of the key. */
  #openOf(octets: Uint8Array, ciphered: Ciphered, { systemTitle: title }: Sender): Opened {
    try {
      const result = this.#open(octets, ciphered);
      this.#openedTitle = title;
      this.#opened = true;
      return result;
    } catch (error) {
      const before = this.#openedTitle;
      const isOther = before !== undefined && before !== title;
      if (isOther && error instanceof ProtocolError && error.code === "key-wrong")
        throw new ProtocolError("key-other-meter", { is: "titles", now: title ?? "?", before });
      throw naming(error, `system title ${title}`);
    }
  }
}

/** Octets from CI up to the ciphertext of AMIS, and where its access number stands. */
const amisHeader = 13;
const accessNumberAt = 9;
const cipherBlock = 16;

export function isTagged(securityControl: number): boolean {
  return (securityControl & securityBits.authenticated) !== 0;
}

/** The error with the sender, who is in clear, in its message. */
function naming(error: unknown, sender: string): unknown {
  return error instanceof ProtocolError ? error.naming(sender) : error;
}

/** Whether both are the same octets: what proved itself is delivered as another view of them. */
function isSameMemory(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}
