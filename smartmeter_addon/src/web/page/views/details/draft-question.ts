/** One question of a draft: what an element is, and where its decimal point stands. */
import { formatObis, type Obis, parseObis } from "../../../../cosem/obis.ts";
import { type Quantity, quantities } from "../../../../telegram/quantity.ts";
import type { DraftAnswerView, DraftQuestionView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber, language } from "../../format.ts";
import { said as texts } from "./words.ts";

const said = texts.draft;

/** A quantity that a telegram can name; what is added up or derived stands in none. */
type Named = Quantity & { readonly obis: Obis };
const choices = quantities.filter((one): one is Named => one.obis !== undefined && !one.diagnostic);
/** The one text that stands on a meter. */
const meterNumber = "0-0:96.1.0";
/** Powers of ten that meters send numbers in, the usual ones first. */
const scalers = [0, -1, -2, -3, 1, 2, 3];

/** `given`: the answer so far; `answer` takes another, undefined to leave the element out. */
export function drawQuestion(
  question: DraftQuestionView,
  given: DraftAnswerView | undefined,
  answer: (given: DraftAnswerView | undefined) => void,
): Child {
  const { element, text, likely, isNumber } = question;
  const id = `element-${element}`;
  const first = likely.filter((code) => (isNumber ? choiceOf(code) !== undefined : code === meterNumber));
  const others = isNumber ? choices.map(({ obis }) => formatObis(obis)).filter((code) => !first.includes(code)) : [];
  const choice = given && choiceOf(given.obis);
  return h(
    "li",
    { key: id },
    h("p", { id }, plain(text)),
    h(
      "div",
      { class: "bar" },
      drawSelect(
        said.is,
        id,
        given?.obis ?? "",
        [["", said.leaveOut], ...[...first, ...others].map((code) => [code, labelOf(code)] as const)],
        (code) => answer(answerOf(question, code)),
      ),
      choice !== undefined &&
        given !== undefined &&
        drawSelect(
          said.shows,
          id,
          String(given.scaler),
          scalersFor(question, choice).map((scaler) => [String(scaler), scaledText(question, choice, scaler)] as const),
          (scaler) => answer({ ...given, scaler: Number(scaler) }),
        ),
    ),
  );
}

function drawSelect(
  label: string,
  about: string,
  value: string,
  options: readonly (readonly [string, string])[],
  choose: (value: string) => void,
): Child {
  return h(
    "label",
    {},
    `${label} `,
    h(
      "select",
      {
        "aria-describedby": about,
        value,
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) => choose(event.currentTarget.value),
      },
      ...options.map(([name, text]) => h("option", { value: name }, text)),
    ),
  );
}

function choiceOf(code: string): Named | undefined {
  const name = parseObis(code);
  return choices.find(({ obis }) => obis === name);
}

const labelOf = (code: string): string =>
  code === meterNumber ? said.meterNumber : (choiceOf(code)?.[language] ?? code);

function answerOf(question: DraftQuestionView, code: string): DraftAnswerView | undefined {
  const choice = choiceOf(code);
  if (choice === undefined && code !== meterNumber) return undefined;
  return {
    element: question.element,
    obis: code,
    scaler: choice === undefined ? 0 : (scalersFor(question, choice)[0] ?? 0),
  };
}

/** The powers of ten in which the number is one that its quantity can have; all where none is. */
function scalersFor({ value = 0 }: DraftQuestionView, { min, max }: Quantity): readonly number[] {
  const fitting = scalers.filter((scaler) => value * 10 ** scaler >= min && value * 10 ** scaler <= max);
  return fitting.length === 0 ? scalers : fitting;
}

/** The number as the display may show it. */
function scaledText({ value = 0 }: DraftQuestionView, choice: Quantity, scaler: number): string {
  const { divisor, displayUnit, decimals } = choice;
  const number = formatNumber((value * 10 ** scaler) / divisor, Math.max(decimals, -scaler));
  return displayUnit === undefined ? number : `${number} ${displayUnit}`;
}

/** A question without the codes, which are for those who write the file by hand. */
const plain = (text: string): string => text.replace(/ \((?:obis: )?"[^)]*\)/g, "");
