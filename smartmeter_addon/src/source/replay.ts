import { parseHex, toText } from "../octets.ts";

/** Hexadecimal digits in pairs, with white space, colons and `0x` between them. */
const hexText = /^[\s:]*(?:(?:0x)?[0-9a-f]{2}[\s:,]*)+$/i;
/** Binary recordings are told from text by their first octets. */
const looked = 4096;

/**
 * The octets of a recording: hexadecimal text or a capture of this program (JSON with `hex`) is recognised as such,
 * everything else is raw.
 */
export function decodeInput(input: Uint8Array): Uint8Array {
  if (!isText(input)) return input;
  const text = toText(input).trim();
  if (text.startsWith("{")) return parseHex(captureHex(text) ?? "") ?? input;
  return (hexText.test(text) ? parseHex(text.replace(/0x|[\s:,]+/gi, "")) : undefined) ?? input;
}

function isText(input: Uint8Array): boolean {
  return input
    .subarray(0, looked)
    .every((octet) => (octet >= 0x20 && octet < 0x7f) || (octet >= 0x09 && octet <= 0x0d));
}

function captureHex(text: string): string | undefined {
  try {
    const { hex } = JSON.parse(text) as { hex?: unknown };
    return typeof hex === "string" ? hex : undefined;
  } catch {
    return undefined;
  }
}
