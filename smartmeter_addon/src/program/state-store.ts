/** Where state is written: files that survive a power cut. */
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsync,
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
import { createFault, type Fault, reasonOf } from "../fault.ts";

/** One small JSON file of the data folder that survives a power cut: either the old content or the new. */
export interface StateStore {
  /** Undefined when there is none, or it was damaged. */
  load(): unknown;
  /** What was loaded is none of ours: it is set aside and reported like a damaged file. */
  reject(): void;
  /** Writes what has changed; a failure is reported through `onFault`, its end too. `awaiting` unless said otherwise. */
  save(value: unknown, how?: Saving): void;
}

/**
 * `behind`: a thread waits for the disk, one file at a time, and what was saved meanwhile follows. `awaiting`: it is
 * on the disk when `save` returns. `hasty`: nobody waits, so that a power cut within the next seconds may damage it.
 */
export type Saving = "behind" | "awaiting" | "hasty";

export interface StoreOptions {
  /** Undefined: nothing is kept. */
  readonly folder: string | undefined;
  readonly name: string;
  /** A fault when it begins, undefined when saving works again. */
  onFault(fault: Fault | undefined): void;
}

/** State larger than this is none of ours. */
const mostOctets = 4_000_000;

export function openStore({ folder, name, onFault }: StoreOptions): StateStore {
  if (folder === undefined) return { load: () => undefined, reject: () => {}, save: () => {} };
  const path = join(folder, `${name}.json`);
  const fresh = `${path}.new`;
  let failing = false;
  let saved = "";
  /** What a thread is bringing to the disk. */
  let writing: { readonly text: string } | undefined;
  /** What is to follow it. */
  let next: string | undefined;

  /** Keeps it for whoever wants to look; the next save starts a new one. */
  function setAside(): void {
    const aside = `${path}.damaged`;
    try {
      renameSync(path, aside);
      onFault(createFault("state-damaged", { is: "aside", path, aside }));
    } catch {
      onFault(createFault("state-damaged", { is: "stays", path }));
    }
  }

  return {
    load() {
      try {
        if (statSync(path).size > mostOctets) throw new Error("too large");
        return JSON.parse(readFileSync(path, "utf8")) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") setAside();
        return undefined;
      }
    },
    reject: setAside,
    save(value, how = "awaiting") {
      const text = JSON.stringify(value);
      next = undefined;
      if (how !== "behind") {
        writing = undefined;
        if (text !== saved || failing) write(text, how);
      } else if (writing !== undefined) next = text === writing.text ? undefined : text;
      else if (text !== saved || failing) writeBehind(text);
    },
  };

  function write(text: string, how: Saving): void {
    attempt(() => {
      const file = openFresh(text);
      try {
        if (how === "awaiting") fsyncSync(file);
      } finally {
        closeSync(file);
      }
      settle(text);
    });
  }

  function writeBehind(text: string): void {
    const mine = { text };
    attempt(() => {
      const file = openFresh(text);
      writing = mine;
      fsync(file, (error) => {
        closeSync(file);
        // The file is no longer this one's where `save` has written another state meanwhile.
        if (writing !== mine) return;
        writing = undefined;
        attempt(() => {
          if (error !== null) throw error;
          settle(text);
        });
        if (next !== undefined) writeBehind(next);
        next = undefined;
      });
    });
  }

  function openFresh(text: string): number {
    mkdirSync(folder as string, { recursive: true });
    const file = openSync(fresh, "w", 0o600);
    try {
      // Unlike `writeSync` it continues after a part, or says that the disk is full.
      writeFileSync(file, text);
      return file;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /** The file on the disk becomes the state; until here the old one is. */
  function settle(text: string): void {
    renameSync(fresh, path);
    saved = text;
    if (failing) onFault(undefined);
    failing = false;
  }

  function discardFresh(): void {
    try {
      rmSync(fresh, { force: true });
    } catch {
      // Where nothing can be written, nothing can be removed; the next save writes over it.
    }
  }

  function attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      discardFresh();
      if (!failing) onFault(createFault("state-unwritable", { is: "reason", reason: reasonOf(error) }));
      failing = true;
    }
  }
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
