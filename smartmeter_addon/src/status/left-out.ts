/** What the judge left out: how often, by which rule, and when the user should hear of it. */
import { createFault, type Fault } from "../fault.ts";
import type { JudgeRule } from "../judge/rules/rule.ts";
import { type RuleName, rules } from "../judge/rules/rules.ts";
import type { Sentence } from "../language/language.ts";
import type { StandingChange, StandingFaults } from "./standing.ts";

/** Telegrams remembered; this many left out are no accident (`often`), and this few are one again (`rare`). */
const kept = 400;
const often = 6;
const rare = 1;
/** Two meters on one line take turns, so fewer telegrams are enough. */
const turns = { kept: 20, often: 5 } as const;

/** What each rule finds, in words. */
export const leftOutNames: Readonly<Record<string, Sentence>> = Object.fromEntries(
  rules.map(({ name, en, de }) => [name, { en, de }]),
);

/** Watches what the judge leaves out of one meter's telegrams. */
export function createLeftOut(standing: StandingFaults) {
  let last: (string | undefined)[] = [];
  const byRule = new Map<string, number>();
  const inLast = (count: number, rule?: RuleName): number =>
    last.slice(-count).filter((one) => one !== undefined && (rule === undefined || one === rule)).length;

  /** The rule by which most of the last ones were left out. */
  function commonest(): JudgeRule | undefined {
    const counts = new Map<string, number>();
    for (const rule of last) if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const [first] = [...counts].sort(([, a], [, b]) => b - a);
    return rules.find(({ name }) => name === first?.[0]);
  }

  function fault(): Fault | undefined {
    if (inLast(turns.kept, "another-meter") >= turns.often)
      return createFault("two-meters", "telegrams of another meter come between those of the first one");
    const [count, found] = [inLast(kept), commonest()];
    if (count < often || found === undefined) return undefined;
    const { en, de } = found;
    return createFault("left-out", { is: "often", count, of: last.length, found: { en, de } });
  }

  return {
    /** A telegram was understood. */
    pass(): void {
      last.push(undefined);
      if (last.length > kept) last = last.slice(-kept);
    },
    /** The telegram understood last was left out by this rule. */
    note(rule: string): void {
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      const at = last.lastIndexOf(undefined);
      if (at >= 0) last[at] = rule;
      else last.push(rule);
    },
    /** Begins and ends the faults that tell of it. */
    judge(atMs: number): StandingChange[] {
      const ended = [
        ...(inLast(kept) <= rare ? standing.end("left-out", atMs) : []),
        ...(inLast(turns.kept, "another-meter") <= rare ? standing.end("two-meters", atMs) : []),
      ];
      const begun = fault();
      // A line that damages frames explains why some telegrams are left out.
      const isExplained = standing.has("frame-damaged") || standing.has("two-meters");
      if (begun === undefined || isExplained) return ended;
      const replaced = begun.code === "two-meters" ? standing.end("left-out", atMs) : [];
      return [...ended, ...replaced, ...standing.begin(begun, atMs)];
    },
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(byRule),
  };
}
