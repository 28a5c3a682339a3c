// Old day files and clocks that are wrong: real folders, the real outputs.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createLog } from "../../src/log.ts";
import { createFileSink } from "../../src/sink/file/file.ts";
import type { Sink } from "../../src/sink/sink.ts";
import { createVoltageLogSink } from "../../src/sink/voltage-log/voltage-log.ts";
import type { MeterTime } from "../../src/telegram/reading.ts";
import { meterNoon, noonMs, readingEvent } from "./readings.ts";

const dayMs = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
/** A few months of days before this one, newest first. */
const days = Array.from({ length: 120 }, (_, at) => dayOf(noonMs - (at + 1) * dayMs));

interface House {
  readonly folder: string;
  readonly lines: string[];
  readonly files: (ending: string) => string[];
  open(kind: "file" | "voltage_log", keep: number): Sink;
}

function house(t: TestContext): House {
  const folder = mkdtempSync(join(tmpdir(), "retention-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const day of days)
    for (const end of [".jsonl", "_main_voltage.csv"]) writeFileSync(join(folder, day + end), "x");
  writeFileSync(join(folder, "2020-01-01-notes.txt"), "not ours");
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  const context = { log, folder: undefined, timeZone: "Europe/Vienna" };
  return {
    folder,
    lines,
    files: (ending) => readdirSync(folder).filter((name) => name.endsWith(ending) && days.includes(name.slice(0, 10))),
    open(kind, keep) {
      if (kind === "file")
        return createFileSink({ enabled: true, folder, format: "jsonl", interval: 0, keep }, context);
      return createVoltageLogSink({ enabled: true, folder, nominal: 230, tolerance: 10, keep }, context);
    },
  };
}

/** Readings of a host whose clock stands at `hostMs`, and a meter that tells this time, or none. */
async function run(sink: Sink, hostMs: number, meterTime: MeterTime | undefined): Promise<void> {
  for (const atMs of [hostMs, hostMs + 5000])
    sink.accept(readingEvent({ power_import: 1, voltage_l1: 230 }, atMs, { meterTime }));
  await sink.close();
}

for (const [kind, ending, other] of [
  ["file", ".jsonl", "_voltage.csv"],
  ["voltage_log", "_voltage.csv", ".jsonl"],
] as const) {
  test(`${kind}: where the meter's clock agrees, everything too old goes, and is named`, async (t) => {
    const { files, lines, open } = house(t);
    await run(open(kind, 30), noonMs, meterNoon);
    assert.equal(files(ending).length, 30);
    assert.equal(files(other).length, days.length, "what is another output's");
    const [oldest = "", newest = ""] = [days.at(-1), days[30]];
    assert.match(lines.join(""), new RegExp(`90 files older than 30 days were deleted: ${oldest}\\S+ to ${newest}`));
  });

  test(`${kind}: a host in the future deletes nothing while the meter tells another day`, async (t) => {
    const { files, lines, open } = house(t);
    await run(open(kind, 40), noonMs + 20 * 365 * dayMs, meterNoon);
    assert.equal(files(ending).length, days.length);
    assert.equal(lines.filter((line) => line.includes("no old files are deleted")).length, 1);
  });

  test(`${kind}: a host in the future deletes no more than a day's files where no meter tells the time`, async (t) => {
    const { files, lines, open } = house(t);
    await run(open(kind, 40), noonMs + 20 * 365 * dayMs, undefined);
    assert.deepEqual(files(ending).length, days.length - 1);
    assert.ok(!files(ending).some((name) => name.startsWith(days.at(-1) ?? "")));
    assert.match(lines.join(""), /119 more files are old enough/);
  });

  test(`${kind}: a host whose clock was just set deletes nothing where no meter tells the time`, async (t) => {
    const { files, open } = house(t);
    const sink = open(kind, 40);
    sink.accept(readingEvent({ power_import: 1, voltage_l1: 230 }, noonMs));
    await run(sink, noonMs + 20 * 365 * dayMs, undefined);
    assert.equal(files(ending).length, days.length);
  });
}

test("a clock that was wrong and is right again is followed from then on", async (t) => {
  const { files, open } = house(t);
  const sink = open("file", 30);
  for (const [hostMs, meterTime] of [
    [noonMs + 20 * 365 * dayMs, meterNoon],
    [noonMs, meterNoon],
  ] as const)
    sink.accept(readingEvent({ power_import: 1 }, hostMs, { meterTime }));
  await sink.close();
  assert.equal(files(".jsonl").length, 30);
});
