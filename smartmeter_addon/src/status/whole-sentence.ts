/** The sentence for how everything stands together, and for one meter. */

import type { Language, Sentence } from "../language/language.ts";
import { statusTitle } from "../texts/help.ts";
import type { MeterStatus } from "./meter-status.ts";
import type { OutputStanding, Standing, Whole } from "./whole.ts";

type Spoken = Standing & Partial<Pick<MeterStatus, "lastReadingAtMs">>;

const again: Sentence = { en: "Waiting for the next telegram", de: "Wartet auf das nächste Telegramm" };

/** What a meter's status is called; one that has spoken before waits for its next telegram, not for its first. */
export function standingTitle(status: Spoken | undefined, language: Language): string {
  if (status === undefined) return statusTitle("starting", language);
  if (status.code === "waiting" && status.lastReadingAtMs !== undefined) return again[language];
  return statusTitle(status.code, language);
}

const said = {
  en: {
    meters: (count: number, of: number) => `${count} of ${of} meters ${count === 1 ? "needs" : "need"} you`,
    outputs: (count: number) => (count === 1 ? "an output needs you" : `${count} outputs need you`),
    waiting: (count: number, of: number) => `${count} of ${of} meters ${count === 1 ? "is" : "are"} silent so far`,
    and: " and ",
  },
  de: {
    meters: (count: number, of: number) => `${count} von ${of} Zählern ${count === 1 ? "braucht" : "brauchen"} dich`,
    outputs: (count: number) => (count === 1 ? "eine Ausgabe braucht dich" : `${count} Ausgaben brauchen dich`),
    waiting: (count: number, of: number) => `${count} von ${of} Zählern ${count === 1 ? "ist" : "sind"} noch still`,
    and: ", ",
  },
} as const;

/** With one meter and nothing else wrong, its own sentence; with several, how many of how many. */
export function wholeTitle(
  whole: Whole,
  meters: readonly (Spoken | undefined)[],
  outputs: readonly OutputStanding[],
  language: Language,
): string {
  const { en, de } = said;
  const words = language === "de" ? de : en;
  const { troubled, waiting, failing } = whole;
  if (troubled.length === 0 && failing.length === 1)
    return statusTitle(outputs[failing[0] as number]?.code ?? "output-failed", language);
  if (whole.meters === 1 && failing.length === 0) return standingTitle(meters[0], language);
  const parts = [
    ...(troubled.length === 0
      ? []
      : [whole.meters === 1 ? standingTitle(meters[0], language) : words.meters(troubled.length, whole.meters)]),
    ...(failing.length === 0 ? [] : [words.outputs(failing.length)]),
  ];
  if (parts.length > 0) return capital(parts.join(words.and));
  return waiting.length > 0 ? words.waiting(waiting.length, whole.meters) : statusTitle("ok", language);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
