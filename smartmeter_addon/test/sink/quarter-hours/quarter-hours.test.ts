import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { WindowEvent } from "../../../src/derive/events.ts";
import { silentLog } from "../../../src/log.ts";
import { zonedInstant } from "../../../src/sink/local-time.ts";
import { loadHistory, storedMeters, storedWindows } from "../../../src/sink/quarter-hours/history.ts";
import { createQuarterHoursSink, quarterHoursFolder } from "../../../src/sink/quarter-hours/quarter-hours.ts";
import { usualQuarterHours } from "../../../src/sink/quarter-hours/quarter-hours-options.ts";
import { formatDay, formatWindow, parseDay, parseWindow } from "../../../src/sink/quarter-hours/window-rows.ts";

const zone = "Europe/Vienna";
const quarterMs = 900_000;
const folders: string[] = [];
after(() => folders.forEach((folder) => void rmSync(folder, { recursive: true, force: true })));

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "quarter-hours-"));
  folders.push(folder);
  return folder;
}

/** Windows in a row; a day ends with the first window of the next. */
function events(meterId: string, from: string, count: number): WindowEvent[] {
  return Array.from({ length: count }, (_, at): WindowEvent => {
    const startMs = Date.parse(from) + at * quarterMs;
    const wh = 100 + (at % 300);
    const energy = { wh, leastWh: wh, mostWh: wh };
    const day = zonedInstant(startMs, zone).slice(0, 10);
    const before = zonedInstant(startMs - quarterMs, zone).slice(0, 10);
    const windows = { complete: 96, estimated: 0, missing: 0 };
    const sums = { importWh: 9600, exportWh: 0, windows, peak: { watts: 1600, startMs }, cost: 2.5, income: undefined };
    return {
      kind: "window",
      meter: { index: 0, name: undefined },
      meterId,
      window: {
        startMs,
        endMs: startMs + quarterMs,
        quality: "complete",
        imported: energy,
        exported: energy,
        importRegisterWh: 12_345_678 + at,
        exportRegisterWh: 2_345_678,
      },
      finishedDay: day === before ? undefined : { day: before, ...sums },
      monthPeak: undefined,
      atMs: startMs + quarterMs,
    };
  });
}

async function write(data: string, all: readonly WindowEvent[], keep = 0): Promise<void> {
  const context = { log: silentLog, folder: undefined, timeZone: zone, data };
  const sink = createQuarterHoursSink({ ...usualQuarterHours, keep }, context);
  for (const event of all) sink.accept(event);
  await sink.close();
}

describe("quarter hours on disk", () => {
  it("come back as they were written, also estimated and missing ones", () => {
    const [{ window }] = events("m", "2026-10-25T00:30:00Z", 1) as [WindowEvent];
    const estimated = {
      ...window,
      quality: "estimated" as const,
      imported: { wh: 10, leastWh: 3, mostWh: 20 },
      exported: { wh: 0, leastWh: 0, mostWh: undefined },
    };
    const missing = { ...window, quality: "missing" as const, imported: undefined, exported: undefined };
    for (const each of [window, estimated, missing]) assert.deepEqual(parseWindow(formatWindow(each, zone)), each);
    for (const damaged of ["", "2026-10-25T02:3", "2026-10-25T02:30:00+02:00;15;1;1;comp"])
      assert.equal(parseWindow(damaged), undefined);
  });

  it("know of a day how much of it was counted, and read the days of an older version", () => {
    const sums = { importWh: 4200, exportWh: 7, cost: 1.25, income: undefined };
    const windows = { complete: 36, estimated: 1, missing: 1 };
    const day = { day: "2026-10-24", ...sums, windows, peak: { watts: 1600, startMs: 1_793_000_000_000 } };
    const sinceMs = Date.parse("2026-10-24T14:45:00+02:00");
    for (const counted of [
      { sinceMs, knownMs: 37 * quarterMs, unsureWh: 250 },
      { sinceMs: undefined, knownMs: 0, unsureWh: 0 },
    ])
      assert.deepEqual(parseDay(formatDay({ ...day, counted }, zone)), { ...day, counted });
    const older = "2026-10-24;4200;7;36;1;1;1600;2026-10-25T11:33:20+01:00;1.2500;";
    assert.deepEqual(parseDay(older)?.counted, undefined);
    assert.equal(parseDay(older)?.importWh, 4200);
    assert.equal(
      formatDay({ ...day, counted: undefined }, zone),
      older.replace("2026-10-25T11:33:20+01:00", zonedInstant(1_793_000_000_000, zone)),
    );
  });

  it("stand in one file a month and meter, whatever the change of the clock, and are found again", async () => {
    const data = temporary();
    const all = events("kfm1", "2026-10-24T22:00:00Z", 100 + 96 * 8);
    await write(data, all);
    const folder = quarterHoursFolder(data);
    assert.deepEqual(readdirSync(folder).sort(), ["kfm1_2026-10.csv", "kfm1_2026-11.csv", "kfm1_days.csv"]);
    assert.deepEqual(await storedMeters(folder), ["kfm1"]);
    assert.deepEqual(
      await storedWindows(folder, "kfm1"),
      all.map(({ window }) => window),
    );
    const history = await loadHistory(folder, "kfm1");
    const lastDay = history.days.at(-1)?.day as string;
    assert.ok(history.windows.length > 0 && history.windows.length <= 100);
    assert.ok(history.windows.every((window) => formatWindow(window, zone).slice(0, 10) > lastDay));
  });

  it("lose the torn line of a power cut, and nothing else", async () => {
    const data = temporary();
    const all = events("m", "2026-06-10T00:00:00Z", 4);
    await write(data, all.slice(0, 2));
    const path = join(quarterHoursFolder(data), "m_2026-06.csv");
    appendFileSync(path, "2026-06-10T02:30:00+02:00;15;1");
    await write(data, all.slice(2));
    assert.deepEqual(
      await storedWindows(quarterHoursFolder(data), "m"),
      all.map(({ window }) => window),
    );
    assert.equal(readFileSync(path, "utf8").trim().split("\n").length, 5);
  });

  it("add up a day again whose line was lost between others", async () => {
    const data = temporary();
    await write(data, events("main", "2026-06-10T00:00+02:00", 4 * 96));
    const path = join(quarterHoursFolder(data), "main_days.csv");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.filter((line) => !line.startsWith("2026-06-11")).join("\n"));
    const { days, windows } = await loadHistory(quarterHoursFolder(data), "main");
    assert.deepEqual(
      days.map(({ day }) => day),
      ["2026-06-09", "2026-06-10", "2026-06-12"],
    );
    const found = new Set(windows.map(({ startMs }) => zonedInstant(startMs, zone).slice(0, 10)));
    assert.deepEqual([...found], ["2026-06-11", "2026-06-13"]);
    assert.equal(windows.length, 2 * 96);
  });

  it("keep a damaged line from costing the rest of the month", async () => {
    const data = temporary();
    const all = events("m", "2026-06-10T00:00:00Z", 6);
    await write(data, all);
    const path = join(quarterHoursFolder(data), "m_2026-06.csv");
    const lines = readFileSync(path, "utf8").split("\n");
    lines[3] = "\u0000\u0000\u0000";
    writeFileSync(path, lines.join("\n"));
    assert.equal((await storedWindows(quarterHoursFolder(data), "m")).length, 5);
  });

  it("take less than 10 MB for 400 days of three meters", async () => {
    const data = temporary();
    await write(data, events("kfm1200200001234", "2025-06-10T00:00:00Z", 96 * 31));
    const folder = quarterHoursFolder(data);
    const octets = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.ok((octets / 31) * 400 * 3 < 10_000_000, `${octets}`);
  });

  it("delete the oldest month when it is too old, one a day at most", async () => {
    const data = temporary();
    const folder = quarterHoursFolder(data);
    mkdirSync(folder, { recursive: true });
    for (const month of ["2024-01", "2024-02", "2026-05"]) writeFileSync(join(folder, `m_${month}.csv`), "start\n");
    await write(data, events("m", "2026-06-10T21:30:00Z", 4), 400);
    assert.deepEqual(readdirSync(folder).sort(), ["m_2024-02.csv", "m_2026-05.csv", "m_2026-06.csv", "m_days.csv"]);
  });

  it("wait while nothing can be written there, and say so", async () => {
    const data = temporary();
    writeFileSync(quarterHoursFolder(data), "a file where the folder should be");
    const sink = createQuarterHoursSink(usualQuarterHours, { log: silentLog, folder: undefined, timeZone: zone, data });
    for (const event of events("m", "2026-06-10T00:00:00Z", 3)) sink.accept(event);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(sink.health?.().state, "failing");
    await sink.close();
  });
});
