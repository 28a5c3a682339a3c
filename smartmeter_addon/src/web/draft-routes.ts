/** What the page asks about a meter nobody has described: its draft, and the user's own file made from one. */
import type { Language } from "../language/language.ts";
import { answerJson, type Handler, Refusal, readObject } from "./exchange.ts";
import type { MeterBoard } from "./meter-board.ts";
import { viewValue } from "./reading-view.ts";
import { createRate } from "./token-bucket.ts";
import type { DraftTools, WebTools } from "./tools.ts";
import type { DraftAnswerView, DraftView, LearnedView } from "./view.ts";

export interface DraftRouteNeeds {
  readonly tools: WebTools;
  board(meter: number): MeterBoard | undefined;
}

/** Elements of the longest list, each answered. */
const mostAnswers = 100;
/** A file of a hundred questions has some 20 kB. */
const draftLimit = 64 * 1024;

export function draftRoutes({ tools: { drafts }, board }: DraftRouteNeeds): Record<string, Handler> {
  // Every answer asks anew, and so does a page that is left open.
  const mayAsk = createRate(20, 120);
  const mayWrite = createRate(5, 20);
  const demand = (allowed: (nowMs: number) => boolean) => (): void => {
    if (!allowed(performance.now())) throw new Refusal(429);
  };
  const needed = (): DraftTools => {
    if (drafts === undefined) throw new Refusal(404);
    return drafts;
  };

  return {
    "POST /api/draft": async (request, response) => {
      const own = needed();
      const posted = await readObject(request, demand(mayAsk), draftLimit);
      const meter = Number(posted.meter);
      const found = board(meter);
      if (found === undefined) throw new Refusal(404);
      const { unknown } = found;
      const question = { meter, answers: answersIn(posted.answers), language: languageOf(posted.language) };
      const draft = unknown === undefined ? undefined : await own.draft({ ...question, octets: unknown.octets() });
      const name = found.view().reading?.layout ?? "";
      const yaml = own.own(name);
      answerJson(response, {
        draft:
          draft === undefined ? undefined : ({ ...draft, values: draft.values.map(viewValue) } satisfies DraftView),
        isUsable: own.isUsable,
        own: yaml === undefined ? undefined : { name, yaml },
      } satisfies LearnedView);
    },
    "POST /api/draft/use": async (request, response) => {
      const own = needed();
      const { yaml, language } = await readObject(request, demand(mayWrite), draftLimit);
      if (typeof yaml !== "string" || !own.isUsable) throw new Refusal(400);
      answerJson(response, { problems: await own.use(yaml, languageOf(language)) });
    },
    "POST /api/draft/forget": async (request, response) => {
      const own = needed();
      const { name, language } = await readObject(request, demand(mayWrite));
      if (typeof name !== "string" || !own.isUsable) throw new Refusal(400);
      answerJson(response, { problems: await own.forget(name, languageOf(language)) });
    },
  };
}

const languageOf = (value: unknown): Language => (value === "de" ? "de" : "en");

/** Answers as they were posted; whatever is none is left out. */
function answersIn(posted: unknown): DraftAnswerView[] {
  if (!Array.isArray(posted)) return [];
  return posted.slice(0, mostAnswers).flatMap((entry: Partial<Record<keyof DraftAnswerView, unknown>> | null) => {
    const { element, obis, scaler } = entry ?? {};
    const isAnswer = typeof element === "number" && typeof obis === "string" && typeof scaler === "number";
    return isAnswer ? [{ element, obis, scaler }] : [];
  });
}
