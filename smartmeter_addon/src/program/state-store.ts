import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createFault, type Fault } from "../fault.ts";

/** One small JSON file of the data folder that survives a power cut: either the old content or the new. */
export interface Store {
  /** Undefined when there is none, or it was damaged. */
  load(): unknown;
  /** What was loaded is none of ours: it is set aside and reported like a damaged file. */
  reject(): void;
  /**
   * Writes at once what has changed; a failure is reported through `onFault`, its end too. Not durable: without waiting
   * for the disk, so that a power cut within the next seconds may damage it.
   */
  save(value: unknown, durable?: boolean): void;
}

export interface StoreOptions {
  /** Undefined: nothing is kept. */
  readonly folder: string | undefined;
  readonly name: string;
  /** A fault when it begins, undefined when saving works again. */
  onFault(fault: Fault | undefined): void;
}

/** State larger than this is none of ours. */
const mostOctets = 4_000_000;

export function openStore({ folder, name, onFault }: StoreOptions): Store {
  if (folder === undefined) return { load: () => undefined, reject: () => {}, save: () => {} };
  const path = join(folder, `${name}.json`);
  let failing = false;
  let saved = "";

  /** Keeps it for whoever wants to look; the next save starts a new one. */
  function setAside(reason: string): void {
    const aside = `${path}.damaged`;
    let where = `is now ${aside}`;
    try {
      renameSync(path, aside);
    } catch {
      where = "stays where it is";
    }
    onFault(createFault("state-damaged", `${path} was unreadable and ${where}: ${reason}`));
  }

  return {
    load() {
      try {
        if (statSync(path).size > mostOctets) throw new Error("too large");
        return JSON.parse(readFileSync(path, "utf8")) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") setAside(reasonOf(error));
        return undefined;
      }
    },
    reject: () => setAside("not what this program writes"),
    save(value, durable = true) {
      const text = JSON.stringify(value);
      if (text === saved && !failing) return;
      try {
        mkdirSync(folder, { recursive: true });
        replace(path, text, durable);
        saved = text;
        if (failing) onFault(undefined);
        failing = false;
      } catch (error) {
        if (!failing) onFault(createFault("state-unwritable", reasonOf(error)));
        failing = true;
      }
    },
  };
}

function replace(path: string, text: string, durable: boolean): void {
  const fresh = `${path}.new`;
  try {
    const file = openSync(fresh, "w", 0o600);
    try {
      // Unlike `writeSync` it goes on after a part, or says that the disk is full.
      writeFileSync(file, text);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Not what stands in the file: a parser's message quotes it. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return "no JSON";
  return error instanceof Error ? error.message : String(error);
}

/** A new random id or salt, as hexadecimal digits. */
export function randomId(octets = 4): string {
  return randomBytes(octets).toString("hex");
}

/** Tells one key from another without giving it away: the salt is as random as the key. */
export function fingerprint(salt: string, keys: readonly (Uint8Array | undefined)[]): string {
  const hash = createHash("sha256").update(salt);
  for (const key of keys) hash.update("|").update(key ?? "");
  return hash.digest("hex").slice(0, 16);
}
