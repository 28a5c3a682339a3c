/** `smartmeter import-config`: another program's configuration as one of ours. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { importConfiguration } from "../import/import-config.ts";
import { formatImported } from "../import/imported.ts";
import { parseOptions } from "../options/options.ts";
import { parseFlags, reasonOf, WrongUse, withUsage } from "./inputs.ts";

const usage = `usage: smartmeter import-config [--keep-entities] [--output FILE.yaml] FILE [FILE]

Turns another program's configuration into one for this program, with a remark on every line:
options of smartmeter_homeassistant_burgenland (JSON or YAML), config.yaml and data_format.yaml of smartmeterreader,
the environment of evn-kaifa-ma309 (NAME=value lines or a compose file), and an ESPHome board with dlms_meter (give
its secrets.yaml as the second file).

  --keep-entities  new entities in Home Assistant take the ids of the old ones, so history and statistics continue
  --output FILE    write there, readable by you only, instead of to standard output

The result holds your key: treat it like a password.
`;

const flags = { "keep-entities": { type: "boolean" }, output: { type: "string" }, help: { type: "boolean" } } as const;

/** Exit 0: written; 1: not a configuration known here, or one that is wrong here too; 2: wrong use. */
export function importConfigCommand(args: string[]): Promise<number> {
  return withUsage(usage, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if (values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    if (positionals.length === 0) throw new WrongUse("a file is missing");
    const keepEntities = values["keep-entities"] === true;
    const imported = importConfiguration(withNeighbour(positionals).map(read), { keepEntities });
    if (imported === undefined) {
      process.stderr.write(`${positionals.join(", ")}: of no program this command knows; see --help\n`);
      return 1;
    }
    const text = formatImported(imported);
    if (values.output === undefined) process.stdout.write(text);
    else write(values.output, text);
    const checked = parseOptions(imported.options);
    if ("options" in checked) {
      if (values.output !== undefined) process.stderr.write(next(values.output));
      return 0;
    }
    for (const { path, found, expected } of checked.problems) {
      process.stderr.write(`${path}: found ${found}, expected ${expected}; correct it in the result\n`);
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
    throw new WrongUse(`${file}: ${reasonOf(error)}`);
  }
}

const next = (file: string): string =>
  `Written to ${file}; every line says where it comes from. Next: smartmeter check-config --config ${file}\n`;

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
    // A file that was there before keeps its rights otherwise.
    chmodSync(file, 0o600);
  } catch (error) {
    throw new WrongUse(`--output ${file}: ${reasonOf(error)}`);
  }
}
