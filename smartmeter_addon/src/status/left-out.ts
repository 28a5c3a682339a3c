/** What the judge left out: how often, by which rule, and when it is worth a word. */
import { createFault, type Fault } from "../fault.ts";
import type { JudgeRule } from "../judge/rules/rule.ts";
import { type RuleName, rules } from "../judge/rules/rules.ts";
import type { Sentence } from "../language/language.ts";

/** Telegrams looked back on, and how many of them left out are no accident, or one again. */
const kept = 400;
const often = 6;
const rare = 1;
/** Two meters on one line send by turns. */
const turns = { kept: 20, often: 5 } as const;

/** What each rule finds, in words. */
export const leftOutNames: Readonly<Record<string, Sentence>> = Object.fromEntries(
  rules.map(({ name, en, de }) => [name, { en, de }]),
);

export function createLeftOut() {
  let last: (string | undefined)[] = [];
  const byRule = new Map<string, number>();
  const inLast = (count: number, rule?: RuleName): number =>
    last.slice(-count).filter((one) => one !== undefined && (rule === undefined || one === rule)).length;

  /** The rule that most of the last ones were left out by. */
  function commonest(): JudgeRule | undefined {
    const counts = new Map<string, number>();
    for (const rule of last) if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const [first] = [...counts].sort(([, a], [, b]) => b - a);
    return rules.find(({ name }) => name === first?.[0]);
  }

  return {
    /** A telegram was understood. */
    pass(): void {
      last.push(undefined);
      if (last.length > kept) last = last.slice(-kept);
    },
    /** The one understood before was left out by this rule. */
    note(rule: string): void {
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      const at = last.lastIndexOf(undefined);
      if (at >= 0) last[at] = rule;
      else last.push(rule);
    },
    fault(): Fault | undefined {
      if (inLast(turns.kept, "another-meter") >= turns.often)
        return createFault("two-meters", "telegrams of another meter come between those of the first one");
      const [count, found] = [inLast(kept), commonest()];
      if (count < often || found === undefined) return undefined;
      const { en, de } = found;
      return createFault("left-out", { is: "often", count, of: last.length, found: { en, de } });
    },
    isRare: (): boolean => inLast(kept) <= rare,
    areTurnsOver: (): boolean => inLast(turns.kept, "another-meter") <= rare,
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(byRule),
  };
}
