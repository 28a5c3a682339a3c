/** The file format of captures. */
import type { FaultCode } from "../fault.ts";
import { faultCodes } from "../faults/fault-table.ts";
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { parseHex, toHex } from "../octets.ts";
import { wrongUse } from "../texts/command-lines.ts";

/** A recording that is safe to share: resealed under a public key, with made-up serials. */
export interface Capture {
  /** Of the program that made it. */
  readonly version: string;
  /** Where the octets came from, without address or name. */
  readonly source: "serial" | "tcp" | "file";
  /** Speed and frame of the port, `2400 8E1`; undefined where the port is somebody else's. */
  readonly settings: string | undefined;
  readonly seconds: number;
  /** What opens the telegrams: public, and nobody's. */
  readonly key: Uint8Array;
  readonly authenticationKey: Uint8Array;
  /** Telegrams with their own values, with made-up ciphertext because no key opened them, and never ciphered ones. */
  readonly telegrams: { readonly sealed: number; readonly madeUp: number; readonly plain: number };
  /** What went wrong meanwhile, by code: messages could name the meter. */
  readonly faults: readonly { readonly code: FaultCode; readonly count: number }[];
  readonly octets: Uint8Array;
}

const format = 1;

/** The capture as the text of a file: JSON, the octets in `hex`. */
export function formatCapture(capture: Capture): string {
  const { version, source, settings, seconds, key, authenticationKey, telegrams, faults, octets } = capture;
  const object = {
    smartmeter_capture: format,
    version,
    source,
    settings: settings ?? null,
    seconds,
    key: toHex(key),
    authenticationKey: toHex(authenticationKey),
    telegrams,
    faults,
    hex: toHex(octets),
  };
  return `${JSON.stringify(object, undefined, 2)}\n`;
}

/** The capture a file contains; undefined for any other content, a reason where it is one and cannot be read. */
export function parseCapture(text: string): Capture | { readonly problem: Sentence } | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  let object: Readonly<Record<string, unknown>>;
  try {
    object = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  if (!("smartmeter_capture" in object)) return undefined;
  if (object.smartmeter_capture !== format) {
    return { problem: sentence(wrongUse.captureFormat, { format: String(object.smartmeter_capture), known: format }) };
  }
  const octets = parseHex(textOf(object.hex) ?? "-");
  const key = parseHex(textOf(object.key) ?? "-");
  const authenticationKey = parseHex(textOf(object.authenticationKey) ?? "-");
  if (octets === undefined || key?.length !== 16 || authenticationKey?.length !== 16) {
    return { problem: wrongUse.captureDamaged };
  }
  const { source } = object;
  return {
    version: textOf(object.version) ?? "?",
    source: source === "serial" || source === "tcp" ? source : "file",
    settings: textOf(object.settings),
    seconds: numberOf(object.seconds),
    key,
    authenticationKey,
    telegrams: telegramsOf(object.telegrams),
    faults: Array.isArray(object.faults) ? object.faults.filter(isFault) : [],
    octets,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

function telegramsOf(value: unknown): Capture["telegrams"] {
  const { sealed, madeUp, plain } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return { sealed: numberOf(sealed), madeUp: numberOf(madeUp), plain: numberOf(plain) };
}

function isFault(value: unknown): value is Capture["faults"][number] {
  const { code, count } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return faultCodes.includes(code as FaultCode) && typeof count === "number";
}
