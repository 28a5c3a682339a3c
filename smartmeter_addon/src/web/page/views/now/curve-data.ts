/** Asks the server for the stretch that is shown, again when that is due, and adds what telegrams say meanwhile. */
import type { ReadingView } from "../../../view.ts";
import { fetchKnown, isHardlyBegun, type Known, withPower } from "./known.ts";
import { isNow, type Look, type Shown } from "./looks.ts";

/** What ends now is asked for again so often, ms. */
const refreshMs = { live: 30_000, days: 120_000, bars: 600_000, span: Number.POSITIVE_INFINITY } as const;
/** After an answer that did not come. */
const retryMs = 5000;

export interface CurveData {
  readonly known: Known | undefined;
  /** There was no answer to the latest question. */
  readonly hasFailed: boolean;
  /** Today has shown that the program has run for minutes only. */
  readonly hasHardlyBegun: boolean;
  /** Asks where something is missing or old. `generation` grows where something may have been missed. */
  follow(meter: number, generation: number, look: Look, shown: Shown): void;
  /** Adds a telegram, where the stretch ends now. */
  add(reading: ReadingView, look: Look, shown: Shown): void;
  /** Nothing is known of the stretch that is looked at from now on. */
  forget(): void;
}

export function createCurveData(changed: () => void): CurveData {
  let known: Known | undefined;
  let hasFailed = false;
  let hasHardlyBegun = false;
  /** Of which meter, and all that the latest question depends on; an answer to another comes too late. */
  let askedMeter: number | undefined;
  let asked = "";
  let dueAtMs = 0;

  async function ask(question: string, meter: number, look: Look, shown: Shown): Promise<void> {
    asked = question;
    dueAtMs = performance.now() + refreshMs[look.kind];
    const found = await fetchKnown(meter, look, shown).catch(() => undefined);
    if (asked === question) {
      hasFailed = found === undefined;
      known = found ?? known;
      if (found === undefined) dueAtMs = performance.now() + retryMs;
      // Elsewhere there may be little of a long history.
      else if (look.kind === "days" && isNow(look) && isHardlyBegun(found)) hasHardlyBegun = true;
    }
    changed();
  }

  return {
    get known() {
      return known;
    },
    get hasFailed() {
      return hasFailed;
    },
    get hasHardlyBegun() {
      return hasHardlyBegun;
    },
    follow(meter, generation, look, shown) {
      if (meter !== askedMeter) known = undefined;
      askedMeter = meter;
      const question = JSON.stringify([meter, generation, look]);
      const isDue = isNow(look) && performance.now() > dueAtMs;
      if (question !== asked || isDue) void ask(question, meter, look, shown);
    },
    add({ receivedAtMs, netPower }, look, { fromMs }) {
      if (known?.kind !== "power" || netPower === undefined || !isNow(look)) return;
      const { view } = known;
      const widthMs = look.kind === "live" && look.spanMs <= 300_000 ? 1000 : Math.min(view.bucketMs, 120_000);
      known = { kind: "power", view: withPower(view, { receivedAtMs, netPower }, widthMs, fromMs) };
    },
    forget() {
      known = undefined;
      hasFailed = false;
    },
  };
}
