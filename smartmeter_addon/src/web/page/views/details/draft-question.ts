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
  const { element, text, likely, isNumber, isNamed } = question;
  const id = `element-${element}`;
  const first = likely.filter((code) => (isNumber ? shapeOf(question, code) !== undefined : code === meterNumber));
  const others = isNumber && !isNamed ? choices.map(({ obis }) => formatObis(obis)) : [];
  const shape = given && shapeOf(question, given.obis);
  return h(
    "li",
    { key: id },
    h("p", { id }, plain(text)),
    // 0 is the same in every power of ten.
    question.value === 0 && given === undefined
      ? h("p", { class: "hint" }, said.zero)
      : h(
          "div",
          { class: "bar" },
          drawSelect(
            said.is,
            id,
            given?.obis ?? "",
            [["", said.leaveOut], ...[...new Set([...first, ...others])].map((code) => [code, labelOf(code)] as const)],
            (code) => answer(answerOf(question, code)),
          ),
          shape !== undefined &&
            given !== undefined &&
            drawSelect(
              said.shows,
              id,
              String(given.scaler),
              scalersFor(question, shape).map(
                (scaler) => [String(scaler), scaledText(question, shape, scaler)] as const,
              ),
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

/** What a number of that kind is like on a display. */
type Shape = Pick<Quantity, "divisor" | "displayUnit" | "decimals" | "min" | "max">;

/** Of a quantity, or of what the draft suggests and the catalogue does not know. */
function shapeOf({ likely, unit }: DraftQuestionView, code: string): Shape | undefined {
  const choice = choiceOf(code);
  if (choice !== undefined || unit === undefined || !likely.includes(code)) return choice;
  const [min, max] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { divisor: 1, displayUnit: unit, decimals: 0, min, max };
}

function choiceOf(code: string): Named | undefined {
  const name = parseObis(code);
  return choices.find(({ obis }) => obis === name);
}

const labelOf = (code: string): string =>
  code === meterNumber ? said.meterNumber : (choiceOf(code)?.[language] ?? code);

function answerOf(question: DraftQuestionView, code: string): DraftAnswerView | undefined {
  const shape = shapeOf(question, code);
  if (shape === undefined && code !== meterNumber) return undefined;
  const scaler = shape === undefined ? 0 : (scalersFor(question, shape)[0] ?? 0);
  return { element: question.element, obis: code, scaler };
}

/** The powers of ten in which the number is one that its quantity can have, the likeliest first; all where none is. */
function scalersFor({ value = 0, scaler: likely }: DraftQuestionView, { min, max }: Shape): readonly number[] {
  const all = likely === undefined ? scalers : [...new Set([likely, ...scalers])];
  const fitting = all.filter((scaler) => value * 10 ** scaler >= min && value * 10 ** scaler <= max);
  return fitting.length === 0 ? all : fitting;
}

/** The number as the display may show it. */
function scaledText({ value = 0 }: DraftQuestionView, shape: Shape, scaler: number): string {
  const { divisor, displayUnit, decimals } = shape;
  const number = formatNumber((value * 10 ** scaler) / divisor, Math.max(decimals, -scaler));
  return displayUnit === undefined ? number : `${number} ${displayUnit}`;
}

/** A question without the codes, which are for those who write the file by hand. */
const plain = (text: string): string => text.replace(/ \((?:obis: )?"[^)]*\)/g, "");
