/** Readings that were left out: what they say of the line, and which of them prove true after all. */
import type { Reading } from "../telegram/reading.ts";
import type { Proportion } from "./proportion.ts";
import type { Finding } from "./rules/rule.ts";

/** Readings left out for a reason that may prove to be their meter's way; the oldest gives way. */
const mostLeftOut = 16;

export class LeftOut {
  readonly #proportion: Proportion;
  #suspects: readonly { readonly reading: Reading; readonly key: string }[] = [];

  constructor(proportion: Proportion) {
    this.#proportion = proportion;
  }

  /** One more; gives those, it among them, that have proven true by it. `seconds`: of its clock. */
  add(reading: Reading, { rule, key }: Finding, seconds: number | undefined): readonly Reading[] {
    if (rule.kind !== "contradiction") return this.#suspect(reading, key, seconds);
    if (rule.name !== "another-meter") this.#proportion.contradicted();
    return [];
  }

  /** What comes more often than damage explains was true each time; whoever wants extremes gets it now. */
  #suspect(reading: Reading, key: string, seconds: number | undefined): readonly Reading[] {
    const suspects = [...this.#suspects, { reading, key }].slice(-mostLeftOut);
    const isProven = this.#proportion.leftOut(key, seconds);
    this.#suspects = isProven ? suspects.filter((one) => one.key !== key) : suspects;
    return isProven ? suspects.filter((one) => one.key === key).map((one) => one.reading) : [];
  }
}
