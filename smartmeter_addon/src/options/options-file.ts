// Reads the files that options come from: a pipe without a writer would hold up the start for ever, a device never end.
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

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
    if (stat.isDirectory()) throw coded("EISDIR", "a folder");
    if (!stat.isFile()) throw coded("EFTYPE", stat.isFIFO() ? "a pipe" : stat.isSocket() ? "a socket" : "a device");
    if (stat.size > mostOctets) throw coded("EFBIG", `a file of ${(stat.size / 1e6).toFixed(0)} MB`);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
