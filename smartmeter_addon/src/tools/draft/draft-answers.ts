/** The questions of a learned draft, and the draft with what its user answered; its lines are all they are made of. */
import { formatObis, obis, parseObis } from "../../cosem/obis.ts";
import { quantityOf } from "../../telegram/quantity.ts";

/** An element that is passed over until somebody says what it is. */
export interface DraftQuestion {
  /** Its place in the list, from 1. */
  readonly element: number;
  /** As it stands in the file, in the language of the draft. */
  readonly text: string;
  readonly isNumber: boolean;
  /** The OBIS codes it names, likeliest first. */
  readonly likely: readonly string[];
}

/** What an element is; a text has no scaler. */
export interface DraftAnswer {
  readonly element: number;
  readonly obis: string;
  /** Power of ten that brings the number into the base unit of its quantity. */
  readonly scaler: number;
}

/** The one text a meter's display can name: its number. */
const meterNumber = obis(0, 0, 96, 1, 0);

const commentLine = /^ {2}# (.*)$/;
const elementLine = /^ {2}- \{ type: (\w+).* \}$/;

/** An element's line, and the lines of its question above it. */
interface Block {
  readonly question: readonly string[];
  readonly line: string;
  /** Undefined: no element, but what stands before them. */
  readonly type: string | undefined;
}

function blocksOf(yaml: string): Block[] {
  const blocks: Block[] = [];
  let question: string[] = [];
  for (const line of yaml.split("\n")) {
    if (commentLine.test(line)) {
      question.push(line);
      continue;
    }
    blocks.push({ question, line, type: elementLine.exec(line)?.[1] });
    question = [];
  }
  return blocks;
}

/** Every element with a comment above it. */
export function questionsOf(yaml: string): DraftQuestion[] {
  const elements = blocksOf(yaml).filter(({ type }) => type !== undefined);
  return elements.flatMap(({ question, type = "" }, index) => {
    if (question.length === 0) return [];
    const text = question.map((line) => commentLine.exec(line)?.[1]).join(" ");
    const likely = text.match(/\d+-\d+:\d+\.\d+\.\d+/g) ?? [];
    return [{ element: index + 1, text, isNumber: /^[iu]\d/.test(type), likely: [...new Set(likely)] }];
  });
}

/** The draft with answers in place of their questions; an answer to what is no question, or that nothing is called, is left out. */
export function withAnswers(yaml: string, answers: readonly DraftAnswer[]): string {
  let element = 0;
  const lines = blocksOf(yaml).flatMap(({ question, line, type }) => {
    if (type !== undefined) element++;
    const answer = question.length === 0 ? undefined : answers.find((one) => one.element === element);
    const facts = type === undefined || answer === undefined ? undefined : factsOf(answer, /^[iu]\d/.test(type));
    return facts === undefined ? [...question, line] : [line.replace(/ \}$/, `, ${facts} }`)];
  });
  return lines.join("\n");
}

function factsOf({ obis: code, scaler }: DraftAnswer, isNumber: boolean): string | undefined {
  const name = parseObis(code);
  if (name === undefined) return undefined;
  if (!isNumber) return name === meterNumber ? `obis: "${formatObis(name)}"` : undefined;
  const quantity = quantityOf(name);
  if (quantity?.obis === undefined || !Number.isInteger(scaler) || Math.abs(scaler) > 9) return undefined;
  const unit = quantity.unit === "1" ? '"1"' : quantity.unit;
  return `obis: "${formatObis(name)}", unit: ${unit}${scaler === 0 ? "" : `, scaler: ${scaler}`}`;
}
