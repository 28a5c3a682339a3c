/** A queue that survives restarts, for targets that are not there. */
import { openSegments } from "./queue-segments.ts";

/**
 * Entries that wait for a target, oldest first. A single consumer makes all calls but `push`, one after the other.
 */
export interface Queue {
  /** Takes an entry (one line of text); neither throws nor waits. */
  push(entry: string): void;
  /** The oldest entries, at most `count`; they stay until {@link Queue.drop}. */
  peek(count: number): Promise<readonly string[]>;
  /** Removes the first entries of the last peek: they have arrived. */
  drop(count: number): Promise<void>;
  /** Writes what is in memory to disk, durably; what cannot be written stays in memory. */
  spill(): Promise<void>;
  readonly size: number;
  /** Entries given up because the queue was full or the disk failed. */
  readonly lost: number;
}

/** Where the queue is kept, and how long it may get. */
export interface QueueOptions {
  /** Where entries survive an outage and a restart; undefined: in memory only. */
  readonly folder: string | undefined;
  /** File names begin with it. */
  readonly name: string;
  /** Most entries on disk; the oldest go first. */
  readonly limit: number;
  /** Most entries in memory. */
  readonly memoryLimit?: number;
}

/** Opens the queue with what an earlier process has left on disk. */
export async function openQueue({
  folder,
  name,
  limit,
  memoryLimit = Math.min(10_000, limit),
}: QueueOptions): Promise<Queue> {
  const mostInSegment = Math.max(1, Math.floor(limit / 10));
  const segments = folder === undefined ? undefined : await openSegments(folder, name, mostInSegment);
  let memory: string[] = [];
  /** Where the last peek was answered from, and how many of memory's first entries it handed out. */
  let peeked: "disk" | "memory" = "memory";
  let taken = 0;
  /** Entries on their way to disk: they are no longer in memory, not yet there, and still waiting. */
  let writing = 0;
  let lost = 0;

  const onDisk = (): number => segments?.size() ?? 0;

  const dropOldestFiles = async (): Promise<void> => {
    while (segments !== undefined && segments.files() > 1 && segments.size() > limit) {
      lost += segments.oldestSize();
      await segments.removeOldest();
    }
  };

  return {
    push(entry) {
      memory.push(entry);
      if (memory.length <= memoryLimit) return;
      // Several go at once, so that a flood does not move the whole list for every entry.
      const excess = Math.max(1, Math.floor(memoryLimit / 100));
      lost += memory.splice(Math.min(taken, memoryLimit - excess), excess).length;
    },
    async peek(count) {
      const oldest = await segments?.oldest();
      peeked = oldest === undefined ? "memory" : "disk";
      const entries = (oldest ?? memory).slice(0, count);
      if (peeked === "memory") taken = entries.length;
      return entries;
    },
    async drop(count) {
      if (peeked === "disk") {
        await segments?.drop(count);
        return;
      }
      memory = memory.slice(count);
      taken = 0;
    },
    async spill() {
      taken = 0;
      if (segments === undefined || memory.length === 0) return;
      const entries = memory;
      memory = [];
      writing = entries.length;
      try {
        await segments.append(entries);
      } catch {
        memory = [...entries, ...memory];
      } finally {
        writing = 0;
      }
      await dropOldestFiles();
    },
    get size() {
      return onDisk() + writing + memory.length;
    },
    get lost() {
      return lost + (segments?.damaged ?? 0);
    },
  };
}
