/** A queue that survives restarts, for targets that are not there. */
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Entries that wait for a target, oldest first. A single consumer calls everything but `push`, one call after the
 * other.
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

/** A file of whole lines. New entries are appended to the newest one until it is large; a delivered one is deleted. */
interface Segment {
  readonly path: string;
  count: number;
  octets: number;
}

const segmentOctets = 262_144;

/** Opens the queue with what an earlier process has left on disk. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { folder, name, limit, memoryLimit = Math.min(10_000, limit) } = options;
  const segmentEntries = Math.max(1, Math.floor(limit / 10));
  const segments = folder === undefined ? [] : await findSegments(folder, name);
  let number = Number(/(\d+)\.queue$/.exec(segments.at(-1)?.path ?? "")?.[1] ?? 0);
  let memory: string[] = [];
  /** How many of memory's first entries the last peek handed out. */
  let taken = 0;
  /** The oldest segment while it is being delivered. */
  let head: { readonly segment: Segment; entries: string[] } | undefined;
  let lost = 0;
  /** Entries on their way to disk: they are no longer in memory, not yet there, and still waiting. */
  let writing = 0;

  const onDisk = (): number =>
    segments.reduce((sum, segment) => sum + segment.count, 0) - (head ? head.segment.count - head.entries.length : 0);

  const removeOldest = async (): Promise<void> => {
    const segment = segments.shift();
    if (head?.segment === segment) head = undefined;
    if (segment !== undefined) await rm(segment.path, { force: true }).catch(() => {});
  };

  const loadHead = async (): Promise<void> => {
    while (head === undefined && segments[0] !== undefined) {
      const segment = segments[0];
      const entries = await readEntries(segment.path).catch(() => []);
      lost += segment.count - entries.length;
      segment.count = entries.length;
      if (entries.length > 0) head = { segment, entries };
      else await removeOldest();
    }
  };

  const append = async (entries: readonly string[]): Promise<void> => {
    const text = `${entries.join("\n")}\n`;
    let segment = segments.at(-1);
    const full = (of: Segment): boolean => of.octets >= segmentOctets || of.count >= segmentEntries;
    if (segment === undefined || segment === head?.segment || full(segment)) {
      segment = {
        path: join(folder as string, `${name}-${String(++number).padStart(8, "0")}.queue`),
        count: 0,
        octets: 0,
      };
    }
    await mkdir(folder as string, { recursive: true, mode: 0o700 });
    const file = await open(segment.path, "a", 0o600);
    try {
      // A write that fails half-way leaves a torn line, which is cut off before the next write.
      await file.truncate(segment.octets);
      await file.writeFile(text);
      await file.datasync();
    } catch (error) {
      // While the disk is full, every attempt would leave a file behind.
      if (segment.octets === 0) await rm(segment.path, { force: true }).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
    segment.count += entries.length;
    segment.octets += Buffer.byteLength(text);
    if (!segments.includes(segment)) segments.push(segment);
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
      await loadHead();
      if (head !== undefined) return head.entries.slice(0, count);
      const entries = memory.slice(0, count);
      taken = entries.length;
      return entries;
    },
    async drop(count) {
      if (head === undefined) {
        memory = memory.slice(count);
        taken = 0;
        return;
      }
      head.entries = head.entries.slice(count);
      if (head.entries.length === 0) await removeOldest();
    },
    async spill() {
      taken = 0;
      if (folder === undefined || memory.length === 0) return;
      const entries = memory;
      memory = [];
      writing = entries.length;
      try {
        await append(entries);
      } catch {
        memory = [...entries, ...memory];
      } finally {
        writing = 0;
      }
      while (segments.length > 1 && onDisk() > limit) {
        const rest = head?.segment === segments[0] ? head?.entries.length : segments[0]?.count;
        lost += rest ?? 0;
        await removeOldest();
      }
    },
    get size() {
      return onDisk() + writing + memory.length;
    },
    get lost() {
      return lost;
    },
  };
}

async function findSegments(folder: string, name: string): Promise<Segment[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((file) => file.startsWith(`${name}-`) && /-\d{8,}\.queue$/.test(file)).sort();
  const segments: Segment[] = [];
  for (const file of own) {
    const path = join(folder, file);
    const entries = await readEntries(path).catch(() => []);
    // Counted as full: a file of an earlier process may end in a torn line and is not appended to.
    segments.push({ path, count: entries.length, octets: segmentOctets });
  }
  return segments;
}

/** The whole lines of a file; after a power cut the last one may be torn or consist of zeros. */
async function readEntries(path: string): Promise<string[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.pop();
  return lines.filter((line) => line !== "" && !line.includes("\0"));
}
