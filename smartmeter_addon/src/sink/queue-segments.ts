/** The part of a queue that is on disk: files of whole lines, which one consumer reads and writes. */
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** A file of whole lines. New entries are appended to the newest one until it is large; a delivered one is deleted. */
interface Segment {
  readonly path: string;
  count: number;
  octets: number;
}

export interface Segments {
  /** Entries on disk. */
  size(): number;
  /** Number of files. */
  files(): number;
  /** Entries of the oldest file that has any; undefined where nothing is on disk. */
  oldest(): Promise<readonly string[] | undefined>;
  /** Removes the first entries of the oldest file. */
  drop(count: number): Promise<void>;
  /** Appends entries durably; rejects if the disk does not take them. */
  append(entries: readonly string[]): Promise<void>;
  /** Entries still in the oldest file. */
  oldestSize(): number;
  /** Deletes the oldest file. */
  removeOldest(): Promise<void>;
  /** Entries that were in files and could not be read. */
  readonly damaged: number;
}

const mostOctets = 262_144;

/** Opens what an earlier process has left in the folder. `mostEntries`: in one file. */
export async function openSegments(folder: string, name: string, mostEntries: number): Promise<Segments> {
  const segments = await findSegments(folder, name);
  let number = Number(/(\d+)\.queue$/.exec(segments.at(-1)?.path ?? "")?.[1] ?? 0);
  /** The oldest segment while it is being delivered. */
  let head: { readonly segment: Segment; entries: string[] } | undefined;
  let damaged = 0;

  const removeOldest = async (): Promise<void> => {
    const segment = segments.shift();
    if (head?.segment === segment) head = undefined;
    if (segment !== undefined) await rm(segment.path, { force: true }).catch(() => {});
  };

  const newest = (): Segment => {
    const last = segments.at(-1);
    const isOpen = last !== undefined && last !== head?.segment;
    if (isOpen && last.octets < mostOctets && last.count < mostEntries) return last;
    return { path: join(folder, `${name}-${String(++number).padStart(8, "0")}.queue`), count: 0, octets: 0 };
  };

  return {
    size: () =>
      segments.reduce((sum, segment) => sum + segment.count, 0) - (head ? head.segment.count - head.entries.length : 0),
    files: () => segments.length,
    async oldest() {
      while (head === undefined && segments[0] !== undefined) {
        const segment = segments[0];
        const entries = await readEntries(segment.path).catch(() => []);
        damaged += segment.count - entries.length;
        segment.count = entries.length;
        if (entries.length > 0) head = { segment, entries };
        else await removeOldest();
      }
      return head?.entries;
    },
    async drop(count) {
      if (head === undefined) return;
      head.entries = head.entries.slice(count);
      if (head.entries.length === 0) await removeOldest();
    },
    async append(entries) {
      const segment = newest();
      const octets = await appendLines(folder, segment, entries);
      segment.octets += octets;
      segment.count += entries.length;
      if (!segments.includes(segment)) segments.push(segment);
    },
    oldestSize: () =>
      head !== undefined && head.segment === segments[0] ? head.entries.length : (segments[0]?.count ?? 0),
    removeOldest,
    get damaged() {
      return damaged;
    },
  };
}

/** Gives the octets written. */
async function appendLines(folder: string, segment: Segment, entries: readonly string[]): Promise<number> {
  const text = `${entries.join("\n")}\n`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(segment.path, "a", 0o600);
  try {
    // A write that fails half-way leaves a torn line, which is cut off before the next write.
    await file.truncate(segment.octets);
    await file.writeFile(text);
    await file.datasync();
  } catch (error) {
    // Otherwise every attempt would leave a file behind while the disk is full.
    if (segment.octets === 0) await rm(segment.path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
  return Buffer.byteLength(text);
}

async function findSegments(folder: string, name: string): Promise<Segment[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((file) => file.startsWith(`${name}-`) && /-\d{8,}\.queue$/.test(file)).sort();
  const segments: Segment[] = [];
  for (const file of own) {
    const path = join(folder, file);
    const entries = await readEntries(path).catch(() => []);
    // Counted as full: a file of an earlier process may end in a torn line and is not appended to.
    segments.push({ path, count: entries.length, octets: mostOctets });
  }
  return segments;
}

/** The whole lines of a file; after a power cut the last one may be torn or consist of zeros. */
async function readEntries(path: string): Promise<string[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.pop();
  return lines.filter((line) => line !== "" && !line.includes("\0"));
}
