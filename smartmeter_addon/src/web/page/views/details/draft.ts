/** A meter nobody has described: what its numbers prove, a question for everything else, and the file that comes of it. */
import "./draft.css";
import type { DraftAnswerView, DraftView, LearnedView } from "../../../view.ts";
import { forgetDraft, useDraft } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber } from "../../format.ts";
import { drawOutcome, type Outcome, saveAndApply } from "../../outcome.ts";
import { card, folded } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { nameOf, valueText } from "../../values.ts";
import { fill } from "../../words.ts";
import { drawQuestion } from "./draft-question.ts";
import { createLearning, type Learning } from "./learning.ts";
import { createTakeAlong } from "./take-along.ts";
import { said as texts } from "./words.ts";

const said = texts.draft;
/** With fewer it may have been one telegram that was damaged in a way no check sees. */
const fewestTelegrams = 3;

export function createDraftPart(changed: () => void) {
  const learning = createLearning(changed);
  const drawTakeAlong = createTakeAlong(changed);
  const opened = new Set<string>();
  let isBusy = false;
  let outcome: Outcome | undefined;

  async function change(send: () => Promise<{ problems: readonly string[] }>, done: string): Promise<void> {
    isBusy = true;
    changed();
    outcome = await saveAndApply(send, { done, failed: said.failed });
    if (outcome.isSaved) learning.forgetAnswers();
    isBusy = false;
    learning.ask();
    changed();
  }

  function answer(element: number, given: DraftAnswerView | undefined): void {
    outcome = undefined;
    learning.answer(element, given);
  }

  const drawUse = ({ yaml, read }: DraftView): Child =>
    h(
      "button",
      {
        type: "button",
        class: "button primary",
        disabled: isBusy || read === 0 || outcome?.isGood === true,
        onclick: () => void change(() => useDraft(yaml), said.used),
      },
      said.use,
    );

  function drawDraft(draft: DraftView, isUsable: boolean): Child {
    const { elements, yaml } = draft;
    // A list that no file can describe: what stands in the file is why.
    if (elements === 0) return draftCard(said.title, h("p", {}, yaml.replace(/^# /, "")));
    return draftCard(
      said.title,
      drawIntro(draft),
      drawQuestions(draft, learning.answers, answer),
      drawReads(draft),
      drawFile(yaml, opened),
      h(
        "div",
        { class: "bar" },
        isUsable && drawUse(draft),
        drawTakeAlong("my-meter.yaml", () => yaml),
      ),
      !isUsable && h("p", { class: "hint" }, said.unusable),
      drawOutcome(outcome),
    );
  }

  function drawOwn({ name, yaml }: NonNullable<LearnedView["own"]>): Child {
    const forget = () => void change(() => forgetDraft(name), said.forgotten);
    return draftCard(
      said.ownTitle,
      h("p", {}, fill(said.own, { name })),
      drawFile(yaml, opened),
      h(
        "div",
        { class: "bar" },
        drawTakeAlong(`${name}.yaml`, () => yaml),
        h("button", { type: "button", class: "button", disabled: isBusy, onclick: forget }, said.forget),
      ),
      drawOutcome(outcome),
    );
  }

  return {
    shown(store: Store): void {
      outcome = undefined;
      learning.begin(store);
    },
    hidden: learning.end,
    /** Nothing where the meter is known. */
    draw(store: Store): Child {
      if (learning.follow(store)) outcome = undefined;
      const { draft, own, isUsable = false } = learning.learned ?? {};
      if (own !== undefined) return drawOwn(own);
      const isUnknown = store.meter?.status?.code === "layout-unknown";
      if (draft !== undefined && (isUnknown || draft.telegrams >= fewestTelegrams)) return drawDraft(draft, isUsable);
      // What was just put to use is said until its first telegram, and while the program starts anew.
      return outcome === undefined ? undefined : draftCard(said.title, drawOutcome(outcome));
    },
  };
}

const draftCard = (title: string, ...children: Child[]): Child =>
  card(title, { id: "draft", class: "wide draft" }, ...children);

function drawIntro({ telegrams, certain, elements }: DraftView): Child {
  const intro = telegrams === 1 ? said.introOne : said.intro;
  return [
    h("p", {}, fill(intro, { telegrams: formatNumber(telegrams), certain, elements })),
    h("p", { class: "hint" }, said.more),
  ];
}

function drawQuestions({ questions }: DraftView, answers: Learning["answers"], answer: Learning["answer"]): Child {
  if (questions.length === 0) return undefined;
  const items = questions.map((question) =>
    drawQuestion(question, answers.get(question.element), (given) => answer(question.element, given)),
  );
  return h("ol", { class: "questions" }, ...items);
}

/** What the last telegram says by the draft, to be compared with the display. */
function drawReads({ telegrams, read, values }: DraftView): Child {
  const heading = h("h3", {}, said.reads);
  if (values.length === 0) return [heading, h("p", {}, said.readsNothing)];
  const rows = values.map((value) =>
    h("tr", {}, h("th", { scope: "row" }, nameOf(value)), h("td", {}, valueText(value))),
  );
  return [
    heading,
    h("p", { class: "hint" }, fill(said.compare, { read: formatNumber(read), telegrams: formatNumber(telegrams) })),
    h("table", { class: "values" }, h("tbody", {}, ...rows)),
  ];
}

function drawFile(yaml: string, opened: Set<string>): Child {
  const file = h("pre", { class: "report", tabindex: "0", role: "region", "aria-label": said.file }, yaml);
  return folded(said.file, opened, "file", file);
}
