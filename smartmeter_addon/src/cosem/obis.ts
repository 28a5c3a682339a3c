/**
 * A logical name (OBIS code, IEC 62056-61): the six value groups A..F as one integer, A in the highest of 48 bits,
 * so that look-ups compare numbers.
 */
export type Obis = number;

const names = new Map<Obis, string>();

/** The integer of six value groups. */
export function obis(a: number, b: number, c: number, d: number, e: number, f = 255): Obis {
  return ((a << 16) | (b << 8) | c) * 0x1000000 + ((d << 16) | (e << 8) | f);
}

/** The logical name in six octets at `at`. */
export function decodeObis(octets: Uint8Array, at: number): Obis {
  const high = ((octets[at] as number) << 16) | ((octets[at + 1] as number) << 8) | (octets[at + 2] as number);
  const low = ((octets[at + 3] as number) << 16) | ((octets[at + 4] as number) << 8) | (octets[at + 5] as number);
  return high * 0x1000000 + low;
}

/** `A-B:C.D.E`, with `.F` behind it only where F is not 255. */
export function formatObis(name: Obis): string {
  let text = names.get(name);
  if (text === undefined) {
    const [a, b, c, d, e, f] = groups(name);
    text = `${a}-${b}:${c}.${d}.${e}${f === 255 ? "" : `.${f}`}`;
    // Noise behind a valid check could bring ever new names.
    if (names.size < 1000) names.set(name, text);
  }
  return text;
}

/** `A-B:C.D.E` with an optional `.F` or `*F`; undefined when the text is anything else. */
export function parseObis(text: string): Obis | undefined {
  const match = /^(\d{1,3})-(\d{1,3}):(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[.*](\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1).map((part) => (part === undefined ? 255 : Number(part)));
  if (parts.some((part) => part > 255)) return undefined;
  const [a, b, c, d, e, f] = parts as [number, number, number, number, number, number];
  return obis(a, b, c, d, e, f);
}

/** The six value groups. */
export function groups(name: Obis): [number, number, number, number, number, number] {
  const high = Math.floor(name / 0x1000000);
  const low = name % 0x1000000;
  return [high >>> 16, (high >>> 8) & 255, high & 255, low >>> 16, (low >>> 8) & 255, low & 255];
}

/** The name with value group B (the channel) set to 0: Swiss meters say 1-1 where Austrian ones say 1-0. */
export function withoutChannel(name: Obis): Obis {
  return name - (Math.floor(name / 0x100000000) % 256) * 0x100000000;
}
