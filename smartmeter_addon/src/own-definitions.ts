import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "./log.ts";
import { type Definition, parseDefinitionText } from "./meter/definition.ts";

/** The user's own definitions; a wrong file is named and left out. */
export async function ownDefinitions(folder: string | undefined, log: Log): Promise<Definition[]> {
  if (folder === undefined || !existsSync(folder)) return [];
  const found: Definition[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()) {
    const result = await parseDefinitionText(readFileSync(join(folder, name), "utf8"));
    if ("definition" in result) found.push(result.definition);
    else log.warning(`${join(folder, name)}: ${result.problems.join("; ")}`);
  }
  return found;
}
