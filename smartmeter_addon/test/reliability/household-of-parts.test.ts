import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { freePort, type Mosquitto, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { programAvailability } from "../support/program-availability.ts";
import { until, withoutProgram } from "../support-line/parts.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import { createWorkshop, keys, startMeter, type Workshop } from "./program.ts";

const listener = { username: "listener", password: "heard-by-the-test" };
const login = { username: "app-user", password: "first-Password-of-the-broker" };

describe("program, meter and broker", { skip: mosquittoMissing }, () => {
  let workshop: Workshop;
  let bridge: Bridge;
  let broker: Mosquitto;
  let client: MqttClient;
  let heard: { topic: string; payload: string; retained: boolean }[] = [];
  let stopMeter: () => void = () => {};

  const users = (password = login.password) => ({
    users: { [login.username]: password, [listener.username]: listener.password },
  });
  async function listen(): Promise<void> {
    client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, listener);
    client.on("message", (topic, payload, { retain }) =>
      heard.push({ topic, payload: payload.toString(), retained: retain }),
    );
    await client.subscribeAsync("#");
  }
  const states = () => heard.filter(({ topic }) => /^smartmeter\/(?!bridge)[^/]+\/state$/.test(topic));
  const availability = () =>
    heard.filter(({ topic }) => /^smartmeter\/(?!bridge|entry)[^/]+\/availability$/.test(topic)).at(-1)?.payload;
  const options = (more: Record<string, unknown> = {}) => ({
    meters: [{ ...keys, port: bridge.port }],
    mqtt: { host: "127.0.0.1", port: broker.port, ...login },
    ...more,
  });

  beforeEach(async () => {
    workshop = createWorkshop();
    bridge = await openBridge();
    broker = await startMosquitto(users());
    heard = [];
    await listen();
  });
  afterEach(async () => {
    stopMeter();
    workshop.clear();
    await client.endAsync(true);
    await broker.stop();
    await bridge.close();
  });

  it("nothing old is called new after the program starts again: values come with the next telegram", async () => {
    stopMeter = startMeter("noe-kaifa-ma309", bridge.send);
    const first = workshop.run({ options: options() });
    await until("values", () => states().length > 2 && availability() === "online");
    first.signal("SIGKILL");
    await first.ended;
    stopMeter();
    await until("the last will", () =>
      heard.some(({ topic, payload }) => programAvailability.test(topic) && payload === "offline"),
    );

    heard = [];
    const second = workshop.run({ options: options() });
    await until("the program", () =>
      heard.some(({ topic, payload }) => programAvailability.test(topic) && payload === "online"),
    );
    // Home Assistant starts anew: it is told of entities, and of no value.
    await client.publishAsync("homeassistant/status", "online");
    const discoveries = () => heard.filter(({ topic }) => /^homeassistant\/device\/.*\/config$/.test(topic)).length;
    const before = discoveries();
    await until("entities once more", () => discoveries() > before, 60_000);
    assert.deepEqual(states(), []);
    // It waits a moment for another program that might serve the meter.
    await until("the meter is not", () => availability() === "offline", 60_000);
    stopMeter = startMeter("noe-kaifa-ma309", bridge.send, 300, 1);
    await until("values of the new telegrams", () => states().length > 0 && availability() === "online");
    assert.ok(states().every(({ retained }) => !retained));
    second.signal("SIGTERM");
    assert.equal((await second.ended).code, 0);
  });

  it("a broker that goes, comes back and wants another password is said once each time, and values follow", async () => {
    stopMeter = startMeter("noe-kaifa-ma309", bridge.send);
    const program = workshop.run({ options: options() });
    await until("values", () => states().length > 2);
    await client.endAsync(true);
    await broker.halt();
    await program.says("[broker-unreachable]");
    await broker.restart(users("another password"));
    await program.says("[broker-refused]");
    await broker.restart(users());
    heard = [];
    await listen();
    await until("values again", () => states().length > 2, 120_000);
    assert.equal(program.lines("[broker-refused]").filter((line) => !line.includes("over after")).length, 1);
    assert.ok(program.readings().length > 0);
  });

  it("no secret is in anything it writes, sends or serves", { skip: withoutProgram("socat") }, async () => {
    const secrets = {
      key: keys.key,
      authenticationKey: keys.authentication_key,
      broker: login.password,
      influx: "influx-Token-0815-abcdef",
      webhook: "webhook-Token-4711-abcdef",
      page: "the-Page-Password-1",
    };
    const posted: string[] = [];
    const server: Server = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => posted.push(text));
      // Once in a while it refuses, so that the log speaks of it.
      request.on("end", () => response.writeHead(posted.length % 5 === 0 ? 500 : 204).end());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = await freePort();
    const metrics = await freePort();
    stopMeter = startMeter("burgenland-e450", bridge.send);
    const outputs: string[] = [];
    for (const format of ["json", "text"]) {
      const program = workshop.run({
        options: options({
          log_level: "debug",
          log_format: format,
          influxdb: { enabled: true, url, bucket: "power", org: "home", token: secrets.influx },
          webhook: { enabled: true, url, token: secrets.webhook },
          file: { enabled: true, folder: join(workshop.folder, "files") },
          prometheus: { enabled: true, host: "127.0.0.1", port: metrics },
          web: { enabled: true, port: page, password: secrets.page },
        }),
      });
      await program.reads(6);
      await until("a post", () => posted.length > 0, 60_000);
      for (const path of ["/", "/api/state", "/api/telegrams/0", "/health"])
        outputs.push(await fetch(`http://127.0.0.1:${page}${path}`).then((answer) => answer.text()));
      outputs.push(await fetch(`http://127.0.0.1:${metrics}/metrics`).then((answer) => answer.text()));
      program.signal("SIGTERM");
      assert.equal((await program.ended).code, 0, program.output());
      outputs.push(program.output());
    }
    // A wrong option and a wrong key are spoken of, too.
    const refused = workshop.run({ options: options({ meters: [{ ...keys, serial: "fast" }], interval: "often" }) });
    assert.equal((await refused.ended).code, 2);
    const wrong = workshop.run({
      options: options({
        meters: [{ key: "0123456789abcdef0123456789abcdee", port: bridge.port }],
        log_level: "debug",
      }),
    });
    await wrong.says("[key-wrong]");
    outputs.push(
      refused.output(),
      wrong.output(),
      ...posted,
      ...heard.map(({ topic, payload }) => `${topic} ${payload}`),
    );
    server.closeAllConnections();
    server.close();
    for (const name of readdirSync(workshop.folder, { recursive: true }) as string[]) {
      const path = join(workshop.folder, name);
      if (name !== "smartmeter.yaml" && statSync(path).isFile())
        outputs.push(`${name} ${readFileSync(path, "latin1")}`);
    }
    const all = outputs.join("\n").toLowerCase();
    assert.ok(all.length > 10_000);
    for (const [name, secret] of Object.entries({ ...secrets, wrongKey: "0123456789abcdef0123456789abcdee" }))
      for (const form of formsOf(secret)) {
        const at = all.indexOf(form.toLowerCase());
        assert.ok(at < 0, `${name} as ${form}: …${all.slice(Math.max(0, at - 200), at)}`);
      }
  });
});

/** How a text may be written: as it is, as hexadecimal octets with and without separators, in base 64. */
function formsOf(secret: string): string[] {
  const octets = /^[0-9a-f]{32}$/i.test(secret) ? Buffer.from(secret, "hex") : Buffer.from(secret);
  const pairs = octets.toString("hex").match(/../g) ?? [];
  return [
    secret,
    pairs.join(""),
    pairs.join(" "),
    pairs.join(":"),
    octets.toString("base64"),
    octets.toString("base64url"),
  ];
}
