// Text of unknown encoding: what people save, export and redirect on Windows.

/**
 * Octets as text: UTF-8 with or without a byte order mark, UTF-16 with or without one, else Windows-1252 (which holds
 * Latin-1). Never fails; the byte order mark is not part of the text.
 */
export function decodeText(octets: Uint8Array): string {
  return new TextDecoder(encodingOf(octets)).decode(octets);
}

/** The encoding a text begins with. Its end may lie inside of a character. */
export function encodingOf(octets: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" {
  if (octets[0] === 0xff && octets[1] === 0xfe) return "utf-16le";
  if (octets[0] === 0xfe && octets[1] === 0xff) return "utf-16be";
  return wideOrder(octets) ?? (isUtf8(octets) ? "utf-8" : "windows-1252");
}

/** Text in a European language has a zero in every second octet of UTF-16, and none in any other encoding. */
function wideOrder(octets: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const sample = octets.subarray(0, 512);
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  for (const [at, octet] of sample.entries()) if (octet === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2;
  if (odd > 0.8 * most && even < 0.1 * most) return "utf-16le";
  if (even > 0.8 * most && odd < 0.1 * most) return "utf-16be";
  return undefined;
}

/** Binary recordings are told from text by their first octets. */
const looked = 4096;
/** A log of a reader that starts may hold some stray octets; ciphered telegrams hold one control octet in nine. */
const strayShare = 1 / 200;

/**
 * Whether the octets are text of any encoding and no recording off the wire. Text has no control octets but those that
 * move the cursor and set colours; a telegram cannot do without others.
 */
export function isText(octets: Uint8Array): boolean {
  const sample = octets.subarray(0, looked);
  if (sample.length === 0) return false;
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff))
    return isWideText(sample);
  if (wideOrder(sample) !== undefined) return isWideText(sample);
  const controls = sample.reduce((sum, octet) => sum + (isControl(octet) ? 1 : 0), 0);
  // JSON escapes what is below a blank, and writes 7F as it is.
  const isJson =
    (sample[0] === 0x7b || sample[0] === 0x5b) && sample.every((octet) => octet === 0x7f || !isControl(octet));
  if (isJson && isUtf8(sample)) return true;
  if (sample.includes(0) || controls > sample.length * strayShare) return false;
  return isUtf8(sample) || sample.reduce((sum, octet) => sum + (isLatinLetter(octet) ? 1 : 0), 0) < sample.length / 8;
}

/** Octets of UTF-16 that make characters a keyboard has. */
function isWideText(sample: Uint8Array): boolean {
  const text = decodeText(sample.subarray(0, sample.length & ~1));
  let odd = 0;
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (isControl(code) || (code > 0x2fff && code !== 0xfeff)) odd++;
  }
  return odd <= 2 + text.length * strayShare;
}

/** Not a tab, an end of line, a form feed or the escape that colours a terminal. */
function isControl(code: number): boolean {
  return code === 0x7f || (code < 0x20 && code !== 0x1b && (code < 0x09 || code > 0x0d));
}

/** Beyond ASCII, but for the no-break space that some pages put between all octets. */
const isLatinLetter = (octet: number): boolean => octet >= 0x80 && octet !== 0xa0;

/** The end may lie inside a character. */
function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(octets, { stream: true });
    return true;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}
