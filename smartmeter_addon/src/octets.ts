/** The 256 two-digit hexadecimal strings, upper case. */
const hexOf = Array.from({ length: 256 }, (_, octet) => octet.toString(16).toUpperCase().padStart(2, "0"));

/** Octets as upper-case hexadecimal digits without separators. */
export function toHex(octets: Uint8Array, start = 0, end = octets.length): string {
  const digits: string[] = [];
  for (let at = start; at < end; at++) digits.push(hexOf[octets[at] as number] as string);
  // One string: added to each other they would stay a chain of parts, each with memory of its own.
  return digits.join("");
}

/** Hexadecimal digits (white space allowed between octets) as octets; undefined when the text is anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) return undefined;
  const octets = new Uint8Array(digits.length / 2);
  for (let at = 0; at < octets.length; at++) octets[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return octets;
}

/** Unsigned 16 bits, most significant octet first. */
export function readUint16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}

/** Signed 32 bits, most significant octet first: V8 keeps such numbers without memory of their own. */
export function readInt32(octets: Uint8Array, at: number): number {
  return (readUint16(octets, at) << 16) | readUint16(octets, at + 2);
}

/** Unsigned 32 bits, most significant octet first. */
export function readUint32(octets: Uint8Array, at: number): number {
  return readUint16(octets, at) * 0x10000 + readUint16(octets, at + 2);
}

/** The octets as text of one character an octet (ISO 8859-1). */
export function toText(octets: Uint8Array, start = 0, end = octets.length): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(octets[at] as number);
  return text;
}

export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Whether `part` is at `at`. */
export function standsAt(octets: Uint8Array, at: number, part: Uint8Array): boolean {
  if (at + part.length > octets.length) return false;
  for (let index = 0; index < part.length; index++) if (octets[at + index] !== part[index]) return false;
  return true;
}

export function concatOctets(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A store is begun with room for a unit as meters send it, once there is one. */
const storeOctets = 512;
const noStore = new Uint8Array(0);

/** Puts units together from parts, one unit behind the other, each of at most `limit` octets. */
export class Collector {
  readonly #limit: number;
  #store = noStore;
  #begin = 0;
  #end = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the octets from `at` to before `until`; false, and nothing added, where the unit would become too long. */
  add(octets: Uint8Array, at: number, until: number): boolean {
    const more = until - at;
    if (this.#end - this.#begin + more > this.#limit) return false;
    this.#makeRoom(more);
    this.#store.set(octets.subarray(at, until), this.#end);
    this.#end += more;
    return true;
  }

  /** The unit as it stands; the next one begins. */
  take(): Uint8Array {
    const unit = this.#store.subarray(this.#begin, this.#end);
    this.#begin = this.#end;
    return unit;
  }

  drop(): void {
    this.#end = this.#begin;
  }

  /** The units given out are done with, and their memory serves again. */
  recycle(): void {
    if (this.#begin !== this.#end) return;
    this.#begin = 0;
    this.#end = 0;
  }

  #makeRoom(octets: number): void {
    if (this.#end + octets <= this.#store.length) return;
    // Units already given out keep the old store.
    const begun = this.#store.subarray(this.#begin, this.#end);
    this.#store = new Uint8Array(Math.max(storeOctets, 2 * (begun.length + octets)));
    this.#store.set(begun);
    this.#begin = 0;
    this.#end = begun.length;
  }
}
