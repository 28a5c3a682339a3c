/** The row of a fault in the reader's language, what was seen of it, and what the status is called. */
import { describeSeen, type Fault } from "../fault.ts";
import { type FaultCode, faultRows } from "../faults/fault-table.ts";
import type { Language, Sentence } from "../language/language.ts";
import { fill } from "../language/message.ts";

/** One fault explained to the person in front of the meter: a short title and three sentences. */
export interface FaultHelp {
  readonly title: string;
  /** What was seen. */
  readonly seen: string;
  /** What it means. */
  readonly means: string;
  /** What to do next. */
  readonly next: string;
}

const calm: Readonly<Record<"starting" | "waiting" | "ok", Sentence>> = {
  starting: { en: "Starting", de: "Startet" },
  waiting: { en: "Waiting for the first telegram", de: "Wartet auf das erste Telegramm" },
  ok: { en: "All is well", de: "Alles in Ordnung" },
};

export function faultHelp(code: FaultCode, language: Language): FaultHelp {
  const { title, seen, means, next } = faultRows[code];
  return { title: title[language], seen: seen[language], means: means[language], next: next[language] };
}

const rarely: Sentence = {
  en: "This happened to {count} of the last {of} telegrams.",
  de: "Das betraf {count} der letzten {of} Telegramme.",
};

/** What happened here: the facts where whoever reported it knew some, else what the row says. Never two languages at once. */
export function faultHere({ code, seen, share }: Pick<Fault, "code" | "seen" | "share">, language: Language): string {
  const here = describeSeen(code, seen, language);
  return share === undefined ? here : `${here} ${fill(rarely[language], share)}`;
}

/** A fault as a person reads it: what it is called, what happened here, and what to do about it. */
export function sayFault(fault: Pick<Fault, "code" | "seen" | "share">, language: Language): string {
  const { title, next } = faultRows[fault.code];
  return `${title[language]} [${fault.code}]. ${faultHere(fault, language)} ${next[language]}`;
}

/** What a status is called, for status entity and page: the title of the fault, or that all is calm. */
export function statusTitle(code: FaultCode | "starting" | "waiting" | "ok", language: Language): string {
  if (code === "starting" || code === "waiting" || code === "ok") return calm[code][language];
  return faultRows[code].title[language];
}
