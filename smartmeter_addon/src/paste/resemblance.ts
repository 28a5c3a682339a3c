/** What a text or file looks like that holds no octets of a telegram. */
import type { Sentence } from "../language/language.ts";

const texts: readonly (readonly [RegExp, Sentence])[] = [
  [/^\s*<(?:!doctype|html|\?xml|svg)/i, { en: "It looks like a web page.", de: "Er sieht aus wie eine Webseite." }],
  [
    /^\s*[{[]/,
    {
      en: "It looks like JSON in which no field holds bytes.",
      de: "Er sieht aus wie JSON, in dem kein Feld Bytes enthält.",
    },
  ],
  [
    /^\d{4}-\d\d-\d\d.*[;,].*[;,]/m,
    { en: "It looks like a table of values.", de: "Er sieht aus wie eine Tabelle mit Werten." },
  ],
  [
    /^[\w-]+:(?:[ \t]*\S|[ \t]*\r?\n[ \t]+[\w-]+:)/m,
    {
      en: "It looks like a configuration or a log without bytes.",
      de: "Er sieht aus wie eine Konfiguration oder ein Protokoll ohne Bytes.",
    },
  ],
];
const prose: Sentence = { en: "It looks like ordinary text.", de: "Er sieht aus wie gewöhnlicher Text." };

/** What a text without octets looks like, in one sentence. */
export function resemblance(text: string): Sentence {
  const what = texts.find(([pattern]) => pattern.test(text))?.[1] ?? prose;
  return {
    en: `The text holds no bytes of a telegram. ${what.en}`,
    de: `Der Text enthält keine Bytes eines Telegramms. ${what.de}`,
  };
}

const files: readonly (readonly [readonly number[], Sentence])[] = [
  [[0x89, 0x50, 0x4e, 0x47], { en: "a picture (PNG)", de: "ein Bild (PNG)" }],
  [[0xff, 0xd8, 0xff], { en: "a picture (JPEG)", de: "ein Bild (JPEG)" }],
  [[0x25, 0x50, 0x44, 0x46], { en: "a PDF", de: "ein PDF" }],
  [[0x50, 0x4b, 0x03, 0x04], { en: "a ZIP archive or an office document", de: "ein ZIP-Archiv oder Office-Dokument" }],
  [[0x1f, 0x8b], { en: "a compressed file (gzip)", de: "eine komprimierte Datei (gzip)" }],
  [[0x0a, 0x0d, 0x0d, 0x0a], { en: "a network capture (pcapng)", de: "ein Netzwerkmitschnitt (pcapng)" }],
  [[0xd4, 0xc3, 0xb2, 0xa1], { en: "a network capture (pcap)", de: "ein Netzwerkmitschnitt (pcap)" }],
];

/** What a binary file is by its first octets, where it is no recording; undefined: it may be one. */
export function fileKind(octets: Uint8Array): Sentence | undefined {
  const what = files.find(([magic]) => magic.every((octet, at) => octets[at] === octet))?.[1];
  if (what === undefined) return undefined;
  return {
    en: `The file is ${what.en} and no recording of a meter's line.`,
    de: `Die Datei ist ${what.de} und keine Aufzeichnung einer Zählerleitung.`,
  };
}
