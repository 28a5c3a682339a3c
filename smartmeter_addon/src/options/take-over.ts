/**
 * Options that an earlier form had and today's does not: the Supervisor still stores them, and no longer gives them to
 * the app.
 */
import { leavesOf } from "../schema/expectation.ts";
import { changedText, type FileChange } from "./changed-text.ts";
import {
  appFilePath,
  appOptionsPath,
  type ConfigurationInput,
  type ConfigurationProblem,
  loadConfiguration,
  loadLayers,
} from "./configuration.ts";
import { isInForm, schema } from "./options.ts";
import { nameOfPath, textOf } from "./settings.ts";

/** The app's own file as it should be, and what it takes over. */
export interface TakeOver {
  /** Undefined where the file stays as it is. */
  readonly text: string | undefined;
  /** Paths of the options that go into the file. */
  readonly taken: readonly string[];
  /** Paths of options whose value only the Supervisor knows (`!secret name`). */
  readonly unknown: readonly string[];
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Moves stored options that the form no longer has into the app's own file, where their values hold as before. If the
 * file mentions meters, each meter of the form gets an entry with its name, so that it is still found when it is
 * renamed.
 */
export function planTakeOver(input: ConfigurationInput, stored: unknown): TakeOver {
  const { alignment, merged, at } = loadLayers(input);
  // A value that holds already is still in the form, or the file says the same.
  const found = storedOptions(stored).filter(({ keys, value }) => !isSame(at(keys).value, value));
  const taken = found.filter(({ value }) => !String(value).startsWith("!secret "));
  const unknown = found.filter((entry) => !taken.includes(entry)).map(({ keys }) => nameOfPath(keys));
  const before = textOf(input, appFilePath);
  const speaksOfMeters =
    taken.some(({ keys }) => keys[0] === "meters") || (alignment?.positions ?? []).some((at) => at !== undefined);
  const form = formMeters(input);
  const used = [...(alignment?.positions ?? []), ...(alignment?.orphans ?? [])];
  let next = Math.max(0, ...used.map((at) => (at ?? -1) + 1));
  const places = form.map((_, at) => alignment?.positions[at] ?? next++);
  const names = speaksOfMeters ? form.flatMap((meter, at) => nameChange(meter, places[at] as number, merged, at)) : [];
  const options = taken.map(({ keys, value }): FileChange => {
    const [section, at, ...rest] = keys;
    return section === "meters"
      ? { keys: [section, places[Number(at)] ?? Number(at), ...rest], value }
      : { keys, value };
  });
  const text = changedText(before, [...names, ...options], "yaml");
  const readFile = (path: string): string => (path === appFilePath ? text : input.readFile(path));
  // A broken file takes nothing over, so an unchanged text alone proves nothing.
  const checked = text === before && taken.length === 0 ? { options: {} } : loadConfiguration({ ...input, readFile });
  const paths = taken.map(({ keys }) => nameOfPath(keys));
  if ("problems" in checked) return { text: undefined, taken: [], unknown, problems: checked.problems };
  return { text: text === before ? undefined : text, taken: paths, unknown, problems: [] };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The change that gives a meter of the form its own entry, by name. */
function nameChange(meter: Tree, place: number, merged: unknown, at: number): FileChange[] {
  const { name } = meter;
  if (name !== undefined && name !== "") return [{ keys: ["meters", place, "name"], value: name }];
  const known = (merged as { meters?: readonly unknown[] } | undefined)?.meters?.[at];
  return known === undefined ? [{ keys: ["meters", place], value: {} }] : [];
}

type Tree = Readonly<Record<string, unknown>>;

function formMeters(input: ConfigurationInput): readonly Tree[] {
  try {
    const { meters } = JSON.parse(textOf(input, appOptionsPath) || "{}") as { meters?: readonly Tree[] };
    return Array.isArray(meters) ? meters : [];
  } catch {
    // A form that is not JSON is refused, by name, where the configuration is read.
    return [];
  }
}

/** Values of options that today's form does not have; a cleared field is no value. */
function storedOptions(stored: unknown): FileChange[] {
  return leavesOf(schema)
    .filter(({ path }) => !isInForm(path))
    .flatMap(({ path }) => valuesAt(stored, path, []))
    .filter(({ value }) => value !== undefined && value !== null && value !== "");
}

/** The values at a path, one for each entry of the lists on the way. */
function valuesAt(tree: unknown, [key, ...rest]: readonly string[], above: FileChange["keys"]): FileChange[] {
  if (key === undefined) return [{ keys: above, value: tree }];
  if (typeof tree !== "object" || tree === null) return [];
  if (key === "*") {
    if (!Array.isArray(tree)) return [];
    return tree.flatMap((entry: unknown, at) => valuesAt(entry, rest, [...above, at]));
  }
  return valuesAt((tree as Tree)[key], rest, [...above, key]);
}
