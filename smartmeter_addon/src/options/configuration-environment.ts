/** Options from `SMARTMETER_*` variables. */
import { reasonOf } from "../fault.ts";
import type { Sentence, Words } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import type { OptionLeaf } from "../schema/expectation.ts";
import { nearest } from "./nearest.ts";

const prefix = "SMARTMETER_";

/**
 * Variables with this prefix that are no options: which file to read, where to leave a sign of life, and the version.
 */
const reserved = new Set(["SMARTMETER_CONFIG", "SMARTMETER_HEARTBEAT", "SMARTMETER_VERSION"]);

const words = {
  unread: { en: "a variable nobody reads", de: "eine Variable, die niemand liest" },
  name: { en: "the name of an option", de: "der Name einer Option" },
  unreadable: { en: "a file that cannot be read", de: "eine Datei, die sich nicht lesen lässt" },
  path: { en: "a path", de: "ein Pfad" },
  meant: { en: "did you mean {name}?", de: "meintest du {name}?" },
  either: { en: "one of {first} and {variable}", de: "nur {first} oder {variable}" },
  twice: { en: "the same option twice", de: "dieselbe Option zweimal" },
  removeOne: { en: "remove one of them", de: "nimm eine davon weg" },
} as const satisfies Readonly<Record<string, Sentence>>;

/** A value, and where it belongs. */
export interface EnvironmentValue {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** The variable with the value, for error texts. */
  readonly variable: string;
}

/** A variable that cannot be used. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly found: Words;
  readonly expected: Words;
  readonly advice?: Words;
}

/** Name of an option's variable; `*` (a position in a list) stays as it is. */
export function variableOf(leaf: OptionLeaf): string {
  return prefix + leaf.path.join("_").toUpperCase();
}

/**
 * Short name for an option of the first meter: `SMARTMETER_KEY`. Where two options share a name, it means the general
 * one.
 */
export function shorthandOf(leaf: OptionLeaf): string | undefined {
  return leaf.path[0] === "meters" && leaf.path.length === 3 ? prefix + leaf.path[2]?.toUpperCase() : undefined;
}

/** All options that are in `SMARTMETER_*` variables; an empty variable counts as not set. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  leaves: readonly OptionLeaf[],
  readFile: (path: string) => string,
): { values: EnvironmentValue[]; ignored: string[]; problems: EnvironmentProblem[] } {
  const injected = new Set(serviceVariables(env));
  const values: EnvironmentValue[] = [];
  const problems: EnvironmentProblem[] = [];
  const options = leaves.map(named);
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || reserved.has(variable) || text === undefined || text === "") continue;
    if (injected.has(variable)) continue;
    const target = resolve(variable, options) ?? resolveFile(variable, options);
    if (target === undefined) {
      problems.push({
        variable,
        found: words.unread,
        expected: words.name,
        ...meant(variable, leaves),
      });
      continue;
    }
    try {
      const plain = target.fromFile ? readFile(text).trim() : text;
      values.push({ path: target.path, variable, value: parseValue(plain, target.leaf) });
    } catch (error) {
      problems.push({
        variable,
        found: words.unreadable,
        expected: words.path,
        advice: (error as { what?: Sentence }).what ?? reasonOf(error),
      });
    }
  }
  return { values, ignored: [...injected], problems: [...problems, ...twice(values)] };
}

/**
 * What Kubernetes (and Docker's links) put into every container for a service called `smartmeter` or `smartmeter-…`:
 * `SMARTMETER_SERVICE_HOST`, `SMARTMETER_PORT_8099_TCP_ADDR`, and `SMARTMETER_PORT=tcp://…`, which would be a meter's
 * address. The last one is theirs only where one of the others says the same; set by hand it would say something else.
 */
function serviceVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  const companion =
    /^(SMARTMETER(?:_[A-Z0-9_]+?)??)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_PROTO|_PORT|_ADDR)?)$/;
  const companions = names.filter((name) => companion.test(name));
  const ports = new Set(companions.map((name) => `${companion.exec(name)?.[1]}_PORT`));
  const isTheirs = (port: string): boolean => {
    const value = env[port];
    const stem = port.slice(0, -"_PORT".length);
    const [host = "", number] = [env[`${stem}_SERVICE_HOST`], env[`${stem}_SERVICE_PORT`]];
    const place = host.includes(":") ? `[${host}]` : host;
    if (value === `tcp://${place}:${number}` || value === `udp://${place}:${number}`) return true;
    return companions.some((name) => name.startsWith(`${port}_`) && env[name] === value);
  };
  return [...names.filter((name) => ports.has(name) && isTheirs(name)), ...companions];
}

interface Target {
  readonly leaf: OptionLeaf;
  readonly path: (string | number)[];
  readonly fromFile: boolean;
}

/** An option and the names of its variables. */
interface Named {
  readonly leaf: OptionLeaf;
  readonly pattern: RegExp;
  readonly shorthand: string | undefined;
}

function named(leaf: OptionLeaf): Named {
  const pattern = new RegExp(`^${variableOf(leaf).replace("*", "(\\d{1,4})")}$`);
  return { leaf, pattern, shorthand: shorthandOf(leaf) };
}

function resolve(variable: string, options: readonly Named[]): Target | undefined {
  for (const { leaf, pattern } of options) {
    const match = pattern.exec(variable);
    if (match !== null)
      return { leaf, path: leaf.path.map((part) => (part === "*" ? Number(match[1]) : part)), fromFile: false };
  }
  const leaf = options.find(({ shorthand }) => shorthand === variable)?.leaf;
  return leaf && { leaf, path: ["meters", 0, leaf.path[2] as string], fromFile: false };
}

/** `…_FILE` for secrets, as container engines hand them over. */
function resolveFile(variable: string, options: readonly Named[]): Target | undefined {
  if (!variable.endsWith("_FILE")) return undefined;
  const target = resolve(variable.slice(0, -"_FILE".length), options);
  return target?.leaf.secret ? { ...target, fromFile: true } : undefined;
}

/** The text as the value that the schema expects; any other text goes through and fails there. */
function parseValue(text: string, leaf: OptionLeaf): unknown {
  switch (leaf.kind) {
    case "number":
      return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case "flag":
      if (/^(true|yes|on|1)$/i.test(text.trim())) return true;
      return /^(false|no|off|0)$/i.test(text.trim()) ? false : text;
    case "list":
      return text.split(",").map((item) => item.trim());
    case "map":
      return parseMap(text);
    default:
      return text;
  }
}

/** `a=b,c=d` */
function parseMap(text: string): unknown {
  const pairs = text.split(",").map((pair) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair));
  return pairs.includes(null) ? text : Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

function meant(variable: string, leaves: readonly OptionLeaf[]): { advice?: Words } {
  const position = /_(\d{1,4})_/.exec(variable)?.[1] ?? "0";
  const names = leaves.flatMap((leaf) => {
    const full = variableOf(leaf).replace("*", position);
    return [full, shorthandOf(leaf) ?? full].flatMap((name) => (leaf.secret ? [name, `${name}_FILE`] : [name]));
  });
  const name = nearest(variable, names);
  return name === undefined ? {} : { advice: sentence(words.meant, { name }) };
}

function twice(values: readonly EnvironmentValue[]): EnvironmentProblem[] {
  const variables = new Map<string, string>();
  return values.flatMap(({ path, variable }) => {
    const option = path.join(".");
    const first = variables.get(option);
    if (first === undefined) {
      variables.set(option, variable);
      return [];
    }
    const expected = sentence(words.either, { first, variable });
    return [{ variable, found: words.twice, expected, advice: words.removeOne }];
  });
}
