/** What the reader of pasted texts says, in both languages. */
import type { Sentence } from "../language/language.ts";
import type { LeftOut, PasteForm } from "./paste.ts";

export const formNames: Readonly<Record<PasteForm, Sentence>> = {
  hex: { en: "hexadecimal digits", de: "Hexadezimalziffern" },
  "hex-dump": { en: "a hex dump with offsets", de: "ein Hexdump mit Adressen" },
  "words-low-first": { en: "hexadecimal words, low byte first", de: "hexadezimale Wörter, niederwertiges Byte zuerst" },
  "words-high-first": {
    en: "hexadecimal words, high byte first",
    de: "hexadezimale Wörter, höherwertiges Byte zuerst",
  },
  decimal: { en: "decimal numbers", de: "Dezimalzahlen" },
  octal: { en: "octal numbers", de: "Oktalzahlen" },
  "octal-words": { en: "octal words, low byte first", de: "oktale Wörter, niederwertiges Byte zuerst" },
  bits: { en: "binary digits", de: "Binärziffern" },
  characters: { en: "characters and octal numbers (od -c)", de: "Zeichen und Oktalzahlen (od -c)" },
  escapes: { en: "a text with escapes (\\x68)", de: "ein Text mit Fluchtzeichen (\\x68)" },
  base64: { en: "base64", de: "Base64" },
  json: { en: "JSON", de: "JSON" },
  "p1-text": { en: "P1 text", de: "P1-Text" },
};

export const passedOverNames: Readonly<Record<LeftOut, Sentence>> = {
  prefix: { en: "what stands before the bytes in a line", de: "was in einer Zeile vor den Bytes steht" },
  offset: { en: "the offsets", de: "die Adressen" },
  printable: { en: "the column of characters", de: "die Zeichenspalte" },
  remark: { en: "remarks", de: "Anmerkungen" },
  sent: { en: "what was sent to the meter", de: "was zum Zähler gesendet wurde" },
};

/** Numbers without their leading zero, as `Serial.print(octet, HEX)` writes them. */
export const noLeadingZero: Sentence = {
  en: "single digits are bytes whose leading zero was left out",
  de: "einzelne Ziffern sind Bytes ohne führende Null",
};

export const digitMissing = (digits: string): Sentence => ({
  en: `“${digits}” is one digit; a byte has two. A digit is missing here (read as 0${digits}).`,
  de: `„${digits}“ ist eine Ziffer, ein Byte hat zwei. Hier fehlt eine Ziffer (gelesen als 0${digits}).`,
});

export const octetsMissing = (announced: number, held: number): Sentence => ({
  en: `The offsets leave ${announced} bytes to this line, and it has ${held}.`,
  de: `Nach den Adressen gehören in diese Zeile ${announced} Bytes, da sind ${held}.`,
});

export const oddDigits = ({ length }: { readonly length: number }): Sentence => ({
  en: `${length} digits in a row; bytes have two each. A digit is missing or one is too many.`,
  de: `${length} Ziffern am Stück, jedes Byte hat zwei. Eine Ziffer fehlt oder ist zu viel.`,
});

export const noDigit = (found: string): Sentence => ({
  en: `“${found}” is no digit of a byte.`,
  de: `„${found}“ ist keine Ziffer eines Bytes.`,
});

export const digitsToMend: Sentence = {
  en: "The text is nearly all digits of bytes. Correct these places, then it can be read.",
  de: "Der Text besteht fast nur aus Ziffern von Bytes. Bessere diese Stellen aus, dann ist er lesbar.",
};
