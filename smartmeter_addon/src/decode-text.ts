// Text of unknown encoding: what people save, export and redirect on Windows.

/**
 * Octets as text: UTF-8 with or without a byte order mark, UTF-16 with or without one, else Windows-1252 (which holds
 * Latin-1). Never fails; the byte order mark is not part of the text.
 */
export function decodeText(octets: Uint8Array): string {
  if (octets[0] === 0xff && octets[1] === 0xfe) return new TextDecoder("utf-16le").decode(octets);
  if (octets[0] === 0xfe && octets[1] === 0xff) return new TextDecoder("utf-16be").decode(octets);
  const wide = wideOrder(octets);
  if (wide !== undefined) return new TextDecoder(wide).decode(octets);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder("windows-1252").decode(octets);
  }
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
