import { concatOctets, parseHex, toText } from "../octets.ts";

/** Text before and after hexadecimal octets. */
const separators = /0x(?=[0-9a-f]{2})|[\s:,]+/gi;
/** Binary recordings are told from text by their first octets. */
const looked = 4096;

/**
 * The octets of a recording. Hexadecimal text (with white space, colons, commas, `0x` and lines that begin with `#`)
 * and a capture of this program (JSON with `hex`) are recognised as such, everything else is raw.
 */
export function decodeInput(input: Uint8Array): Uint8Array {
  if (!isText(input)) return input;
  const text = toText(input).trim();
  const digits = text.startsWith("{") ? captureHex(text) : text;
  return (digits === undefined ? undefined : parseDigits(digits)) ?? input;
}

/** {@link decodeInput} for input that is still arriving: raw octets pass at once, text when its kind is clear. */
export interface InputDecoder {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const none = new Uint8Array(0);
/** So much hexadecimal text is no accident. */
const enough = 16;
/** A line need not end before its octets are handed on. */
const longestLine = 64 * 1024;

export function createInputDecoder(): InputDecoder {
  let kind: "unknown" | "raw" | "text" | "capture" = "unknown";
  let parts: Uint8Array[] = [];

  function keep(octets: Uint8Array): Uint8Array {
    parts = [octets];
    return none;
  }

  function takeLines(kept: Uint8Array): Uint8Array {
    let end = kept.lastIndexOf(0x0a) + 1;
    if (end === 0 && kept.length > longestLine) end = kept.lastIndexOf(0x20) + 1 || kept.length - (kept.length % 2);
    if (end === 0) return keep(kept);
    parts = [kept.slice(end)];
    return parseDigits(toText(kept, 0, end)) ?? kept.slice(0, end);
  }

  return {
    push(chunk) {
      if (kind === "raw") return chunk;
      parts.push(chunk);
      if (kind === "capture") return none;
      const kept = concatOctets(parts);
      if (kind === "unknown") kind = recognise(kept);
      if (kind === "text") return takeLines(kept);
      if (kind !== "raw") return keep(kept);
      parts = [];
      return kept;
    },
    end() {
      const kept = concatOctets(parts);
      parts = [];
      return decodeInput(kept);
    },
  };
}

/** The beginning of a capture, which has to be read as a whole. */
export function isCaptureText(beginning: Uint8Array): boolean {
  return isText(beginning) && toText(beginning, 0, Math.min(beginning.length, looked)).trimStart().startsWith("{");
}

function recognise(input: Uint8Array): "unknown" | "raw" | "text" | "capture" {
  if (isCaptureText(input)) return "capture";
  if (!isText(input)) return "raw";
  const text = toText(input, 0, Math.min(input.length, looked)).trimStart();
  if (!/^(#.*\n?|[0-9a-fx\s:,])*$/i.test(text)) return "raw";
  return text.length >= enough && (text.includes("\n") || text.length >= looked) ? "text" : "unknown";
}

function parseDigits(text: string): Uint8Array | undefined {
  return parseHex(text.replace(/^[ \t]*#.*$/gm, "").replace(separators, ""));
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
