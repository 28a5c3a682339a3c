/** How a meter measures, where that is out of the ordinary: found out from what it does again and again. */
import { createFault } from "../fault.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import type { Examined } from "./measures.ts";
import type { Finding } from "./rules/rule.ts";

/**
 * `behind-transformer`: the currents it sends are those of the secondary side. `not-at-once`: it takes power, voltages
 * and currents at different moments, or averages some of them.
 */
export type Nature = "behind-transformer" | "not-at-once";

/** So many times what the phases carry, and transformers do it, not a load that was switched. */
const transformed = 2;
/** How often a nature must have shown at least, and in what part of the telegrams. */
const signs = { transformer: { times: 30, part: 0.3 }, moments: { times: 12, part: 0.003 } } as const;
/** Of the telegrams in which power exceeds what the phases carry, those in which it moved without them, or they without it. */
const movedPart = 0.5;
/** Telegrams after which a transformer would have shown. */
const fewTelegrams = 100;

const moves: readonly string[] = ["power-alone", "currents-alone"];

const messages: Readonly<Record<Nature, string>> = {
  "behind-transformer": "this meter's currents are measured behind a transformer",
  "not-at-once": "this meter does not measure power and currents at the same moment",
};

/**
 * More power than the phases carry is what no load brings about if all is measured at once: batteries, inverters and
 * capacitors move power and currents apart, but never beyond that.
 */
export function createNature(before: readonly Nature[]) {
  const known = new Set(before);
  let telegrams = 0;
  /** Telegrams with more power than the phases carry; with a multiple of it; and with a move of the one without the other. */
  const seen = { more: 0, multiple: 0, moved: 0 };

  function note({ power = 0, carried = 0 }: Examined, findings: readonly Finding[]): void {
    if (!findings.some(({ rule }) => rule.name === "more-than-phases")) return;
    seen.more++;
    if (Math.abs(power) > transformed * carried) seen.multiple++;
    if (findings.some(({ rule }) => moves.includes(rule.name))) seen.moved++;
  }

  function shown(): Nature | undefined {
    const { transformer, moments } = signs;
    if (seen.multiple >= Math.max(transformer.times, transformer.part * telegrams)) return "behind-transformer";
    const isRare = telegrams >= fewTelegrams && seen.more < transformer.part * telegrams;
    const isOften = seen.moved >= Math.max(moments.times, moments.part * telegrams);
    return isRare && isOften && seen.moved >= movedPart * seen.more ? "not-at-once" : undefined;
  }

  return {
    /** What has become known with a telegram: said once in the life of a meter. */
    take(now: Examined, findings: readonly Finding[]): MeterEvent[] {
      if (known.size > 0) return [];
      telegrams++;
      if (findings.length === 0) return [];
      note(now, findings);
      const nature = telegrams % 16 === 0 ? shown() : undefined;
      if (nature === undefined) return [];
      known.add(nature);
      return [{ kind: "fault", fault: createFault(nature, messages[nature]) }];
    },
    known: (): readonly Nature[] => [...known],
  };
}
