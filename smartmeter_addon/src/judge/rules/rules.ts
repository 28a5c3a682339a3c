/** The table of rules: what the judge asks of a telegram. To add a rule, add its row; documentation and counts follow. */
import { type Examined, isWeaklyChecked } from "../measures.ts";
import { clocksAndRegisters, contradictions } from "./course.ts";
import { electricity } from "./electricity.ts";
import { habits } from "./habits.ts";
import type { Course, Finding, Found, JudgeRule } from "./rule.ts";

const rows = [...contradictions, ...clocksAndRegisters, ...electricity, ...habits] as const;

/** The name of a rule. It is stable: state, counts, page and documentation use it. */
export type RuleName = (typeof rows)[number]["name"];

/** All of them, in order of weight. */
export const rules: readonly JudgeRule[] = rows;

/** A rule ready to be asked: all of one form, because the engine is slow where rows differ in theirs. */
interface Question {
  readonly rule: JudgeRule;
  readonly needsCourse: boolean;
  /** Only asked without a course where it needs none. */
  check(now: Examined, course: Course | undefined): Found | undefined;
}

const questionsOf = (matches: (rule: JudgeRule) => boolean): readonly Question[] =>
  rules.filter(matches).map((rule) => ({ rule, needsCourse: rule.of === "course", check: rule.check }));

const firm = questionsOf(({ kind }) => kind === "contradiction");
const soft = questionsOf(({ kind }) => kind !== "contradiction");
const softEverywhere = soft.filter(({ rule }) => rule.where === "everywhere");

const habitNames: readonly string[] = rows.filter(({ kind }) => kind === "habit").map(({ name }) => name);

const isHabit = (key: string): boolean =>
  habitNames.some((name) => key.startsWith(name) && (key.length === name.length || key[name.length] === " "));

/** Of what a telegram does, what lasts: the one that follows does it, too. */
export function habitsOf(ways: readonly string[] = []): readonly string[] {
  return ways.filter(isHabit);
}

const keyOf = ({ name }: JudgeRule, { detail }: Found): string => (detail === undefined ? name : `${name} ${detail}`);

/** What a habit has found is the same object each time, and keeps what is made of it. */
function findingOf(rule: JudgeRule, found: Found): Finding {
  found.finding ??= { rule, reason: found.reason, key: keyOf(rule, found) };
  return found.finding;
}

/** What cannot be, the weightiest first, but for what is known; undefined: nothing. */
export function contradictionOf(
  now: Examined,
  course: Course | undefined,
  known: readonly string[] = nothingKnown,
): Finding | undefined {
  for (const { rule, needsCourse, check } of firm) {
    if (needsCourse && course === undefined) continue;
    const found = check(now, course);
    if (found === undefined) continue;
    const finding = findingOf(rule, found);
    if (!known.includes(finding.key)) return finding;
  }
  return undefined;
}

const nothingKnown: readonly string[] = [];
const nothing: readonly Finding[] = [];

/** Everything a household or a meter may do, and a flipped bit as well. */
export function suspicionsOf(now: Examined, course: Course | undefined): readonly Finding[] {
  const isWeak = isWeaklyChecked(now.reading);
  let suspicions: Finding[] | undefined;
  for (const { rule, needsCourse, check } of isWeak ? soft : softEverywhere) {
    if (needsCourse && course === undefined) continue;
    const found = check(now, course);
    if (found === undefined) continue;
    suspicions ??= [];
    suspicions.push(findingOf(rule, found));
  }
  return suspicions ?? nothing;
}
