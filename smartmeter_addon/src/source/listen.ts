/** What comes from a port, cut into bursts, and whether frames were proven in them. */
import { type Burst, createBurst, type Pattern } from "./burst.ts";

/** A pause this long is worth a hint; pauses of up to 160 ms were measured between the frames of one telegram. */
const silenceMs = 150;
/** A pause this long ends a burst; shorter than the pause between two telegrams a second apart. */
const burstEndMs = 300;
/** Noise without a pause is cut after this many octets; telegrams have up to 511. */
const longestBurst = 2048;

/** A burst that ended without a proven frame. */
export interface UnprovenBurst {
  readonly pattern: Pattern;
  readonly octets: number;
  /** A frame was recognised in it, and its check failed. */
  readonly damaged: boolean;
}

/** Cuts the line into bursts and pauses. Time comes from outside. */
export interface Listener {
  /** The port was opened, or got other settings: what comes next may be the rest of a telegram. */
  restart(nowMs: number): void;
  octets(octets: Uint8Array, nowMs: number): UnprovenBurst | undefined;
  /** Frames were proven or damaged in the present burst. */
  evidence(proven: number, damaged: number): void;
  /** What has ended by now: at most one pause and one burst. */
  tick(nowMs: number): { readonly silence: boolean; readonly burst: UnprovenBurst | undefined };
  /** When something ends unless octets come first; infinity for never. */
  dueMs(): number;
}

export function createListener(): Listener {
  let burst: Burst | undefined;
  let isWhole = false;
  let isProven = false;
  let isDamaged = false;
  let isSilenceDue = false;
  let aliveMs = Number.NEGATIVE_INFINITY;

  function end(): UnprovenBurst | undefined {
    if (burst === undefined) return undefined;
    const octets = burst.octets();
    const pattern = burst.judge(isWhole);
    const tells = isWhole || pattern === "too-fast" || octets >= longestBurst;
    burst = undefined;
    return isProven || !tells ? undefined : { pattern, octets, damaged: isDamaged };
  }

  return {
    restart(nowMs) {
      burst = undefined;
      isSilenceDue = false;
      aliveMs = nowMs;
    },
    octets(octets, nowMs) {
      const before = nowMs >= aliveMs + burstEndMs ? end() : undefined;
      if (burst === undefined) {
        burst = createBurst();
        isWhole = nowMs >= aliveMs + burstEndMs;
        isProven = isDamaged = false;
      }
      aliveMs = nowMs;
      isSilenceDue = true;
      burst.add(octets);
      const over = burst.octets() >= longestBurst || (burst.tooFast() && !isProven);
      return before ?? (over ? end() : undefined);
    },
    evidence(proven, damaged) {
      if (proven > 0) isProven = true;
      if (damaged > 0) isDamaged = true;
    },
    tick(nowMs) {
      const silence = isSilenceDue && nowMs >= aliveMs + silenceMs;
      if (silence) isSilenceDue = false;
      return { silence, burst: nowMs >= aliveMs + burstEndMs ? end() : undefined };
    },
    dueMs() {
      if (isSilenceDue) return aliveMs + silenceMs;
      return burst === undefined ? Number.POSITIVE_INFINITY : aliveMs + burstEndMs;
    },
  };
}
