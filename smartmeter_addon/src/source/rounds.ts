/** Rounds through the settings of a search: which were tried, what was heard with them, and which come next. */
import type { Fault, FaultCode } from "../fault.ts";
import type { Pattern } from "./burst.ts";
import type { UnprovenBurst } from "./listen.ts";
import { type HeardBurst, judgeBursts, speedOf } from "./verdict.ts";

/** Most bursts remembered. */
const kept = 64;
/** With fewer bursts nothing can be said. */
export const fewestBursts = 3;

/** `candidates`: all settings there are, likely ones first. */
export function createRounds(candidates: readonly string[]) {
  /** Bursts without a proven frame since the beginning of the round. */
  let heard: HeardBurst[] = [];
  let isDamaged = false;
  let isFirst = true;
  const tried = new Set<string>();
  const reported = new Set<FaultCode>();

  function begin(): void {
    heard = [];
    isDamaged = false;
    tried.clear();
  }

  return {
    /** A frame was proven: everything begins anew. */
    restart(): void {
      begin();
      isFirst = true;
      reported.clear();
    },
    /** Nothing was heard in any round before this one. */
    isFirst: (): boolean => isFirst,
    /** These settings are tried now; tells how many were in this round. */
    try: (settings: string): number => tried.add(settings).size,
    isOver: (): boolean => candidates.every((candidate) => tried.has(candidate)),
    /** A burst was heard with these settings. */
    hear(settings: string, { pattern, octets, damaged }: UnprovenBurst): void {
      heard = [...heard, { settings, pattern, octets }].slice(-kept);
      isDamaged ||= damaged;
    },
    /** Bursts heard in this round. */
    bursts: (): number => heard.length,
    /** The burst before the last one was heard with these settings, too. */
    isHeardAgain: (settings: string): boolean => heard.at(-2)?.settings === settings,
    /** Ends the round; returns what it has shown, unless that was returned before. */
    end(): Fault | undefined {
      // Damaged frames are reported by the link layer, which knows more about them.
      const fault = heard.length >= fewestBursts && !isDamaged ? judgeBursts(heard, candidates) : undefined;
      if (heard.length > 0) isFirst = false;
      begin();
      if (fault === undefined || reported.has(fault.code)) return undefined;
      reported.add(fault.code);
      return fault;
    },
    /** The settings the pattern points at from these; without a pattern the likeliest that were not tried. */
    next(settings: string, pattern: Pattern | undefined): string {
      const open = candidates.filter((candidate) => !tried.has(candidate) && candidate !== settings);
      const by = (sign: number): string[] =>
        open
          .filter((candidate) => Math.sign(speedOf(candidate) - speedOf(settings)) === sign)
          .sort((a, b) => sign * (speedOf(a) - speedOf(b)));
      const likely = pattern === "too-fast" ? by(-1) : pattern === "too-slow" ? by(1) : by(0);
      return (pattern === undefined ? open : [...likely, ...open])[0] as string;
    },
  };
}
