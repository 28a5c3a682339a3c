import type { FaultCode } from "../fault.ts";
import { faultsDe } from "./faults-de.ts";
import { faultsEn } from "./faults-en.ts";
import type { Language, Sentence } from "./language.ts";

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

const help: Readonly<Record<Language, Readonly<Record<FaultCode, FaultHelp>>>> = { en: faultsEn, de: faultsDe };

const calm: Readonly<Record<"starting" | "waiting" | "ok", Sentence>> = {
  starting: { en: "Starting", de: "Startet" },
  waiting: { en: "Waiting for the first telegram", de: "Wartet auf das erste Telegramm" },
  ok: { en: "All is well", de: "Alles in Ordnung" },
};

export function faultHelp(code: FaultCode, language: Language): FaultHelp {
  return help[language][code];
}

/** What a status is called, for status entity and page: the title of the fault, or that all is calm. */
export function statusTitle(code: FaultCode | "starting" | "waiting" | "ok", language: Language): string {
  if (code === "starting" || code === "waiting" || code === "ok") return calm[code][language];
  return help[language][code].title;
}
