/** Who a telegram's envelope says it comes from. */
import { obis } from "../cosem/obis.ts";
import type { TextValue } from "../cosem/text-value.ts";
import { readInt32, readUint32, standsAt, toHex, toText } from "../octets.ts";

const deviceNameObis = obis(0, 0, 42, 0, 0);
/** Places where meters write the number printed on their case. */
const meterNumberObis = [obis(0, 0, 96, 1, 0), obis(0, 0, 96, 1, 1), obis(1, 1, 96, 1, 1)];

/** Manufacturers (FLAG ids) whose system titles follow IDIS, so that the printed name can be told from them. */
const idisManufacturers = new Set(["LGZ", "SMS", "ISK"]);

/** Who the envelope of a telegram says it comes from. */
export interface Sender {
  /** Eight octets in hexadecimal; undefined for plain telegrams and AMIS. */
  readonly systemTitle: string | undefined;
  /** FLAG id. */
  readonly manufacturer: string | undefined;
  /** Printed name of an IDIS meter. */
  readonly idisName: string | undefined;
  /** What tells one sender from another where there is no system title. */
  readonly address: string;
}

/** The sender of a telegram whose envelope names none. */
export const unknownSender: Sender = {
  systemTitle: undefined,
  manufacturer: undefined,
  idisName: undefined,
  address: "",
};

/** The three letters a system title or device name starts with; undefined where there are none. */
export function manufacturerOf(name: string): string | undefined {
  const letters = name.slice(0, 3);
  return /^[A-Z]{3}$/.test(letters) ? letters : undefined;
}

/**
 * The printed name of an IDIS meter: three letters, the device type in decimal, the high nibble of the next octet, the
 * remaining 28 bits as eight digits (for example `534D536770000001` is SMS1030700000001). Undefined for other meters.
 */
export function idisName(title: Uint8Array): string | undefined {
  const letters = manufacturerOf(toText(title, 0, 3));
  if (letters === undefined || !idisManufacturers.has(letters) || title.length !== 8) return undefined;
  const kind = String(title[3]).padStart(3, "0");
  const low = readUint32(title, 4);
  const high = String(low >>> 28).padStart(2, "0");
  return `${letters}${kind}${high}${String(low & 0x0fffffff).padStart(8, "0")}`;
}

const titleOctets = 8;

/** Senders by system title, which has eight octets; a line has one, so only the last is kept. */
export class Senders {
  /** The title as two numbers. */
  #high = 0;
  #low = 0;
  #sender: Sender | undefined;

  /** The one whose title is at `at`. */
  of(octets: Uint8Array, at: number): Sender {
    const [high, low] = [readInt32(octets, at), readInt32(octets, at + 4)];
    if (this.#sender !== undefined && high === this.#high && low === this.#low) return this.#sender;
    const title = octets.subarray(at, at + titleOctets);
    const manufacturer = manufacturerOf(toText(title, 0, 3));
    const sender = { systemTitle: toHex(title), manufacturer, idisName: idisName(title), address: "" };
    this.#high = high;
    this.#low = low;
    this.#sender = sender;
    return sender;
  }
}

/** FLAG id in two octets, the lower one first: three letters of five bits each (EN 13757-3). */
export function amisManufacturer(octets: Uint8Array, at: number): string {
  const code = (octets[at + 1] as number) * 256 + (octets[at] as number);
  return String.fromCharCode(...[10, 5, 0].map((shift) => 64 + ((code >> shift) & 31)));
}

const amisAddressAt = 1;
const amisAddressOctets = 8;

/** Who sent a telegram of AMIS; `address`: its secondary address in the order of the initial vector. */
export interface AmisSender {
  readonly sender: Sender;
  /** Manufacturer, id, version, device type. */
  readonly address: Uint8Array;
}

/** The sender by the secondary address in the header of AMIS. */
export function amisSenderOf(apdu: Uint8Array): AmisSender {
  const header = apdu.subarray(amisAddressAt, amisAddressAt + amisAddressOctets);
  const address = Uint8Array.of(...header.subarray(4, 6), ...header.subarray(0, 4), ...header.subarray(6, 8));
  const manufacturer = amisManufacturer(address, 0);
  return { sender: { ...unknownSender, manufacturer, address: toHex(address) }, address };
}

/** Senders by that address; a line has one, so only the last is kept. */
export class AmisSenders {
  #last: { readonly header: Uint8Array; readonly found: AmisSender } | undefined;

  of(apdu: Uint8Array): AmisSender {
    if (this.#last === undefined || !standsAt(apdu, amisAddressAt, this.#last.header)) {
      const header = apdu.slice(amisAddressAt, amisAddressAt + amisAddressOctets);
      this.#last = { header, found: amisSenderOf(apdu) };
    }
    return this.#last.found;
  }
}

/** Who sent a telegram, by envelope and content. */
export interface Identity {
  readonly meterId: string;
  readonly manufacturer: string | undefined;
  readonly deviceName: string | undefined;
  readonly meterNumber: string | undefined;
  /** Everything that tells one meter from another, in one text. */
  readonly sender: string;
}

/**
 * Who sent a telegram. The id never depends on anything the operator can change later: the one the user fixed, IDIS
 * name or system title; device name or meter number only where there is no title; else `fallback`.
 */
export class Identifier {
  readonly #fixed: string | undefined;
  readonly #fallback: string;
  #last: { sender: Sender; texts: readonly TextValue[]; identity: Identity } | undefined;
  /** Number and name the sender gave last; a telegram that leaves them out comes from the same meter. */
  #known: { meterNumber: string | undefined; deviceName: string | undefined } | undefined;

  constructor(fixed: string | undefined, fallback: string) {
    this.#fixed = fixed;
    this.#fallback = fallback;
  }

  identify(sender: Sender, texts: readonly TextValue[]): Identity {
    const last = this.#last;
    if (last?.sender === sender && last.texts === texts) return last.identity;
    const deviceName = textNamed(texts, deviceNameObis);
    let meterNumber: string | undefined;
    for (const name of meterNumberObis) meterNumber ??= textNamed(texts, name);
    const { identity: before } = last ?? {};
    const isSame = last?.sender === sender && before?.deviceName === deviceName && before?.meterNumber === meterNumber;
    const identity = isSame && before !== undefined ? before : this.#identityOf(sender, deviceName, meterNumber);
    this.#last = { sender, texts, identity };
    return identity;
  }

  #identityOf(sender: Sender, deviceName: string | undefined, meterNumber: string | undefined): Identity {
    const before = this.#last?.sender === sender ? this.#known : undefined;
    const known = { meterNumber: meterNumber ?? before?.meterNumber, deviceName: deviceName ?? before?.deviceName };
    this.#known = known;
    const { systemTitle, address } = sender;
    const meterId = sender.idisName ?? systemTitle ?? known.deviceName ?? known.meterNumber ?? this.#fallback;
    return {
      meterId: this.#fixed ?? meterId,
      manufacturer: sender.manufacturer ?? manufacturerOf(known.deviceName ?? ""),
      deviceName,
      meterNumber,
      sender: [systemTitle ?? address, known.meterNumber ?? "", known.deviceName ?? ""].join(" "),
    };
  }
}

/** The text of this name; undefined where there is none, or an empty one. */
function textNamed(texts: readonly TextValue[], name: number): string | undefined {
  for (const { obis: own, text } of texts) if (own === name && text !== "") return text;
  return undefined;
}
