/** The configuration from all its sources: the app's form, files, variables, key file. */
import { parseArgs } from "node:util";
import { reasonOf } from "../fault.ts";
import type { Sentence, Words } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { leavesOf, namesIn } from "../schema/expectation.ts";
import { alignMeters, type MeterAlignment } from "./app-meters.ts";
import { checkTogether, withBrokerApart, withReaderKeysApart } from "./configuration-checks.ts";
import { type EnvironmentValue, readEnvironment } from "./configuration-environment.ts";
import { parseYamlFile, type YamlFile } from "./configuration-yaml.ts";
import { nearest } from "./nearest.ts";
import { isUnknownName, type OptionProblem, type Options, parseOptions, schema } from "./options.ts";
import type { ConfigurationProblem } from "./problem.ts";

export { type ConfigurationProblem, formatProblem } from "./problem.ts";

/** Where the Supervisor puts the options of the app's form. */
export const appOptionsPath = "/data/options.json";

/** The app's own file, in the folder that the Supervisor maps for it: it has whatever the form does not. */
export const appFilePath = "/config/smartmeter.yaml";

/** Flags of every command that loads the configuration, for `parseArgs`. */
export const configurationFlags = {
  config: { type: "string" },
  "key-file": { type: "string" },
  language: { type: "string" },
} as const;

/** The place of a problem with a flag. */
export const commandLine: Sentence = { en: "command line", de: "Befehlszeile" };

const words = {
  valueless: { en: "{flag} without a value", de: "{flag} ohne Wert" },
  flags: {
    en: "--config FILE, --key-file FILE or --language de",
    de: "--config DATEI, --key-file DATEI oder --language de",
  },
  help: { en: "see smartmeter --help", de: "siehe smartmeter --help" },
  readable: { en: "a file that can be read", de: "eine lesbare Datei" },
  configuration: { en: "configuration", de: "Konfiguration" },
  meant: { en: 'did you mean "{name}"?', de: "meintest du „{name}“?" },
  known: { en: "a section with {names} is known here", de: "bekannt ist hier ein Abschnitt mit {names}" },
} as const satisfies Readonly<Record<string, Sentence>>;

const unreadables: Readonly<Record<string, Sentence>> = {
  ENOENT: { en: "no such file", de: "keine solche Datei" },
  EACCES: { en: "a file this user may not read", de: "eine Datei, die dieser Benutzer nicht lesen darf" },
  EISDIR: { en: "a folder", de: "ein Ordner" },
};

/** The sources. */
export interface ConfigurationInput {
  /** What follows the command: `--config FILE`, `--key-file FILE`, `--language de`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws like `readFileSync` where there is none. */
  readonly readFile: (path: string) => string;
}

/** Checked options, or everything that is wrong with them. */
export type Configuration =
  | {
      readonly options: Options;
      /** Where they came from, for the log. */
      readonly origin: readonly string[];
      /** Variables that are not ours: a cluster set them for a service of the same name. */
      readonly ignored: readonly string[];
      /** Entries of the app's own file whose meters the form does not have, with their places. */
      readonly orphans: readonly string[];
    }
  /** `language`: the one asked for, as far as that could be read. */
  | { readonly problems: readonly ConfigurationProblem[]; readonly language: unknown };

/**
 * The configuration from all its sources: a YAML file (in the app its own file, overridden by the form), overridden by
 * `SMARTMETER_*` variables, overridden by `--key-file` and `--language`. Gives every problem at once.
 */
export function loadConfiguration({ args, env, readFile }: ConfigurationInput): Configuration {
  const flags = readFlags(args);
  if ("problem" in flags)
    return { problems: [flags.problem], language: languageAmong(args) ?? env.SMARTMETER_LANGUAGE };
  const wish = flags.language ?? env.SMARTMETER_LANGUAGE;
  const leaves = leavesOf(schema);
  const base = readBase(flags.config ?? env.SMARTMETER_CONFIG, leaves, readFile);
  if ("problem" in base) return { problems: [base.problem], language: wish };

  const { values, ignored, problems: strange } = readEnvironment(env, leaves, readFile);
  const above: EnvironmentValue[] = [...base.form, ...values];
  if (flags.keyFile !== undefined) {
    try {
      above.push({ path: ["meters", 0, "key"], value: readFile(flags.keyFile).trim(), variable: "--key-file" });
    } catch (error) {
      return { problems: [unreadable(`--key-file ${flags.keyFile}`, error)], language: wish };
    }
  }
  if (flags.language !== undefined) above.push({ path: ["language"], value: flags.language, variable: "--language" });
  const merged = above.reduce((tree, { path, value }) => put(tree, path, value), base.value);
  const result = parseOptions(merged);
  const problems = strange.map(
    ({ variable, found, expected, advice }): ConfigurationProblem => ({
      where: variable,
      path: "",
      found,
      expected,
      advice,
    }),
  );
  const wrong = "problems" in result ? result.problems : checkTogether(result.options);
  problems.push(...wrong.map((problem) => locate(problem, base, above)));
  if (problems.length > 0 || "problems" in result) return { problems, language: valueAt(merged, ["language"]) };
  return {
    options: withReaderKeysApart(withBrokerApart(result.options)),
    ignored,
    orphans: base.orphans,
    origin: [...new Set([base.name, ...above.map(({ variable }) => variable)])].filter(Boolean),
  };
}

/** The sources one above the other: what holds at a path, and which of them says so. */
export interface Layers {
  /** The file that changes go to; undefined where none is named. */
  readonly file: string | undefined;
  readonly merged: unknown;
  /** Where the app's file has the form's meters; undefined where there is no form above a file. */
  readonly alignment: MeterAlignment | undefined;
  /** `source`: `form`, `file:12`, a variable or flag; undefined where nothing is set. */
  at(path: readonly (string | number)[]): { readonly value: unknown; readonly source: string | undefined };
}

/** The sources of the configuration, unchecked, for showing where a value comes from. */
export function loadLayers({ args, env, readFile }: ConfigurationInput): Layers {
  const flags = readFlags(args);
  const named = "problem" in flags ? undefined : (flags.config ?? env.SMARTMETER_CONFIG);
  const leaves = leavesOf(schema);
  const read = readBase(named, leaves, readFile);
  const base: Base = "problem" in read ? noBase : read;
  const above = [...base.form, ...readEnvironment(env, leaves, readFile).values];
  const merged = above.reduce((tree, { path, value }) => put(tree, path, value), base.value);
  const isAt = (path: readonly (string | number)[], whole: readonly (string | number)[]): boolean =>
    path.length <= whole.length && path.every((part, at) => part === whole[at]);
  return {
    file: named,
    merged,
    alignment: base.alignment,
    at(path) {
      const value = valueAt(merged, path);
      if (value === undefined) return { value, source: undefined };
      const variable = above.findLast((entry) => isAt(entry.path, path) || isAt(path, entry.path))?.variable;
      if (variable !== undefined) return { value, source: variable === appOptionsPath ? "form" : variable };
      if (base.name === appOptionsPath) return { value, source: "form" };
      return { value, source: `file:${base.file?.position(path).split(":")[0] ?? ""}` };
    },
  };
}

function valueAt(tree: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (node as Record<string | number, unknown> | null | undefined)?.[key],
    tree,
  );
}

/** The YAML file named on the command line or in the environment. */
export function configurationFileOf(args: readonly string[], env: ConfigurationInput["env"]): string | undefined {
  const flags = readFlags(args);
  return "problem" in flags ? undefined : (flags.config ?? env.SMARTMETER_CONFIG);
}

interface Base {
  readonly name: string;
  readonly value: unknown;
  readonly file: YamlFile | undefined;
  /** What the app's form says above the file, value by value. */
  readonly form: readonly EnvironmentValue[];
  readonly alignment: MeterAlignment | undefined;
  readonly orphans: readonly string[];
}

const noBase: Base = { name: "", value: {}, file: undefined, form: [], alignment: undefined, orphans: [] };

interface Flags {
  readonly config: string | undefined;
  readonly keyFile: string | undefined;
  readonly language: string | undefined;
}

function readFlags(args: readonly string[]): Flags | { problem: ConfigurationProblem } {
  try {
    const {
      config,
      "key-file": keyFile,
      language,
    } = parseArgs({ args: [...args], options: configurationFlags }).values;
    return { config, keyFile, language };
  } catch {
    const known = Object.keys(configurationFlags).map((name) => `--${name}`);
    const strange = args.find(
      (arg, at) => !known.includes(arg.split("=")[0] as string) && !known.includes(args[at - 1] ?? ""),
    );
    const found = strange ?? sentence(words.valueless, { flag: args.at(-1) ?? "" });
    return { problem: { where: commandLine, path: "", found, expected: words.flags, advice: words.help } };
  }
}

/** The language that arguments ask for which are wrong otherwise. */
function languageAmong(args: readonly string[]): unknown {
  return parseArgs({ args: [...args], options: configurationFlags, strict: false }).values.language;
}

function readBase(
  path: string | undefined,
  leaves: Parameters<typeof parseYamlFile>[1],
  readFile: (path: string) => string,
): Base | { problem: ConfigurationProblem } {
  if (path === undefined) return readAppBase(leaves, readFile);
  try {
    return parseBase(path, readFile(path), leaves);
  } catch (error) {
    return { problem: unreadable(path, error) };
  }
}

/** The app's own file with its form above it; either may be missing. */
function readAppBase(
  leaves: Parameters<typeof parseYamlFile>[1],
  readFile: (path: string) => string,
): Base | { problem: ConfigurationProblem } {
  const bases: Base[] = [];
  for (const path of [appFilePath, appOptionsPath]) {
    try {
      // JSON is YAML, and the same reader gives line and column.
      const base = parseBase(path, readFile(path), leaves);
      if ("problem" in base) return base;
      bases.push(base);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return { problem: unreadable(path, error) };
    }
  }
  const [first, form] = bases;
  if (first === undefined) return noBase;
  return form === undefined ? first : belowForm(first, form.value);
}

/** The app's own file with its meters in the order of the form's. */
function belowForm(base: Base, form: unknown): Base {
  const above = leavesIn(form, [], appOptionsPath);
  const meters = (base.value as { meters?: unknown }).meters;
  const alignment = alignMeters(meters, (form as { meters?: unknown }).meters);
  const { file } = base;
  if (!Array.isArray(meters) || file === undefined) return { ...base, form: above, alignment };
  const { positions, orphans } = alignment;
  const position = (path: readonly (string | number)[]): string => {
    const [section, at, ...rest] = path;
    const there = section === "meters" && typeof at === "number" ? positions[at] : undefined;
    return file.position(there === undefined ? path : [section as string, there, ...rest]);
  };
  const aligned = positions.map((at) => (at === undefined ? {} : meters[at]));
  return {
    ...base,
    value: { ...(base.value as object), meters: aligned },
    file: { ...file, position },
    form: above,
    alignment,
    orphans: orphans.map((at) => `${base.name}:${file.position(["meters", at])}`),
  };
}

/** Every value of a tree with its path; a cleared field of a form is no value. */
function leavesIn(tree: unknown, path: readonly (string | number)[], variable: string): EnvironmentValue[] {
  if (tree === null || tree === undefined || tree === "") return [];
  if (typeof tree !== "object") return [{ path: [...path], value: tree, variable }];
  const entries = Array.isArray(tree) ? tree.map((item, at) => [at, item] as const) : Object.entries(tree);
  return entries.flatMap(([key, item]) => leavesIn(item, [...path, key], variable));
}

function parseBase(
  path: string,
  text: string,
  leaves: Parameters<typeof parseYamlFile>[1],
): Base | { problem: ConfigurationProblem } {
  const result = parseYamlFile(text, leaves);
  if ("file" in result) return { ...noBase, name: path, value: result.file.value ?? {}, file: result.file };
  const where = `${path}:${result.position}`;
  return { problem: { where, path: "", found: result.error, expected: "YAML", advice: undefined } };
}

function unreadable(where: string, error: unknown): ConfigurationProblem {
  const { code = "", what } = error as { code?: string; what?: Sentence };
  return {
    where,
    path: "",
    found: what ?? unreadables[code] ?? reasonOf(error),
    expected: words.readable,
    advice: undefined,
  };
}

/** The tree with a value at a path; lists grow as far as necessary. */
function put(tree: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === "number") {
    const list = Array.isArray(tree) ? [...tree] : [];
    while (list.length <= key) list.push({});
    list[key] = put(list[key], rest, value);
    return list;
  }
  const section = typeof tree === "object" && tree !== null && !Array.isArray(tree) ? tree : {};
  return { ...section, [key]: put((section as Record<string, unknown>)[key], rest, value) };
}

/** A problem of the checked options, with the place the wrong value came from and what was probably meant. */
function locate(problem: OptionProblem, base: Base, above: readonly EnvironmentValue[]): ConfigurationProblem {
  const keys = [...problem.path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, at, name]) =>
    at ? Number(at) : (name ?? ""),
  );
  const variable = above.find(({ path }) => path.length <= keys.length && path.every((part, at) => part === keys[at]));
  const where: Words =
    variable?.variable ?? (base.file === undefined ? words.configuration : `${base.name}:${base.file.position(keys)}`);
  return { ...problem, where, advice: advise(problem, keys) };
}

function advise(problem: OptionProblem, keys: readonly (string | number)[]): Sentence | undefined {
  const last = keys.at(-1);
  if (!isUnknownName(problem) || typeof last !== "string") return undefined;
  const names = namesIn(schema, keys.slice(0, -1));
  const name = nearest(last, names);
  if (name !== undefined) return sentence(words.meant, { name });
  return sentence(words.known, { names: names.join(", ") });
}
