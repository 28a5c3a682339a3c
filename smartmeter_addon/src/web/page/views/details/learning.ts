/** What the program has learned of a meter nobody has described: asked for again and again, with the answers so far. */
import type { DraftAnswerView, DraftView, LearnedView } from "../../../view.ts";
import { fetchLearned } from "../../api.ts";
import type { Store } from "../../store.ts";

const refreshMs = 15_000;

export interface Learning {
  readonly learned: LearnedView | undefined;
  /** By the place of the element in the list. */
  readonly answers: ReadonlyMap<number, DraftAnswerView>;
  /** Takes another answer; undefined: the element is left out. */
  answer(element: number, given: DraftAnswerView | undefined): void;
  forgetAnswers(): void;
  ask(): void;
  /** Begins with the meter looked at, and asks from time to time until {@link end}. */
  begin(store: Store): void;
  end(): void;
  /** Asks anew where something may have changed; true: it is another meter that is looked at. */
  follow(store: Store): boolean;
}

export function createLearning(changed: () => void): Learning {
  let meter = 0;
  let learned: LearnedView | undefined;
  const answers = new Map<number, DraftAnswerView>();
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

  function choose(index: number): void {
    meter = index;
    learned = undefined;
    answers.clear();
    void ask();
  }

  return {
    get learned() {
      return learned;
    },
    answers,
    answer(element, given) {
      if (given === undefined) answers.delete(element);
      else answers.set(element, given);
      changed();
      void ask();
    },
    forgetAnswers: () => answers.clear(),
    ask: () => void ask(),
    begin(store) {
      choose(store.meter?.index ?? 0);
      asking = setInterval(() => void ask(), refreshMs);
    },
    end: () => clearInterval(asking),
    follow({ generation, meter: looked }) {
      const now = [generation, looked?.status?.code, looked?.reading?.layout].join(" ");
      const isOther = looked !== undefined && looked.index !== meter;
      if (isOther) choose(looked.index);
      else if (now !== standing) void ask();
      standing = now;
      return isOther;
    },
  };
}

/** The elements by their types or names, in order. */
const listOf = ({ yaml }: DraftView): string => (yaml.match(/^ {2}- \{ (type: \w+|obis: "[^"]+")/gm) ?? []).join();
