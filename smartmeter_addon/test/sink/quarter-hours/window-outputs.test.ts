import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { WindowEvent } from "../../../src/derive/events.ts";
import { silentLog } from "../../../src/log.ts";
import { createFileSink } from "../../../src/sink/file/file.ts";
import { createInfluxdbSink } from "../../../src/sink/influxdb/influxdb.ts";
import { createPrometheusSink } from "../../../src/sink/prometheus/prometheus.ts";
import { createWebhookSink } from "../../../src/sink/webhook/webhook.ts";
import { readingEvent, until } from "../readings.ts";
import { openHttpTarget } from "../targets.ts";

const startMs = Date.parse("2026-10-25T00:45:00Z");
const event: WindowEvent = {
  kind: "window",
  meter: { index: 0, name: "Main" },
  meterId: "kfm1200000001",
  window: {
    startMs,
    endMs: startMs + 900_000,
    quality: "complete",
    imported: { wh: 321, leastWh: 320, mostWh: 322 },
    exported: undefined,
    importRegisterWh: 5000,
    exportRegisterWh: undefined,
  },
  finishedDay: undefined,
  monthPeak: undefined,
  atMs: startMs + 901_000,
};
const context = (folder: string) => ({ log: silentLog, folder, timeZone: "Europe/Vienna" });

test("a finished quarter hour reaches InfluxDB, webhook, files and Prometheus, whatever their interval", async () => {
  const folder = mkdtempSync(join(tmpdir(), "windows-"));
  const target = await openHttpTarget();
  const influxdb = createInfluxdbSink(
    {
      ...{ enabled: true, url: target.url, org: "o", bucket: "b", measurement: "power", time: "meter" },
      ...{ interval: 3600, batch: 50, flush_interval: 1, queue: 1000 },
    },
    context(folder),
  );
  const webhook = createWebhookSink(
    { enabled: true, url: `${target.url}/hook`, interval: 3600, timeout: 5, queue: 1000 },
    context(folder),
  );
  const files = join(folder, "files");
  const file = createFileSink(
    { enabled: true, folder: files, format: "jsonl", interval: 3600, keep: 0 },
    context(folder),
  );
  const prometheus = createPrometheusSink(silentLog);
  const sinks = [influxdb, webhook, file, prometheus];
  // A reading just before must not keep the window waiting.
  for (const sink of sinks) sink.accept(readingEvent({ energy_import: 5000 }));
  for (const sink of sinks) sink.accept(event);
  await until(
    "records arrive",
    () => target.requests.length >= 3 && existsSync(files) && readdirSync(files).length > 0,
  );
  const bodies = target.requests.map(({ body }) => body).join("\n");
  assert.match(
    bodies,
    /^power_window,meter=kfm1200000001,name=Main import_wh=321,minutes=15i,quality="complete" 1792889100000/m,
  );
  const record = {
    time: "2026-10-25T02:00:00+01:00",
    meter: "kfm1200000001",
    name: "Main",
    window: {
      start: "2026-10-25T02:45:00+02:00",
      end: "2026-10-25T02:00:00+01:00",
      import_wh: 321,
      quality: "complete",
    },
  };
  const hooked = target.requests.flatMap(({ url, body }) => (url?.endsWith("/hook") ? [JSON.parse(body)] : []));
  assert.deepEqual(hooked.at(-1), record);
  const lines = () =>
    readdirSync(files).flatMap((name) =>
      readFileSync(join(files, name), "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    );
  await until("lines", () => lines().length >= 2);
  assert.deepEqual(JSON.parse(lines().find((line) => line.includes("window")) ?? "{}"), record);
  const metrics = await prometheus.metrics.render();
  assert.match(metrics, /smartmeter_window_import_joules\{meter="kfm1200000001"\} 1155600/);
  assert.match(metrics, /smartmeter_window_end_timestamp_seconds\{meter="kfm1200000001"\} 1792890000/);
  await Promise.all(sinks.map((sink) => sink.close()));
  await target.down();
  rmSync(folder, { recursive: true });
});
