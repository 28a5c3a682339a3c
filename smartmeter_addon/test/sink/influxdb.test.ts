import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { createLog, silentLog } from "../../src/log.ts";
import { parseOptions } from "../../src/options/options.ts";
import { createInfluxdbSink } from "../../src/sink/influxdb/influxdb.ts";
import type { InfluxdbOptions } from "../../src/sink/influxdb/influxdb-options.ts";
import { parseLine } from "./line-protocol.ts";
import { meterNoon, noonMs, readingEvent, until } from "./readings.ts";
import { openHttpTarget } from "./targets.ts";

const token = "token-that-nobody-may-see";

function options(url: string, over: Record<string, unknown> = {}): InfluxdbOptions {
  const result = parseOptions({ influxdb: { url, org: "home", bucket: "energy", token, flush_interval: 1, ...over } });
  assert.ok("options" in result && result.options.influxdb !== undefined, JSON.stringify(result));
  return result.options.influxdb;
}

const context = (folder?: string) => ({ log: silentLog, folder, timeZone: "Europe/Vienna" });

test("a telegram is one point: measurement, tags, fields in the units of all outputs, the meter's own time", async () => {
  const target = await openHttpTarget();
  const sink = createInfluxdbSink(options(target.url, { tags: { house: "Am See, 1" } }), context());
  const values = { power_import: 230, power_export: 0, energy_import: 1234567, voltage_l1: 230.1 };
  sink.accept({
    ...readingEvent(values, noonMs + 1500, { meterTime: meterNoon }),
    meter: { index: 0, name: "Haus = 1" },
  });
  sink.accept(readingEvent({ power_import: 1 }, noonMs + 6500));
  await until("two points", () => target.requests.length > 0);
  const [request] = target.requests;
  assert.equal(request?.headers.authorization, `Token ${token}`);
  assert.match(request?.url ?? "", /^\/api\/v2\/write\?org=home&bucket=energy&precision=ms$/);
  const [first, second] = (request?.body ?? "").split("\n").map(parseLine);
  assert.deepEqual(first, {
    measurement: "smartmeter",
    tags: { house: "Am See, 1", meter: "main", name: "Haus = 1" },
    fields: { power_net: 230, power_import: 230, power_export: 0, energy_import: 1234.567, voltage_l1: 230.1 },
    timestamp: String(noonMs),
  });
  assert.equal(second?.timestamp, String(noonMs + 6500), "without a meter time the arrival counts");
  await sink.close();
  await target.down();
});

test("arrival time, when it is asked for; a meter without offset is read in its zone", async () => {
  const target = await openHttpTarget();
  const meterTime = { ...meterNoon, offsetMinutes: undefined };
  for (const time of ["meter", "arrival"]) {
    const sink = createInfluxdbSink(options(target.url, { time }), context());
    sink.accept(readingEvent({ power_import: 1 }, noonMs + 1500, { meterTime }));
    await sink.close();
  }
  const stamps = target.requests.map(({ body }) => parseLine(body).timestamp);
  assert.deepEqual(stamps, [String(noonMs), String(noonMs + 1500)]);
  await target.down();
});

test("an interval thins points out for each meter by itself, and keeps their own times and values", async () => {
  const target = await openHttpTarget();
  const sink = createInfluxdbSink(options(target.url, { interval: 60 }), context());
  // Ten minutes of a meter that speaks every five seconds, and of one that speaks every 90.
  for (let at = 0; at < 120; at++) sink.accept(readingEvent({ energy_import: 1000 + at }, noonMs + at * 5000));
  for (let at = 0; at < 7; at++)
    sink.accept(readingEvent({ energy_import: at }, noonMs + at * 90_000, { meterId: "rare" }, 1));
  await sink.close();
  const points = target.requests.flatMap(({ body }) => body.split("\n")).map(parseLine);
  const of = (id: string): [seconds: number, Wh: number][] =>
    points
      .filter(({ tags }) => tags.meter === id)
      .map(({ timestamp, fields }) => [
        (Number(timestamp) - noonMs) / 1000,
        Math.round((fields.energy_import as number) * 1000),
      ]);
  assert.deepEqual(
    of("main"),
    Array.from({ length: 10 }, (_, at) => [at * 60, 1000 + at * 12]),
  );
  assert.deepEqual(
    of("rare"),
    Array.from({ length: 7 }, (_, at) => [at * 90, at]),
  );
  await target.down();
});

test("names of any kind make valid lines that say the same", async () => {
  const target = await openHttpTarget();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), fc.string({ maxLength: 30 }), async (name, id) => {
      target.requests.length = 0;
      const sink = createInfluxdbSink(options(target.url), context());
      sink.accept({ ...readingEvent({ power_import: 1 }, noonMs, { meterId: id }), meter: { index: 0, name } });
      await sink.close();
      const lines = target.requests.flatMap(({ body }) => body.split("\n")).map(parseLine);
      assert.equal(lines.length, 1);
      assert.equal(lines[0]?.fields.power_import, 1);
    }),
    { numRuns: 40 },
  );
  await target.down();
});

test("a server that refuses lines for good does not hold up the ones behind; a wrong token does, and nothing is lost", async () => {
  const target = await openHttpTarget();
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), level: "debug" });
  const sink = createInfluxdbSink(options(target.url), { ...context(), log });
  target.answer = 400;
  sink.accept(readingEvent({ power_import: 1 }, noonMs));
  await until("refused", () => sink.health?.().lost === 1);
  target.answer = 401;
  sink.accept(readingEvent({ power_import: 2 }, noonMs + 1));
  await until("failing", () => sink.health?.().state === "failing");
  assert.match(sink.health?.().message ?? "", /401/);
  target.answer = 204;
  await until("arrived", () => sink.health?.().state === "ok");
  assert.deepEqual(
    target.requests.map(({ body }) => parseLine(body).fields.power_import),
    [2],
  );
  await sink.close();
  await target.down();
  assert.ok(lines.some((line) => line.includes("401")) && lines.some((line) => line.includes("works again")));
  assert.ok(!lines.join("").includes(token));
});

test("what waits survives the end of the process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "influx-"));
  const target = await openHttpTarget();
  await target.down();
  const first = createInfluxdbSink(options(target.url), context(folder));
  for (let at = 0; at < 30; at++) first.accept(readingEvent({ power_import: at }, noonMs + at));
  await first.close();
  assert.ok(readdirSync(folder).length > 0);
  await target.up();
  const second = createInfluxdbSink(options(target.url), context(folder));
  second.accept(readingEvent({ power_import: 30 }, noonMs + 30));
  await until("all", () => target.requests.flatMap(({ body }) => body.split("\n")).length === 31);
  const powers = target.requests
    .flatMap(({ body }) => body.split("\n"))
    .map((line) => parseLine(line).fields.power_import);
  assert.deepEqual(
    powers,
    Array.from({ length: 31 }, (_, at) => at),
  );
  await second.close();
  assert.deepEqual(readdirSync(folder), []);
  await rm(folder, { recursive: true });
});

const server = ["victoria-metrics", "victoria-metrics-prod"].find((name) => {
  try {
    execFileSync("which", [name]);
    return true;
  } catch {
    return false;
  }
});
const missing = "victoria-metrics (a Debian package) is not installed";

test("an outage of six hours with a restart in it loses nothing, and every point arrives once and in order", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hours-"));
  const target = await openHttpTarget();
  await target.down();
  // One telegram in 5 s.
  const all = Array.from({ length: (6 * 3600) / 5 }, (_, at) => at);
  const meanwhile = all.slice(0, all.length / 2);
  const before = createInfluxdbSink(options(target.url), context(folder));
  t.after(() => before.close());
  const send = (sink: typeof before, which: readonly number[]): void => {
    for (const at of which) sink.accept(readingEvent({ energy_import: at }, noonMs + at * 5000));
  };
  send(before, meanwhile.slice(0, 700));
  await until("the outage", () => before.health?.().state === "failing");
  send(before, meanwhile.slice(700));
  await before.close();
  const after = createInfluxdbSink(options(target.url), context(folder));
  t.after(() => after.close());
  send(after, all.slice(meanwhile.length));
  await until("the outage again", () => after.health?.().state === "failing");
  assert.equal(after.health?.().waiting, all.length);
  assert.ok(readdirSync(folder).length > 0, "on disk");
  await target.up();
  await until("all points", () => after.health?.().waiting === 0, 60_000);
  const points = target.requests.flatMap(({ body }) => body.split("\n")).map(parseLine);
  assert.deepEqual(
    points.map(({ timestamp }) => (Number(timestamp) - noonMs) / 5000),
    all,
  );
  assert.deepEqual(
    points.map(({ fields }) => Math.round((fields.energy_import as number) * 1000)),
    all,
  );
  assert.ok(target.requests.length <= 6, "in batches");
  assert.equal(after.health?.().lost, 0);
  await after.close();
  await target.down();
  await rm(folder, { recursive: true });
});

test("a real server takes the points, through an outage, and gives them back", { skip: skipReason() }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "victoria-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let victoria = await startVictoria(port, folder);
  // The server forgets what is older than its retention: points of today, one a second up to now.
  const beginMs = Math.floor(Date.now() / 1000) * 1000 - 60_000;
  const sink = createInfluxdbSink(options(url, { measurement: "house" }), context(join(folder, "queue")));
  const send = (from: number, to: number): void => {
    for (let at = from; at < to; at++) sink.accept(readingEvent({ power_import: at }, beginMs + at * 1000));
  };
  send(0, 20);
  await until("first points", () => sink.health?.().delivered === 20);
  await stop(victoria);
  send(20, 40);
  await until("the outage", () => sink.health?.().state === "failing");
  victoria = await startVictoria(port, folder);
  send(40, 60);
  await until("all points", () => sink.health?.().delivered === 60, 60_000);
  await sink.close();
  const query = `${url}/api/v1/export?match=house_power_import&start=${beginMs / 1000 - 10}`;
  let points: Exported = { values: [], timestamps: [] };
  await until("the export", async () => {
    const text = await (await fetch(query)).text();
    points = text === "" ? points : (JSON.parse(text) as Exported);
    return points.values.length === 60;
  });
  assert.deepEqual(
    points.values,
    Array.from({ length: 60 }, (_, at) => at),
  );
  assert.deepEqual(
    points.timestamps,
    points.values.map((at) => beginMs + at * 1000),
  );
  await stop(victoria);
  await rm(folder, { recursive: true });
});

interface Exported {
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

function skipReason(): string | false {
  if (server !== undefined) return false;
  assert.notEqual(process.env.CI, "true", missing);
  return missing;
}

async function startVictoria(port: number, folder: string): Promise<ChildProcess> {
  const child = spawn(server as string, [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${join(folder, "data")}`,
    "-loggerLevel=ERROR",
  ]);
  const isUp = async (): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok ?? false;
  await until("victoria-metrics", isUp, 60_000);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
