/** What is wrong with the configuration, in the words of the person who wrote it. */
import { type Language, type Sentence, type Words, wordIn } from "../language/language.ts";
import { fill } from "../language/message.ts";

/** A problem as the schema sees it. */
export interface OptionProblem {
  /** `meters[0].key` */
  readonly path: string;
  readonly found: Words;
  readonly expected: Words;
}

/** A problem with the place it came from. */
export interface ConfigurationProblem {
  /** File with line and column, variable, or flag. */
  readonly where: Words;
  /** `meters[0].key`; empty where the whole place is meant. */
  readonly path: string;
  /** Never a secret. */
  readonly found: Words;
  readonly expected: Words;
  readonly advice: Words | undefined;
}

const line: Sentence = {
  en: "{place}: found {found}, expected {expected}{advice}",
  de: "{place}: gefunden: {found}; erwartet: {expected}{advice}",
};

/** One line: place, option, what was found, what is expected, what to do. */
export function formatProblem(problem: ConfigurationProblem, language: Language): string {
  const say = (words: Words): string => wordIn(words, language);
  const { where, path, advice } = problem;
  return fill(line[language], {
    place: path === "" ? say(where) : `${say(where)}: ${path}`,
    found: say(problem.found),
    expected: say(problem.expected),
    advice: advice === undefined ? "" : `; ${say(advice)}`,
  });
}
