/**
 * When old day files may be deleted. Nothing brings them back, so a wrong clock must not delete them.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { meterInstantMs } from "../derive/meter-instant.ts";
import { message } from "../texts/log-lines.ts";
import { zonedInstant } from "./local-time.ts";
import type { SinkContext } from "./output.ts";
import type { SinkEvent } from "./sink.ts";

/** Which files are deleted, and when. */
export interface RetentionOptions {
  /** Name of the output, for the log. */
  readonly output: string;
  readonly folder: string;
  /** Days; 0: everything is kept. */
  readonly keep: number;
  /** Matches this output's files in the folder; the first group is the day of the file. */
  readonly files: RegExp;
}

/**
 * Deletes files whose day is more than `keep` days ago, but not while the host's clock is in doubt: a meter says
 * another day, or the clock was set within the last day. If no meter's clock confirms it, at most the files of one day
 * go at a time.
 */
export interface Retention {
  /** Takes every reading: its meter may tell the time. */
  hear(event: Extract<SinkEvent, { kind: "reading" }>): void;
  /** Called after a write: deletes once for each new day of the newest reading, and tries again until it may. */
  sweep(): Promise<void>;
}

type Verdict = "agreed" | "unknown" | "doubted";

const dayMs = 86_400_000;
/** A clock in the wrong zone, or one without summer time, does not mean the wrong day. */
const nearMs = 26 * 3_600_000;
/** Anything heard longer ago says nothing about the clock now. */
const freshMs = 3_600_000;
/** A larger step is more than a slow correction of the clock. */
const jumpMs = 600_000;

/** One for each folder of day files. */
export function createRetention(options: RetentionOptions, { timeZone, log, language = "en" }: SinkContext): Retention {
  const { output, folder, keep, files } = options;
  /** By how much each meter's clock differs from the host's, and when that was heard, by a clock that nobody sets. */
  const clocks = new Map<number, { readonly differenceMs: number; readonly atMs: number }>();
  let steady: { readonly hostMs: number; readonly atMs: number } | undefined;
  let setAtMs = Number.NEGATIVE_INFINITY;
  let swept = "";
  let isPaused = false;

  const verdict = (): Verdict => {
    const now = performance.now();
    const heard = [...clocks.values()].filter(({ atMs }) => now - atMs < freshMs);
    if (heard.some(({ differenceMs }) => Math.abs(differenceMs) > nearMs)) return "doubted";
    if (heard.length > 0) return "agreed";
    return now - setAtMs < dayMs ? "doubted" : "unknown";
  };

  return {
    hear({ meter, reading, receivedAtMs }) {
      if (keep === 0) return;
      const atMs = performance.now();
      if (steady !== undefined && Math.abs(receivedAtMs - steady.hostMs - (atMs - steady.atMs)) > jumpMs) {
        setAtMs = atMs;
        // The meters were compared with the clock as it was before.
        clocks.clear();
      }
      steady = { hostMs: receivedAtMs, atMs };
      if (reading.meterTime === undefined) return;
      const differenceMs = meterInstantMs(reading.meterTime, timeZone, receivedAtMs) - receivedAtMs;
      clocks.set(meter.index, { differenceMs, atMs });
    },
    async sweep() {
      if (keep === 0 || steady === undefined) return;
      // The day of the reading that the verdict is about: what is being written may be older, from when the clock was
      // wrong.
      const today = zonedInstant(steady.hostMs, timeZone).slice(0, 10);
      if (today === swept) return;
      const said = verdict();
      if (said === "doubted") {
        if (!isPaused) log.warning(message(language, "retentionPaused", { output, today }));
        isPaused = true;
        return;
      }
      isPaused = false;
      const overdue = await overdueFiles(folder, files, today, keep);
      const [oldest] = overdue;
      const going = said === "agreed" ? overdue : overdue.filter(({ day }) => day === oldest?.day);
      for (const { name } of going) await rm(join(folder, name), { force: true });
      swept = today;
      if (oldest === undefined) return;
      const names = { first: oldest.name, last: going.at(-1)?.name ?? oldest.name };
      log.info(message(language, "retentionDeleted", { output, keep, count: going.length, ...names }));
      if (going.length < overdue.length)
        log.info(message(language, "retentionWaits", { output, count: overdue.length - going.length }));
    },
  };
}

/** Files that are too old, the oldest first. */
async function overdueFiles(folder: string, files: RegExp, today: string, keep: number) {
  const oldest = new Date(Date.parse(`${today}T00:00:00Z`) - keep * dayMs).toISOString().slice(0, 10);
  const named = (await readdir(folder)).map((name) => ({ name, day: files.exec(name)?.[1] ?? "" }));
  return named.filter(({ day }) => day !== "" && day < oldest).sort((a, b) => a.name.localeCompare(b.name));
}
