/** An imported configuration under construction, with a remark for every line. */
import { Document, isMap, isScalar, type Pair } from "yaml";

/** What became of one line of a foreign configuration. */
interface Remark {
  /** Their name of it: `mqtt.host`. */
  readonly theirs: string;
  /** Where it stands here; undefined when it has no place here. */
  readonly ours: readonly (string | number)[] | undefined;
  readonly text: string;
}

export interface Imported {
  /** Name of the program the configuration belongs to. */
  readonly from: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly remarks: readonly Remark[];
}

/** Collects options and remarks; what is never spoken of is named at the end as unknown. */
export interface Importer {
  /** Their value at a dotted path, as text; undefined when it is empty or not there. */
  value(theirs: string): string | undefined;
  /** Their value becomes an option here. */
  take(theirs: string, ours: readonly (string | number)[], text?: string, convert?: (value: string) => unknown): void;
  /** An option that follows from theirs without being one value. */
  set(theirs: string, ours: readonly (string | number)[], value: unknown, text: string): void;
  /** Their value, or everything below it, has no line here, and why. */
  leave(theirs: string, text: string): void;
  finish(from: string): Imported;
}

/** `tree` is their configuration as read from YAML, JSON or variables. */
export function createImporter(tree: unknown): Importer {
  const leaves = new Map(leavesOf(tree, ""));
  const spoken = new Set<string>();
  const remarks: Remark[] = [];
  const options: Record<string, unknown> = {};
  const value = (theirs: string): string | undefined => {
    const found = leaves.get(theirs);
    return found === undefined || found === null || found === "" ? undefined : String(found);
  };
  const importer: Importer = {
    value,
    take(theirs, ours, text = "the same", convert = (same) => same) {
      const found = value(theirs);
      if (found !== undefined) importer.set(theirs, ours, convert(found), text);
      else spoken.add(theirs);
    },
    set(theirs, ours, found, text) {
      spoken.add(theirs);
      put(options, ours, found);
      remarks.push({ theirs, ours, text });
    },
    leave(theirs, text) {
      const below = [...leaves.keys()].filter((leaf) => leaf === theirs || leaf.startsWith(`${theirs}.`));
      for (const leaf of below) spoken.add(leaf);
      if (below.some((leaf) => value(leaf) !== undefined)) remarks.push({ theirs, ours: undefined, text });
    },
    finish(from) {
      const unknown = [...leaves.keys()].filter((theirs) => !spoken.has(theirs) && value(theirs) !== undefined);
      const strange = unknown.map((theirs) => ({
        theirs,
        ours: undefined,
        text: "not known to this import, left out",
      }));
      return { from, options, remarks: [...remarks, ...strange] };
    },
  };
  return importer;
}

/** Our YAML: every option with where it comes from, and at the end what has no place here. */
export function formatImported({ from, options, remarks }: Imported): string {
  const document = new Document(options);
  document.commentBefore = ` Made by smartmeter import-config from a configuration of ${from}.\n Every line says what it was there.`;
  for (const { theirs, ours, text } of remarks) {
    if (ours === undefined) continue;
    const node = pairAt(document, ours)?.value;
    if (isScalar(node)) node.comment = ` ${theirs}: ${text}`;
    else if (isMap(node)) node.commentBefore = wrapped(`${theirs}: ${text}`);
  }
  const left = remarks.filter(({ ours }) => ours === undefined);
  if (left.length > 0) {
    document.comment = ` Without a line of its own here:\n${left.map(({ theirs, text }) => ` - ${theirs}: ${text}`).join("\n")}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** A remark above a section, in lines that a person can read. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,100})(?: |$)/g, " $1\n").trimEnd();
}

function leavesOf(tree: unknown, path: string): [string, unknown][] {
  if (typeof tree !== "object" || tree === null) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, value]) => leavesOf(value, path === "" ? key : `${path}.${key}`));
}

function put(tree: Record<string, unknown>, [key, ...rest]: readonly (string | number)[], value: unknown): void {
  const at = key as string;
  if (rest.length === 0) tree[at] = value;
  else {
    tree[at] ??= typeof rest[0] === "number" ? [] : {};
    put(tree[at] as Record<string, unknown>, rest, value);
  }
}

function pairAt(document: Document, path: readonly (string | number)[]): Pair | undefined {
  const section = document.getIn(path.slice(0, -1), true) ?? document.contents;
  const around = path.length === 1 ? document.contents : section;
  if (!isMap(around)) return undefined;
  return around.items.find(({ key }) => (isScalar(key) ? key.value : key) === path.at(-1)) as Pair | undefined;
}
