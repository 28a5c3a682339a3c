/** What bridges and terminals do to octets on their way, recognised by the frames that come right once it is undone. */
import type { Sentence } from "../language/language.ts";
import { concatOctets } from "../octets.ts";
import type { OctetCheck } from "./paste.ts";

/** What was done to the octets. */
export type Change = "line-ends" | "doubled-ff" | "telnet" | "link-control" | "seven-bits";

/** Takes octets cut anywhere and gives them as they were. */
export interface Undoing {
  push(octets: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const cr = 0x0d;
const lf = 0x0a;
const iac = 0xff;
/** Fewer octets without their highest bit are an accident. */
const enough = 64;
/** Fewer proven octets more are, too. */
const proof = 16;
/** What was done to octets off a line shows in so many of them. */
const rawWindow = 8 * 1024;
/** More are not looked at for it. */
const mostLooked = 64 * 1024;
const none = new Uint8Array(0);

/** What was changed in the octets, if undoing it proves more of them than leaving them alone; undefined: nothing. */
export function findChange(octets: Uint8Array, check: OctetCheck): Change | undefined {
  const plain = check(octets);
  if (plain.proven >= proof && plain.loose === 0) return undefined;
  let best: { readonly change: Change; readonly proven: number; readonly loose: number } | undefined;
  for (const change of ["line-ends", "doubled-ff", "telnet", "link-control"] as const) {
    const undoing = createUndoing(change);
    const undone = concatOctets([undoing.push(octets), undoing.end()]);
    if (undone.length === octets.length) continue;
    const checked = { change, ...check(undone) };
    if (checked.proven > (best?.proven ?? 0)) best = checked;
  }
  if (best !== undefined && best.proven >= plain.proven + proof) return best.change;
  // Octets that are gone are not loose either way; where others still are, the head may be that of a damaged frame.
  if (best?.change === "link-control" && best.proven >= proof && best.loose === 0) return best.change;
  // Short frames come through every other time: only the highest bit of their sum is lost.
  return plain.proven * 2 < octets.length && lacksHighBits(octets) ? "seven-bits" : undefined;
}

/** Frames of M-Bus or HDLC without the highest bit of any octet. */
function lacksHighBits(octets: Uint8Array): boolean {
  if (octets.length < enough || octets.some((octet) => octet >= 0x80)) return false;
  return octets.some((octet, at) => {
    const [second, third, fourth] = octets.subarray(at + 1, at + 4);
    if (octet === 0x68 && fourth === 0x68) return second === third && isMaskedFrame(octets, at);
    return octet === 0x7e && ((second ?? 0) & 0x70) === 0x20 && octets.indexOf(0x7e, at + 8) > 0;
  });
}

/** Stop octet where the masked length, with or without its bit, says; sum right but for its own highest bit. */
function isMaskedFrame(octets: Uint8Array, at: number): boolean {
  return [0, 0x80].some((bit) => octets[at + ((octets[at + 1] as number) | bit) + 5] === 0x16);
}

/** Undoes one change; `seven-bits` cannot be. */
export function createUndoing(change: Change): Undoing {
  let held = none;

  /** One octet of the original from `at` on: how many it took, and its value; 0: the next octets decide. */
  function step(octets: Uint8Array, at: number, isEnd: boolean): readonly [taken: number, value: number | undefined] {
    const octet = octets[at] as number;
    const next = octets[at + 1];
    const isTelnet = change === "telnet";
    if (octet === cr && (isTelnet || change === "line-ends")) {
      if (next === undefined) return isEnd ? [1, octet] : [0, undefined];
      if (next === lf && change === "line-ends") return [2, lf];
      return next === 0 && isTelnet ? [2, cr] : [1, octet];
    }
    if (octet === iac && (isTelnet || change === "doubled-ff")) {
      if (next === undefined) return isEnd ? [1, octet] : [0, undefined];
      if (next === iac) return [2, iac];
      if (!isTelnet || next < 0xf0) return [1, octet];
      const length = next >= 0xfb ? 3 : 2;
      return at + length > octets.length && !isEnd ? [0, undefined] : [length, undefined];
    }
    return [1, octet];
  }

  function take(more: Uint8Array, isEnd: boolean): Uint8Array {
    const octets = concatOctets([held, more]);
    const out = new Uint8Array(octets.length);
    let length = 0;
    let at = 0;
    while (at < octets.length) {
      const [taken, value] = change === "link-control" ? linkControl(octets, at, isEnd) : step(octets, at, isEnd);
      if (taken === 0) break;
      if (value !== undefined) out[length++] = value;
      at += taken;
    }
    held = octets.slice(at);
    return out.subarray(0, length);
  }

  return {
    push: (octets) => (change === "seven-bits" ? octets : take(octets, false)),
    end: () => (change === "seven-bits" ? none : take(none, true)),
  };
}

/** Gives octets as they were before something was done to them, once that can be told. */
export interface Mending {
  /** Octets off a line wait until some of them are proven, or until there are many. */
  pushRaw(octets: Uint8Array): Uint8Array;
  /** The first octets that a text spells out decide. */
  pushRead(octets: Uint8Array): Uint8Array;
  end(octets: Uint8Array): Uint8Array;
}

/** What was done to the octets is added to `notes`. */
export function createMending(check: OctetCheck, notes: Sentence[]): Mending {
  let isDecided = false;
  let undoing: Undoing | undefined;
  let waiting: Uint8Array = none;

  function isEnough(): boolean {
    if (waiting.length >= rawWindow) return true;
    const { proven, loose } = check(waiting);
    return proven > 0 && loose * 10 <= waiting.length;
  }

  function decide(): Uint8Array {
    isDecided = true;
    const change = findChange(waiting.subarray(0, mostLooked), check);
    if (change !== undefined) {
      notes.push(changeSaid[change]);
      undoing = createUndoing(change);
    }
    const octets = waiting;
    waiting = none;
    return undo(octets);
  }

  const undo = (octets: Uint8Array): Uint8Array => undoing?.push(octets) ?? octets;

  function pushRead(octets: Uint8Array): Uint8Array {
    if (isDecided) return undo(octets);
    waiting = concatOctets([waiting, octets]);
    return waiting.length === 0 ? none : decide();
  }

  return {
    pushRaw(octets) {
      if (isDecided) return undo(octets);
      waiting = concatOctets([waiting, octets]);
      return waiting.length === 0 || !isEnough() ? none : decide();
    },
    pushRead,
    end: (octets) => concatOctets([pushRead(octets), undoing?.end() ?? none]),
  };
}

/** `E6 E7 00` in front of an APDU that stands without its frame. */
function linkControl(octets: Uint8Array, at: number, isEnd: boolean): readonly [number, number | undefined] {
  const octet = octets[at] as number;
  if (octet !== 0xe6) return [1, octet];
  if (octets.length < at + 4 && !isEnd) return [0, undefined];
  const isLlc = octets[at + 1] === 0xe7 && octets[at + 2] === 0x00;
  const follows = octets[at + 3];
  return isLlc && (follows === 0xdb || follows === 0x0f) ? [3, undefined] : [1, octet];
}

/** What happened, and the setting that ends it. */
export const changeSaid: Readonly<Record<Change, Sentence>> = {
  "line-ends": {
    en: "On the way each line feed (0A) got a carriage return (0D) in front; undone here. Set the bridge to raw or binary mode, without conversion of line ends.",
    de: "Unterwegs bekam jeder Zeilenvorschub (0A) einen Wagenrücklauf (0D) davor; hier rückgängig gemacht. Stell die Bridge auf Raw oder Binär, ohne Umwandlung von Zeilenenden.",
  },
  "doubled-ff": {
    en: "On the way each byte FF was doubled, as telnet does; undone here. Set the bridge to raw TCP instead of telnet (RFC 2217).",
    de: "Unterwegs wurde jedes Byte FF verdoppelt, wie es Telnet tut; hier rückgängig gemacht. Stell die Bridge auf reines TCP statt Telnet (RFC 2217).",
  },
  telnet: {
    en: "The bytes came through a telnet connection, which puts its own between them; undone here. Set the bridge to raw TCP instead of telnet (RFC 2217).",
    de: "Die Bytes kamen über eine Telnet-Verbindung, die eigene dazwischensetzt; hier rückgängig gemacht. Stell die Bridge auf reines TCP statt Telnet (RFC 2217).",
  },
  "link-control": {
    en: "E6 E7 00, the head of a frame, stood in front of the telegram and was left out.",
    de: "Vor dem Telegramm stand E6 E7 00, der Kopf eines Rahmens; er wurde weggelassen.",
  },
  "seven-bits": {
    en: "No byte has its highest bit: it was lost on the way and cannot be brought back. Set the port of the reader to 8 data bits.",
    de: "Keinem Byte blieb sein höchstes Bit: Es ging unterwegs verloren und ist nicht wiederherzustellen. Stell den Anschluss des Lesegeräts auf 8 Datenbits.",
  },
};
