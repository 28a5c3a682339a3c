import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { toHex } from "../../src/octets.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { type Mosquitto, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";

const socatMissing =
  process.env.CI !== "true" && spawnSync("socat", ["-V"]).error !== undefined
    ? "socat is not installed (apt-get install socat)"
    : false;

/** Everything one test needs: two ends of a serial line, a meter on one, the program on the other, a broker. */
interface Rig {
  readonly folder: string;
  readonly children: ChildProcess[];
  log: string;
}

const program = "dist/smartmeter.mjs";

function start(rig: Rig, command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => {
      rig.log += text.toString();
    });
  rig.children.push(child);
  return child;
}

async function until<T>(what: string, rig: Rig, look: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 90_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen:\n${rig.log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function openLine(rig: Rig): Promise<ChildProcess> {
  const ends = ["meter", "reader"].map((name) => join(rig.folder, name));
  const socat = start(
    rig,
    "socat",
    ends.map((end) => `pty,raw,echo=0,link=${end}`),
  );
  await until("a serial line", rig, () => ends.every((end) => existsSync(end)));
  return socat;
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return gone;
}

describe("from a serial line to the broker", { skip: mosquittoMissing || socatMissing }, () => {
  let broker: Mosquitto;
  let client: MqttClient;
  const seen = new Map<string, string>();

  before(async () => {
    if (!existsSync(program)) execFileSync(process.execPath, ["bundle.mjs"]);
    broker = await startMosquitto();
    client = await connectAsync({ host: "127.0.0.1", port: broker.port });
    client.on("message", (topic, payload) => seen.set(topic, payload.toString()));
    await client.subscribeAsync("#");
  });

  after(async () => {
    await client.endAsync();
    await broker.stop();
  });

  async function withRig(test: (rig: Rig) => Promise<void>): Promise<void> {
    const rig: Rig = { folder: mkdtempSync(join(tmpdir(), "smartmeter-")), children: [], log: "" };
    try {
      await test(rig);
    } finally {
      for (const child of rig.children) child.kill("SIGKILL");
      rmSync(rig.folder, { recursive: true, force: true });
    }
  }

  const run = (rig: Rig, base: string): ChildProcess =>
    start(rig, process.execPath, [program, "run"], {
      SMARTMETER_PORT: join(rig.folder, "reader"),
      SMARTMETER_KEY: toHex(testKey),
      SMARTMETER_AUTHENTICATION_KEY: toHex(testAuthenticationKey),
      SMARTMETER_MQTT_HOST: "127.0.0.1",
      SMARTMETER_MQTT_PORT: String(broker.port),
      SMARTMETER_MQTT_BASE_TOPIC: base,
      SMARTMETER_DATA: join(rig.folder, "data"),
    });
  const simulate = (rig: Rig, meter: string): ChildProcess =>
    start(rig, process.execPath, [
      program,
      "simulate",
      "--meter",
      meter,
      ...["--interval", "1"],
      // The first search may fall before the reader is open, and a meter's next one comes a minute later.
      ...["--search-interval", "2"],
      "--serial",
      join(rig.folder, "meter"),
    ]);
  const stateOf = (base: string): Record<string, unknown> | undefined => {
    const entry = [...seen].find(
      ([topic]) => topic.startsWith(`${base}/`) && topic.endsWith("/state") && !topic.includes("/bridge/"),
    );
    return entry === undefined ? undefined : (JSON.parse(entry[1]) as Record<string, unknown>);
  };

  const meters: [string, string][] = [
    ["noe-kaifa-ma309", "voltage_l1"],
    ["noe-sagemcom-t210d", "power_factor"],
    ["noe-sagemcom-t210d-old", "power_factor"],
    ["burgenland-e450", "phase_angle_l1"],
    ["steiermark-e450", "energy_import_t1"],
    ["netzooe-amis", "energy_balance"],
  ];
  for (const [meter, key] of meters)
    it(`finds ${meter} by itself and publishes what it says`, async () => {
      await withRig(async (rig) => {
        await openLine(rig);
        simulate(rig, meter);
        const child = run(rig, meter);
        const state = await until("a state", rig, () => stateOf(meter));
        assert.equal(typeof state.energy_import, "number");
        assert.equal(typeof state.power_net, "number");
        assert.equal(typeof state[key], "number", key);
        const config = await until("a discovery message", rig, () =>
          [...seen].find(
            ([topic, text]) =>
              topic.startsWith("homeassistant/device/") &&
              text.includes(`"${meter}/`) &&
              text.includes("energy_import"),
          ),
        );
        assert.match(config[1], /"unique_id":"smartmeter_[a-z0-9_-]+_energy_import"/);
        assert.equal(await end(child), 0);
        await until("offline", rig, () => programSays(seen, "offline", meter));
        assert.ok(!rig.log.includes(toHex(testKey)), "the key stands in the log");
      });
    });

  it("reads on after the reader was pulled and put back", async () => {
    await withRig(async (rig) => {
      const line = await openLine(rig);
      const first = simulate(rig, "wien-am550");
      run(rig, "pulled");
      await until("a state", rig, () => stateOf("pulled"));
      line.kill("SIGKILL");
      await end(first);
      await until("a word about it", rig, () => /port-(lost|missing)/.test(rig.log));
      for (const topic of [...seen.keys()]) if (topic.startsWith("pulled/")) seen.delete(topic);
      for (const name of ["meter", "reader"]) rmSync(join(rig.folder, name), { force: true });
      await openLine(rig);
      simulate(rig, "wien-am550");
      await until("a state after the return", rig, () => stateOf("pulled"));
    });
  });
});
