/** A draft of a definition for a list nobody knows: what is certain, a question for everything else, tried on what was heard. */
import { formatObis } from "../cosem/obis.ts";
import { ProtocolError } from "../fault.ts";
import type { Language } from "../language/language.ts";
import { parseDefinitionText } from "../telegram/definition.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import { createTelegramReader, type Telegram } from "../telegram/telegram.ts";
import { type Evidence, weigh } from "./evidence.ts";
import { type Column, type Heard, hear } from "./heard.ts";
import { learnSays } from "./words.ts";

/** What was learned of a list; nothing is published from it before its user saves it as a definition. */
export interface Draft {
  /** A file for the folder `definitions`. */
  readonly yaml: string;
  readonly telegrams: number;
  readonly elements: number;
  /** Elements that need no question. */
  readonly certain: number;
  /** The telegrams as the draft reads them; empty while it names no value. */
  readonly read: readonly Telegram[];
}

/** Gathers the open texts of telegrams whose layout nobody knows. */
export function createListener(): { take(event: MeterEvent): void; texts(): readonly Uint8Array[] } {
  const texts: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  return {
    take(event) {
      if (event.kind === "plaintext") last = event.octets;
      if (event.kind !== "fault" || event.fault.code !== "layout-unknown" || last === undefined) return;
      if (texts.length < mostTexts) texts.push(last);
      last = undefined;
    },
    texts: () => texts,
  };
}

/** An hour of a meter that sends every second, and more than enough. */
const mostTexts = 4000;

/** Undefined where the texts hold no list without names. */
export async function draftOf(texts: readonly Uint8Array[], language: Language): Promise<Draft | undefined> {
  const heard = hear(texts);
  if (heard === undefined) return undefined;
  const evidence = weigh(heard);
  const { columns } = heard;
  const certain = columns.filter(({ clock }, at) => clock !== undefined || evidence.roles.has(at)).length;
  const yaml = yamlOf(heard, evidence, language);
  const read = await tryOn(yaml, heard.texts);
  return { yaml, telegrams: heard.texts.length, elements: columns.length, certain, read };
}

/** The draft as text for a terminal: what it is, the file, what it reads. */
export function printDraft({ yaml, telegrams, elements, certain, read }: Draft, language: Language): string {
  const last = read.at(-1);
  const values = last?.values.map(({ obis, value, unit }) => `${formatObis(obis)} = ${value} ${unit}`).join(", ") ?? "";
  const tried =
    last === undefined
      ? learnSays(language, "noValues")
      : learnSays(language, "tried", { count: read.length, telegrams, values });
  const intro = learnSays(language, "intro", { telegrams, certain, elements });
  return `\n${intro}\n\n${yaml}\n${tried}\n${learnSays(language, "more")}\n`;
}

function yamlOf({ columns, texts }: Heard, evidence: Evidence, language: Language): string {
  return [
    `# ${learnSays(language, "head", { telegrams: texts.length })}`,
    "name: my-meter",
    `title: ${learnSays(language, "title")}`,
    "layout: positional",
    "elements:",
    ...columns.flatMap((column, at) => elementLines(column, at, evidence, language)),
    "",
  ].join("\n");
}

/** One element: what is certain of it, or its type alone under a question. */
function elementLines(column: Column, at: number, { roles, hints }: Evidence, language: Language): string[] {
  const { type, clock, numbers, isText } = column;
  const role = roles.get(at);
  if (clock !== undefined) return [`  - { type: ${type}, role: ${clock} }`];
  if (role !== undefined) {
    const scaler = role.scaler === 0 ? "" : `, scaler: ${role.scaler}`;
    return [`  - { type: ${type}, obis: "${role.obis}", unit: ${role.unit}${scaler} }`];
  }
  const skip = `  - { type: ${type} }`;
  if (isText) return [`  # ${learnSays(language, "text", { number: at + 1 })}`, skip];
  if (numbers === undefined) return [skip];
  const hint = hints.get(at);
  const facts = { number: at + 1, value: numbers.at(-1) as number, other: hint && "with" in hint ? hint.with + 1 : 0 };
  return [`  # ${learnSays(language, hint?.is ?? "once", facts)}`, skip];
}

/** Reads what was heard as `run` would once the draft is saved: by the loader and the decoder of telegrams. */
async function tryOn(yaml: string, texts: readonly Uint8Array[]): Promise<Telegram[]> {
  const loaded = await parseDefinitionText(yaml);
  if ("problems" in loaded) throw new Error(`the draft is no definition: ${loaded.problems.join("; ")}`);
  const reader = createTelegramReader([loaded.definition]);
  const sender = { framing: "apdu", manufacturer: undefined };
  try {
    return texts.flatMap((text) => [...reader.read("notification", text, sender)]);
  } catch (error) {
    // A draft that names no value reads nothing.
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
