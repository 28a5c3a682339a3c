/**
 * Reads the files that options come from: a pipe without a writer would hold up the start for ever, a device never end.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";

/** Far more than any configuration or key has. */
const mostOctets = 1_000_000;

/**
 * The text of a file. Throws what `node:fs` throws; for a pipe, a socket or a device with the code `EFTYPE`, for a file
 * of more than 1 MB with `EFBIG`.
 */
export function readOptionsFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw coded("EISDIR", { en: "a folder", de: "ein Ordner" });
    if (!stat.isFile())
      throw coded("EFTYPE", stat.isFIFO() ? kinds.pipe : stat.isSocket() ? kinds.socket : kinds.device);
    if (stat.size > mostOctets) throw coded("EFBIG", sentence(kinds.large, { size: (stat.size / 1e6).toFixed(0) }));
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

const kinds = {
  pipe: { en: "a pipe", de: "eine Pipe" },
  socket: { en: "a socket", de: "ein Socket" },
  device: { en: "a device", de: "ein Gerät" },
  large: { en: "a file of {size} MB", de: "eine Datei von {size} MB" },
} as const;

/** An error with a code, as `node:fs` throws them; `what` is there in place of a file. */
function coded(code: string, what: Sentence): Error {
  return Object.assign(new Error(what.en), { code, what });
}
