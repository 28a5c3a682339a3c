/** A change of the configuration: saved, put to use, and what came of it. */
import { applySettings } from "./api.ts";
import { type Child, h } from "./dom.ts";
import { icon } from "./icons.ts";

export interface Outcome {
  /** Saved, but perhaps not put to use. */
  readonly isSaved: boolean;
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

/** `send` saves; `texts` are said where all went well, and where no answer came. */
export async function saveAndApply(
  send: () => Promise<{ readonly problems: readonly string[] }>,
  texts: { readonly done: string; readonly failed: string },
): Promise<Outcome> {
  const { problems } = await send().catch(() => ({ problems: [texts.failed] }));
  if (problems.length > 0) return { isSaved: false, isGood: false, lines: problems };
  const { problem } = await applySettings().catch(() => ({ problem: undefined }));
  return { isSaved: true, isGood: problem === undefined, lines: [problem ?? texts.done] };
}

export function drawOutcome(outcome: Outcome | undefined): Child {
  return h(
    "div",
    { role: "status", class: `verdict ${outcome?.isGood === true ? "good" : "bad"}` },
    outcome?.isGood === true && icon("good"),
    ...(outcome?.lines ?? []).map((line) => h("p", {}, line)),
  );
}
