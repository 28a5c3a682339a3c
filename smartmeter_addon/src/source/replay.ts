import { parseHex, toText } from "../octets.ts";

/** What people put between hexadecimal octets. */
const separators = /0x|[\s:,]+/gi;
/** Binary recordings are told from text by their first octets. */
const looked = 4096;

/**
 * The octets of a recording: hexadecimal text or a capture of this program (JSON with `hex`) is recognised as such,
 * everything else is raw.
 */
export function decodeInput(input: Uint8Array): Uint8Array {
  if (!isText(input)) return input;
  const text = toText(input).trim();
  const digits = text.startsWith("{") ? captureHex(text) : text;
  return digits === undefined ? input : (parseHex(digits.replace(separators, "")) ?? input);
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
