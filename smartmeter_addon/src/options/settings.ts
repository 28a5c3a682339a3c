// Every option as the page shows and changes it: what it is, what holds, where that comes from, and where a change goes.
import { type Document, parseDocument } from "yaml";
import { aboutOf, expectation, leavesOf, type OptionLeaf } from "../schema/expectation.ts";
import {
  appFilePath,
  appOptionsPath,
  type ConfigurationInput,
  type ConfigurationProblem,
  loadConfiguration,
  loadLayers,
} from "./configuration.ts";
import { formless, schema } from "./options.ts";

/** One option, at one place of a list where it stands in one. */
export interface Setting {
  /** `tariff.zones[0].hours` */
  readonly path: string;
  readonly section: string;
  readonly kind: OptionLeaf["kind"];
  readonly expected: string;
  readonly text: string;
  readonly unit: string | undefined;
  readonly usual: string | undefined;
  readonly example: string | undefined;
  readonly choices: readonly string[];
  readonly secret: boolean;
  readonly inForm: boolean;
  /** As text; undefined where nothing is set. A secret is never shown: `***`. */
  readonly value: string | undefined;
  /** `form`, `file:12`, a variable; undefined where nothing is set. */
  readonly source: string | undefined;
}

/** A section of the options, and the lists that a person may add to. */
export interface SettingSection {
  readonly name: string;
  readonly text: string;
  readonly settings: readonly Setting[];
  /** Lists inside, with the number of their entries: `virtual`, `tariff.zones`. */
  readonly lists: readonly { readonly path: string; readonly count: number }[];
}

/** A new value for an option; undefined takes it away, and what holds without it comes back. */
export interface SettingChange {
  readonly path: string;
  readonly value: unknown;
}

/** What is to be written where, once it has been checked as a whole. */
export interface PlannedChange {
  /** The new text of the file; undefined where the file stays as it is. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  /** The new options of the app's form; undefined where they stay. */
  readonly form: Readonly<Record<string, unknown>> | undefined;
}

const leaves = leavesOf(schema);
/** Folders of the host that nobody changes in the app. */
const fixedInApp = new Set(["data"]);

/** All options by section, with what holds of each; `inApp` decides what the form has. */
export function describeSettings(input: ConfigurationInput, inApp: boolean): SettingSection[] {
  const layers = loadLayers(input);
  const merged = layers.merged;
  const names = [...new Set(leaves.map(({ path }) => path[0] as string))];
  return names
    .filter((name) => !inApp || !fixedInApp.has(name))
    .map((name) => {
      const own = leaves.filter(({ path }) => path[0] === name);
      const lists = listsOf(own).map((list) => ({ path: list.join("."), count: countOf(merged, list) }));
      return {
        name,
        text: sectionText(name),
        lists,
        settings: own.flatMap((leaf) =>
          placesOf(leaf.path, merged).map((path) => describe(leaf, path, layers.at(path), inApp)),
        ),
      };
    });
}

/** The changes as files, checked as a whole with the words of every other check. Nothing is written here. */
export function planChanges(
  input: ConfigurationInput,
  changes: readonly SettingChange[],
  inApp: boolean,
): { plan: PlannedChange } | { problems: readonly ConfigurationProblem[] } {
  const path = inApp ? appFilePath : loadLayers(input).file;
  if (path === undefined) {
    const expected = "--config FILE, so that there is something to write to";
    return {
      problems: [{ where: "command line", path: "", found: "no configuration file", expected, advice: undefined }],
    };
  }
  const texts = new Map<string, string>();
  const readFile = (name: string): string => texts.get(name) ?? input.readFile(name);
  const inFile = changes.filter((change) => !inApp || !isInForm(keysOf(change.path)));
  const inForm = changes.filter((change) => !inFile.includes(change));
  if (inFile.length > 0) texts.set(path, changedText(textOf(input, path), inFile));
  const form = inForm.length === 0 ? undefined : changedForm(textOf(input, appOptionsPath), inForm);
  if (form !== undefined) texts.set(appOptionsPath, JSON.stringify(form));
  const checked = loadConfiguration({ ...input, readFile });
  if ("problems" in checked) return { problems: checked.problems };
  const text = texts.get(path);
  return { plan: { file: text === undefined ? undefined : { path, text }, form } };
}

function describe(
  leaf: OptionLeaf,
  path: readonly (string | number)[],
  at: { value: unknown; source: string | undefined },
  inApp: boolean,
): Setting {
  const { about, preset } = leaf;
  return {
    path: nameOf(path),
    section: leaf.path[0] as string,
    kind: leaf.kind,
    expected: leaf.expected,
    text: about.text,
    unit: about.unit,
    usual: about.default ?? (preset === undefined ? undefined : String(preset)),
    example: about.example === undefined ? undefined : String(about.example),
    choices: leaf.choices,
    secret: leaf.secret,
    inForm: inApp && isInForm(path),
    value: at.value === undefined ? undefined : leaf.secret ? "***" : shown(at.value),
    source: at.source,
  };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}=${String(item)}`)
    .join(", ");
}

const sectionText = (name: string): string => {
  const entries = (schema as unknown as { entries: Record<string, Parameters<typeof aboutOf>[0]> }).entries;
  const entry = entries[name];
  return entry === undefined ? "" : aboutOf(entry).text || (expectation(schema, [name]) ?? "");
};

const isInForm = (path: readonly (string | number)[]): boolean =>
  !formless.includes(String(path[0])) && !fixedInApp.has(String(path[0]));

/** `tariff.zones[0].hours` as keys. */
export function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, at, name]) =>
    at === undefined ? (name ?? "") : Number(at),
  );
}

function nameOf(path: readonly (string | number)[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}

/** The lists on the way to the leaves: each path up to a `*`. */
function listsOf(own: readonly OptionLeaf[]): string[][] {
  const found = new Map<string, string[]>();
  for (const { path } of own)
    for (const [at, part] of path.entries())
      if (part === "*") found.set(path.slice(0, at).join("."), path.slice(0, at));
  return [...found.values()];
}

function countOf(tree: unknown, list: readonly string[]): number {
  const found = list.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
  return Array.isArray(found) ? found.length : 0;
}

/** A leaf's path once for every entry of the list it stands in; the first meter is there without being named. */
function placesOf(path: readonly string[], merged: unknown): (string | number)[][] {
  const star = path.indexOf("*");
  if (star < 0) return [[...path]];
  const before = path.slice(0, star);
  const count = Math.max(before[0] === "meters" ? 1 : 0, countOf(merged, before));
  return Array.from({ length: count }, (_, at) => [...before, at, ...path.slice(star + 1)]);
}

function textOf({ readFile }: ConfigurationInput, path: string): string {
  try {
    return readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** The file with the changes in it; comments and order stay. */
function changedText(text: string, changes: readonly SettingChange[]): string {
  const document = parseDocument(text);
  // A file that is none stays as it is: the check names what is wrong with it.
  return document.errors.length === 0 && applied(document, changes) ? document.toString() : text;
}

/** Whether the document could take them: where a number stands, nothing can be put below it. */
function applied(document: Document, changes: readonly SettingChange[]): boolean {
  try {
    for (const { path, value } of changes) {
      const keys = keysOf(path);
      if (value !== undefined) document.setIn(keys, value);
      else if (document.hasIn(keys)) document.deleteIn(keys);
    }
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Expected YAML collection")) return false;
    throw error;
  }
}

function changedForm(text: string, changes: readonly SettingChange[]): Record<string, unknown> {
  const document = parseDocument(text === "" ? "{}" : text);
  applied(document, changes);
  return document.toJS() as Record<string, unknown>;
}

/** A text from the page as what the option takes; an empty one takes it away. */
export function typedValue(path: string, typed: unknown): unknown {
  const keys = keysOf(path);
  const leaf = leaves.find(
    (entry) =>
      entry.path.length === keys.length && entry.path.every((part, at) => part === "*" || part === String(keys[at])),
  );
  if (typed === null || typed === undefined || typed === "") return undefined;
  if (leaf === undefined || typeof typed !== "string") return typed;
  if (leaf.kind === "number") return /^[+-]?\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed;
  if (leaf.kind === "flag") return typed === "true" ? true : typed === "false" ? false : typed;
  if (leaf.kind === "list") return typed.split(",").map((item) => item.trim());
  if (leaf.kind !== "map") return typed;
  const pairs = typed.split(",").map((pair) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair));
  return pairs.includes(null) ? typed : Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}
