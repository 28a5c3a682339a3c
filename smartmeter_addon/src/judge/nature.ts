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
export class NatureWatch {
  #known: readonly Nature[];
  /** Telegrams with a load; with more power than the phases carry and rounding explains; with a multiple of it. */
  #loaded = 0;
  #beyond = 0;
  #multiple = 0;

  constructor(before: readonly Nature[]) {
    this.#known = before;
  }

  get known(): readonly Nature[] {
    return this.#known;
  }

  /** What has become known with a telegram: said once in the life of a meter. */
  take(now: Examined): MeterEvent[] {
    if (this.#known.length > 0) return [];
    this.#note(now);
    const nature = this.#loaded % 16 === 0 ? this.#shown() : undefined;
    if (nature === undefined) return [];
    this.#known = [nature];
    return [{ kind: "fault", fault: createFault(nature, messages[nature]) }];
  }

  #note({ power = 0, carried }: Examined): void {
    const size = Math.abs(power);
    if (carried === undefined || size < beyondRounding) return;
    this.#loaded++;
    if (size > carried + beyondRounding) this.#beyond++;
    if (size > transformed * carried) this.#multiple++;
  }

  #shown(): Nature | undefined {
    const { transformer, moments } = signs;
    const most = transformer.part * this.#loaded;
    if (this.#multiple >= Math.max(transformer.times, most)) return "behind-transformer";
    const isOften = this.#beyond >= Math.max(moments.times, moments.part * this.#loaded);
    return this.#loaded >= fewTelegrams && isOften && this.#beyond < most ? "not-at-once" : undefined;
  }
}
