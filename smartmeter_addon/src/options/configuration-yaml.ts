import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
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
  if (error !== undefined) return { error: error.message.replace(/:? "[^"]*"/g, ""), position: place(error.pos[0]) };
  const root = document.contents;
  const position = (path: readonly (string | number)[]): string => place(offsetOf(root, path));
  return { file: { value: plain(root, [], leaves), position } };
}

/**
 * The value of a node. Where the schema wants a text, what was written counts: YAML would read a key of digits as a
 * number and lose half of it, `no` as a name, `0815` as 815.
 */
function plain(node: unknown, path: readonly string[], leaves: readonly OptionLeaf[]): unknown {
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key);
      return [name, plain(value, [...path, name], leaves)] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) return node.items.map((item) => plain(item, [...path, "*"], leaves));
  if (!isScalar(node)) return null;
  const written = node.source !== undefined && node.value !== null ? node.source : node.value;
  return wantsText(path, leaves) ? written : node.value;
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
