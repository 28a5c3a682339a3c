/** Whether the meter speaks: its first telegrams, its rhythm, its silence. */
import type { Reading } from "../telegram/reading.ts";
import type { LogEntry } from "./log-entry.ts";
import { createRhythm } from "./rhythm.ts";

export type Presence = ReturnType<typeof createPresence>;

/** Every method that takes something returns what is new for the log. */
export function createPresence() {
  const rhythm = createRhythm();
  let lastReadingAtMs: number | undefined;
  let isAvailable = false;
  let isRhythmTold = false;
  let isSecondAwaited = false;

  return {
    /** The first telegram was understood; the second one proves it. */
    first(reading: Reading): LogEntry[] {
      if (lastReadingAtMs !== undefined || isSecondAwaited) return [];
      isSecondAwaited = true;
      return [{ kind: "second-awaited", reading }];
    },
    /** A telegram was understood, whatever becomes of its values. */
    decoded(atMs: number): LogEntry[] {
      rhythm.note(atMs);
      const intervalMs = rhythm.intervalMs();
      if (isRhythmTold || intervalMs === undefined || !rhythm.isSure()) return [];
      isRhythmTold = true;
      return [{ kind: "rhythm", intervalMs }];
    },
    /** A reading was believed. */
    reading(reading: Reading, atMs: number): LogEntry[] {
      const [lastMs, wasAvailable] = [lastReadingAtMs, isAvailable];
      lastReadingAtMs = atMs;
      isAvailable = true;
      if (lastMs === undefined) return [{ kind: "first-reading", reading }];
      return wasAvailable ? [] : [{ kind: "speaking", spanMs: atMs - lastMs }];
    },
    /** Notices when the meter has been silent for longer than its rhythm allows. */
    tick(atMs: number): LogEntry[] {
      if (!isAvailable || lastReadingAtMs === undefined) return [];
      // The host's clock was set back.
      if (atMs < lastReadingAtMs) lastReadingAtMs = atMs;
      if (atMs - lastReadingAtMs < rhythm.limitMs()) return [];
      isAvailable = false;
      return [{ kind: "silent", spanMs: atMs - lastReadingAtMs }];
    },
    isAvailable: (): boolean => isAvailable,
    /** It has spoken before, and no longer does. */
    isSilent: (): boolean => lastReadingAtMs !== undefined && !isAvailable,
    lastReadingAtMs: (): number | undefined => lastReadingAtMs,
    /** Undefined before the third telegram. */
    intervalMs: rhythm.intervalMs,
    /** How long this meter may be silent, ms; 0 before its first reading. */
    limitMs: (): number => (lastReadingAtMs === undefined ? 0 : rhythm.limitMs()),
  };
}
