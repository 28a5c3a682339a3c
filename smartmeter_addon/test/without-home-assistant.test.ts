import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseLine } from "./sink/line-protocol.ts";
import { until } from "./sink/readings.ts";
import { openHttpTarget } from "./sink/targets.ts";
import { freePort } from "./support/mosquitto.ts";

// The bundled program against simulated meters, started as the documentation says.
const program = "dist/smartmeter.mjs";
const key = "000102030405060708090A0B0C0D0E0F";
const folder = mkdtempSync(join(tmpdir(), "program-"));
const running = new Set<ChildProcess>();

after(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly text: { out: string; err: string };
  /** Ends it as a service manager does. */
  stop(): Promise<number | null>;
}

function start(args: string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, TZ: "Europe/Vienna", ...env },
  });
  running.add(child);
  const text = { out: "", err: "" };
  child.stdout.on("data", (part: Buffer) => {
    text.out += part;
  });
  child.stderr.on("data", (part: Buffer) => {
    text.err += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.once("exit", () => running.delete(child));
  return {
    child,
    text,
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Port of a simulated meter of Netz NÖ that speaks every second. */
async function simulate(seed: number): Promise<number> {
  const { text } = start([
    "simulate",
    "--meter",
    "noe-kaifa-ma309",
    "--tcp",
    "0",
    "--interval",
    "1",
    "--seed",
    `${seed}`,
  ]);
  const port = (): string | undefined => /127\.0\.0\.1:(\d+)/.exec(text.err + text.out)?.[1];
  await until("the simulated meter", () => port() !== undefined);
  return Number(port());
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("by variables alone: JSON lines on standard output, the log beside them, a clean end", async () => {
  const port = await simulate(1);
  const { text, stop } = start(["run"], {
    SMARTMETER_KEY: key,
    SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
    SMARTMETER_CONSOLE_FORMAT: "json",
    SMARTMETER_WEB_ENABLED: "false",
  });
  await until("three readings", () => text.out.split("\n").length > 3);
  assert.equal(await stop(), 0);
  for (const reading of lines(text.out)) {
    const { energy_import, voltage_l1 } = reading.values as Record<string, number>;
    assert.ok((energy_import as number) > 0 && (voltage_l1 as number) > 200, JSON.stringify(reading));
  }
  assert.match(text.err, /info/);
  assert.ok(!text.err.includes(key));
});

test("a log that nobody reads any more is no fault: readings go on, and nothing is written again and again", async () => {
  const port = await simulate(2);
  const { child, text, stop } = start(["run"], {
    SMARTMETER_KEY: key,
    SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
    SMARTMETER_CONSOLE_FORMAT: "json",
    SMARTMETER_WEB_ENABLED: "false",
    SMARTMETER_LOG_LEVEL: "debug",
  });
  const readings = (): number => text.out.split("\n").length - 1;
  const writes = (): number => Number(/^syscw: (\d+)$/m.exec(readFileSync(`/proc/${child.pid}/io`, "utf8"))?.[1]);
  await until("a reading", () => readings() > 0);
  child.stderr?.destroy();
  const [heard, written] = [readings(), writes()];
  await until("five more", () => readings() > heard + 5);
  assert.ok(writes() - written < 2000, `${writes() - written} writes for ${readings() - heard} readings`);
  assert.equal(await stop(), 0);
});

test("the bundle is a program by itself, as npx starts it", () => {
  assert.equal(readFileSync(program, "utf8").split("\n")[0], "#!/usr/bin/env node");
  const said = execFileSync("npx", ["--no-install", "smartmeter", "--version"], { encoding: "utf8" });
  assert.match(said, /^\d+\.\d+\.\d+\n$/);
});

test("what npm packs is the program and nothing else, and runs by itself", () => {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    encoding: "utf8",
  });
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const path of [program, "LICENSE", "dist/THIRD-PARTY.txt"]) assert.ok(paths.includes(path), paths.join());
  for (const path of paths) assert.match(path, /^(dist\/|package\.json$|README\.md$|LICENSE$)/);
  execFileSync("tar", ["xzf", join(folder, filename), "-C", folder]);
  const said = execFileSync(process.execPath, [join(folder, "package", program), "check-config"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SMARTMETER_PORT: "tcp://192.0.2.10:3001", SMARTMETER_VOLTAGE_LOG_FOLDER: "/log" },
  });
  assert.match(
    said,
    /^Not complete yet: meter 1 has no key\.[\s\S]*meter 1: tcp:\/\/192\.0\.2\.10:3001.*no key[\s\S]*voltage log in \/log/,
  );
});

test("deciphered telegrams reach the log only by their own flag, which warns", async () => {
  const port = await simulate(1);
  for (const flags of [[], ["--show-plaintext"]]) {
    const { text, stop } = start(["run", ...flags], {
      SMARTMETER_KEY: key,
      SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
      SMARTMETER_CONSOLE_FORMAT: "json",
      SMARTMETER_WEB_ENABLED: "false",
      SMARTMETER_LOG_LEVEL: "debug",
    });
    await until("three readings", () => text.out.split("\n").length > 3);
    assert.equal(await stop(), 0);
    assert.equal(/warning .*meter number and all values/.test(text.err), flags.length > 0);
    assert.equal(/info meter 1: decrypted 0f[0-9a-f]{300}/i.test(text.err), flags.length > 0);
  }
});

test("a database that refuses is one line in the log when it begins, and one when it is over", async () => {
  const port = await simulate(3);
  const target = await openHttpTarget();
  target.answer = 503;
  const { text, stop } = start(["run"], {
    SMARTMETER_KEY: key,
    SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
    SMARTMETER_WEB_ENABLED: "false",
    SMARTMETER_INFLUXDB_URL: target.url,
    SMARTMETER_INFLUXDB_ORG: "o",
    SMARTMETER_INFLUXDB_BUCKET: "b",
    SMARTMETER_INFLUXDB_FLUSH_INTERVAL: "1",
  });
  const said = (): string[] => text.out.split("\n").filter((line) => line.includes("[output-failed]"));
  await until("the fault", () => said().length === 1, 20_000);
  target.answer = 204;
  await until("its end", () => said().length === 2, 30_000);
  assert.equal(await stop(), 0);
  assert.match(said()[0] ?? "", /warning influxdb: .*answers 503.*Check the address/);
  assert.match(said()[1] ?? "", /info influxdb: over after/);
  await target.down();
});

test("a German log is German throughout, whatever the outputs have to say", async () => {
  const port = await simulate(6);
  const target = await openHttpTarget();
  target.answer = 422;
  const definitions = mkdtempSync(join(folder, "definitions-"));
  writeFileSync(join(definitions, "mine.yaml"), "id: [\n");
  const [metricsPort, teePort] = [await freePort(), await freePort()];
  const { text, stop } = start(["run"], {
    SMARTMETER_KEY: key,
    SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
    SMARTMETER_LANGUAGE: "de",
    SMARTMETER_WEB_ENABLED: "false",
    SMARTMETER_DEFINITIONS: definitions,
    SMARTMETER_WEBHOOK_URL: target.url,
    SMARTMETER_PROMETHEUS_PORT: `${metricsPort}`,
    SMARTMETER_TEE_PORT: `${teePort}`,
    SMARTMETER_HEARTBEAT: join(folder, "no-such-folder", "beat"),
    NOTIFY_SOCKET: join(folder, "no-such-socket"),
  });
  for (const line of [
    /warning .*mine\.yaml: diese Zählerdatei wird nicht verwendet: /,
    /warning webhook: das Ziel nimmt .*422/,
    new RegExp(`info prometheus: die Metriken gibt es unter http://127.0.0.1:${metricsPort}/metrics`),
    new RegExp(`info tee: die Bytes der Leitung gibt es unter 127.0.0.1:${teePort}`),
    /warning die Zustandsprüfung erfährt nicht, dass das Programm läuft: .*no-such-folder/,
    /warning systemd erfährt nicht, dass das Programm läuft: /,
  ])
    await until(String(line), () => line.test(text.out));
  assert.equal(await stop(), 0);
  assert.match(text.out, /info Das Programm wird beendet/);
  await target.down();
});

test("a port in use is a fault with what to do, for as long as it is in use, and reading goes on", async () => {
  const port = await simulate(5);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const taken = (other.address() as { port: number }).port;
  const { text, stop } = start(["run"], {
    SMARTMETER_KEY: key,
    SMARTMETER_PORT: `tcp://127.0.0.1:${port}`,
    SMARTMETER_CONSOLE_FORMAT: "json",
    SMARTMETER_WEB_ENABLED: "false",
    SMARTMETER_LANGUAGE: "en",
    SMARTMETER_PROMETHEUS_PORT: `${taken}`,
  });
  const said = (): string[] => text.err.split("\n").filter((line) => line.includes("[output-port-failed]"));
  await until("the fault", () => said().length === 1 && text.out !== "", 20_000);
  await new Promise((resolve) => other.close(resolve));
  await until("its end", () => said().length === 2, 30_000);
  const metrics = await (await fetch(`http://127.0.0.1:${taken}/metrics`)).text();
  assert.match(metrics, /smartmeter_output_failing\{output="prometheus"\} 0/);
  assert.equal(await stop(), 0);
  assert.match(
    said()[0] ?? "",
    /warning prometheus: .*another program is listening there.*Give that output another 'port'/,
  );
  assert.match(said()[1] ?? "", /info prometheus: over after/);
});

test("a wrong configuration ends the start with what to do, by file, line and variable", async () => {
  const file = join(folder, "wrong.yaml");
  writeFileSync(file, "meters:\n  - kee: 00\n");
  for (const command of ["run", "check-config"]) {
    const { child, text } = start([command, "--config", file], { SMARTMETER_MQTT_HSOT: "x" });
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code, command === "run" ? 2 : 1);
    const said = text.out + text.err;
    assert.match(said, /wrong\.yaml:2:5: meters\[0\]\.kee: .*did you mean "key"\?/);
    assert.match(said, /SMARTMETER_MQTT_HSOT: .*did you mean SMARTMETER_MQTT_HOST\?/);
  }
});

test("what import-config makes of another program's variables runs, and writes to InfluxDB as that did", async () => {
  const port = await simulate(2);
  const target = await openHttpTarget();
  const theirs = join(folder, "evn.env");
  writeFileSync(
    theirs,
    `evn_key=${key}\ncomport=tcp://127.0.0.1:${port}\nprintValue=True\ninfluxDBUrl=${target.url}\ninfluxDBToken=t\ninfluxDBOrg=o\ninfluxDBBucket=b\n`,
  );
  const ours = join(folder, "imported.yaml");
  // A file that others may read is there already: what holds a key is for its owner alone.
  writeFileSync(ours, "", { mode: 0o644 });
  const said = spawnSync(process.execPath, [program, "import-config", "--output", ours, theirs], { encoding: "utf8" });
  assert.deepEqual([said.status, said.stdout], [0, ""]);
  assert.ok(said.stderr.includes(`smartmeter check-config --config ${ours}`), said.stderr);
  assert.equal(statSync(ours).mode & 0o777, 0o600);
  const checked = execFileSync(process.execPath, [program, "check-config", "--config", ours], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SMARTMETER_MQTT_HOST: "broker", SMARTMETER_MQTT_PORT: "8883" },
  });
  assert.match(checked, /output: MQTT to broker:8883\n[\s\S]*state: in memory only, unless SMARTMETER_DATA/);
  const { text, stop } = start(["run", "--config", ours], {
    SMARTMETER_INFLUXDB_FLUSH_INTERVAL: "1",
    SMARTMETER_WEB_ENABLED: "false",
  });
  await until("points", () => target.requests.length > 1);
  await until("lines", () => text.out.includes("Energy import"));
  assert.equal(await stop(), 0);
  const points = target.requests.flatMap(({ body }) => body.split("\n")).map(parseLine);
  assert.ok(points.every(({ fields }) => (fields.energy_import as number) > 0));
  const stamps = points.map(({ timestamp }) => Number(timestamp));
  assert.deepEqual(
    stamps,
    stamps.toSorted((a, b) => a - b),
  );
  await target.down();
});

test("two meters, their difference, a file a day, metrics, and a second program on the line, all at once", async () => {
  const ports = [await simulate(3), await simulate(4)];
  const [metricsPort, teePort] = [20_000 + (process.pid % 9000), 30_000 + (process.pid % 9000)];
  const file = join(folder, "house.yaml");
  const files = join(folder, "files");
  const meters = ports
    .map((port, at) => `  - { id: meter-${at}, key: ${key}, port: "tcp://127.0.0.1:${port}" }\n`)
    .join("");
  writeFileSync(
    file,
    `meters:\n${meters}virtual: [{ id: rest, add: [meter-0], subtract: [meter-1] }]\nfile: { folder: ${files} }\nprometheus: { port: ${metricsPort} }\ntee: { port: ${teePort} }\nweb: { enabled: false }\n`,
  );
  const { stop, text } = start(["run", "--config", file]);
  const metrics = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).catch(() => undefined);
    return (await response?.text()) ?? "";
  };
  await until("the difference in the metrics", async () =>
    /smartmeter_power_\w+_watts\{meter="rest"\}/.test(await metrics()),
  );
  let octets = 0;
  const listener = connect(teePort, "127.0.0.1").on("data", (part) => {
    octets += part.length;
  });
  await until("octets at the tee", () => octets > 100);
  listener.destroy();
  assert.equal(await stop(), 0, text.out);
  const written = readdirSync(files).flatMap((name) => lines(readFileSync(join(files, name), "utf8")));
  assert.deepEqual([...new Set(written.map(({ meter }) => meter))].sort(), ["meter-0", "meter-1", "rest"]);
});
