import { constants, mkdtempSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/log.ts";
import { createConsoleSink } from "../../src/sink/console/console.ts";
import { createFileSink } from "../../src/sink/file/file.ts";
import { createInfluxdbSink } from "../../src/sink/influxdb/influxdb.ts";
import type { SinkContext } from "../../src/sink/output.ts";
import { createPrometheusSink } from "../../src/sink/prometheus/prometheus.ts";
import { createVoltageLogSink } from "../../src/sink/voltage-log/voltage-log.ts";
import { createWebhookSink } from "../../src/sink/webhook/webhook.ts";
import { type Subject, type TargetState, testSinkContract } from "./contract.ts";
import { openHttpTarget } from "./targets.ts";

const temporary = (): string => mkdtempSync(join(tmpdir(), "contract-"));
const context = (folder: string): SinkContext => ({ log: silentLog, folder, timeZone: "Europe/Vienna" });

/** A sink that speaks HTTP, with a target of our own. */
async function httpSubject(
  state: TargetState,
  create: (url: string, folder: string) => Subject["sink"],
  energies: (body: string) => number[],
): Promise<Subject> {
  const folder = temporary();
  const target = await openHttpTarget();
  if (state === "away") await target.down();
  if (state === "still") target.answer = "hang";
  return {
    sink: create(target.url, folder),
    async revive() {
      target.answer = 204;
      await target.up();
    },
    arrived: async () => target.requests.flatMap(({ body }) => energies(body)),
    async dispose() {
      await target.down();
      await rm(folder, { recursive: true });
    },
  };
}

testSinkContract({
  name: "influxdb",
  bound: 25_000,
  keepsAll: true,
  open: (state) =>
    httpSubject(
      state,
      (url, folder) =>
        createInfluxdbSink(
          {
            ...{ enabled: true, url, org: "o", bucket: "b", measurement: "smartmeter", time: "arrival" },
            ...{ interval: 0, batch: 50, flush_interval: 1, queue: 10_000 },
          },
          context(folder),
        ),
      (body) => [...body.matchAll(/energy_import=([\d.]+)/g)].map(([, kWh]) => Math.round(Number(kWh) * 1000)),
    ),
});

testSinkContract({
  name: "webhook",
  bound: 25_000,
  keepsAll: true,
  open: (state) =>
    httpSubject(
      state,
      (url, folder) =>
        createWebhookSink({ enabled: true, url, interval: 0, timeout: 10, queue: 10_000 }, context(folder)),
      (body) => [Math.round((JSON.parse(body) as { values: { energy_import: number } }).values.energy_import * 1000)],
    ),
});

/** A sink that writes files, in a folder that can be in nobody's way or in somebody's. */
function folderSubject(
  state: TargetState,
  create: (folder: string, context: SinkContext) => Subject["sink"],
  energies: (line: string) => number[],
): Subject {
  const root = temporary();
  const folder = join(root, "readings");
  // A file in the folder's place: nothing can be written until it goes.
  if (state !== "there") writeFileSync(folder, "");
  return {
    sink: create(folder, context(root)),
    revive: () => unlink(folder),
    async arrived() {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
      const names = readdirSync(folder).sort();
      const lines = names.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
      return lines.filter(Boolean).flatMap(energies);
    },
    dispose: () => rm(root, { recursive: true }),
  };
}

testSinkContract({
  name: "file",
  bound: 20_000,
  keepsAll: true,
  open: async (state) =>
    folderSubject(
      state,
      (folder, given) => createFileSink({ enabled: true, folder, format: "jsonl", interval: 0, keep: 0 }, given),
      (line) => [Math.round((JSON.parse(line).values as { energy_import: number }).energy_import * 1000)],
    ),
});

testSinkContract({
  name: "voltage_log",
  bound: 20_000,
  keepsAll: true,
  everyMs: 600_000,
  heldBack: 1,
  open: async (state) =>
    folderSubject(
      state,
      (folder, given) => createVoltageLogSink({ enabled: true, folder, nominal: 230, tolerance: 10, keep: 0 }, given),
      (line) => [...line.matchAll(/,l1,([\d.]+)/g)].map(([, voltage]) => Math.round(Number(voltage) * 5)),
    ),
});

testSinkContract({
  name: "console",
  bound: 21_000,
  keepsAll: true,
  async open(state) {
    const root = temporary();
    const path = join(root, "out");
    writeFileSync(path, "");
    // A descriptor open for reading refuses to be written to.
    let descriptor = openSync(path, state === "there" ? constants.O_WRONLY : constants.O_RDONLY);
    const sink = createConsoleSink({ enabled: true, format: "json", interval: 0 }, context(root), () => descriptor);
    return {
      sink,
      async revive() {
        descriptor = openSync(path, constants.O_WRONLY);
      },
      async arrived() {
        const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
        return lines.map((line) => Math.round(JSON.parse(line).values.energy_import * 1000));
      },
      dispose: () => rm(root, { recursive: true }),
    };
  },
});

testSinkContract({
  name: "prometheus",
  bound: 0,
  keepsAll: false,
  async open() {
    const sink = createPrometheusSink(silentLog);
    return {
      sink,
      revive: async () => {},
      async arrived() {
        const value = /smartmeter_energy_import_joules_total\{meter="main"\} (\S+)/.exec(
          await sink.metrics.render(),
        )?.[1];
        return value === undefined ? [] : [Number(value) / 3600];
      },
      dispose: async () => {},
    };
  },
});
