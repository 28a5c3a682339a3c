/** Where octets come from, as people write it. */
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { parseReaderAddress, type ReaderAddress } from "./reader-address.ts";

/** Where octets come from. */
export type Address =
  | { readonly kind: "search" }
  | { readonly kind: "serial"; readonly path: string }
  | ReaderAddress
  /** `path` undefined: standard input. */
  | { readonly kind: "replay"; readonly path: string | undefined };

const words = {
  noFile: { en: '"file:" names no file', de: "„file:“ nennt keine Datei" },
  scheme: {
    en: '"{text}": put {scheme} in front of it, as in {scheme}{text}',
    de: "„{text}“: Schreib {scheme} davor, also {scheme}{text}",
  },
  neither: {
    en: '"{text}" is neither a path like /dev/ttyUSB0 nor an address like tcp://192.0.2.10:3001',
    de: "„{text}“ ist weder ein Pfad wie /dev/ttyUSB0 noch eine Adresse wie tcp://192.0.2.10:3001",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/**
 * The address a text means: a network reader (`tcp://`, `rfc2217://`, `esphome://`), a path, `file:PATH` for a
 * recording, `-` for standard input; an empty text means that the reader is searched for. A bare host name is an
 * ESPHome node's: no other reader says by itself which ports it has. A text that is none of these gives a sentence
 * about what is wrong.
 */
export function parseAddress(given: string | undefined): Address | { readonly problem: Sentence } {
  const text = (given ?? "").trim();
  if (text === "") return { kind: "search" };
  if (text === "-") return { kind: "replay", path: undefined };
  if (text.startsWith("file:")) {
    const path = text.slice("file:".length).replace(/^\/\/(?=\/)/, "");
    return path === "" ? { problem: words.noFile } : { kind: "replay", path };
  }
  const network = parseReaderAddress(text);
  if (network !== undefined) return network;
  if (isHostName(text)) return parseReaderAddress(`esphome://${text}`) as Address;
  if (/^com\d+$/i.test(text) || text.includes("/")) return { kind: "serial", path: text };
  if (/^tty\w+$/.test(text)) return { kind: "serial", path: `/dev/${text}` };
  if (/^\S+:6053$/.test(text)) return { problem: sentence(words.scheme, { text, scheme: "esphome://" }) };
  if (/^\S+:\d+$/.test(text)) return { problem: sentence(words.scheme, { text, scheme: "tcp://" }) };
  return { problem: sentence(words.neither, { text }) };
}

/** Whether it is a name like `meter-cabinet.local` or `192.0.2.10`; a word without a dot may be anything. */
function isHostName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\.?$/i.test(text);
}
