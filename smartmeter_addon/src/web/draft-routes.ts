/** What the page asks about a meter nobody has described: its draft, and the user's own file made from one. */
import { languageOf } from "./asked.ts";
import { answerJson, type Handler, Refusal, readObject } from "./exchange.ts";
import { viewValue } from "./reading-view.ts";
import type { Limits, RouteNeeds } from "./route-needs.ts";
import type { DraftTools } from "./tools.ts";
import type { DraftAnswerView, DraftView, LearnedView } from "./view.ts";

/** Elements of the longest list, each answered. */
const mostAnswers = 100;
/** A file of a hundred questions has some 20 kB. */
const draftLimit = 64 * 1024;

export function draftRoutes({ tools: { drafts }, board }: RouteNeeds, limits: Limits): Record<string, Handler> {
  const needed = (): DraftTools => {
    if (drafts === undefined) throw new Refusal(404);
    return drafts;
  };

  return {
    "POST /api/draft": async (request, response) => {
      const own = needed();
      const posted = await readObject(request, limits.askDraft, draftLimit);
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
      const { yaml, language } = await readObject(request, limits.writeDraft, draftLimit);
      if (typeof yaml !== "string" || !own.isUsable) throw new Refusal(400);
      answerJson(response, { problems: await own.use(yaml, languageOf(language)) });
    },
    "POST /api/draft/forget": async (request, response) => {
      const own = needed();
      const { name, language } = await readObject(request, limits.writeDraft);
      if (typeof name !== "string" || !own.isUsable) throw new Refusal(400);
      answerJson(response, { problems: await own.forget(name, languageOf(language)) });
    },
  };
}

/** Answers as they were posted, without entries that are not one. */
function answersIn(posted: unknown): DraftAnswerView[] {
  if (!Array.isArray(posted)) return [];
  return posted.slice(0, mostAnswers).flatMap((entry: Partial<Record<keyof DraftAnswerView, unknown>> | null) => {
    const { element, obis, scaler } = entry ?? {};
    const isAnswer = typeof element === "number" && typeof obis === "string" && typeof scaler === "number";
    return isAnswer ? [{ element, obis, scaler }] : [];
  });
}
