/** The questions of a learned draft, and the draft with what its user answered; its lines are all they are made of. */
import { formatObis, type Obis, obis, parseObis } from "../../cosem/obis.ts";
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
  /** The list names the element: only its decimals are asked for. */
  readonly isNamed: boolean;
  /** Unit and scaler that the text gives with them. */
  readonly unit: string | undefined;
  readonly scaler: number | undefined;
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
/** By its type where the list has no names, else by its name. */
const elementLine = /^ {2}- \{ (?:type: (\w+)|obis: "([^"]+)").* \}$/;

/** An element's line, and the lines of its question above it. */
interface Block {
  readonly question: readonly string[];
  readonly line: string;
  /** Undefined: no element, but what stands before them. */
  readonly element: { readonly isNumber: boolean; readonly name: Obis | undefined } | undefined;
}

function blocksOf(yaml: string): Block[] {
  const blocks: Block[] = [];
  let question: string[] = [];
  for (const line of yaml.split("\n")) {
    if (commentLine.test(line)) {
      question.push(line);
      continue;
    }
    blocks.push({ question, line, element: elementOf(line) });
    question = [];
  }
  return blocks;
}

function elementOf(line: string): Block["element"] {
  const [found, type, code] = elementLine.exec(line) ?? [];
  if (found === undefined) return undefined;
  // Of a list with names only numbers are asked for.
  const name = code === undefined ? undefined : parseObis(code);
  return { isNumber: name !== undefined || /^[iu]\d/.test(type ?? ""), name };
}

/** Every element with a comment above it. */
export function questionsOf(yaml: string): DraftQuestion[] {
  const elements = blocksOf(yaml).flatMap(({ question, element }) => (element ? [{ question, ...element }] : []));
  return elements.flatMap(({ question, isNumber, name }, index) => {
    if (question.length === 0) return [];
    const text = question.map((line) => commentLine.exec(line)?.[1]).join(" ");
    const { unit, scaler } = suggestionIn(text);
    const own = name === undefined ? undefined : quantityOf(name)?.obis;
    const named = own === undefined ? (text.match(/\d+-\d+:\d+\.\d+\.\d+/g) ?? []) : [formatObis(own)];
    const likely = [...new Set(named)];
    return [{ element: index + 1, text, isNumber, likely, isNamed: name !== undefined, unit, scaler }];
  });
}

/** `obis: "1-0:1.8.0", unit: Wh, scaler: -1`, or what there is of it. */
function suggestionIn(text: string): { unit: string | undefined; scaler: number | undefined } {
  const scaler = /scaler: (-?\d)/.exec(text)?.[1];
  return { unit: /unit: ([^\s,.;)]+)/.exec(text)?.[1], scaler: scaler === undefined ? undefined : Number(scaler) };
}

/** The draft with answers in place of their questions; an answer to what is no question, or that nothing is called, is left out. */
export function withAnswers(yaml: string, answers: readonly DraftAnswer[]): string {
  let count = 0;
  const lines = blocksOf(yaml).flatMap(({ question, line, element }) => {
    if (element !== undefined) count++;
    const answer = question.length === 0 ? undefined : answers.find((one) => one.element === count);
    const facts =
      element === undefined || answer === undefined ? undefined : factsOf(answer, element, question.join(" "));
    return facts === undefined ? [...question, line] : [line.replace(/ \}$/, `, ${facts} }`)];
  });
  return lines.join("\n");
}

function factsOf(
  { obis: code, scaler }: DraftAnswer,
  { isNumber, name: own }: NonNullable<Block["element"]>,
  question: string,
): string | undefined {
  const name = parseObis(code);
  if (name === undefined) return undefined;
  if (!isNumber) return name === meterNumber ? `obis: "${formatObis(name)}"` : undefined;
  const quantity = quantityOf(name);
  // What the catalogue does not know may still be what the draft itself suggests: power with a sign.
  const unit = quantity?.unit ?? (question.includes(`"${formatObis(name)}"`) ? suggestionIn(question).unit : undefined);
  if (unit === undefined || !Number.isInteger(scaler) || Math.abs(scaler) > 9) return undefined;
  // What has a name is nothing else.
  if (own !== undefined && quantityOf(own) !== quantity) return undefined;
  const power = scaler === 0 ? "" : `, scaler: ${scaler}`;
  return `${own === undefined ? `obis: "${formatObis(name)}", ` : ""}unit: ${unit === "1" ? '"1"' : unit}${power}`;
}
