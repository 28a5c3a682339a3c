import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { machine, type Outcome, podman, until } from "./container.ts";

// compose.yaml as it is, started by a compose that drives podman: set up by .env alone, as its comments say.

/** Set by `test/container/run`. */
const { SMARTMETER_IMAGE: image, PODMAN_COMPOSE: compose } = process.env;
const missing = image === undefined || compose === undefined;
const key = randomBytes(16).toString("hex");
const password = randomBytes(16).toString("hex");
const project = `smartmeter-compose-${process.pid}`;
const container = `${project}_smartmeter_1`;

describe("compose.yaml", { skip: missing ? "script/test --container builds the image" : false }, () => {
  const folder = mkdtempSync(join(tmpdir(), "smartmeter-compose-"));
  const topics = new Map<string, string>();
  let broker: Mosquitto;
  let listener: MqttClient;
  let line: ChildProcess;

  before(async () => {
    broker = await startMosquitto({ users: { meter: password } });
    listener = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { username: "meter", password });
    listener.on("message", (topic, payload) => void topics.set(topic, payload.toString()));
    await listener.subscribeAsync("smartmeter/#");
    const ends = ["reader", "meter"].map((name) => `PTY,link=${join(folder, name)},raw,echo=0`);
    line = spawn("socat", ends, { stdio: "ignore" });
    await until("the serial line", () => ["reader", "meter"].every((name) => terminal(name) !== undefined));
    for (const path of [terminal("reader"), terminal("meter")] as string[]) {
      // As the system hands out serial ports: to the group dialout.
      chownSync(path, 0, 20);
      chmodSync(path, 0o660);
    }
    copyFileSync("../compose.yaml", join(folder, "compose.yaml"));
    const variables = {
      SMARTMETER_KEY: key,
      SMARTMETER_MQTT_HOST: "127.0.0.1",
      SMARTMETER_MQTT_PORT: broker.port,
      SMARTMETER_MQTT_USERNAME: "meter",
      SMARTMETER_MQTT_PASSWORD: password,
      // A pseudo-terminal cannot be made anew as devices are: it comes in as a volume, and another device stands in.
      READER: "/dev/null",
      SMARTMETER_PORT: "/dev/line",
    };
    const text = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, ".env"), text.join(""), { mode: 0o600 });
    const here = {
      image,
      network_mode: "host",
      volumes: [`${terminal("reader")}:/dev/line`, `${terminal("meter")}:/dev/meter`],
    };
    writeFileSync(join(folder, "here.yaml"), JSON.stringify({ services: { smartmeter: here } }));
  });

  after(async () => {
    await run("down", "--volumes", "--timeout", "0");
    await listener?.endAsync(true);
    await broker?.stop();
    line?.kill();
    rmSync(folder, { recursive: true });
  });

  it("reads a meter as nobody special on a read-only root, and its values are at the broker", async () => {
    await up();
    await until("a state", () => state() !== undefined);
    assert.ok(JSON.parse(state() as string).energy_import > 0, state());
    assert.equal((await inside("id -u; id -g")).output, "1000\n20\n");
    assert.notEqual((await inside("touch /opt/x")).code, 0, "read-only");
    assert.equal((await inside("touch /tmp/x")).code, 0);
    const status = (await inside("cat /proc/self/status")).output;
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.match(status, /^CapBnd:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.equal((await inside("test -c /dev/reader && test -c /dev/line")).code, 0, "the reader is mapped");
    await until("health", async () => (await podman("healthcheck", "run", container)).code === 0);
  });

  it("stops with 0, keeps its state for the next start, and holds back its secrets", async () => {
    await until("the meter is remembered", async () =>
      (await inside("ls /var/lib/smartmeter")).output.includes(".json"),
    );
    const kept = (await inside("ls /var/lib/smartmeter")).output;
    await run("stop");
    assert.equal((await podman("inspect", "--format", "{{.State.ExitCode}}", container)).output.trim(), "0");
    assert.ok(programSays(topics, "offline"));
    const log = (await podman("logs", container)).output;
    assert.ok(log.length > 0 && !log.toLowerCase().includes(key) && !log.includes(password));
    await run("down");
    topics.clear();
    await up();
    await until("a state after the restart", () => state() !== undefined);
    // More may have been written at the end; nothing of what was kept is gone.
    const found = (await inside("ls /var/lib/smartmeter")).output.split("\n");
    assert.deepEqual(
      kept.split("\n").filter((name) => !found.includes(name)),
      [],
    );
  });

  async function up(): Promise<void> {
    const { code, output } = await run("up", "--detach", "--no-build");
    assert.equal(code, 0, output);
    await podman("exec", "--detach", container, "node", "/opt/smartmeter/smartmeter.mjs", ...meter);
  }

  function run(...args: string[]): Promise<Outcome> {
    const files = ["--file", join(folder, "compose.yaml"), "--file", join(folder, "here.yaml")];
    const flags = ["--project-name", project, "--podman-run-args", [...machine].join(" "), ...files];
    return new Promise((resolve) => {
      execFile(compose as string, [...flags, ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
      );
    });
  }

  const meter = ["simulate", "--meter", "noe-kaifa-ma309", "--key", key, "--interval", "1", "--serial", "/dev/meter"];
  const inside = (command: string): Promise<Outcome> => podman("exec", container, "sh", "-c", command);
  const state = (): string | undefined =>
    [...topics].find(([topic]) => /^smartmeter\/(?!bridge)[^/]+\/state$/.test(topic))?.[1];

  function terminal(name: string): string | undefined {
    try {
      return realpathSync(join(folder, name));
    } catch {
      return undefined;
    }
  }
});
