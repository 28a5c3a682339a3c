/** What a request asks about: fields and parameters as valid values, no matter what was sent. */
import type { Language } from "../language/language.ts";
import { Refusal } from "./exchange.ts";

/** Settings changed in one request. */
const mostChanges = 200;

/** A field as text; empty if it is not one. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A field as text without white space around it; undefined where nothing is left. */
export const filledText = (value: unknown): string | undefined => textOf(value).trim() || undefined;

/** A position in a list; 0 if it is not one. */
export const indexOf = (value: unknown): number => (Number.isInteger(Number(value)) ? Math.max(0, Number(value)) : 0);

/** The position of the meter asked about. */
export const meterOf = (query: URLSearchParams): number => indexOf(query.get("meter"));

/** The language asked for; English if it is not one of ours. */
export const languageOf = (value: unknown): Language => (value === "de" ? "de" : "en");

/** Changes of settings, without entries that are not one. Throws a {@link Refusal} if it is not a list, or too long. */
export function changesIn(posted: unknown): { path: string; value: unknown }[] {
  if (!Array.isArray(posted) || posted.length > mostChanges) throw new Refusal(400);
  return posted.flatMap((entry: { path?: unknown; value?: unknown } | null) =>
    typeof entry?.path === "string" ? [{ path: entry.path, value: entry.value }] : [],
  );
}
