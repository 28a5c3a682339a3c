/**
 * Every option as the page shows and changes it: what it is, which value holds, where that comes from, and where a
 * change goes.
 */
import { type Language, type Sentence, wordIn } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { aboutOf, leavesOf, type OptionLeaf } from "../schema/expectation.ts";
import { planOutputs } from "../sink/output-list.ts";
import { changedText, type FileChange } from "./changed-text.ts";
import {
  appFilePath,
  appOptionsPath,
  type ConfigurationInput,
  type ConfigurationProblem,
  commandLine,
  type Layers,
  loadConfiguration,
  loadLayers,
} from "./configuration.ts";
import { isInForm, schema } from "./options.ts";

const words = {
  noFile: { en: "no configuration file", de: "keine Konfigurationsdatei" },
  aFile: {
    en: "--config FILE, so that there is something to write to",
    de: "--config DATEI, damit es etwas zum Schreiben gibt",
  },
  form: { en: "form", de: "Formular" },
  nameless: { en: "a meter without a name", de: "ein Zähler ohne Namen" },
  twice: { en: '"{name}" a second time', de: "„{name}“ ein zweites Mal" },
  ownName: {
    en: "a name of its own, which the app's file knows it by",
    de: "ein eigener Name, unter dem ihn die Datei der App kennt",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** An option; one that is in a list, once for each entry. */
export interface Setting {
  /** `tariff.zones[0].hours` */
  readonly path: string;
  readonly section: string;
  readonly kind: OptionLeaf["kind"];
  /** Its section, or its entry in a list, makes no sense without it. */
  readonly required: boolean;
  readonly title: string;
  readonly text: string;
  readonly unit: string | undefined;
  readonly usual: string | undefined;
  readonly example: string | undefined;
  readonly choices: readonly string[];
  /** What people call the choices, in their language; a choice that is missing is called what it is. */
  readonly words: Readonly<Record<string, string>>;
  readonly secret: boolean;
  readonly inForm: boolean;
  /** As text; undefined where nothing is set. A secret is never shown: `***`. */
  readonly value: string | undefined;
  /** `form`, `file:12`, a variable; undefined where nothing is set. */
  readonly source: string | undefined;
}

/** A section of the options, with the lists to which a person may add. */
export interface SettingSection {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly settings: readonly Setting[];
  readonly lists: readonly SettingList[];
}

/** A list inside a section: `virtual`, `tariff.zones`. */
export interface SettingList {
  readonly path: string;
  readonly count: number;
  /** The settings of a further entry, none of them set. */
  readonly next: readonly Setting[];
}

/** A new value for an option; undefined removes it, or a whole entry of a list, and the default holds again. */
export interface SettingChange {
  readonly path: string;
  readonly value: unknown;
}

/** What to write where, checked as a whole. */
export interface PlannedChange {
  /** The new text of the file; undefined where the file stays as it is. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  /** The new options of the app's form; undefined where they stay. */
  readonly form: Readonly<Record<string, unknown>> | undefined;
}

const leaves = leavesOf(schema);
/** Options that nobody changes in the app: its folders are fixed. */
const fixedInApp = new Set(["data"]);

/** All options by section, with the value that holds; `inApp` decides which ones the form has. */
export function describeSettings(input: ConfigurationInput, inApp: boolean, language: Language): SettingSection[] {
  const { merged, at } = loadLayers(input);
  const seen: View = { at, inApp, language };
  const names = [...new Set(leaves.map(({ path }) => path[0] as string))];
  return names
    .filter((name) => !inApp || !fixedInApp.has(name))
    .map((name) => {
      const own = leaves.filter(({ path }) => path[0] === name);
      const { title, text } = aboutOf(schema.entries[name as keyof typeof schema.entries]);
      return {
        name,
        title: title[language],
        text: text[language],
        lists: listsOf(own).map((list) => describeList(list, own, merged, seen)),
        settings: own.flatMap((leaf) => placesOf(leaf.path, merged).map((path) => describe(leaf, path, seen))),
      };
    });
}

interface View {
  readonly at: Layers["at"];
  readonly inApp: boolean;
  readonly language: Language;
}

function describeList(list: readonly string[], own: readonly OptionLeaf[], merged: unknown, seen: View): SettingList {
  const inside = own.filter(({ path }) => list.every((part, at) => path[at] === part) && path[list.length] === "*");
  // The first meter exists without being named.
  const count = Math.max(list[0] === "meters" ? 1 : 0, countOf(merged, list));
  const placeOf = ({ path }: OptionLeaf) => [...list, count, ...path.slice(list.length + 1)];
  return { path: list.join("."), count, next: inside.map((leaf) => describe(leaf, placeOf(leaf), seen)) };
}

/** The changes as new texts of files, checked as a whole like any configuration. Nothing is written here. */
export function planChanges(
  input: ConfigurationInput,
  changes: readonly SettingChange[],
  inApp: boolean,
): { plan: PlannedChange } | { problems: readonly ConfigurationProblem[] } {
  const layers = loadLayers(input);
  const path = inApp ? appFilePath : layers.file;
  if (path === undefined) {
    const { noFile: found, aFile: expected } = words;
    return { problems: [{ where: commandLine, path: "", found, expected, advice: undefined }] };
  }
  const texts = new Map<string, string>();
  const readFile = (name: string): string => texts.get(name) ?? input.readFile(name);
  const wanted = changes.map(({ path, value }): FileChange => ({ keys: keysOf(path), value }));
  const form = inApp ? wanted.filter(({ keys }) => isOfForm(keys, layers)) : [];
  if (form.length > 0) texts.set(appOptionsPath, changedText(textOf(input, appOptionsPath), form, "json"));
  const file = inApp ? appFileChanges(wanted, layers, loadLayers({ ...input, readFile })) : wanted;
  if ("problem" in file) return { problems: [file.problem] };
  if (file.length > 0) texts.set(path, changedText(textOf(input, path), file, "yaml"));
  const checked = loadConfiguration({ ...input, readFile });
  if ("problems" in checked) return { problems: checked.problems };
  const [text, options] = [texts.get(path), texts.get(appOptionsPath)];
  return {
    plan: {
      file: text === undefined ? undefined : { path, text },
      form: options === undefined ? undefined : (JSON.parse(options) as Record<string, unknown>),
    },
  };
}

/**
 * In the app, meters come and go in the form, unless some are only in the file; then every further one is there, too.
 */
function isOfForm(keys: FileChange["keys"], { alignment }: Layers): boolean {
  const [section, meter] = keys;
  if (section === "meters" && alignment !== undefined && Number(meter) >= alignment.form)
    if (alignment.positions.length > alignment.form) return false;
  return isInForm(keys) || (section === "meters" && keys.length === 2);
}

/**
 * What goes into the app's own file: everything that the form does not have. What it says about a meter is in an entry
 * with the meter's name, whatever its position in the form ({@link alignMeters}).
 */
function appFileChanges(
  wanted: readonly FileChange[],
  before: Layers,
  after: Layers,
): readonly FileChange[] | { readonly problem: ConfigurationProblem } {
  const changes: FileChange[] = [];
  const added = new Map<number, number>();
  const nameIn = (meter: number): unknown => after.at(["meters", meter, "name"]).value;
  for (const change of wanted) {
    const [section, meter, ...rest] = change.keys;
    const ofForm = isOfForm(change.keys, before);
    if (section !== "meters" || typeof meter !== "number") {
      if (!ofForm) changes.push(change);
      continue;
    }
    const known = before.alignment?.positions[meter] ?? added.get(meter);
    if (known === undefined && (change.value === undefined || ofForm)) continue;
    // The entry follows its meter's name, and is removed with it.
    if (known !== undefined && ofForm && rest.length > 0 && rest[0] !== "name") continue;
    const name = nameIn(meter);
    const isNew = known === undefined;
    if (isNew && (name === undefined || isShared(name, meter, after))) {
      const found = name === undefined ? words.nameless : sentence(words.twice, { name: String(name) });
      const path = `meters[${meter}].name`;
      return { problem: { where: words.form, path, found, expected: words.ownName, advice: undefined } };
    }
    const at = known ?? fileMeters(before) + added.size;
    if (isNew) {
      added.set(meter, at);
      changes.push({ keys: ["meters", at, "name"], value: name });
    }
    changes.push({ ...change, keys: ["meters", at, ...rest] });
  }
  return changes;
}

const fileMeters = ({ alignment }: Layers): number =>
  Math.max(0, ...[...(alignment?.positions ?? []), ...(alignment?.orphans ?? [])].map((at) => (at ?? -1) + 1));

function isShared(name: unknown, meter: number, { merged, at }: Layers): boolean {
  const others = Array.from({ length: countOf(merged, ["meters"]) }, (_, index) => index).filter(
    (index) => index !== meter,
  );
  return others.some((index) => at(["meters", index, "name"]).value === name);
}

/** Whether an option is of a part that its section does without, as the power price of a tariff. */
const isInPart = (path: readonly (string | number)[]): boolean =>
  path.filter((name) => typeof name === "string").length > 2;

function describe(leaf: OptionLeaf, path: readonly (string | number)[], { at, inApp, language }: View): Setting {
  const { about, kind, choices, words, secret, required } = leaf;
  const { value, source } = at(path);
  const usual = usualOf(leaf, at, inApp);
  return {
    path: nameOfPath(path),
    section: leaf.path[0] as string,
    kind,
    required: required && !isInPart(path),
    title: about.title[language],
    text: about.text[language],
    unit: about.unit === undefined ? undefined : wordIn(about.unit, language),
    usual: usual === undefined ? undefined : wordIn(usual, language),
    example: about.example === undefined ? undefined : String(about.example),
    choices,
    words: Object.fromEntries(Object.entries(words).map(([name, said]) => [name, said[language]])),
    secret,
    inForm: inApp && isInForm(path),
    value: value === undefined ? undefined : secret ? "***" : shown(value),
    source,
  };
}

/** The default. An output is off as long as its section does not exist, whatever its switch says. */
function usualOf({ path, about, preset }: OptionLeaf, at: View["at"], inApp: boolean) {
  const [section = "", name] = path;
  if (name === "enabled" && preset === true && section !== "web" && at([section]).value === undefined)
    return String(planOutputs({}, inApp).some((output) => output.name === section));
  return about.default ?? (preset === undefined ? undefined : String(preset));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}=${String(item)}`)
    .join(", ");
}

/** `tariff.zones[0].hours` as keys. */
export function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, at, name]) =>
    at === undefined ? (name ?? "") : Number(at),
  );
}

/** Keys as `tariff.zones[0].hours`. */
export function nameOfPath(path: readonly (string | number)[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}

/** The lists on the way to the options: each path up to a `*`. */
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

/** An option's path, once for every entry of the list it is in; the first meter exists without being named. */
function placesOf(path: readonly string[], merged: unknown): (string | number)[][] {
  const star = path.indexOf("*");
  if (star < 0) return [[...path]];
  const before = path.slice(0, star);
  const count = Math.max(before[0] === "meters" ? 1 : 0, countOf(merged, before));
  return Array.from({ length: count }, (_, at) => [...before, at, ...path.slice(star + 1)]);
}

/** The text of a file that may be missing. */
export function textOf({ readFile }: ConfigurationInput, path: string): string {
  try {
    return readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** A text from the page as the value that the option takes; undefined for an empty text, which removes it. */
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
