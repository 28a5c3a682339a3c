/** Files of state that survive a power cut. */
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

/** One small JSON file in the data folder. A power cut leaves either the old content or the new. */
export interface StateStore {
  /** The content; undefined where there is none or it was damaged. */
  load(): unknown;
  /** The content that was loaded is not ours: it is set aside and reported like a damaged file. */
  reject(): void;
  /** Writes what has changed; `onFault` hears of a failure and of its end. `how`: `awaiting` where left out. */
  save(value: unknown, how?: Saving): void;
}

/**
 * `behind`: a thread waits for the disk, one file at a time, and what is saved meanwhile follows. `awaiting`: it is on
 * disk when `save` returns. `hasty`: nobody waits, so a power cut within the next seconds may damage it.
 */
export type Saving = "behind" | "awaiting" | "hasty";

/** Which file, and who hears of its faults. */
export interface StoreOptions {
  /** Undefined: nothing is kept. */
  readonly folder: string | undefined;
  readonly name: string;
  /** Hears of a fault when it begins, of undefined when saving works again. */
  onFault(fault: Fault | undefined): void;
}

/** State that is larger than this is not ours. */
const mostOctets = 4_000_000;

/** Reads nothing before `load`. */
export function openStore({ folder, name, onFault }: StoreOptions): StateStore {
  if (folder === undefined) return { load: () => undefined, reject: () => {}, save: () => {} };
  const path = join(folder, `${name}.json`);
  const file = createReplacedFile(folder, path);
  let failing = false;
  let saved = "";
  /** What a thread is writing to disk. */
  let writing: { readonly text: string } | undefined;
  /** What is to be written after that. */
  let next: string | undefined;

  /** Renames the file, so that somebody can look at it; the next save starts a new one. */
  function setAside(): void {
    const aside = `${path}.damaged`;
    try {
      renameSync(path, aside);
      onFault(createFault("state-damaged", { is: "aside", path, aside }));
    } catch {
      onFault(createFault("state-damaged", { is: "stays", path }));
    }
  }

  function write(text: string, how: Saving): void {
    attempt(() => {
      const fresh = file.openFresh(text);
      try {
        if (how === "awaiting") fsyncSync(fresh);
      } finally {
        closeSync(fresh);
      }
      settle(text);
    });
  }

  function writeBehind(text: string): void {
    const mine = { text };
    attempt(() => {
      const fresh = file.openFresh(text);
      writing = mine;
      fsync(fresh, (error) => {
        closeSync(fresh);
        // Meanwhile `save` may have written another state, and the file is no longer this one's.
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

  function settle(text: string): void {
    file.replace();
    saved = text;
    if (failing) onFault(undefined);
    failing = false;
  }

  function attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      file.discardFresh();
      if (!failing) onFault(createFault("state-unwritable", { is: "reason", reason: reasonOf(error) }));
      failing = true;
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
}

/** A file that is written under another name and then renamed, so that it is always whole. */
function createReplacedFile(folder: string, path: string) {
  const fresh = `${path}.new`;
  return {
    /** Writes the new file; gives its descriptor, for whoever waits until it is on disk. */
    openFresh(text: string): number {
      mkdirSync(folder, { recursive: true });
      const file = openSync(fresh, "w", 0o600);
      try {
        // Unlike `writeSync` it continues after a part, or says that the disk is full.
        writeFileSync(file, text);
        return file;
      } catch (error) {
        closeSync(file);
        throw error;
      }
    },
    /** Puts the new file in the place of the old one. */
    replace: (): void => renameSync(fresh, path),
    discardFresh(): void {
      try {
        rmSync(fresh, { force: true });
      } catch {
        // Where nothing can be written, nothing can be removed either; the next save overwrites it.
      }
    },
  };
}
