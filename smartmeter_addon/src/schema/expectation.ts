/** What an option's schema expects, for texts and documents. */
import type * as v from "valibot";
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { type About, secret } from "./field.ts";

/** The parts of a valibot schema that this program's options use. */
interface Node extends v.GenericSchema {
  readonly wrapped?: Node;
  readonly default?: unknown;
  readonly entries?: Record<string, Node>;
  readonly item?: Node;
  /** Schema of the values of a record. */
  readonly value?: Node;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly {
    type: string;
    requirement?: unknown;
    message?: unknown;
    metadata?: About & { readonly expects?: Sentence; readonly words?: Readonly<Record<string, Sentence>> };
  }[];
}

export type LeafKind = "text" | "number" | "flag" | "choice" | "list" | "map";

/** One option that takes a value; `*` in the path stands for a position in a list. */
export interface OptionLeaf {
  readonly path: readonly string[];
  readonly kind: LeafKind;
  /** `a whole number from 1 to 65535` */
  readonly expected: Sentence;
  readonly secret: boolean;
  readonly required: boolean;
  /** Value of the schema when it is left out. */
  readonly preset: unknown;
  readonly about: About;
  /** Of a choice: what can be chosen. */
  readonly choices: readonly string[];
  /** What people call the choices; none where they are names of formats or versions. */
  readonly words: Readonly<Record<string, Sentence>>;
}

/** Every option of a schema that takes a value, in the order of the schema. */
export function leavesOf(schema: v.GenericSchema, path: readonly string[] = []): OptionLeaf[] {
  const node = schema as Node;
  const inner = bare(node);
  if (inner.entries !== undefined)
    return Object.entries(inner.entries).flatMap(([name, entry]) => leavesOf(entry, [...path, name]));
  if (inner.item !== undefined && bare(inner.item).entries !== undefined) return leavesOf(inner.item, [...path, "*"]);
  const isSecret = inner.pipe?.[0] === (secret as unknown as Node).pipe?.[0];
  return [
    {
      path,
      kind: kindOf(inner),
      expected: expectationOf(inner, isSecret),
      secret: isSecret,
      required: node.type !== "optional",
      preset: node.default,
      about: aboutOf(schema),
      choices: (inner.options ?? []).filter((choice) => typeof choice === "string"),
      words: inner.pipe?.find(({ metadata }) => metadata?.words !== undefined)?.metadata?.words ?? {},
    },
  ];
}

/** What is at a path of the schema, in words; undefined where there is nothing. */
export function expectation(schema: v.GenericSchema, keys: readonly (string | number)[]): Sentence | undefined {
  const node = nodeAt(schema, keys);
  return node && expectationOf(node, node.pipe?.[0] === (secret as unknown as Node).pipe?.[0]);
}

function nodeAt(schema: v.GenericSchema, keys: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = bare(schema as Node);
  for (const key of keys) {
    node = typeof key === "number" ? node.item : (node.entries?.[key] ?? node.value);
    if (node === undefined) return undefined;
    node = bare(node);
  }
  return node;
}

const unnamed: About = { title: { en: "", de: "" }, text: { en: "", de: "" } };

export function aboutOf(schema: v.GenericSchema): About {
  const node = schema as Node;
  const pipe = node.type === "optional" ? node.wrapped?.pipe : node.pipe;
  return pipe?.find((action) => action.type === "metadata")?.metadata ?? unnamed;
}

/** The schema inside `optional` and behind nested pipes, up to the one that says itself what it expects. */
function bare(node: Node): Node {
  if (node.wrapped !== undefined) return bare(node.wrapped);
  const first = node.pipe?.[0] as Node | undefined;
  return first?.pipe !== undefined && saidBy(node) === undefined ? bare(first) : node;
}

/** What a schema says of itself. */
const saidBy = (node: Node): Sentence | undefined =>
  node.pipe?.find(({ metadata }) => metadata?.expects !== undefined)?.metadata?.expects;

function kindOf(node: Node): LeafKind {
  const kinds: Record<string, LeafKind> = {
    number: "number",
    boolean: "flag",
    picklist: "choice",
    array: "list",
    record: "map",
  };
  return kinds[node.type] ?? "text";
}

/** The options of a section, in its order. */
export function namesIn(schema: v.GenericSchema, keys: readonly (string | number)[]): readonly string[] {
  return Object.keys(nodeAt(schema, keys)?.entries ?? {});
}

const texts = {
  secret: { en: "a text, in quotes", de: "ein Text unter Anführungszeichen" },
  section: { en: "a section with {names}", de: "ein Abschnitt mit {names}" },
  whole: { en: "a whole number from {min} to {max}", de: "eine ganze Zahl von {min} bis {max}" },
  decimal: {
    en: "a number from {min} to {max}, with a point like 0.12",
    de: "eine Zahl von {min} bis {max}, mit Punkt wie 0.12",
  },
  flag: { en: "true or false", de: "true oder false" },
  choice: { en: "one of {choices}", de: "eins von {choices}" },
  list: { en: "a list", de: "eine Liste" },
  shortList: { en: "a list of at most {most}", de: "eine Liste mit höchstens {most}" },
  map: { en: "names with a text each", de: "Namen mit je einem Text" },
  text: { en: "a text", de: "ein Text" },
  shortText: { en: "a text of at most {most} characters", de: "ein Text von höchstens {most} Zeichen" },
} as const satisfies Readonly<Record<string, Sentence>>;

function expectationOf(node: Node, isSecret: boolean): Sentence {
  const rule = (type: string): string | undefined => {
    const requirement = node.pipe?.find((action) => action.type === type)?.requirement;
    return requirement === undefined ? undefined : String(requirement);
  };
  if (isSecret) return texts.secret;
  if (node.entries !== undefined) return sentence(texts.section, { names: Object.keys(node.entries).join(", ") });
  const own = saidBy(node);
  if (own !== undefined) return own;
  const most = rule("max_length");
  const numbers = { min: rule("min_value") ?? "", max: rule("max_value") ?? "" };
  switch (node.type) {
    case "number":
      return sentence(node.pipe?.some(({ type }) => type === "integer") ? texts.whole : texts.decimal, numbers);
    case "boolean":
      return texts.flag;
    case "picklist":
      return sentence(texts.choice, { choices: (node.options ?? []).join(", ") });
    case "array":
      return most === undefined ? texts.list : sentence(texts.shortList, { most });
    case "record":
      return texts.map;
    default:
      return most === undefined ? texts.text : sentence(texts.shortText, { most });
  }
}
