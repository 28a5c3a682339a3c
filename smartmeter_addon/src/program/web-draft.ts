/**
 * What is learned of a meter nobody has described, tried on the telegrams heard, and used as a file of the user's own.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { MeterKeys } from "../decoder.ts";
import { reasonOf } from "../fault.ts";
import type { Language, Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { type Definitions, parseDefinitionText } from "../telegram/definition.ts";
import type { LearnedDraft } from "../tools/draft/heard-draft.ts";
import type { DraftTools, HeardDraft } from "../web/tools.ts";
import { writeWhole } from "./web-settings.ts";

export interface WebDraftOptions {
  /** Keys of a meter as configured. */
  keysOf(meter: number): MeterKeys;
  readonly definitions: Definitions;
  /** The user's own definitions; undefined where there is none, or nothing could put a new file to use. */
  readonly folder: string | undefined;
}

/** Learning from a long recording blocks everything else, so its result is kept for this long … */
const freshMs = 10_000;
/** … or this many times as long as learning took, whichever is longer. */
const restFactor = 30;

const notWritten: Sentence = {
  en: "{path} could not be written: {reason}",
  de: "{path} ließ sich nicht schreiben: {reason}",
};

/** Few households have a meter that nobody has described. */
const loadLearning = () => import("../tools/draft/heard-draft.ts");

export function createWebDraft({ keysOf, definitions, folder }: WebDraftOptions): DraftTools {
  const learned = new Map<string, { untilMs: number; readonly result: Promise<LearnedDraft | undefined> }>();

  function learn(meter: number, octets: Uint8Array, language: Language): Promise<LearnedDraft | undefined> {
    const name = `${meter} ${language}`;
    const before = learned.get(name);
    const now = performance.now();
    if (before !== undefined && now < before.untilMs) return before.result;
    const result = loadLearning().then(({ learnDraft }) =>
      learnDraft(octets, { keys: keysOf(meter), definitions }, language),
    );
    const entry = { untilMs: Number.POSITIVE_INFINITY, result };
    learned.set(name, entry);
    const end = (): void => {
      const endMs = performance.now();
      entry.untilMs = endMs + Math.max(freshMs, restFactor * (endMs - now));
    };
    result.then(end, end);
    return result;
  }

  /** A file of the folder; undefined for a name that cannot be a definition's. */
  const pathOf = (name: string): string | undefined =>
    folder === undefined || !/^[a-z0-9-]{2,40}$/.test(name) ? undefined : join(folder, `${name}.yaml`);

  return {
    isUsable: folder !== undefined,
    async draft({ meter, octets, answers, language }): Promise<HeardDraft | undefined> {
      const known = await learn(meter, octets, language);
      if (known === undefined) return undefined;
      const { draft, texts } = known;
      const { questionsOf, withAnswers } = await import("../tools/draft/draft-answers.ts");
      const { readWith } = await loadLearning();
      const yaml = withAnswers(draft.yaml, answers);
      const read = await readWith(yaml, texts);
      return {
        telegrams: draft.telegrams,
        elements: draft.elements,
        certain: draft.certain,
        yaml,
        questions: questionsOf(draft.yaml).map((question) => ({
          ...question,
          value: question.isNumber ? draft.numbers[question.element - 1] : undefined,
        })),
        read: read.length,
        values: read.at(-1)?.values ?? [],
      };
    },
    async use(yaml, language) {
      const loaded = await parseDefinitionText(yaml);
      if ("problems" in loaded) return loaded.problems;
      const name = freeName(loaded.definition.name, (one) => existsSync(pathOf(one) ?? ""));
      const path = pathOf(name);
      if (folder === undefined || path === undefined) return [];
      try {
        await mkdir(folder, { recursive: true });
        await writeWhole(path, yaml.replace(/^name: .*$/m, `name: ${name}`));
        return [];
      } catch (error) {
        return [sentence(notWritten, { path, reason: reasonOf(error) })[language]];
      }
    },
    own(layout) {
      const path = pathOf(layout);
      return path !== undefined && existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
    async forget(layout, language) {
      const path = pathOf(layout);
      if (path === undefined) return [];
      try {
        // It may be somebody's work, so it is kept under a name that is not read.
        await rename(path, `${path}.unused`);
        return [];
      } catch (error) {
        return [sentence(notWritten, { path, reason: reasonOf(error) })[language]];
      }
    },
  };
}

/** The name, or the first one with a number behind it that is not taken. */
function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 2, free = name; ; number++) {
    if (!isTaken(free)) return free;
    free = `${name}-${number}`;
  }
}
