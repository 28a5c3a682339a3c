/** The configuration from all its sources: the app's form, files, variables, key file. */
import { parseArgs } from "node:util";
import { expectation, leavesOf } from "../schema/expectation.ts";
import { alignMeters, type MeterAlignment } from "./app-meters.ts";
import { checkTogether, withBrokerApart, withReaderKeysApart } from "./configuration-checks.ts";
import { type EnvironmentValue, readEnvironment } from "./configuration-environment.ts";
import { parseYamlFile, type YamlFile } from "./configuration-yaml.ts";
import { nearest } from "./nearest.ts";
import { type OptionProblem, type Options, parseOptions, schema } from "./options.ts";

/** Where the Supervisor lays the options of the app's form. */
export const appOptionsPath = "/data/options.json";

/** The app's own file, in the folder that the Supervisor maps for it: whatever its form does not have. */
export const appFilePath = "/config/smartmeter.yaml";

/** Flags of every command that loads the configuration, for `parseArgs`. */
export const configurationFlags = {
  config: { type: "string" },
  "key-file": { type: "string" },
  language: { type: "string" },
} as const;

export interface ConfigurationProblem {
  /** File with line and column, variable, or flag. */
  readonly where: string;
  /** `meters[0].key`; empty when the whole place is meant. */
  readonly path: string;
  /** Never a secret. */
  readonly found: string;
  readonly expected: string;
  readonly advice: string | undefined;
}

export interface ConfigurationInput {
  /** What stands behind the command: `--config FILE`, `--key-file FILE`, `--language de`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws like `readFileSync` when there is none. */
  readonly readFile: (path: string) => string;
}

export type Configuration =
  | {
      readonly options: Options;
      /** Where they came from, for the log. */
      readonly origin: readonly string[];
      /** Variables that a cluster put there for a service of the same name. */
      readonly ignored: readonly string[];
      /** Entries of the app's own file for meters that its form does not have, with their place. */
      readonly orphans: readonly string[];
    }
  | { readonly problems: readonly ConfigurationProblem[] };

/**
 * The configuration from all its sources: one YAML file (in the app its own file, and above it the form), above that
 * `SMARTMETER_*` variables, above them `--key-file` and `--language`. Every problem at once.
 */
export function loadConfiguration({ args, env, readFile }: ConfigurationInput): Configuration {
  const flags = readFlags(args);
  if ("problem" in flags) return { problems: [flags.problem] };
  const leaves = leavesOf(schema);
  const base = readBase(flags.config ?? env.SMARTMETER_CONFIG, leaves, readFile);
  if ("problem" in base) return { problems: [base.problem] };

  const { values, ignored, problems: strange } = readEnvironment(env, leaves, readFile);
  const above: EnvironmentValue[] = [...base.form, ...values];
  if (flags.keyFile !== undefined) {
    try {
      above.push({ path: ["meters", 0, "key"], value: readFile(flags.keyFile).trim(), variable: "--key-file" });
    } catch (error) {
      return { problems: [unreadable(`--key-file ${flags.keyFile}`, error)] };
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
  if (problems.length > 0 || "problems" in result) return { problems };
  return {
    options: withReaderKeysApart(withBrokerApart(result.options)),
    ignored,
    orphans: base.orphans,
    origin: [...new Set([base.name, ...above.map(({ variable }) => variable)])].filter(Boolean),
  };
}

/** What holds at a path, and which layer says so. */
export interface Layers {
  /** The file that changes go to; undefined where none is named. */
  readonly file: string | undefined;
  readonly merged: unknown;
  /** Where the meters of the app's form stand in its file; undefined where there is no form above a file. */
  readonly alignment: MeterAlignment | undefined;
  /** `source`: `form`, `file:12`, a variable or flag; undefined where nothing is set. */
  at(path: readonly (string | number)[]): { readonly value: unknown; readonly source: string | undefined };
}

/** The sources of the configuration one above the other, unchecked: for whoever shows where a value comes from. */
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

/** One line: place, option, what was found, what is expected, what to do. */
export function formatProblem({ where, path, found, expected, advice }: ConfigurationProblem): string {
  const what = path === "" ? where : `${where}: ${path}`;
  return `${what}: found ${found}, expected ${expected}${advice === undefined ? "" : `; ${advice}`}`;
}

interface Base {
  readonly name: string;
  readonly value: unknown;
  readonly file: YamlFile | undefined;
  /** What the app's form says above the file, a value at a time. */
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
    const found = strange ?? `${args.at(-1)} without a value`;
    const expected = "--config FILE, --key-file FILE or --language de";
    return { problem: { where: "command line", path: "", found, expected, advice: "see smartmeter --help" } };
  }
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

/** The app's own file with its meters laid to those of the form above it. */
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

/** Every value of a tree with its path; what was cleared in a form is none. */
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
  const { code, message } = error as NodeJS.ErrnoException;
  const found =
    code === "ENOENT"
      ? "no such file"
      : code === "EACCES"
        ? "a file this user may not read"
        : code === "EISDIR"
          ? "a folder"
          : message.slice(0, 200);
  return { where, path: "", found, expected: "a file that can be read", advice: undefined };
}

/** The tree with a value at a path; lists grow as far as needed. */
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

/** A problem of the checked options with the place that the wrong value came from and what was probably meant. */
function locate(problem: OptionProblem, base: Base, above: readonly EnvironmentValue[]): ConfigurationProblem {
  const keys = [...problem.path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, at, name]) =>
    at ? Number(at) : (name ?? ""),
  );
  const variable = above.find(({ path }) => path.length <= keys.length && path.every((part, at) => part === keys[at]));
  const where =
    variable?.variable ?? (base.file === undefined ? "configuration" : `${base.name}:${base.file.position(keys)}`);
  return { ...problem, where, advice: advise(problem, keys) };
}

function advise(problem: OptionProblem, keys: readonly (string | number)[]): string | undefined {
  const last = keys.at(-1);
  if (problem.found !== "an unknown name" || typeof last !== "string") return undefined;
  const section = expectation(schema, keys.slice(0, -1)) ?? "";
  const name = nearest(last, section.replace(/^a section with /, "").split(", "));
  return name === undefined ? `${section} is known here` : `did you mean "${name}"?`;
}
