/** A configuration file as a tree, with the place of every value. */
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { Sentence, Words } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import type { OptionLeaf } from "../schema/expectation.ts";

/** A file that was read. */
export interface YamlFile {
  /** The content, ready for the schema. */
  readonly value: unknown;
  /** `line:column` of the value at a path, or of the nearest thing around it. */
  position(path: readonly (string | number)[]): string;
}

/** A YAML file, or what is wrong with it and where. */
export function parseYamlFile(
  text: string,
  leaves: readonly OptionLeaf[],
): { file: YamlFile } | { error: Words; position: string } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    const isTooDeep = error.message.startsWith("Maximum call stack");
    // Where the parser gave up depends on the stack it was called on, and tells a person nothing.
    if (isTooDeep) return { error: words.farTooDeep, position: place(0) };
    // The parser's message quotes what it met, and that may be a key.
    return { error: faulty[error.code] ?? words.noYaml, position: place(error.pos[0]) };
  }
  const [warning] = document.warnings;
  // `!secret` and `!include` are Home Assistant's; read as plain text, a secret's name would become the password.
  if (warning !== undefined) return { error: words.tag, position: place(warning.pos[0]) };
  const root = document.contents;
  const position = (path: readonly (string | number)[]): string => place(offsetOf(root, path));
  const reader: Reader = { document, leaves, visited: 0 };
  try {
    return { file: { value: plain(root, [], reader, 0), position } };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { error: error.what, position: place(error.node.range?.[0] ?? 0) };
  }
}

const words = {
  farTooDeep: { en: "something far too deep", de: "etwas viel zu tief Verschachteltes" },
  deep: { en: "something {depth} deep", de: "etwas {depth} Ebenen tief Verschachteltes" },
  tooMuch: { en: "more than anybody writes", de: "mehr, als jemand schreibt" },
  noAlias: { en: "an alias (*…) of nothing", de: "ein Verweis (*…) auf nichts" },
  tag: { en: "a tag (!…), which is not read here", de: "ein Tag (!…), das hier nicht gelesen wird" },
  noYaml: { en: "something that is no YAML", de: "etwas, das kein YAML ist" },
} as const satisfies Readonly<Record<string, Sentence>>;

const badKey: Sentence = { en: "a name that is none", de: "ein Name, der keiner ist" };
/** Why the parser cannot read something, by its error code. */
const faulty: Readonly<Partial<Record<ErrorCode, Sentence>>> = {
  BAD_ALIAS: words.noAlias,
  BAD_DQ_ESCAPE: { en: "an unknown escape (\\…) in a text", de: "ein unbekanntes Zeichen nach \\ in einem Text" },
  BAD_INDENT: {
    en: "a line that is not indented like those around it",
    de: "eine Zeile, die anders eingerückt ist als die um sie",
  },
  BAD_SCALAR_START: { en: "a text that needs quotes", de: "ein Text, der Anführungszeichen braucht" },
  BLOCK_AS_IMPLICIT_KEY: { en: "two names in one line", de: "zwei Namen in einer Zeile" },
  BLOCK_IN_FLOW: { en: "lines that do not belong into brackets", de: "Zeilen, die nicht in Klammern gehören" },
  DUPLICATE_KEY: { en: "the same name a second time", de: "derselbe Name ein zweites Mal" },
  KEY_OVER_1024_CHARS: badKey,
  MISSING_CHAR: {
    en: "a bracket, quote or space that is missing",
    de: "eine Klammer, ein Anführungszeichen oder ein Leerzeichen, das fehlt",
  },
  MULTILINE_IMPLICIT_KEY: {
    en: "a name over several lines, or a colon that is missing",
    de: "ein Name über mehrere Zeilen, oder ein fehlender Doppelpunkt",
  },
  MULTIPLE_DOCS: { en: "several documents (---)", de: "mehrere Dokumente (---)" },
  NON_STRING_KEY: badKey,
  TAB_AS_INDENT: { en: "a tab where spaces are needed", de: "ein Tabulator, wo Leerzeichen nötig sind" },
  TAG_RESOLVE_FAILED: words.tag,
  UNEXPECTED_TOKEN: { en: "a character that does not belong here", de: "ein Zeichen, das nicht hierher gehört" },
};

/** Options are five levels deep. Nothing deeper is meant, and a parser runs out of stack. */
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
  readonly what: Sentence;

  constructor(what: Sentence, node: Node) {
    super(what.en);
    this.what = what;
    this.node = node;
  }
}

/**
 * The value of a node. Where the schema wants a text, it is what was written: YAML would read a key of digits as a
 * number and lose half of it, the name `no` as false, and `0815` as 815.
 */
function plain(node: unknown, path: readonly string[], reader: Reader, depth: number): unknown {
  if (depth > deepest) throw new Unreadable(sentence(words.deep, { depth }), node as Node);
  if (++reader.visited > mostNodes) throw new Unreadable(words.tooMuch, node as Node);
  if (isAlias(node)) {
    const meant = node.resolve(reader.document);
    if (meant === undefined) throw new Unreadable(words.noAlias, node);
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
