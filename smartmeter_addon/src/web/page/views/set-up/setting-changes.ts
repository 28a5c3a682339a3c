/** What was changed in the settings and is not saved yet, and what came of saving it. */
import type { Outcome } from "../../outcome.ts";

/** Settings go by their path, `tariff.zones[0].hours`; entries of lists by theirs, `tariff.zones[0]`. */
export interface SettingChanges {
  /** Of the latest saving, until something is changed again. */
  readonly outcome: Outcome | undefined;
  /** The check named this setting. */
  isWrong(path: string): boolean;
  typed(path: string): string | undefined;
  put(path: string, value: string): void;
  /** Entries that were added to a list. */
  countAdded(list: string): number;
  add(list: string): void;
  /** Takes the last of the added entries away again, with all that was typed into it. */
  dropLast(list: string, entry: string): void;
  /** Entries of a list that are to go. */
  countRemoved(list: string): number;
  isRemoved(entry: string): boolean;
  remove(entry: string): void;
  keep(entry: string): void;
  /** There is nothing to save. */
  isEmpty(): boolean;
  /** What is to be saved; an empty value takes a setting, or a whole entry, away. */
  list(): { readonly path: string; readonly value: string }[];
  /** Takes what came of saving: what is saved is no change any more. */
  settle(outcome: Outcome): void;
}

/** `noted` is called after every change. */
export function createSettingChanges(noted: () => void): SettingChanges {
  const typed = new Map<string, string>();
  const added = new Map<string, number>();
  const removed = new Set<string>();
  let outcome: Outcome | undefined;

  function note(): void {
    outcome = undefined;
    noted();
  }

  return {
    get outcome() {
      return outcome;
    },
    isWrong: (path) => outcome?.lines.some((line) => line.includes(`${path}: `)) === true,
    typed: (path) => typed.get(path),
    put(path, value) {
      typed.set(path, value);
      note();
    },
    countAdded: (list) => added.get(list) ?? 0,
    add(list) {
      added.set(list, (added.get(list) ?? 0) + 1);
      note();
    },
    dropLast(list, entry) {
      added.set(list, (added.get(list) ?? 1) - 1);
      for (const path of [...typed.keys()]) if (path.startsWith(entry)) typed.delete(path);
      note();
    },
    countRemoved: (list) => [...removed].filter((entry) => entry.startsWith(`${list}[`)).length,
    isRemoved: (entry) => removed.has(entry),
    remove(entry) {
      removed.add(entry);
      note();
    },
    keep(entry) {
      removed.delete(entry);
      note();
    },
    isEmpty: () => typed.size === 0 && removed.size === 0,
    list() {
      const kept = [...typed].filter(([path]) => ![...removed].some((entry) => path.startsWith(entry)));
      return [...kept, ...[...removed].map((entry) => [entry, ""] as const)].map(([path, value]) => ({ path, value }));
    },
    settle(next) {
      outcome = next;
      if (next.isSaved) for (const changes of [typed, added, removed]) changes.clear();
    },
  };
}
