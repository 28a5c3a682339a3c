/** What an option's schema expects, for texts and documents. */
import type * as v from "valibot";
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
  readonly pipe?: readonly { type: string; requirement?: unknown; message?: unknown; metadata?: About }[];
}

export type LeafKind = "text" | "number" | "flag" | "choice" | "list" | "map";

/** One option that takes a value; `*` in the path stands for a position in a list. */
export interface OptionLeaf {
  readonly path: readonly string[];
  readonly kind: LeafKind;
  /** `a whole number from 1 to 65535` */
  readonly expected: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** Value of the schema when it is left out. */
  readonly preset: unknown;
  readonly about: About;
  /** Of a choice: what can be chosen. */
  readonly choices: readonly string[];
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
    },
  ];
}

/** What stands at a path of the schema, in words; undefined where there is nothing. */
export function expectation(schema: v.GenericSchema, keys: readonly (string | number)[]): string | undefined {
  let node: Node | undefined = bare(schema as Node);
  for (const key of keys) {
    node = typeof key === "number" ? node.item : (node.entries?.[key] ?? node.value);
    if (node === undefined) return undefined;
    node = bare(node);
  }
  return expectationOf(node, node.pipe?.[0] === (secret as unknown as Node).pipe?.[0]);
}

const unnamed: About = { title: { en: "", de: "" }, text: { en: "", de: "" } };

export function aboutOf(schema: v.GenericSchema): About {
  const node = schema as Node;
  const pipe = node.type === "optional" ? node.wrapped?.pipe : node.pipe;
  return pipe?.find((action) => action.type === "metadata")?.metadata ?? unnamed;
}

/** The schema inside `optional` and behind nested pipes. */
function bare(node: Node): Node {
  if (node.wrapped !== undefined) return bare(node.wrapped);
  const first = node.pipe?.[0] as Node | undefined;
  return first?.pipe !== undefined ? bare(first) : node;
}

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

function expectationOf(node: Node, isSecret: boolean): string {
  const rule = (type: string): unknown => node.pipe?.find((action) => action.type === type)?.requirement;
  if (isSecret) return "a text, in quotes";
  if (node.entries !== undefined) return `a section with ${Object.keys(node.entries).join(", ")}`;
  switch (node.type) {
    case "number": {
      const choice = node.pipe?.find((action) => action.type === "check")?.message;
      if (typeof choice === "string") return choice;
      return node.pipe?.some(({ type }) => type === "integer")
        ? `a whole number from ${rule("min_value")} to ${rule("max_value")}`
        : `a number from ${rule("min_value")} to ${rule("max_value")}, with a point like 0.12`;
    }
    case "boolean":
      return "true or false";
    case "picklist":
      return `one of ${(node.options ?? []).join(", ")}`;
    case "array":
      return rule("max_length") === undefined ? "a list" : `a list of at most ${rule("max_length")}`;
    case "record":
      return "names with a text each";
    default: {
      const pattern = node.pipe?.find(({ type }) => type === "regex" || type === "check")?.message;
      if (typeof pattern === "string") return pattern;
      return rule("max_length") === undefined ? "a text" : `a text of at most ${rule("max_length")} characters`;
    }
  }
}
