/** Reads a key as people paste it, and says what is wrong with it without showing it. */
import type { Sentence } from "../language/language.ts";
import { parseHex, toText } from "../octets.ts";

/** What was put right in a key as typed; each repair is safe, because no other key can have been meant. */
export type KeyRepair = "space-around" | "quotes" | "prefix" | "separators" | "hex-of-hex";

export type ParsedKey =
  | {
      /** Sixteen octets: AES-128, the only key length of DLMS security suite 0 and 1 with GCM-128, and of OMS mode 5. */
      readonly key: Uint8Array;
      readonly repairs: readonly KeyRepair[];
      /** `text`: sixteen characters were typed and are the key themselves. */
      readonly form: "hex" | "text";
      /** The octets are printable characters: some operators make keys out of text and print either form. */
      readonly printable: boolean;
    }
  | { readonly problem: Sentence };

const spaceAround = /^[\s\u00a0\u200b-\u200d\u2060\ufeff]+|[\s\u00a0\u200b-\u200d\u2060\ufeff]+$/g;
const quotesAround = /^(["'`´„“”‚‘’«»])(.*)(["'`´„“”‚‘’«»])$/s;
const separators = /[\s\u00a0\u200b-\u200d\u2060\ufeff:;,._–—-]+/;
const printableText = /^[\x20-\x7e]{16}$/;

/**
 * A key as people copy it: 32 hexadecimal digits in any case, with spaces, colons, dashes, quotes or `0x`; or 16
 * printable characters. Anything else is refused with the reason, which never shows the key.
 */
export function parseKey(text: string): ParsedKey {
  const trimmed = text.replace(spaceAround, "");
  const bare = quotesAround.exec(trimmed)?.[2]?.replace(spaceAround, "") ?? trimmed;
  const around: KeyRepair[] = [];
  if (trimmed !== text) around.push("space-around");
  if (bare !== trimmed) around.push("quotes");
  if (bare === "") return { problem: problems.empty };

  const inside: KeyRepair[] = [];
  const parts = bare.split(separators);
  const digits = parts.map((part) => part.replace(/^(0x|\\x)/i, "")).join("");
  if (parts.some((part) => /^(0x|\\x)/i.test(part))) inside.push("prefix");
  if (parts.length > 1) inside.push("separators");

  if (isHex(digits, 32)) return hexKey(digits, [...around, ...inside]);
  if (isHex(digits, 64)) {
    // The 32 digits of the key, each written as the hexadecimal code of its character.
    const inner = toText(parseHex(digits) as Uint8Array);
    if (isHex(inner, 32)) return hexKey(inner, [...around, ...inside, "hex-of-hex"]);
  }
  // A key made of text may itself begin and end with quotes.
  if (printableText.test(trimmed)) return textKey(trimmed, trimmed === text ? [] : ["space-around"]);
  if (printableText.test(bare)) return textKey(bare, around);
  return { problem: problemOf(text, bare, digits) };
}

/** What was put right, for the log: `quotes, 0x removed`. */
export const repairTexts: Readonly<Record<KeyRepair, Sentence>> = {
  "space-around": { en: "space around it removed", de: "Leerraum rundherum entfernt" },
  quotes: { en: "quotes removed", de: "Anführungszeichen entfernt" },
  prefix: { en: "0x removed", de: "0x entfernt" },
  separators: { en: "separators between the digits removed", de: "Trennzeichen zwischen den Ziffern entfernt" },
  "hex-of-hex": {
    en: "it was written as character codes and was turned back into digits",
    de: "jede Ziffer war als ihr Zeichencode geschrieben, das wurde zurückgerechnet",
  },
};

function isHex(text: string, length: number): boolean {
  return text.length === length && !/[^0-9a-f]/i.test(text);
}

function hexKey(digits: string, repairs: KeyRepair[]): ParsedKey {
  const key = parseHex(digits) as Uint8Array;
  return { key, repairs, form: "hex", printable: printableText.test(toText(key)) };
}

function textKey(text: string, repairs: KeyRepair[]): ParsedKey {
  return { key: Uint8Array.from(text, (character) => character.charCodeAt(0)), repairs, form: "text", printable: true };
}

const problems = {
  empty: { en: "The key is empty.", de: "Der Schlüssel ist leer." },
  wanted: {
    en: "A key has 32 hexadecimal digits (0-9, A-F) or exactly 16 characters.",
    de: "Ein Schlüssel hat 32 hexadezimale Ziffern (0-9, A-F) oder genau 16 Zeichen.",
  },
} as const;

/** Why the text is not a key. The only character ever shown is one that cannot belong to a key. */
function problemOf(text: string, bare: string, digits: string): Sentence {
  const strange = Array.from(digits).filter((character) => !isHex(character, 1));
  const length = Array.from(digits).length;
  if (strange.length === 0) {
    if (length === 64) {
      return {
        en: "The key has 64 digits, twice as many as it should: that looks like two keys in one field. Put the first 32 into the key and the other 32 into the authentication key.",
        de: "Der Schlüssel hat 64 Ziffern, doppelt so viele wie erlaubt: Das sehen wie zwei Schlüssel in einem Feld aus. Trag die ersten 32 als Schlüssel ein und die anderen 32 als Authentifizierungsschlüssel.",
      };
    }
    const gap = Math.abs(32 - length);
    return sentence(
      `The key has ${length} hexadecimal digits; ${length < 32 ? `${gap} too few` : `${gap} too many`}.`,
      `Der Schlüssel hat ${length} hexadezimale Ziffern; das ${gap === 1 ? "ist" : "sind"} ${gap} zu ${length < 32 ? "wenig" : "viel"}.`,
    );
  }
  const count = Array.from(bare).length;
  const meantAsHex = length >= 24 && strange.length <= length / 4;
  const meantAsText = count === 16;
  if (!meantAsHex && !meantAsText) {
    return sentence(`The key has ${count} characters.`, `Der Schlüssel hat ${count} Zeichen.`);
  }
  const culprit = meantAsHex
    ? (strange[0] as string)
    : (Array.from(bare).find((character) => !/[\x20-\x7e]/.test(character)) as string);
  const position = Array.from(text).indexOf(culprit) + 1;
  const shown = show(culprit);
  const twin = meantAsHex ? (twins[culprit] ?? "") : "";
  return sentence(
    `Position ${position} of the key has ${shown}, which ${meantAsHex ? "is not a hexadecimal digit" : "can't be part of a key"}.${twin && ` Is it perhaps a ${twin}?`}`,
    `An Stelle ${position} des Schlüssels steht ${shown}; das ${meantAsHex ? "ist keine hexadezimale Ziffer" : "kann nicht zu einem Schlüssel gehören"}.${twin && ` Ist es vielleicht eine ${twin}?`}`,
  );
}

/** Letters that are easily misread as a digit on paper. */
const twins: Readonly<Record<string, string>> = {
  O: "0",
  o: "0",
  Q: "0",
  I: "1",
  l: "1",
  i: "1",
  Z: "2",
  S: "5",
  s: "5",
  G: "6",
};

function show(character: string): string {
  const code = character.codePointAt(0) as number;
  return code < 0x20 || (code >= 0x7f && code < 0xa0)
    ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
    : `"${character}"`;
}

function sentence(en: string, de: string): Sentence {
  return { en: `${en} ${problems.wanted.en}`, de: `${de} ${problems.wanted.de}` };
}
