/** Appends every finished window to one file per meter and month, and every finished day to one file per meter. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DayTotal } from "../../derive/energy-ledger.ts";
import type { EnergyWindow } from "../../derive/energy-windows.ts";
import { append, fileName, mendTail } from "../day-files.ts";
import { startDelivery } from "../delivery.ts";
import { grouped } from "../grouped.ts";
import { guarded } from "../guarded.ts";
import { zonedInstant } from "../local-time.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import type { Sink } from "../sink.ts";
import { daysFile, monthFile, storedMonths } from "./history.ts";
import type { QuarterHoursOptions } from "./quarter-hours-options.ts";
import { dayHeader, formatDay, formatWindow, windowHeader } from "./window-rows.ts";

interface Entry {
  readonly meter: string;
  readonly window: EnergyWindow;
  readonly finishedDay: DayTotal | undefined;
}

interface Context extends SinkContext {
  /** The data folder; undefined: nothing is kept. */
  readonly data: string | undefined;
}

/** The folder of quarter hours in the data folder. */
export const quarterHoursFolder = (data: string): string => join(data, "quarter-hours");

/** Appends once for each window that ends; while the disk is full they wait in memory, up to a bound. */
export function createQuarterHoursSink({ keep }: QuarterHoursOptions, context: Context): Sink {
  const { data, timeZone, log, language } = context;
  if (data === undefined) return { name: "quarter_hours", accept: () => {}, close: async () => {} };
  const folder = quarterHoursFolder(data);
  /** Files whose end was looked at since the start: a power cut may have torn the last line. */
  const mended = new Set<string>();

  const appendLines = async (name: string, lines: readonly string[], header: string): Promise<void> => {
    const path = join(folder, name);
    if (!mended.has(name)) await mendTail(path);
    mended.add(name);
    await append(path, lines.map((line) => `${line}\n`).join(""), `${header}\n`);
  };

  /** Writes lines into the files they belong to. A window written twice does no harm: its last line counts. */
  const write = async (entries: readonly Entry[]): Promise<void> => {
    const monthOf = ({ meter, window }: Entry): string =>
      monthFile(meter, zonedInstant(window.startMs, timeZone).slice(0, 7));
    for (const [name, ofMonth] of grouped(entries, monthOf))
      await appendLines(
        name,
        ofMonth.map(({ window }) => formatWindow(window, timeZone)),
        windowHeader,
      );
    for (const [meter, ofMeter] of grouped(entries, (entry) => entry.meter)) {
      const days = ofMeter.flatMap(({ finishedDay }) => finishedDay ?? []);
      const last = days.at(-1);
      if (last === undefined) continue;
      await appendLines(
        daysFile(meter),
        days.map((day) => formatDay(day, timeZone)),
        dayHeader,
      );
      if (keep > 0) await dropOldest(folder, meter, last.day, keep, (name) => log.info(`quarter_hours: ${name}`));
    }
  };

  const delivery = startDelivery({
    name: "quarter_hours",
    queue: openQueue({ folder: undefined, name: "quarter_hours", limit: 10_000 }),
    batch: 500,
    collectMs: 0,
    log,
    language,
    async send(entries) {
      await mkdir(folder, { recursive: true });
      await write(entries.map((text) => JSON.parse(text) as Entry));
    },
  });

  return {
    name: "quarter_hours",
    accept: guarded("quarter_hours", log, (event) => {
      if (event.kind !== "window") return;
      const { meterId, window, finishedDay } = event;
      delivery.push(JSON.stringify({ meter: fileName(meterId), window, finishedDay } satisfies Entry));
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}

/**
 * Deletes the oldest month once all of it is more than `keep` days before `day`, a day by the meter's clock. At most
 * one file per day goes, so that a wrong clock costs little before somebody notices.
 */
async function dropOldest(
  folder: string,
  meter: string,
  day: string,
  keep: number,
  tell: (name: string) => void,
): Promise<void> {
  const [oldest, next] = await storedMonths(folder, meter);
  if (oldest === undefined || next === undefined) return;
  const ended = Date.parse(`${oldest}-01T00:00:00Z`) + 31 * 86_400_000;
  if (Date.parse(`${day}T00:00:00Z`) - ended <= keep * 86_400_000) return;
  await rm(join(folder, monthFile(meter, oldest)), { force: true });
  tell(`deleted ${monthFile(meter, oldest)}, older than ${keep} days`);
}
