import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSystemd } from "../../src/host/systemd.ts";
import { silentLog } from "../../src/log.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { until } from "../sink/readings.ts";

const unit = "../deploy/systemd/smartmeter.service";

const has = (program: string): boolean => {
  try {
    execFileSync("which", [program]);
    return true;
  } catch {
    return false;
  }
};
const needs = (...programs: string[]): string | false => {
  const missing = programs.filter((program) => !has(program));
  return missing.length === 0 ? false : `not installed: ${missing.join(", ")}`;
};

test("systemd hears ready, beats of the watchdog and the end", { skip: needs("systemd-notify", "socat") }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "notify-"));
  const socket = join(folder, "socket");
  const listener = spawn("socat", ["-u", `UNIX-RECV:${socket}`, "STDOUT"]);
  let heard = "";
  listener.stdout.on("data", (text: Buffer) => {
    heard += `${text}\n`;
  });
  await until("the socket", () => existsSync(socket));
  const systemd = openSystemd({ ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "400000" }, silentLog);
  systemd.ready();
  await until("ready", () => heard.includes("READY=1"));
  await until("two beats", () => heard.split("WATCHDOG=1").length > 2);
  systemd.stopping();
  await until("stopping", () => heard.includes("STOPPING=1"));
  listener.kill();
  await rm(folder, { recursive: true });
});

test("without systemd nothing is started", () => {
  const systemd = openSystemd({ PATH: "/nowhere" }, { ...silentLog, warning: (text) => assert.fail(text) });
  systemd.ready();
  systemd.stopping();
});

test("the installation can be undone and then leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "install-"));
  const install = (...args: string[]): string =>
    execFileSync("../deploy/systemd/install", args, { env: { ...process.env, DESTDIR: folder }, encoding: "utf8" });
  const files = (): string[] =>
    execFileSync("find", [folder, "-type", "f"], { encoding: "utf8" }).split("\n").filter(Boolean);
  install();
  const settings = join(folder, "etc/smartmeter/smartmeter.yaml");
  assert.equal(statSync(settings).mode & 0o777, 0o600);
  const program = join(folder, "opt/smartmeter/smartmeter.mjs");
  const check = execFileSync("node", [program, "check-config", "--config", settings], { encoding: "utf8" });
  assert.match(check, /^Not complete yet: meter 1 has no key\./);
  writeFileSync(settings, "interval: 7\n");
  install();
  assert.equal(readFileSync(settings, "utf8"), "interval: 7\n", "a configuration that is there stays");
  install("--remove");
  assert.deepEqual(files(), [settings]);
  install("--purge");
  assert.deepEqual(files(), []);
  rmSync(folder, { recursive: true });
});

test("the unit is as hardened as the documentation says", { skip: needs("systemd-analyze") }, () => {
  const report = execFileSync("systemd-analyze", ["security", "--offline=true", unit], { encoding: "utf8" });
  const score = /Overall exposure level for \S+: ([\d.]+)/.exec(report)?.[1];
  assert.ok(score !== undefined, report);
  const documented = /exposure level of ([\d.]+)/.exec(readFileSync("../docs/beyond-home-assistant.md", "utf8"))?.[1];
  assert.ok(Number(score) <= Number(documented), `${score}, documented ${documented}`);
});

test("systemd finds nothing wrong with the unit as it is installed", { skip: needs("systemd-analyze") }, () => {
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  execFileSync("../deploy/systemd/install", { env: { ...process.env, DESTDIR: folder }, stdio: "ignore" });
  const installed = join(folder, "etc/systemd/system/smartmeter.service");
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", installed], { encoding: "utf8" });
  assert.deepEqual([status, stdout + stderr], [0, ""]);
  rmSync(folder, { recursive: true });
});

test("the unit of parts that docs/scale.md makes of it has a configuration and a state of its own for each", () => {
  const document = readFileSync("../docs/scale.md", "utf8");
  const script = [...document.matchAll(/-e '([^']+)'/g)].flatMap(([, expression = ""]) => ["-e", expression]);
  assert.ok(script.length > 0, "the document has no such command");
  const made = execFileSync("sed", [...script, unit], { encoding: "utf8" });
  assert.match(made, /^ExecStart=.* --config \$\{CREDENTIALS_DIRECTORY\}\/%i\.yaml$/m);
  assert.match(made, /^LoadCredential=%i\.yaml:\/etc\/smartmeter\/%i\.yaml$/m);
  assert.match(made, /^Environment=SMARTMETER_DATA=\/var\/lib\/smartmeter-%i$/m);
  assert.match(made, /^StateDirectory=smartmeter-%i$/m);
  assert.equal(made.split("\n").filter((line) => line.includes("%i")).length, 4, "and nothing else changes");
});

test("every YAML of docs/scale.md and of docs/beyond-home-assistant.md is a configuration, but for Prometheus' own", () => {
  for (const name of ["scale", "beyond-home-assistant"]) {
    const text = readFileSync(`../docs/${name}.md`, "utf8");
    const blocks = [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)].map(([, indent = "", block = ""]) =>
      block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    );
    assert.ok(blocks.length > 1);
    for (const block of blocks.filter((one) => !one.startsWith("scrape_configs"))) {
      // What a reader has to fill in.
      const readFile = (): string => block.replaceAll("…", "000102030405060708090A0B0C0D0E0F");
      const loaded = loadConfiguration({ args: ["--config", "x"], env: {}, readFile });
      assert.ok("options" in loaded, `${block}\n${"problems" in loaded ? JSON.stringify(loaded.problems) : ""}`);
    }
  }
});
