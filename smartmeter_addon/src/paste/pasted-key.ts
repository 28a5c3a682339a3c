/** A key that somebody pastes where a telegram belongs: named for what it is, and never read as octets. */
import type { Sentence } from "../language/language.ts";

/** A letter or a form names the key in front of it; a dump has no such words. */
const label =
  /^(?:--)?["']?[\p{L}\p{N} _()/-]*(?:key|schl(?:ü|ue)ssel|\b(?:guek|gak|guk|ek|ak))\b[\p{L} _()/-]*["']?\s*[:=\s]\s*/iu;
const keyWord = /(?<=(?<![0-9A-F])[0-9A-F]{32})["'`“”«»]?[\s,;]+/i;
const prefixes = /0x|\\x/gi;
const between = /[\s\u00a0\u200b-\u200d\u2060\ufeff:;,._–—"'`´„“”‚‘’«»-]/g;
/** How parts of telegrams begin, and what stands in their middle: frames, envelopes, logical names. */
const telegram = /^(?:68(..)\1(?=68)|7EA|0F[0-9A-F]{8}0C07)|DB08|E6E[67]00|090[46]0[01]00/;
/** Two keys with all that letters put around them. */
const longest = 400;

const oneKey: Sentence = {
  en: "This looks like a key, not a telegram. A key belongs in the settings (of a command: --key); telegrams go here.",
  de: "Das sieht aus wie ein Schlüssel, nicht wie ein Telegramm. Der Schlüssel gehört in die Einstellungen (bei einem Befehl: --key), hierher kommen Telegramme.",
};
const twoKeys: Sentence = {
  en: "These look like two keys, not a telegram. Keys belong in the settings (of a command: --key and --authentication-key); telegrams go here.",
  de: "Das sieht aus wie zwei Schlüssel, nicht wie ein Telegramm. Schlüssel gehören in die Einstellungen (bei einem Befehl: --key und --authentication-key), hierher kommen Telegramme.",
};

/**
 * What to say of a text that is one key or two and nothing else: 32 hexadecimal digits each, as people copy them, with
 * or without a name in front. Undefined for any other text, also for what can be a line of a dump. The words hold
 * nothing of the key.
 */
export function sayPastedKey(text: string): Sentence | undefined {
  if (text.length > longest) return undefined;
  const pieces = text
    .trim()
    .replace(/([:=])\s*\n\s*/g, "$1 ")
    .split(/\r?\n/)
    .flatMap((line) => line.split(keyWord))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  if (pieces.length > 2 || pieces.length === 0) return undefined;
  // Two lines of octets set apart are more likely two lines of a dump.
  if (!pieces.every((piece) => isKey(piece, pieces.length === 1))) return undefined;
  return pieces.length === 1 ? oneKey : twoKeys;
}

function isKey(piece: string, mayBeApart: boolean): boolean {
  const bare = piece.replace(label, "");
  const digits = bare.replace(prefixes, "").replace(between, "");
  if (!/^[0-9A-F]{32}$/i.test(digits)) return false;
  if (bare !== piece) return true;
  return (mayBeApart || /[0-9A-F]{32}/i.test(piece)) && !telegram.test(digits.toUpperCase());
}
