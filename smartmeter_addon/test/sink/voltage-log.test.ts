import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog } from "../../src/log.ts";
import type { Sink } from "../../src/sink/sink.ts";
import { createVoltageLogSink } from "../../src/sink/voltage-log/voltage-log.ts";
import { noonMs, readingEvent, type Values } from "./readings.ts";

const header = "from,phase,min,mean,max,samples,seconds,within,left_out";
const minuteMs = 60_000;

/** A folder of its own, and the lines that stand in it for noon's day. */
async function inFolder(use: (open: () => Sink, lines: () => string[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "voltage-"));
  const options = { enabled: true, folder, nominal: 230, tolerance: 10, keep: 0 };
  const open = (): Sink =>
    createVoltageLogSink(options, { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" });
  const lines = (): string[] => readFileSync(join(folder, "2026-08-09_main_voltage.csv"), "utf8").split("\n");
  await use(open, lines);
  await rm(folder, { recursive: true });
}

/** A telegram every five seconds of the span, in minutes after noon; its end is not part of it. */
function speak(sink: Sink, from: number, to: number, values: Values): void {
  for (let atMs = noonMs + from * minuteMs; atMs < noonMs + to * minuteMs; atMs += 5000)
    sink.accept(readingEvent({ power_import: 1, ...values }, atMs));
}

test("ten minutes of a phase are a line, and so is what was heard of them at the end", () =>
  inFolder(async (open, lines) => {
    const sink = open();
    speak(sink, -1, 5, { voltage_l1: 230, voltage_l2: 250 });
    speak(sink, 5, 10, { voltage_l1: 231, voltage_l2: 260 });
    speak(sink, 10, 12.5, { voltage_l1: 260 });
    await sink.close();
    assert.deepEqual(lines(), [
      header,
      "2026-08-09T11:50:00+02:00,l1,230,230,230,12,60,,0",
      "2026-08-09T11:50:00+02:00,l2,250,250,250,12,60,,0",
      "2026-08-09T12:00:00+02:00,l1,230,230.5,231,120,600,1,0",
      "2026-08-09T12:00:00+02:00,l2,250,255.05,260,120,595,0,0",
      // The last telegram stands for the time before it.
      "2026-08-09T12:10:00+02:00,l1,260,260,260,30,145,,0",
      "",
    ]);
  }));

test("what was left out is counted in its line and not covered, and counts where it proves true", () =>
  inFolder(async (open, lines) => {
    const sink = open();
    const doubted = (kind: "left-out" | "proven", minutes: number, voltage: number): void => {
      const { meter, reading, receivedAtMs } = readingEvent({ voltage_l1: voltage }, noonMs + minutes * minuteMs);
      sink.accept({ kind, meter, reading, receivedAtMs });
    };
    speak(sink, 0, 5, { voltage_l1: 230 });
    doubted("left-out", 5, 221);
    speak(sink, 5 + 5 / 60, 10, { voltage_l1: 230 });
    doubted("left-out", 10, 222);
    speak(sink, 10 + 5 / 60, 12, { voltage_l1: 230 });
    doubted("proven", 10, 222);
    await sink.close();
    assert.deepEqual(lines().slice(1), [
      "2026-08-09T12:00:00+02:00,l1,230,230,230,119,590,1,1",
      "2026-08-09T12:10:00+02:00,l1,222,229.67,230,24,115,,0",
      "",
    ]);
  }));

test("ten minutes with restarts in them are one line, of all that was heard", () =>
  inFolder(async (open, lines) => {
    for (const [from, to, voltage] of [
      [-10, 2, 230],
      [2.5, 5, 236],
      [5.5, 9, 224],
      [9.25, 10.25, 230],
    ] as const) {
      const sink = open();
      speak(sink, from, to, { voltage_l1: voltage });
      await sink.close();
    }
    const noon = lines().filter((line) => line.startsWith("2026-08-09T12:00"));
    assert.deepEqual(noon, ["2026-08-09T12:00:00+02:00,l1,224,229.37,236,105,510,,0"]);
    const periods = lines()
      .slice(1, -1)
      .map((line) => line.slice(11, 16));
    assert.deepEqual(periods, ["11:50", "12:00", "12:10"]);
  }));

test("ten minutes with a short restart in them can still be judged", () =>
  inFolder(async (open, lines) => {
    for (const [from, to] of [
      [-5, 4],
      [4.25, 10.5],
    ] as const) {
      const sink = open();
      speak(sink, from, to, { voltage_l1: 260 });
      await sink.close();
    }
    assert.equal(lines()[2], "2026-08-09T12:00:00+02:00,l1,260,260,260,117,580,0,0");
  }));

test("a clock that is set back adds to the line that is there", () =>
  inFolder(async (open, lines) => {
    const sink = open();
    speak(sink, 0, 10, { voltage_l1: 230 });
    speak(sink, 10, 11, { voltage_l1: 231 });
    speak(sink, 8, 12, { voltage_l1: 232 });
    await sink.close();
    assert.deepEqual(
      lines()
        .slice(1, -1)
        .map((line) => line.split(",").slice(0, 6).join()),
      ["2026-08-09T12:00:00+02:00,l1,230,230.33,232,144", "2026-08-09T12:10:00+02:00,l1,231,231.67,232,36"],
    );
  }));

test("a meter that speaks once a minute covers its time; one that speaks every quarter of an hour does not", () =>
  inFolder(async (open, lines) => {
    const sink = open();
    for (let at = -1; at <= 10; at++) sink.accept(readingEvent({ voltage_l1: 230 }, noonMs + at * minuteMs + 7000));
    for (const at of [30, 45]) sink.accept(readingEvent({ voltage_l1: 230 }, noonMs + at * minuteMs));
    await sink.close();
    const covered = lines()
      .slice(1, -1)
      .map((line) => [line.slice(11, 16), ...line.split(",").slice(5)].join());
    assert.deepEqual(covered, ["11:50,1,53,,0", "12:00,10,600,1,0", "12:10,1,7,,0", "12:30,1,0,,0", "12:40,1,0,,0"]);
  }));
