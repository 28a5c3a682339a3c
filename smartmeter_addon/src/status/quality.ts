/** How many of the telegrams a meter sent have arrived, by the steps of its invocation counter. */
import { createFault } from "../fault.ts";
import type { StandingChange, StandingFaults } from "./standing.ts";

/** Telegrams remembered, and how many must have come before their loss is judged. */
const kept = 120;
const enough = 20;
/** A larger jump of the counter comes from a firmware update, not from the line. */
const largestGap = 1000;
const bad = 0.9;
const goodAgain = 0.95;

/** Watches the quality of one meter's line. */
export function createQuality(standing: StandingFaults) {
  let losses: number[] = [];
  let last: number | undefined;
  let lost = 0;
  let wasOutage = false;

  function share(): number | undefined {
    if (losses.length === 0) return undefined;
    return losses.length / losses.reduce((sum, gap) => sum + gap, losses.length);
  }

  return {
    /** The port was away or the meter silent, so the line did not lose what the meter sent meanwhile. */
    outage(): void {
      wasOutage = true;
    },
    /** A telegram came with this invocation counter. */
    note(counter: number | undefined): void {
      const isOutage = wasOutage;
      wasOutage = false;
      if (counter === undefined) return;
      const step = last === undefined ? 0 : counter - last;
      last = counter;
      if (step < 1 || step > largestGap || isOutage) return;
      lost += step - 1;
      // Another fault may say why some are missing, which is nothing about the quality of the line.
      const isExplained = standing.isForeign() || standing.has("port-unsteady");
      if (!isExplained) losses = [...losses, step - 1].slice(-kept);
    },
    /** Begins or ends the fault that too many telegrams are lost. */
    judge(atMs: number): StandingChange[] {
      const now = share() ?? 1;
      if (losses.length >= enough && now < bad) {
        const percent = Math.round(now * 100);
        return standing.begin(createFault("telegrams-lost", { is: "share", percent }), atMs);
      }
      return now >= goodAgain ? standing.end("telegrams-lost", atMs) : [];
    },
    /** Telegrams received of those sent lately, 0..1; undefined without a counter. */
    share,
    /** Telegrams lost since the start. */
    lost: (): number => lost,
  };
}
