import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { createLog, silentLog } from "../../src/log.ts";
import { parseOptions } from "../../src/options/options.ts";
import { createConsoleSink } from "../../src/sink/console/console.ts";
import type { OutputContext } from "../../src/sink/output.ts";
import { planOutputs } from "../../src/sink/output-list.ts";
import type { Sink } from "../../src/sink/sink.ts";
import { createThrottle } from "../../src/sink/throttle.ts";
import { meterNoon, noonMs, readingEvent, until } from "./readings.ts";
import { openHttpTarget } from "./targets.ts";

const temporary = (): string => mkdtempSync(join(tmpdir(), "outputs-"));

async function outputs(options: Record<string, unknown>, over: Partial<OutputContext> = {}): Promise<Sink[]> {
  const parsed = parseOptions(options);
  assert.ok("options" in parsed, JSON.stringify(parsed));
  const context: OutputContext = {
    log: silentLog,
    language: "en",
    folder: undefined,
    data: undefined,
    timeZone: "Europe/Vienna",
    version: "0",
    pageAddress: undefined,
    seed: "outputs",
    meters: [{ index: 0, name: undefined }],
    lines: 1,
    health: () => [],
    supervisor: undefined,
    memory: () => ({ load: () => undefined, save() {} }),
    publishing: { intervalS: undefined, deadbandW: undefined, entityIds: undefined, currency: undefined },
    ...over,
  };
  return Promise.all(planOutputs(parsed.options, false).map(({ open }) => open(context)));
}

const close = (all: readonly Sink[]): Promise<unknown> => Promise.all(all.map((sink) => sink.close()));

test("an output is there when its section is, and not when it is switched off", async () => {
  const influxdb = { url: "http://127.0.0.1:9", org: "o", bucket: "b" };
  const sections = {
    influxdb,
    webhook: { url: "http://127.0.0.1:9" },
    file: { folder: "x" },
    console: {},
    voltage_log: { folder: "x" },
    quarter_hours: {},
  };
  const all = await outputs(sections);
  assert.deepEqual(all.map(({ name }) => name).sort(), Object.keys(sections).sort());
  const off = Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [name, { ...section, enabled: false }]),
  );
  assert.deepEqual(await outputs(off), []);
  // Quarter hours need nothing but the data folder.
  assert.deepEqual(
    (await outputs({})).map(({ name }) => name),
    ["quarter_hours"],
  );
  await close(all);
});

test("JSON lines go into one file a day, of the local day; old files go", async () => {
  const folder = temporary();
  writeFileSync(join(folder, "2026-07-01.jsonl"), "old");
  writeFileSync(join(folder, "2026-08-01.jsonl"), "young enough");
  writeFileSync(join(folder, "2026-07-01-notes.txt"), "not ours");
  const all = await outputs({ file: { folder, keep: 30 } });
  const lateMs = Date.UTC(2026, 7, 9, 21, 59, 59);
  for (const atMs of [lateMs, lateMs + 1000]) {
    for (const sink of all) sink.accept(readingEvent({ power_import: 230 }, atMs, { meterTime: meterNoon }));
  }
  await close(all);
  assert.deepEqual(readdirSync(folder).sort(), [
    "2026-07-01-notes.txt",
    "2026-08-01.jsonl",
    "2026-08-09.jsonl",
    "2026-08-10.jsonl",
  ]);
  const [line] = readFileSync(join(folder, "2026-08-09.jsonl"), "utf8").split("\n");
  assert.deepEqual(JSON.parse(line as string), {
    time: "2026-08-09T23:59:59+02:00",
    meter_time: "2026-08-09T12:00:00+02:00",
    meter: "main",
    values: { power_net: 230, power_import: 230 },
  });
  await rm(folder, { recursive: true });
});

test("CSV has a file a day and meter; a new quantity begins a further file; a restart goes on in the newest", async () => {
  const folder = temporary();
  for (const values of [
    { power_import: 1 },
    { power_import: 2 },
    { power_import: 3, voltage_l1: 230 },
    { power_import: 4 },
  ]) {
    const all = await outputs({ file: { folder, format: "csv" } });
    for (const sink of all) sink.accept(readingEvent(values, noonMs, { meterId: "ä/../b" }));
    await close(all);
  }
  const files = readdirSync(folder).sort();
  assert.deepEqual(files, ["2026-08-09______b.csv", "2026-08-09______b_2.csv"]);
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const time = "2026-08-09T12:00:00+02:00";
  assert.equal(
    text(files[0] as string),
    `time,meter_time,power_net,power_import\n${time},,1,1\n${time},,2,2\n${time},,4,4\n`,
  );
  assert.equal(text(files[1] as string), `time,meter_time,power_net,power_import,voltage_l1\n${time},,3,3,230\n`);
  await rm(folder, { recursive: true });
});

test("a web address gets JSON, the token and the header fields, one reading a minute", async () => {
  const target = await openHttpTarget();
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), level: "debug" });
  const webhook = { url: `${target.url}/in?house=1`, token: "hidden-token", headers: { "X-House": "home" } };
  const all = await outputs({ webhook }, { log });
  for (let at = 0; at < 25; at++) {
    for (const sink of all) sink.accept(readingEvent({ power_import: at }, noonMs + at * 5000));
  }
  await until("three posts", () => target.requests.length === 3);
  const [request] = target.requests;
  assert.equal(request?.url, "/in?house=1");
  assert.equal(request?.headers.authorization, "Bearer hidden-token");
  assert.equal(request?.headers["x-house"], "home");
  assert.equal(request?.headers["content-type"], "application/json");
  const powers = target.requests.map(
    ({ body }) => (JSON.parse(body) as { values: { power_net: number } }).values.power_net,
  );
  assert.deepEqual(powers, [0, 12, 24]);
  await target.down();
  for (const sink of all) sink.accept(readingEvent({ power_import: 1 }, noonMs + 3_600_000));
  await until("a failure", () => all[0]?.health?.().state === "failing");
  await close(all);
  assert.ok(lines.length > 0 && !lines.join("").includes("hidden-token"), lines.join(""));
});

test("a redirect is not followed: the token is for one address only", async () => {
  const target = await openHttpTarget();
  target.answer = 302;
  const all = await outputs({ webhook: { url: target.url } });
  for (const sink of all) sink.accept(readingEvent({ power_import: 1 }));
  await until("a failure", () => all[0]?.health?.().state === "failing");
  await close(all);
  await target.down();
});

test("console lines for people name what is shown without being asked for, without control characters", async () => {
  const folder = temporary();
  const path = join(folder, "out");
  const descriptor = openSync(path, "w");
  const context = { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" };
  const sink = createConsoleSink({ enabled: true, format: "text", interval: 0 }, context, () => descriptor);
  const event = readingEvent({ power_import: 230, energy_import: 1234567, power_factor: 1 });
  sink.accept({ ...event, meter: { index: 0, name: "Haus\u001b[31m" } });
  await sink.close();
  const expected =
    "2026-08-09 12:00:00  Haus [31m  Power 230 W, Power import 230 W, Energy import 1234.567 kWh, Power factor 1.000\n";
  assert.equal(readFileSync(path, "utf8"), expected);
  const german = createConsoleSink({ enabled: true, format: "text", interval: 0 }, { ...context, language: "de" }, () =>
    openSync(path, "w"),
  );
  german.accept(readingEvent({ energy_import: 1234567 }));
  await german.close();
  assert.match(readFileSync(path, "utf8"), /Energiebezug 1234,567 kWh/);
  await rm(folder, { recursive: true });
});

test("a pipe whose reader stands still holds up neither the program nor its end", async () => {
  const folder = temporary();
  const program = join(folder, "stuck.cjs");
  // The console sink alone, in a process of its own whose standard output nobody reads.
  await build({
    stdin: {
      contents: `
        import { createConsoleSink } from "./src/sink/console/console.ts";
        import { silentLog } from "./src/log.ts";
        import { noonMs, readingEvent } from "./test/sink/readings.ts";
        const context = { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" };
        const sink = createConsoleSink({ enabled: true, format: "json", interval: 0 }, context);
        for (let at = 0; at < 5000; at++) sink.accept(readingEvent({ power_import: at }, noonMs + at));
        setTimeout(() => {
          process.stderr.write(sink.health().waiting > 1000 ? "waiting\\n" : "all gone\\n");
          sink.close().then(() => process.stderr.write("closed\\n"));
        }, 500);`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: program,
    logLevel: "error",
  });
  // A shell's pipe, whose reader never reads; a process group of its own, so that all of it can be ended.
  const line = `(${process.execPath} ${program}; echo exit $? >&2) | sleep 60`;
  const shell = spawn("sh", ["-c", line], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let said = "";
  shell.stderr.on("data", (text: Buffer) => {
    said += text;
  });
  await until("the end of the program", () => said.includes("exit"));
  process.kill(-(shell.pid as number));
  assert.match(said, /^waiting\nclosed\nexit 0\n$/);
  await rm(folder, { recursive: true });
});

test("an interval is kept on average, and a step of the clock begins anew", () => {
  const throttle = createThrottle(60_000);
  const taken = Array.from({ length: 1000 }, (_, at) => at * 7000).filter((atMs) => throttle.due(0, atMs));
  assert.ok(Math.abs(taken.length - 7_000_000 / 60_000) <= 2, `${taken.length}`);
  assert.ok(throttle.due(1, 0), "meters have intervals of their own");
  assert.ok(throttle.due(0, -3_600_000), "back by an hour");
  assert.ok(!throttle.due(0, -3_600_000 + 5000));
});
