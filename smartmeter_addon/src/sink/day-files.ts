/** Files with one day each, to which several outputs append. */
import { open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";

/** A meter's id as part of a file name. */
export const fileName = (meter: string): string => meter.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 80);

/** Appends all of the lines or, if the disk fills up half-way, none. A new file begins with the header. */
export async function append(path: string, text: string, header = ""): Promise<void> {
  const file = await open(path, "a");
  try {
    const { size } = await file.stat();
    try {
      await file.writeFile(size === 0 ? header + text : text);
    } catch (error) {
      await file.truncate(size).catch(() => {});
      if (size === 0) await rm(path, { force: true }).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
  }
}

/** Cuts off what a power cut has left of a last line. A missing file needs no mending. */
export async function mendTail(path: string): Promise<void> {
  const text = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined || text.length === 0 || text.at(-1) === 0x0a) return;
  await truncate(path, text.lastIndexOf(0x0a) + 1);
}

/** The whole lines of a file; none where it does not exist. */
export async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").slice(0, -1);
}

/** Rewrites the file; a reader sees either the old text or the new. */
export async function replace(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
