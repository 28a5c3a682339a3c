/** A meter nobody has described: what its numbers prove, a question for everything else, and the file that comes of it. */
import "./draft.css";
import type { DraftAnswerView, DraftView, LearnedView } from "../../../view.ts";
import { applySettings, fetchLearned, forgetDraft, useDraft } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber } from "../../format.ts";
import { icon } from "../../icons.ts";
import { card, folded } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { copyText, saveText } from "../../take-along.ts";
import { nameOf, valueText } from "../../values.ts";
import { fill } from "../../words.ts";
import { drawQuestion } from "./draft-question.ts";
import { said as texts } from "./words.ts";

const said = texts.draft;
const refreshMs = 15_000;
/** With fewer it may have been one telegram that was damaged in a way no check sees. */
const fewestTelegrams = 3;

export function createDraftPart(changed: () => void) {
  let meter = 0;
  let learned: LearnedView | undefined;
  const answers = new Map<number, DraftAnswerView>();
  const opened = new Set<string>();
  let copied = false;
  let isBusy = false;
  let outcome: { readonly good: boolean; readonly lines: readonly string[] } | undefined;
  let asking: ReturnType<typeof setInterval> | undefined;
  /** Of the latest question; an older answer that comes late is no longer wanted. */
  let asked = 0;
  /** How the meter stood when it was last asked: anything else may have changed what there is to learn. */
  let standing = "";

  async function ask(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    const question = ++asked;
    const found = await fetchLearned(meter, [...answers.values()]).catch(() => undefined);
    if (question !== asked || found === undefined) return;
    const isOther =
      learned?.draft !== undefined && found.draft !== undefined && listOf(learned.draft) !== listOf(found.draft);
    learned = found;
    changed();
    // Another of the meter's lists is learned from now: what was said of the elements of the one before is not true of it.
    if (!isOther || answers.size === 0) return;
    answers.clear();
    void ask();
  }

  function answer(element: number, given: DraftAnswerView | undefined): void {
    if (given === undefined) answers.delete(element);
    else answers.set(element, given);
    outcome = undefined;
    changed();
    void ask();
  }

  async function change(send: () => Promise<{ problems: readonly string[] }>, done: string): Promise<void> {
    isBusy = true;
    changed();
    const problems = await send().then(
      (sent) => sent.problems,
      () => [said.failed],
    );
    outcome = { good: problems.length === 0, lines: problems };
    if (outcome.good) {
      answers.clear();
      const { problem } = await applySettings().catch(() => ({ problem: undefined }));
      outcome = { good: problem === undefined, lines: [problem ?? done] };
    }
    isBusy = false;
    void ask();
    changed();
  }

  async function copy(yaml: string): Promise<void> {
    copied = await copyText(yaml);
    changed();
    setTimeout(() => {
      copied = false;
      changed();
    }, 2000);
  }

  function choose(index: number): void {
    meter = index;
    learned = undefined;
    outcome = undefined;
    answers.clear();
    void ask();
  }

  function takeAlong(name: string, yaml: string): Child {
    return [
      h(
        "button",
        { type: "button", class: "button", onclick: () => void copy(yaml) },
        copied ? texts.copied : texts.copy,
      ),
      h(
        "button",
        { type: "button", class: "button", onclick: () => saveText(`${name}.yaml`, yaml) },
        icon("download"),
        texts.download,
      ),
    ];
  }

  const drawOutcome = (): Child =>
    h(
      "div",
      { role: "status", class: `verdict ${outcome?.good === true ? "good" : "bad"}` },
      outcome?.good === true && icon("good"),
      ...(outcome?.lines ?? []).map((line) => h("p", {}, line)),
    );

  function drawDraft(draft: DraftView, isUsable: boolean): Child {
    const { telegrams, certain, elements, questions, yaml, read, values } = draft;
    // A list that no file can describe: what stands in the file is why.
    if (elements === 0)
      return card(said.title, { id: "draft", class: "wide draft" }, h("p", {}, yaml.replace(/^# /, "")));
    return card(
      said.title,
      { id: "draft", class: "wide draft" },
      h(
        "p",
        {},
        fill(telegrams === 1 ? said.introOne : said.intro, { telegrams: formatNumber(telegrams), certain, elements }),
      ),
      h("p", { class: "hint" }, said.more),
      questions.length > 0 &&
        h(
          "ol",
          { class: "questions" },
          ...questions.map((question) =>
            drawQuestion(question, answers.get(question.element), (given) => answer(question.element, given)),
          ),
        ),
      h("h3", {}, said.reads),
      values.length === 0
        ? h("p", {}, said.readsNothing)
        : [
            h(
              "p",
              { class: "hint" },
              fill(said.compare, { read: formatNumber(read), telegrams: formatNumber(telegrams) }),
            ),
            h(
              "table",
              { class: "values" },
              h(
                "tbody",
                {},
                ...values.map((value) =>
                  h("tr", {}, h("th", { scope: "row" }, nameOf(value)), h("td", {}, valueText(value))),
                ),
              ),
            ),
          ],
      fileOf(yaml),
      h(
        "div",
        { class: "bar" },
        isUsable &&
          h(
            "button",
            {
              type: "button",
              class: "button primary",
              disabled: isBusy || read === 0 || outcome?.good === true,
              onclick: () => void change(() => useDraft(yaml), said.used),
            },
            said.use,
          ),
        takeAlong("my-meter", yaml),
      ),
      !isUsable && h("p", { class: "hint" }, said.unusable),
      drawOutcome(),
    );
  }

  const fileOf = (yaml: string): Child =>
    folded(
      said.file,
      opened,
      "file",
      h("pre", { class: "report", tabindex: "0", role: "region", "aria-label": said.file }, yaml),
    );

  function drawOwn({ name, yaml }: NonNullable<LearnedView["own"]>): Child {
    return card(
      said.ownTitle,
      { id: "draft", class: "wide draft" },
      h("p", {}, fill(said.own, { name })),
      fileOf(yaml),
      h(
        "div",
        { class: "bar" },
        takeAlong(name, yaml),
        h(
          "button",
          {
            type: "button",
            class: "button",
            disabled: isBusy,
            onclick: () => void change(() => forgetDraft(name), said.forgotten),
          },
          said.forget,
        ),
      ),
      drawOutcome(),
    );
  }

  return {
    shown(store: Store): void {
      choose(store.meter?.index ?? 0);
      asking = setInterval(() => void ask(), refreshMs);
    },
    hidden: () => clearInterval(asking),
    /** Nothing where the meter is known. */
    draw(store: Store): Child {
      const { meter: looked } = store;
      const now = [store.generation, looked?.status?.code, looked?.reading?.layout].join(" ");
      if (looked !== undefined && looked.index !== meter) choose(looked.index);
      else if (now !== standing) void ask();
      standing = now;
      const { draft, own, isUsable = false } = learned ?? {};
      if (own !== undefined) return drawOwn(own);
      const isUnknown = looked?.status?.code === "layout-unknown";
      if (draft !== undefined && (isUnknown || draft.telegrams >= fewestTelegrams)) return drawDraft(draft, isUsable);
      // What was just put to use is said until its first telegram, and while the program starts anew.
      return outcome === undefined ? undefined : card(said.title, { id: "draft", class: "wide draft" }, drawOutcome());
    },
  };
}

/** The elements by their types or names, in order. */
const listOf = ({ yaml }: DraftView): string => (yaml.match(/^ {2}- \{ (type: \w+|obis: "[^"]+")/gm) ?? []).join();
