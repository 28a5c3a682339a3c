/** The program as it is shipped with all that shows its status, and what each of them says. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { toHex } from "../../src/octets.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/test-keys.ts";
import { freePort, startMosquitto } from "../support/mosquitto.ts";

const program = "dist/smartmeter.mjs";
/** The keys of simulated meters, as a row of YAML has them. */
export const keys = `key: "${toHex(testKey)}", authentication_key: "${toHex(testAuthenticationKey)}"`;
/** Telegrams come as often, so that the simulated clock keeps time. */
export const intervalMs = 150;
export const wrongKey = 'key: "FFEEDDCCBBAA99887766554433221100"';

/** Asks again until what it says no longer is a failure. */
export async function agreed(look: () => Promise<void> | void, log: () => string, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs;
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
export async function openStatusRig(meters: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "one-truth-"));
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
    /** The only meter's values count as current, or as unavailable, wherever they are shown. */
    async availability(isUp: boolean) {
      assert.equal((await state(0)).meter.status.available, isUp, "page");
      assert.match(
        await text(metrics, "/metrics"),
        new RegExp(`^smartmeter_meter_up\\{[^}]*\\} ${isUp ? 1 : 0}$`, "m"),
      );
      const said = [...topics].filter(([topic]) => /^smartmeter\/(?!bridge-)[^/]+\/availability$/.test(topic));
      const payloads = said.map(([, payload]) => payload);
      assert.ok(payloads.includes(isUp ? "online" : "offline"), `MQTT: ${JSON.stringify(said)}`);
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
    /** As a power cut stops it. */
    kill(): void {
      child.kill("SIGKILL");
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
