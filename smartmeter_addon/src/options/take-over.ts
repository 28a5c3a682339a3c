/**
 * What an earlier form had and today's has not: the Supervisor still stores it, and no longer lays it before the app.
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

/** The app's own file as it should be, and what that takes over. */
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
 * Stored options of the form that it no longer has, into the app's own file: there their value holds as it did. Where the
 * file speaks of meters, each of the form's has an entry with its name, so that it is found again once it was renamed.
 */
export function planTakeOver(input: ConfigurationInput, stored: unknown): TakeOver {
  const { alignment, merged, at } = loadLayers(input);
  // What holds already, the form still has, or the file says the same.
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
  // A file that is broken takes nothing; that nothing changed says nothing yet.
  const checked = text === before && taken.length === 0 ? { options: {} } : loadConfiguration({ ...input, readFile });
  const paths = taken.map(({ keys }) => nameOfPath(keys));
  if ("problems" in checked) return { text: undefined, taken: [], unknown, problems: checked.problems };
  return { text: text === before ? undefined : text, taken: paths, unknown, problems: [] };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** An entry of its own for a meter of the form, by its name. */
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
    // A form that is no JSON is refused by name where the configuration is read.
    return [];
  }
}

/** Values of options that the form of today does not have; what was cleared in a form is none. */
function storedOptions(stored: unknown): FileChange[] {
  return leavesOf(schema)
    .filter(({ path }) => !isInForm(path))
    .flatMap(({ path }) => valuesAt(stored, path, []))
    .filter(({ value }) => value !== undefined && value !== null && value !== "");
}

/** What is at a path, once for each entry of the lists on the way. */
function valuesAt(tree: unknown, [key, ...rest]: readonly string[], above: FileChange["keys"]): FileChange[] {
  if (key === undefined) return [{ keys: above, value: tree }];
  if (typeof tree !== "object" || tree === null) return [];
  if (key === "*") {
    if (!Array.isArray(tree)) return [];
    return tree.flatMap((entry: unknown, at) => valuesAt(entry, rest, [...above, at]));
  }
  return valuesAt((tree as Tree)[key], rest, [...above, key]);
}
