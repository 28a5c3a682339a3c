/** Loads the user's own files for meters that are not built in. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import { readOptionsFile } from "../options/options-file.ts";
import type { Definition } from "../telegram/definition.ts";
import { message } from "../texts/log-lines.ts";

/** The user's own definitions; a file that is wrong or cannot be read is left out and named in the log. */
export async function ownDefinitions(
  folder: string | undefined,
  log: Log,
  language: Language = "en",
): Promise<Definition[]> {
  const leaveOut = (path: string, reason: string): void =>
    log.warning(message(language, "definitionLeftOut", { path, reason }));
  const found: Definition[] = [];
  for (const path of folder === undefined ? [] : filesOf(folder, leaveOut)) {
    try {
      const { parseDefinitionText } = await import("../telegram/definition.ts");
      const result = await parseDefinitionText(readOptionsFile(path));
      if ("definition" in result) found.push(result.definition);
      else leaveOut(path, result.problems.join("; "));
    } catch (error) {
      leaveOut(path, (error as Error).message);
    }
  }
  return found;
}

function filesOf(folder: string, leaveOut: (path: string, reason: string) => void): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    // Most people have no such folder.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") leaveOut(folder, (error as Error).message);
    return [];
  }
}
