/** Readings that were left out: what they say of the line, and which of them prove true after all. */
import type { Reading } from "../telegram/reading.ts";
import type { Proportion } from "./proportion.ts";
import type { Finding } from "./rules/rule.ts";

/** Readings left out for a reason that may prove to be their meter's way; the oldest gives way. */
const mostLeftOut = 16;

export function createLeftOut(proportion: Proportion) {
  let suspects: readonly { readonly reading: Reading; readonly key: string }[] = [];

  /** What comes more often than damage explains was true each time; whoever wants extremes gets it now. */
  function suspect(reading: Reading, key: string, seconds: number | undefined): readonly Reading[] {
    suspects = [...suspects, { reading, key }].slice(-mostLeftOut);
    if (!proportion.leftOut(key, seconds)) return [];
    const proven = suspects.filter((one) => one.key === key);
    suspects = suspects.filter((one) => one.key !== key);
    return proven.map((one) => one.reading);
  }

  return {
    /** One more; gives those, it among them, that have proven true by it. `seconds`: of its clock. */
    add(reading: Reading, { rule, key }: Finding, seconds: number | undefined): readonly Reading[] {
      if (rule.kind !== "contradiction") return suspect(reading, key, seconds);
      if (rule.name !== "another-meter") proportion.contradicted();
      return [];
    },
  };
}
