/** A configuration file as a tree, with the place of every value. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { OptionLeaf } from "../schema/expectation.ts";

export interface YamlFile {
  /** The content, ready for the schema. */
  readonly value: unknown;
  /** `line:column` of what stands at a path, or of the nearest thing around it. */
  position(path: readonly (string | number)[]): string;
}

/** A YAML file, or why it is none, with its place. */
export function parseYamlFile(
  text: string,
  leaves: readonly OptionLeaf[],
): { file: YamlFile } | { error: string; position: string } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const [error] = document.errors;
  // The parser's message quotes what it met, and that may be a key.
  const isTooDeep = error?.message.startsWith("Maximum call stack") === true;
  const what = isTooDeep ? "something far too deep" : error?.message.replace(/:? "[^"]*"/g, "");
  if (error !== undefined && what !== undefined) {
    // Where the parser gave up depends on the stack it was called on, and says nothing to a person.
    return { error: what, position: place(isTooDeep ? 0 : error.pos[0]) };
  }
  const [warning] = document.warnings;
  // `!secret` and `!include` are Home Assistant's; read as plain text, a password would be the name of one.
  if (warning !== undefined) return { error: "a tag (!…), which is not read here", position: place(warning.pos[0]) };
  const root = document.contents;
  const position = (path: readonly (string | number)[]): string => place(offsetOf(root, path));
  const reader: Reader = { document, leaves, visited: 0 };
  try {
    return { file: { value: plain(root, [], reader, 0), position } };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { error: error.message, position: place(error.node.range?.[0] ?? 0) };
  }
}

/** Options are five deep; beyond it nothing is meant, and a parser runs out of stack. */
const deepest = 50;
/** Aliases of aliases grow without bound. */
const mostNodes = 100_000;

interface Reader {
  readonly document: Document;
  readonly leaves: readonly OptionLeaf[];
  visited: number;
}

class Unreadable extends Error {
  readonly node: Node;

  constructor(message: string, node: Node) {
    super(message);
    this.node = node;
  }
}

/**
 * The value of a node. Where the schema wants a text, what was written counts: YAML would read a key of digits as a
 * number and lose half of it, `no` as a name, `0815` as 815.
 */
function plain(node: unknown, path: readonly string[], reader: Reader, depth: number): unknown {
  if (depth > deepest) throw new Unreadable(`something ${depth} deep`, node as Node);
  if (++reader.visited > mostNodes) throw new Unreadable("more than anybody writes", node as Node);
  if (isAlias(node)) {
    const meant = node.resolve(reader.document);
    if (meant === undefined) throw new Unreadable("an alias (*…) of nothing", node);
    return plain(meant, path, reader, depth + 1);
  }
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key);
      return [name, plain(value, [...path, name], reader, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) return node.items.map((item) => plain(item, [...path, "*"], reader, depth + 1));
  if (!isScalar(node)) return null;
  const written = node.source !== undefined && node.value !== null ? node.source : node.value;
  return wantsText(path, reader.leaves) ? written : node.value;
}

function wantsText(path: readonly string[], leaves: readonly OptionLeaf[]): boolean {
  const whole = path.join(".");
  return leaves.some(({ kind, path: own }) => {
    const name = own.join(".");
    if (kind === "text" || kind === "choice") return name === whole;
    if (kind === "list") return `${name}.*` === whole;
    return kind === "map" && whole.startsWith(`${name}.`);
  });
}

function offsetOf(root: Node | null, path: readonly (string | number)[]): number {
  let offset = root?.range?.[0] ?? 0;
  let node: unknown = root;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair?.value;
    } else if (isSeq(node)) {
      next = node.items[part as number];
      if (next !== undefined) offset = (next as Node).range?.[0] ?? offset;
    }
    if (next === undefined) break;
    node = next;
  }
  return offset;
}
