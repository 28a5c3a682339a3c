/**
 * A draft of a definition for a list nobody knows: what is certain, a question for everything else, tried on what was
 * heard.
 */
import { formatObis } from "../cosem/obis.ts";
import { ProtocolError } from "../fault.ts";
import type { Language } from "../language/language.ts";
import { parseDefinitionText } from "../telegram/definition.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import { type Telegram, TelegramReader } from "../telegram/telegram.ts";
import { elementsOf, lastOf, yamlOf } from "./draft-file.ts";
import { weigh } from "./evidence.ts";
import { hear } from "./heard.ts";
import { learnSays } from "./words.ts";

/** What was learned of a list; nothing is published from it before its user saves it as a definition. */
export interface Draft {
  /** A file for the folder `definitions`; where none can describe the list, a remark that says why, and no elements. */
  readonly yaml: string;
  readonly telegrams: number;
  readonly elements: number;
  /** The last number of each; undefined for what is none. */
  readonly numbers: readonly (number | undefined)[];
  /** Elements that need no question. */
  readonly certain: number;
  /** Elements with an answer that a look at the display confirms. */
  readonly confirmable: number;
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

/** Undefined where the texts hold no list that needs one and that a definition can describe. */
export async function draftOf(texts: readonly Uint8Array[], language: Language): Promise<Draft | undefined> {
  const heard = hear(texts);
  if (heard === undefined) return undefined;
  const telegrams = heard.texts.length;
  const float = heard.layout === "positional" ? heard.columns.findIndex(({ type }) => type === "float") : -1;
  if (float >= 0) {
    const yaml = `# ${learnSays(language, "float", { number: float + 1 })}\n`;
    return { yaml, telegrams, elements: 0, numbers: [], certain: 0, confirmable: 0, read: [] };
  }
  const evidence = weigh(heard);
  const yaml = yamlOf(heard, evidence, language);
  const elements = elementsOf(heard);
  const clocks = elements.filter(({ column }) => column.clock !== undefined).length;
  const roles = [...evidence.roles.values()];
  const certain = roles.filter(({ isCertain }) => isCertain).length;
  return {
    ...{ yaml, telegrams, elements: elements.length, numbers: elements.map(({ column }) => lastOf(column)) },
    ...{ certain: clocks + certain, confirmable: roles.length - certain },
    read: await readWith(yaml, heard.texts),
  };
}

/** The draft as text for a terminal: what it is, the file, what it reads. */
export function printDraft(draft: Draft, language: Language): string {
  const { yaml, telegrams, elements, certain, confirmable, read } = draft;
  if (elements === 0) return `\n${yaml}`;
  const last = read.at(-1);
  const values = last?.values.map(({ obis, value, unit }) => `${formatObis(obis)} = ${value} ${unit}`).join(", ") ?? "";
  const tried =
    last === undefined
      ? learnSays(language, "noValues")
      : learnSays(language, "tried", { count: read.length, telegrams, values });
  const intro = learnSays(language, "intro", { telegrams, certain, confirmable, elements });
  return `\n${intro}\n\n${yaml}\n${tried}\n${learnSays(language, "more")}\n`;
}

/**
 * The telegrams as `run` would read them with this file, by the loader and the decoder; none while it names no value.
 */
export async function readWith(yaml: string, texts: readonly Uint8Array[]): Promise<Telegram[]> {
  const loaded = await parseDefinitionText(yaml);
  if ("problems" in loaded) return [];
  const reader = new TelegramReader([loaded.definition]);
  return texts.flatMap((text) => {
    try {
      return [...reader.read("notification", text, { framing: "apdu", manufacturer: undefined })];
    } catch (error) {
      // Of what the file names nothing is in it, or only null.
      if (error instanceof ProtocolError) return [];
      throw error;
    }
  });
}
