/** Readings in one file per day. */
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { append, fileName } from "../day-files.ts";
import { startDelivery } from "../delivery.ts";
import { grouped } from "../grouped.ts";
import { guarded } from "../guarded.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import { type ReadingRecord, readingRecord, windowRecord } from "../reading-record.ts";
import { createRetention } from "../retention.ts";
import type { Sink } from "../sink.ts";
import { createThrottle } from "../throttle.ts";
import type { FileOptions } from "./file-options.ts";

/**
 * Writes readings to one file per local day, that of the telegram's arrival: `2026-08-09.jsonl` for all meters, or
 * `2026-08-09_<meter>.csv`. Lines are appended once a second; while the disk is full they wait in memory, up to a
 * bound.
 */
export function createFileSink(options: FileOptions, context: SinkContext): Sink {
  const { folder, format, keep } = options;
  const throttle = createThrottle(options.interval * 1000);
  const files = /^(\d{4}-\d{2}-\d{2})(?:_(?![A-Za-z0-9_-]*_voltage\.csv$)[A-Za-z0-9_-]+\.csv|\.jsonl)$/;
  const retention = createRetention({ output: "file", folder, keep, files }, context);
  const delivery = startDelivery({
    name: "file",
    queue: openQueue({ folder: undefined, name: "file", limit: 10_000 }),
    batch: 500,
    collectMs: 1000,
    log: context.log,
    language: context.language,
    async send(entries) {
      await mkdir(folder, { recursive: true });
      const records = entries.map((entry) => JSON.parse(entry) as ReadingRecord);
      for (const [day, ofDay] of grouped(records, ({ time }) => time.slice(0, 10))) {
        if (format === "jsonl")
          await append(join(folder, `${day}.jsonl`), lines(ofDay.map((record) => JSON.stringify(record))));
        else
          for (const [meter, ofMeter] of grouped(ofDay, (record) => record.meter))
            await appendCsv(folder, day, meter, ofMeter);
      }
      await retention.sweep();
    },
  });
  return {
    name: "file",
    accept: guarded("file", context.log, (event) => {
      // The table has one row per telegram; quarter hours have tables of their own in the data folder.
      if (event.kind === "window" && format === "jsonl")
        delivery.push(JSON.stringify(windowRecord(event, context.timeZone)));
      if (event.kind !== "reading") return;
      retention.hear(event);
      if (!throttle.due(event.meter.index, event.receivedAtMs)) return;
      delivery.push(JSON.stringify(readingRecord(event, context.timeZone)));
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}

/** Appends to the meter's newest file of the day; a quantity that has no column there begins another file. */
async function appendCsv(folder: string, day: string, meter: string, records: readonly ReadingRecord[]): Promise<void> {
  const stem = `${day}_${fileName(meter)}`;
  const keys = [...new Set(records.flatMap(({ values }) => Object.keys(values)))];
  for (let part = 1; ; part++) {
    const path = join(folder, part === 1 ? `${stem}.csv` : `${stem}_${part}.csv`);
    const header = await firstLine(path);
    const columns = header === undefined ? ["time", "meter_time", ...keys] : header.split(",");
    if (!keys.every((key) => columns.includes(key))) continue;
    const rows = records.map(({ time, meter_time = "", values }) =>
      columns
        .map((name) => (name === "time" ? time : name === "meter_time" ? meter_time : (values[name] ?? "")))
        .join(","),
    );
    await append(path, lines(header === undefined ? [columns.join(","), ...rows] : rows));
    return;
  }
}

/** The first line of a file; undefined when there is none yet. */
async function firstLine(path: string): Promise<string | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0);
    const text = buffer.toString("utf8", 0, bytesRead);
    return text.includes("\n") ? text.slice(0, text.indexOf("\n")) : undefined;
  } finally {
    await file.close();
  }
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
