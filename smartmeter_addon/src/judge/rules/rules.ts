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

const byKind = (isContradiction: boolean): readonly JudgeRule[] =>
  rules.filter(({ kind }) => (kind === "contradiction") === isContradiction);
const firm = byKind(true);
const soft = byKind(false);
const softEverywhere = soft.filter(({ where }) => where === "everywhere");

const habitNames: readonly string[] = rows.filter(({ kind }) => kind === "habit").map(({ name }) => name);

const isHabit = (key: string): boolean =>
  habitNames.some((name) => key.startsWith(name) && (key.length === name.length || key[name.length] === " "));

/** Of what a telegram does, what lasts: the one that follows does it, too. */
export function habitsOf(ways: readonly string[] = []): readonly string[] {
  return ways.filter(isHabit);
}

const keyOf = ({ name }: JudgeRule, { detail }: Found): string => (detail === undefined ? name : `${name} ${detail}`);

/** What a habit has found is the same object each time, and so is what is made of it. */
const findings = new WeakMap<Found, Finding>();

function findingOf(rule: JudgeRule, found: Found): Finding {
  if (rule.kind !== "habit") return { rule, reason: found.reason, key: keyOf(rule, found) };
  let finding = findings.get(found);
  if (finding === undefined) {
    finding = { rule, reason: found.reason, key: keyOf(rule, found) };
    findings.set(found, finding);
  }
  return finding;
}

function ask(rule: JudgeRule, now: Examined, course: Course | undefined): Found | undefined {
  if (rule.of === "telegram") return rule.check(now);
  return course === undefined ? undefined : rule.check(now, course);
}

/** What cannot be, the weightiest first; undefined: nothing. */
export function contradictionOf(now: Examined, course: Course | undefined): Finding | undefined {
  for (const rule of firm) {
    const found = ask(rule, now, course);
    if (found !== undefined) return findingOf(rule, found);
  }
  return undefined;
}

const nothing: readonly Finding[] = [];

/** Everything a household or a meter may do, and a flipped bit as well. */
export function suspicionsOf(now: Examined, course: Course | undefined): readonly Finding[] {
  const isWeak = isWeaklyChecked(now.reading);
  let suspicions: Finding[] | undefined;
  for (const rule of isWeak ? soft : softEverywhere) {
    const found = ask(rule, now, course);
    if (found === undefined) continue;
    suspicions ??= [];
    suspicions.push(findingOf(rule, found));
  }
  return suspicions ?? nothing;
}
