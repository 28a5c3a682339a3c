/**
 * Whatever state meters, broker and outputs are in, log, page, MQTT, Prometheus and `doctor` say the same of it: the program
 * as it is shipped, a real Mosquitto, simulated meters.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connectAsync } from "mqtt";
import { toHex } from "../../src/octets.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/test-keys.ts";
import { freePort, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { openTcpMeter } from "../support/tcp-meter.ts";

const program = "dist/smartmeter.mjs";
const folder = mkdtempSync(join(tmpdir(), "one-truth-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const keys = `key: "${toHex(testKey)}", authentication_key: "${toHex(testAuthenticationKey)}"`;
/** Telegrams come as often, so that the simulated clock keeps time. */
const intervalMs = 150;
const wrong = 'key: "FFEEDDCCBBAA99887766554433221100"';

/** Asks again until what it says no longer is a failure. */
async function agreed(look: () => Promise<void> | void, log: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${log()}\n${error}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

interface State {
  readonly meter: { readonly status: { readonly code: string; readonly available: boolean } };
  readonly outputs: readonly { readonly name: string; readonly state: string; readonly code?: string }[];
}

/** A program with these meters (as rows of YAML), everything that shows its status, and what each of them says. */
async function rig(meters: readonly string[]) {
  const broker = await startMosquitto();
  const [web, metrics, nowhere] = [await freePort(), await freePort(), await freePort()];
  const file = join(folder, `${meters.length}.yaml`);
  const rows = meters.map((row, at) => `  - { id: m${at}, name: Meter ${at}, ${row} }`);
  const outputs = [
    `mqtt: { host: 127.0.0.1, port: ${broker.port} }`,
    `web: { host: 127.0.0.1, port: ${web} }`,
    `prometheus: { host: 127.0.0.1, port: ${metrics} }`,
    `webhook: { url: "http://127.0.0.1:${nowhere}/" }`,
  ];
  writeFileSync(file, ["language: en", "meters:", ...rows, ...outputs, ""].join("\n"));
  const topics = new Map<string, string>();
  let log = "";
  const child: ChildProcess = spawn(process.execPath, [program, "run", "--config", file]);
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (part) => {
      log += part;
    });

  const text = async (port: number, path: string): Promise<string> =>
    await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const state = async (meter: number): Promise<State> =>
    JSON.parse(await text(web, `/api/state?meter=${meter}`)) as State;

  /** The fault that stands by the log, of a meter or an output; undefined for none. */
  const standsInLog = (label: string): string | undefined => {
    let standing: string | undefined;
    for (const line of log.split("\n")) {
      const [, over, code] = new RegExp(`(?:warning|info) ${label}: (over after )?.*?\\[([a-z-]+)\\]`).exec(line) ?? [];
      if (code !== undefined) standing = over === undefined ? code : standing === code ? undefined : standing;
    }
    return standing;
  };

  return {
    broker,
    child,
    file,
    topics,
    log: () => log,
    async listen() {
      const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
      client.on("message", (topic, payload) => topics.set(topic, payload.toString()));
      await client.subscribeAsync("smartmeter/#");
      return client;
    },
    /** Everything that shows the status of meters says these codes. */
    async meters(codes: readonly string[], mqtt = true) {
      const scraped = await text(metrics, "/metrics");
      for (const [at, code] of codes.entries()) {
        assert.equal((await state(at)).meter.status.code, code, `page, meter ${at}`);
        assert.match(
          scraped,
          new RegExp(`smartmeter_meter_status\\{[^}]*code="${code}"\\} 1`),
          `Prometheus, meter ${at}`,
        );
        const standing = standsInLog(`Meter ${at}`);
        assert.equal(standing, ["ok", "waiting"].includes(code) ? undefined : code, `log, meter ${at}`);
      }
      assert.equal(scraped.match(/^smartmeter_meter_status\{/gm)?.length, codes.length);
      if (!mqtt) return;
      const said = [...topics].filter(([topic]) => topic.endsWith("/status"));
      const shown = said.map(([, payload]) => (JSON.parse(payload) as { status: string | null }).status);
      for (const code of codes) assert.ok(shown.includes(code), `MQTT: ${shown} lacks ${code}`);
    },
    /** The output fails with this fault, or with none, wherever outputs are shown. */
    async output(name: string, code: string | undefined) {
      const shown = (await state(0)).outputs.find((output) => output.name === name);
      assert.equal(shown?.state === "failing", code !== undefined, `page: ${name} is ${shown?.state}`);
      const scraped = await text(metrics, "/metrics");
      assert.match(
        scraped,
        new RegExp(`smartmeter_output_failing\\{output="${name}"\\} ${code === undefined ? 0 : 1}`),
      );
      assert.equal(standsInLog(name), code, `log: ${name}`);
    },
    async doctor(meter: number, seconds: number): Promise<{ status: number | null; said: string }> {
      const args = ["doctor", "--config", file, "--meter", `${meter}`, "--seconds", `${seconds}`, "--language", "en"];
      const doctor = spawn(process.execPath, [program, ...args]);
      let said = "";
      doctor.stdout.on("data", (part) => {
        said += part;
      });
      await once(doctor, "close");
      return { status: doctor.exitCode, said };
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await broker.stop();
    },
  };
}

test("three meters and one that is silent, a broker that goes and a program that is killed", {
  skip: mosquittoMissing,
}, async (t) => {
  const good = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309" });
  const other = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309", seed: 7 });
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const quiet = `tcp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const nobody = `tcp://127.0.0.1:${await freePort()}`;
  const rows = [
    `port: "${good.port}", ${keys}`,
    `port: "${other.port}", ${wrong}`,
    `port: "${nobody}", ${keys}`,
    `port: "${quiet}", ${keys}`,
  ];
  const all = await rig(rows);
  t.after(() => Promise.all([all.end(), good.close(), other.close()]).then(() => silent.close()));
  const client = await all.listen();
  const codes = ["ok", "key-wrong", "host-unreachable", "waiting"];
  await agreed(() => all.meters(codes), all.log);
  await agreed(() => all.output("webhook", "output-failed"), all.log);
  await agreed(() => all.output("mqtt", undefined), all.log);
  assert.match(all.log(), /\d+ sensors are now in Home Assistant as "/);
  assert.match(all.log(), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info /m);

  for (const [meter, code] of [
    [2, "key-wrong"],
    [3, "host-unreachable"],
  ] as const) {
    const { status, said } = await all.doctor(meter, 30);
    assert.equal(status, 1, said);
    assert.match(said, new RegExp(`\\[${code}\\]`));
    assert.doesNotMatch(said, /All is well/);
  }

  await client.endAsync(true);
  await all.broker.halt();
  await agreed(() => all.output("mqtt", "broker-unreachable"), all.log);
  await all.meters(codes, false);
  await all.broker.restart();
  await agreed(() => all.output("mqtt", undefined), all.log);

  // Last of all: the simulated meter tells two listeners every other telegram.
  const { status, said } = await all.doctor(1, 30);
  assert.doesNotMatch(said, /✗/);
  assert.equal(status, 0, said);

  all.topics.clear();
  const again = await all.listen();
  await agreed(() => assert.ok(programSays(all.topics, "online")), all.log);
  all.child.kill("SIGKILL");
  await agreed(() => assert.ok(programSays(all.topics, "offline")), all.log);
  await again.endAsync(true);
});

test("one meter: it is read, and is gone", { skip: mosquittoMissing }, async (t) => {
  const good = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309" });
  const one = await rig([`port: "${good.port}", ${keys}`]);
  t.after(() => one.end());
  const client = await one.listen();
  await agreed(() => one.meters(["ok"]), one.log);
  await good.close();
  await agreed(() => one.meters(["reader-disconnected"]), one.log);
  await client.endAsync(true);
});
