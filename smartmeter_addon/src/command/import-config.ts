/** `smartmeter import-config`: another program's configuration as one of ours. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { importConfiguration } from "../import/import-config.ts";
import { formatImported } from "../import/imported.ts";
import { wordIn } from "../language/language.ts";
import { parseOptions } from "../options/options.ts";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { fileError, languageOf, parseFlags, WrongUse, withUsage } from "./inputs.ts";

const flags = {
  "keep-entities": { type: "boolean" },
  output: { type: "string" },
  language: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Exit 0: written; 1: not a configuration known here, or one that is wrong here too; 2: wrong use. */
export function importConfigCommand(args: string[]): Promise<number> {
  return withUsage(usages["import-config"], args, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if (positionals.length === 0) throw new WrongUse(wrongUse.aFile);
    const language = languageOf(values);
    const keepEntities = values["keep-entities"] === true;
    const imported = importConfiguration(withNeighbour(positionals).map(read), { keepEntities });
    if (imported === undefined) {
      process.stderr.write(`${commandSays(language, "noProgram", { files: positionals.join(", ") })}\n`);
      return 1;
    }
    const text = formatImported(imported);
    if (values.output === undefined) process.stdout.write(text);
    else write(values.output, text);
    const checked = parseOptions(imported.options);
    if ("options" in checked) {
      if (values.output !== undefined)
        process.stderr.write(`${commandSays(language, "written", { file: values.output })}\n`);
      return 0;
    }
    for (const { path, found, expected } of checked.problems) {
      const facts = { path, found: wordIn(found, language), expected: wordIn(expected, language) };
      process.stderr.write(`${commandSays(language, "correct", facts)}\n`);
    }
    return 1;
  });
}

/** smartmeterreader keeps its data format beside its main file, which has `mbus` in it. */
function withNeighbour(files: readonly string[]): readonly string[] {
  const [file = ""] = files;
  const neighbour = join(dirname(file), "data_format.yaml");
  const isTheirs = files.length === 1 && /^mbus\s*:/m.test(read(file));
  return isTheirs && existsSync(neighbour) ? [file, neighbour] : files;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(file, error);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
    // A file that was there before keeps its rights otherwise.
    chmodSync(file, 0o600);
  } catch (error) {
    throw fileError(`--output ${file}`, error);
  }
}
