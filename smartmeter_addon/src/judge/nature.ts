/** How a meter measures, where that is out of the ordinary: found out from what it does again and again. */
import { createFault } from "../fault.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import type { Proportion } from "./proportion.ts";

/**
 * `behind-transformer`: the currents it sends are those of the secondary side. `not-at-once`: it takes power, voltages
 * and currents at different moments, or averages some of them.
 */
export type Nature = "behind-transformer" | "not-at-once";

interface Sign {
  readonly nature: Nature;
  /** The rules that show it, how often at least, and in what part of the telegrams. */
  readonly rules: readonly string[];
  readonly times: number;
  readonly part: number;
}

const signs: readonly Sign[] = [
  { nature: "behind-transformer", rules: ["more-than-phases"], times: 30, part: 0.3 },
  {
    nature: "not-at-once",
    rules: ["power-alone", "currents-alone", "factor-alone", "factor-excludes-currents"],
    times: 12,
    part: 0.003,
  },
];

const messages: Readonly<Record<Nature, string>> = {
  "behind-transformer": "this meter's currents are measured behind a transformer",
  "not-at-once": "this meter does not measure power and currents at the same moment",
};

export function createNature(proportion: Proportion, before: readonly Nature[]) {
  const known = new Set(before);

  const shows = ({ rules, times, part }: Sign): boolean => {
    const seen = rules.reduce((sum, name) => sum + proportion.timesOf(name), 0);
    return seen >= times && seen >= part * proportion.telegrams();
  };

  return {
    /** What has become known with the last telegram: said once in the life of a meter. */
    news(): MeterEvent[] {
      if (known.size > 0 || proportion.telegrams() % 16 !== 0) return [];
      const sign = signs.find(shows);
      if (sign === undefined) return [];
      known.add(sign.nature);
      return [{ kind: "fault", fault: createFault(sign.nature, messages[sign.nature]) }];
    },
    known: (): readonly Nature[] => [...known],
  };
}
