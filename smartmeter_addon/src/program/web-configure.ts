import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { parseKey } from "../key/keys.ts";
import type { Language } from "../language/language.ts";
import { parseOptions } from "../options/options.ts";
import type { WebTools } from "../web/tools.ts";
import type { ConfigurationDraft } from "../web/view.ts";

type Configure = NonNullable<WebTools["configure"]>;

/** Readable for its owner alone: keys stand in it. */
const ownerOnly = 0o600;

/**
 * Writes what was entered in the page's set-up into the YAML file the program was started with, beside whatever stands
 * there, comments too. Only what was filled in is changed; nothing is written unless the whole file is right then.
 */
export function createConfigure(path: string): Configure {
  return async (draft, language) => {
    const wrongKeys = problemsOfKeys(draft, language);
    if (wrongKeys.length > 0) return wrongKeys;
    const document = parseDocument(await textOf(path));
    if (document.errors.length > 0) return document.errors.map(({ message }) => `${path}: ${message.split("\n")[0]}`);
    try {
      for (const [name, value] of Object.entries(fieldsOf(draft))) {
        if (value !== undefined) document.setIn(["meters", draft.meter, name], value);
      }
    } catch {
      return [`${path}: meters: a list is expected`];
    }
    const result = parseOptions(document.toJS());
    if ("problems" in result) return result.problems.map(({ path: where, expected }) => `${where}: ${expected}`);
    await replace(path, document.toString());
    return [];
  };
}

function fieldsOf({ name, port, key, authenticationKey }: ConfigurationDraft) {
  return { name, port, key, authentication_key: authenticationKey };
}

function problemsOfKeys({ key, authenticationKey }: ConfigurationDraft, language: Language): string[] {
  return [key, authenticationKey].flatMap((typed) => {
    const parsed = typed === undefined ? undefined : parseKey(typed);
    return parsed !== undefined && "problem" in parsed ? [parsed.problem[language]] : [];
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Beside the old file first, so that a power cut leaves one of the two whole. */
async function replace(path: string, text: string): Promise<void> {
  const mode = await stat(path).then(
    (old) => old.mode & 0o777,
    () => ownerOnly,
  );
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode });
  await rename(beside, path);
}
