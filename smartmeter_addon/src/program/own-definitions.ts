import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../log.ts";
import type { Definition } from "../meter/definition.ts";

/** The user's own definitions; a file that is wrong or cannot be read is named and left out. */
export async function ownDefinitions(folder: string | undefined, log: Log): Promise<Definition[]> {
  const found: Definition[] = [];
  for (const path of folder === undefined ? [] : filesOf(folder, log)) {
    try {
      const { parseDefinitionText } = await import("../meter/definition.ts");
      const result = await parseDefinitionText(readFileSync(path, "utf8"));
      if ("definition" in result) found.push(result.definition);
      else log.warning(`${path}: ${result.problems.join("; ")}`);
    } catch (error) {
      log.warning(`${path}: ${(error as Error).message}`);
    }
  }
  return found;
}

function filesOf(folder: string, log: Log): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    // Most people have none.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") log.warning(`${folder}: ${(error as Error).message}`);
    return [];
  }
}
