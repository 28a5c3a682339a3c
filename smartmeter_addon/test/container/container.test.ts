import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { type SupervisorStandIn, startSupervisorStandIn } from "../support/supervisor.ts";
import { type Container, type ContainerOptions, podman, startContainer, until } from "./container.ts";
import { openedFiles, parseProfile } from "./profile.ts";

/** Set by `test/container/run`, which builds the image. */
const image = process.env.SMARTMETER_IMAGE;
const key = randomBytes(16).toString("hex");
const token = randomBytes(56).toString("hex");
/** The Supervisor has a name and port 80 of its own, so the stand-in has too. */
const supervisorHost = "127.0.0.2";

const logs = ".build/container/logs";

const credentials = (round: number) => ({ username: `app-${round}`, password: `password-of-round-${round}` });
const options = {
  meters: [{ name: "Main meter", key, port: "/dev/ttyTEST", serial: "2400 8E1" }],
  mqtt: {},
  log_level: "debug",
};

describe("the image", { skip: image === undefined ? "script/test --container builds it" : false }, () => {
  let supervisor: SupervisorStandIn;
  let broker: Mosquitto;
  let listener: MqttClient;
  let containers: Container[] = [];
  const messages = new Map<string, string>();
  let folder: string;
  /** Which credentials the broker takes at the moment. */
  let round = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "smartmeter-container-"));
    supervisor = await startSupervisorStandIn({ host: supervisorHost, port: 80, token, appOptions: options });
    broker = await startMosquitto({ users: { ...user(), test: "test-listener" } });
    await listen();
  });

  afterEach(async () => {
    for (const container of containers) {
      // For whoever asks why a test failed.
      mkdirSync(logs, { recursive: true });
      writeFileSync(join(logs, `${container.name}.log`), await container.logs());
      await container.remove();
    }
    containers = [];
    messages.clear();
    await supervisor.setMode("ok");
  });

  after(async () => {
    await listener?.endAsync(true);
    await broker?.stop();
    await supervisor?.close();
    rmSync(folder, { recursive: true });
  });

  it("publishes the first value of a meter on a serial line, is healthy and stops with 0", async (test) => {
    const begun = performance.now();
    register();
    const container = await run();
    await until("the program is connected", () => programSays(messages, "online"));
    const connectedMs = performance.now() - begun;
    await startMeter(container);
    await until("a state", () => state() !== undefined);
    const values = JSON.parse(state() as string);
    assert.ok(values.energy_import > 0, state());
    assert.ok([...messages.keys()].some((topic) => /^homeassistant\/device\/smartmeter_.+\/config$/.test(topic)));
    await until("health", () => container.healthy());
    assert.equal((await fetch("http://127.0.0.1:8099/health")).status, 200);
    assert.equal((await fetch("http://127.0.0.1:8099/")).status, 403, "the page is for the Supervisor alone");

    const stoppedMs = await container.stop();
    assert.equal(await container.exitCode(), 0);
    assert.ok(stoppedMs < 3000, `${stoppedMs} ms`);
    assert.ok(programSays(messages, "offline"));
    await assertNoSecret(container);
    test.diagnostic(`from podman run to the broker: ${Math.round(connectedMs)} ms; stop: ${Math.round(stoppedMs)} ms`);
  });

  it("follows the broker to new credentials", async () => {
    register();
    const container = await run();
    await startMeter(container);
    await until("a state", () => state() !== undefined);

    await listener.endAsync(true);
    round += 1;
    await broker.restart({ users: { ...user(), test: "test-listener" } });
    register();
    messages.clear();
    await listen();
    await until("a state through the changed broker", () => state() !== undefined, 120_000);
    assert.ok(await container.running());
    await assertNoSecret(container);
  });

  it("waits for a broker that is not there yet", async () => {
    await supervisor.setMode("not_enabled");
    register();
    const container = await run();
    await startMeter(container);
    await until("the program has asked", () => supervisor.requests.includes("GET /services/mqtt"));
    await until("health without a broker", () => container.healthy());
    assert.ok(await container.running());
    assert.equal(state(), undefined);

    await supervisor.setMode("ok");
    await until("a state", () => state() !== undefined, 120_000);
  });

  it("ends with the program's exit code when the program ends with one", async () => {
    const program = join(folder, "exit-7.mjs");
    writeFileSync(program, "process.exit(7);\n");
    const container = await run({ flags: ["--volume", `${program}:/opt/smartmeter/smartmeter.mjs:ro`] });
    await until("the container has ended", async () => !(await container.running()));
    assert.equal(await container.exitCode(), 7);
  });

  it("ends with 128 + signal when the program is killed", async () => {
    register();
    const container = await run();
    await until("the program runs", async () => (await container.exec("pidof", "node")).code === 0);
    await container.exec("sh", "-c", "kill -KILL $(pidof node)");
    await until("the container has ended", async () => !(await container.running()));
    assert.equal(await container.exitCode(), 137);
  });

  it("turns unhealthy when the program hangs", async () => {
    register();
    const container = await run();
    await until("health", () => container.healthy());
    await container.exec("sh", "-c", "kill -STOP $(pidof node)");
    await container.exec("sh", "-c", 'touch -d "2 minutes ago" "$SMARTMETER_HEARTBEAT"');
    assert.equal(await container.healthy(), false);
    await container.exec("sh", "-c", "kill -CONT $(pidof node)");
    await until("health again", () => container.healthy());
  });

  it("says what is wrong with its options, without their secrets", async () => {
    const container = await run({ options: { ...options, meters: [{ key, serial: "fast" }] } });
    await until("a word about the option", async () => (await container.logs()).includes("serial"));
    await assertNoSecret(container);
  });

  it("runs without root and on a read-only root file system, outside Home Assistant", async () => {
    const unprivileged = ["--user", "1000:20", "--read-only", "--entrypoint", "node"];
    const env = {
      SMARTMETER_HEARTBEAT: "/tmp/smartmeter.heartbeat",
      SMARTMETER_METERS_0_KEY: key,
      SMARTMETER_METERS_0_PORT: "tcp://127.0.0.1:9",
      SMARTMETER_MQTT_HOST: "127.0.0.1",
      SMARTMETER_MQTT_PORT: String(broker.port),
      SMARTMETER_MQTT_USERNAME: credentials(round).username,
      SMARTMETER_MQTT_PASSWORD: credentials(round).password,
      SMARTMETER_DATA: "/tmp",
    };
    const command = ["/opt/smartmeter/smartmeter.mjs", "run"];
    const container = await startContainer({ image: image as string, flags: unprivileged, env, command });
    containers.push(container);
    await until("the program is connected", () => programSays(messages, "online"));
    await until("health", () => container.healthy());
    await assertNoSecret(container);
  });

  it("opens no file that its AppArmor profile does not name", async (test) => {
    const wrapper = join(folder, "node");
    writeFileSync(wrapper, '#!/bin/sh\nexec strace -f -qq -e trace=%file -o /tmp/trace /usr/bin/node "$@"\n', {
      mode: 0o755,
    });
    register();
    const container = await run({
      flags: ["--cap-add", "SYS_PTRACE", "--volume", `${wrapper}:/usr/local/bin/node:ro`],
    });
    await startMeter(container);
    await until("a state", () => state() !== undefined);
    const trace = (await container.exec("cat", "/tmp/trace")).output;
    const profile = parseProfile(
      execFileSync("apparmor_parser", ["--preprocess", "apparmor.txt"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
      "node",
    );
    // Pseudo-terminals stand in for serial devices, strace's own file for nothing.
    const opened = openedFiles(trace).filter(([path]) => !/^\/dev\/(pts\/|ttyTEST)|^\/tmp\/trace$/.test(path));
    assert.ok(opened.some(([path]) => path === "/data/options.json"));
    assert.deepEqual(
      opened.filter(([path, permissions]) => !profile.allows(path, permissions)),
      [],
    );
    test.diagnostic(`${opened.length} files opened, each named in the profile`);
  });

  it("holds the bundle, the serial binding for this machine, and nothing else", async (test) => {
    const container = await run({ command: ["true"] });
    const files = (await container.exec("find", "/opt/smartmeter", "-type", "f", "-printf", "%P %s\n")).output.trim();
    const sizes = new Map(files.split("\n").map((line) => line.split(" ") as [string, string]));
    const binding = "node_modules/@serialport/bindings-cpp";
    const native = [...sizes.keys()].filter((path) => path.endsWith(".node"));
    assert.equal(native.length, 1);
    assert.ok(native[0]?.startsWith(`${binding}/prebuilds/linux-${process.arch}/`));
    const expected = [
      "LICENSE",
      "THIRD-PARTY.txt",
      "smartmeter.mjs",
      `${binding}/LICENSE`,
      `${binding}/dist/index.js`,
      `${binding}/package.json`,
    ];
    assert.deepEqual([...sizes.keys()].sort(), [...expected, native[0]].sort());
    assert.notEqual((await container.exec("sh", "-c", "command -v npm")).code, 0);
    const app = [...sizes.values()].reduce((sum, size) => sum + Number(size), 0);
    test.diagnostic(
      `the app's own files: ${(app / 1e6).toFixed(2)} MB; image on the stand-in base: ${await imageSize()}`,
    );
  });

  async function run(changed: Partial<ContainerOptions> = {}): Promise<Container> {
    const flags = ["--add-host", `supervisor:${supervisorHost}`, ...(changed.flags ?? [])];
    const env = { SUPERVISOR_TOKEN: token, HASSIO_TOKEN: token, TZ: "Europe/Vienna", ...changed.env };
    const container = await startContainer({ image: image as string, options, ...changed, flags, env });
    containers.push(container);
    return container;
  }

  /** A pair of pseudo-terminals in the container, a virtual meter on one of them. */
  async function startMeter(container: Container): Promise<void> {
    const end = (path: string) => `PTY,link=${path},raw,echo=0`;
    await container.start("socat", end("/dev/ttyTEST"), end("/dev/ttyMETER"));
    await until("the line", async () => (await container.exec("test", "-e", "/dev/ttyMETER")).code === 0);
    const meter = [
      "simulate",
      "--meter",
      "noe-kaifa-ma309",
      "--key",
      key,
      "--interval",
      "1",
      "--serial",
      "/dev/ttyMETER",
    ];
    await container.start("/usr/bin/node", "/opt/smartmeter/smartmeter.mjs", ...meter);
  }

  function register(): void {
    supervisor.register({ host: "127.0.0.1", port: broker.port, ...credentials(round) });
  }

  function user(): Record<string, string> {
    const { username, password } = credentials(round);
    return { [username]: password };
  }

  async function listen(): Promise<void> {
    const login = { username: "test", password: "test-listener" };
    listener = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, login);
    listener.on("message", (topic, payload) => void messages.set(topic, payload.toString()));
    await listener.subscribeAsync(["smartmeter/#", "homeassistant/#"]);
  }

  function state(): string | undefined {
    return [...messages].find(
      ([topic]) => /^smartmeter\/[^/]+\/state$/.test(topic) && !topic.includes("/bridge/"),
    )?.[1];
  }

  async function assertNoSecret(container: Container): Promise<void> {
    const log = (await container.logs()).toLowerCase();
    assert.ok(log.length > 0);
    for (const secret of [key, token, credentials(0).password, credentials(1).password])
      assert.ok(!log.includes(secret.toLowerCase()), "a secret stands in the log");
  }
});

async function imageSize(): Promise<string> {
  return `${(Number((await podman("image", "inspect", "--format", "{{.Size}}", image as string)).output) / 1e6).toFixed(0)} MB`;
}
