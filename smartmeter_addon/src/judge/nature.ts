/** How a meter measures, where that is out of the ordinary: found out from what it does again and again. */
import { createFault } from "../fault.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import type { Examined } from "./measures.ts";

/**
 * `behind-transformer`: the currents it sends are those of the secondary side. `not-at-once`: it takes power, voltages
 * and currents at different moments, or averages some of them.
 */
export type Nature = "behind-transformer" | "not-at-once";

/** So many times what the phases carry, and transformers do it, not a load that was switched. */
const transformed = 3;
/** How often a nature must have shown at least, and in what part of the telegrams with a load. */
const signs = { transformer: { times: 30, part: 0.5 }, moments: { times: 12, part: 0.001 } } as const;
/** Not even currents cut off to whole amperes make so much of nothing, W. */
const beyondRounding = 500;
/** Telegrams with a load after which a transformer would have shown. */
const fewTelegrams = 60;

const messages: Readonly<Record<Nature, string>> = {
  "behind-transformer": "this meter's currents are measured behind a transformer",
  "not-at-once": "this meter does not measure power and currents at the same moment",
};

/**
 * More power than the phases carry is what no load brings about if all is measured at once: batteries, inverters and
 * capacitors move power and currents apart, but never beyond that.
 */
export function createNature(before: readonly Nature[]) {
  let known = before;
  /** Telegrams with a load; with more power than the phases carry and rounding explains; with a multiple of it. */
  const seen = { loaded: 0, beyond: 0, multiple: 0 };

  function note({ power = 0, carried }: Examined): void {
    const size = Math.abs(power);
    if (carried === undefined || size < beyondRounding) return;
    seen.loaded++;
    if (size > carried + beyondRounding) seen.beyond++;
    if (size > transformed * carried) seen.multiple++;
  }

  function shown(): Nature | undefined {
    const { loaded, beyond, multiple } = seen;
    const { transformer, moments } = signs;
    const most = transformer.part * loaded;
    if (multiple >= Math.max(transformer.times, most)) return "behind-transformer";
    const isOften = beyond >= Math.max(moments.times, moments.part * loaded);
    return loaded >= fewTelegrams && isOften && beyond < most ? "not-at-once" : undefined;
  }

  return {
    /** What has become known with a telegram: said once in the life of a meter. */
    take(now: Examined): MeterEvent[] {
      if (known.length > 0) return [];
      note(now);
      const nature = seen.loaded % 16 === 0 ? shown() : undefined;
      if (nature === undefined) return [];
      known = [nature];
      return [{ kind: "fault", fault: createFault(nature, messages[nature]) }];
    },
    known: (): readonly Nature[] => known,
  };
}
