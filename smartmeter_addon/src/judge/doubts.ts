/** What of the findings of the rules speaks against a reading, by what its line and its meter have shown. */
import type { Examined } from "./measures.ts";
import type { Proportion } from "./proportion.ts";
import { isExplainedByBits } from "./rules/explained.ts";
import type { Course, Finding } from "./rules/rule.ts";
import { contradictionOf, habitsOf, suspicionsOf } from "./rules/rules.ts";

export class Doubts {
  readonly #proportion: Proportion;

  constructor(proportion: Proportion) {
    this.#proportion = proportion;
  }

  /** What speaks against a reading: what cannot be, or the first of the suspicions that flipped bits explain. */
  of(now: Examined, course: Course | undefined, suspicions: readonly Finding[]): Finding | undefined {
    const impossible = contradictionOf(now, course);
    // Nearly every line is clean, and nearly every telegram does something that damage may do as well.
    if (impossible !== undefined || suspicions.length === 0 || this.#proportion.isClean()) return impossible;
    const known = habitsOf(course?.list?.ways);
    return suspicions.find(
      (finding) =>
        this.#isDoubt(finding, now, course, known) &&
        isExplainedByBits(finding, now, course, (other) => !this.#isDamage(other, now, known)),
    );
  }

  /** What speaks against its following from a reading that nobody has confirmed, whether flipped bits explain it or not. */
  between(now: Examined, course: Course, known: readonly string[] = habitsOf(course.list?.ways)): Finding | undefined {
    return (
      contradictionOf(now, course, known) ??
      suspicionsOf(now, course).find((found) => this.#isDamage(found, now, known))
    );
  }

  /** Of what it does by itself, what speaks against it. */
  among(alone: readonly Finding[], now: Examined, course: Course | undefined): readonly Finding[] {
    const known = habitsOf(course?.list?.ways);
    return alone.filter((finding) => this.#isDoubt(finding, now, course, known));
  }

  /** What cannot be, or what is damage; `known`: what the one it should follow from did as well. */
  #isDoubt(finding: Finding, now: Examined, course: Course | undefined, known: readonly string[]): boolean {
    const { kind } = finding.rule;
    // Before anything is known of a meter every habit is new.
    return (
      kind === "contradiction" || ((course !== undefined || kind !== "habit") && this.#isDamage(finding, now, known))
    );
  }

  /** A way that is not known, on a line where damage is the likelier reason for it. */
  #isDamage({ key }: Finding, now: Examined, known: readonly string[]): boolean {
    return !known.includes(key) && this.#proportion.isDamage(key, now.seconds);
  }
}

/** What was found in the reading itself, whatever came before: only one that does it as well confirms it. */
export function findingsAlone(now: Examined, suspicions: readonly Finding[]): readonly Finding[] {
  const impossible = contradictionOf(now, undefined);
  const odd = suspicions.filter(({ rule }) => rule.of === "telegram");
  return impossible === undefined ? odd : [impossible, ...odd];
}
