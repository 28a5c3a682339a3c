import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { createSupervisor } from "../../src/host/supervisor.ts";
import { Secret } from "../../src/secret.ts";
import { makeCertificates } from "../support/certificates.ts";
import { freePort, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { startSupervisorStandIn } from "../support/supervisor.ts";
import { viewBroker } from "./broker-view.ts";
import { quick, startSink } from "./mqtt-rig.ts";
import { readingEvent, until } from "./readings.ts";

const real = { skip: mosquittoMissing };
const host = "127.0.0.1";
const values = { energy_import: 1000, power_import: 100 };
const full = { ...values, power_export: 0, voltage_l1: 230, voltage_l2: 231, voltage_l3: 232, current_l1: 1.5 };

const standIn = async (...options: Parameters<typeof startSupervisorStandIn>) => {
  const server = await startSupervisorStandIn(...options);
  const supervisor = createSupervisor({ token: new Secret(server.token), baseUrl: server.url, timeoutMs: 500 });
  return { server, supervisor };
};

test("the Supervisor's broker is waited for, and each obstacle on the way has its fault", real, async (t) => {
  const broker = await startMosquitto({ users: { addons: "first-password" } });
  t.after(broker.stop);
  const { server, supervisor } = await standIn({ mode: "refuse" });
  t.after(server.close);
  const { faults } = startSink(t, { mqtt: {}, supervisor });
  const reached = (code: string) => until(code, () => faults.at(-1)?.code === code);
  await reached("broker-missing");
  for (const mode of ["not_ready", "garbage", "hang", "not_enabled"] as const) await server.setMode(mode);
  await server.setMode("forbidden");
  await reached("supervisor-refused");
  await server.setMode("not_enabled");
  await reached("broker-missing");
  server.register({ host, port: broker.port, username: "addons", password: "wrong-password" });
  await server.setMode("ok");
  await reached("broker-refused");
  assert.doesNotMatch(JSON.stringify(faults), /wrong-password/);
  server.register({ host, port: broker.port, username: "addons", password: "first-password" });
  await until("connected", () => faults.at(-1) === undefined);
});

test("changed credentials of the broker are asked for anew", real, async (t) => {
  const broker = await startMosquitto({ users: { addons: "first-password" } });
  t.after(broker.stop);
  const { server, supervisor } = await standIn({
    broker: { host, port: broker.port, username: "addons", password: "first-password" },
  });
  t.after(server.close);
  const { sink, faults } = startSink(t, { mqtt: {}, supervisor, timing: { ...quick, askAgainMs: 3_600_000 } });
  sink.accept(readingEvent(values));
  const view = await viewBroker(broker.port, { username: "addons", password: "first-password" });
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  await view.close();
  const asked = server.requests.length;
  await broker.restart({ users: { addons: "second-password" } });
  await until("refused", () => faults.some((fault) => fault?.code === "broker-refused"));
  server.register({ host, port: broker.port, username: "addons", password: "second-password" });
  const later = await viewBroker(broker.port, { username: "addons", password: "second-password" });
  t.after(later.close);
  await later.until("smartmeter/bridge-0000beef/availability", "online");
  await later.until("smartmeter/main/availability", "online");
  assert.ok(server.requests.length > asked);
  assert.equal(faults.at(-1), undefined);
});

test("a broker set by hand wins over the Supervisor's, which is not even asked", real, async (t) => {
  const broker = await startMosquitto({ users: { me: "by-hand-password" } });
  t.after(broker.stop);
  const { server, supervisor } = await standIn({ broker: { host, port: 1 } });
  t.after(server.close);
  const mqtt = { host, port: broker.port, username: "me", password: new Secret("by-hand-password") };
  startSink(t, { mqtt, supervisor });
  const view = await viewBroker(broker.port, { username: "me", password: "by-hand-password" });
  t.after(view.close);
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  assert.deepEqual(server.requests, []);
});

test("a broker that refuses connections is found when it comes", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  await broker.halt();
  const { faults } = startSink(t, { mqtt: { host, port: broker.port } });
  await until("unreachable", () => faults[0]?.code === "broker-unreachable");
  assert.match(faults[0]?.message ?? "", /cannot be reached: nothing is listening there/);
  await broker.restart();
  await until("connected", () => faults.length === 2 && faults[1] === undefined);
});

test("a broker that freezes is noticed although messages still leave, and taken up again", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const { sink, faults } = startSink(t, { mqtt: { host, port: broker.port } });
  const view = await viewBroker(broker.port);
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  await view.close();
  broker.freeze(true);
  const chatter = setInterval(() => sink.accept(readingEvent(values, Date.now())), 20);
  t.after(() => clearInterval(chatter));
  await until("unreachable", () => faults.at(-1)?.code === "broker-unreachable");
  broker.freeze(false);
  await until("connected", () => faults.at(-1) === undefined);
  const after = await viewBroker(broker.port);
  t.after(after.close);
  await after.until("smartmeter/main/state", /"energy_import":1\b/);
});

test("the program's end does not wait for a broker that freezes", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const { sink } = startSink(t, { mqtt: { host, port: broker.port }, timing: { ...quick, keepaliveS: 600 } });
  sink.accept(readingEvent(values, Date.now()));
  const view = await viewBroker(broker.port);
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  await view.close();
  broker.freeze(true);
  const beganMs = Date.now();
  await sink.close();
  assert.ok(Date.now() - beganMs < 10_000);
});

test("a broker that takes the connection and says nothing is given up and tried again", async (t) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on("error", () => {}))).listen(0, host);
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => sockets.forEach((socket) => void socket.destroy()));
  const { port } = server.address() as { port: number };
  const { sink, faults } = startSink(t, { mqtt: { host, port }, timing: { ...quick, answerMs: 100 } });
  await until("several attempts", () => sockets.length >= 3 && faults.length > 0);
  assert.deepEqual(
    faults.map((fault) => fault?.code),
    ["broker-unreachable"],
  );
  const beganMs = Date.now();
  await sink.close();
  assert.ok(Date.now() - beganMs < 10_000, "the end does not wait for a broker that hangs");
});

test("a broker that reads nothing does not fill the memory, and hears the newest values when it reads again", async (t) => {
  let received = 0;
  let text = "";
  let socket: Socket | undefined;
  const server = createServer((opened) => {
    socket = opened.on("error", () => {});
    opened.once("data", () => {
      opened.pause();
      // CONNACK, session not present, accepted (MQTT 3.1.1 section 3.2).
      opened.write(Uint8Array.of(0x20, 0x02, 0x00, 0x00));
    });
  }).listen(0, host);
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => socket?.destroy());
  const { port } = server.address() as { port: number };
  const mqtt = { host, port, topics: "flat" } as const;
  const { sink } = startSink(t, { mqtt, timing: { ...quick, keepaliveS: 600 } });
  await until("a connection", () => socket?.isPaused() === true);
  // With a topic each, some 2 kB a reading.
  const event = (energy_import: number) =>
    readingEvent({ ...full, energy_import, power_import: energy_import % 5000 }, Date.now());
  for (let at = 0; at < 40_000; at++) {
    sink.accept(event(at));
    if (at % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket?.on("data", (octets) => {
    received += octets.length;
    text = (text + octets.toString("latin1")).slice(-100_000);
  });
  socket?.resume();
  await until("the newest value", () => {
    sink.accept(event(777_777_777));
    return text.includes('"energy_import":777777.777');
  });
  assert.ok(received < 12_000_000, `${received} octets were held back`);
});

test("TLS: an own authority is trusted, everything else is told apart", real, async (t) => {
  const files = makeCertificates();
  t.after(files.remove);
  const broker = await startMosquitto({ tls: files });
  t.after(broker.stop);
  const plain = await startMosquitto();
  t.after(plain.stop);
  const secure = { host, port: broker.port, tls: true } as const;

  const cases = [
    ["the system's authorities do not know it", secure, "broker-tls"],
    ["another authority", { ...secure, ca: files.otherCa }, "broker-tls"],
    ["the host name is another", { ...secure, host: "localhost", ca: files.ca }, "broker-tls"],
    ["a file that is not there", { ...secure, ca: `${files.ca}.missing` }, "broker-tls"],
    [
      "a file that is no certificate",
      { ...secure, ca: files.ca, certificate: files.key, private_key: files.ca },
      "broker-tls",
    ],
    ["TLS where there is none", { ...secure, port: plain.port, ca: files.ca }, "broker-without-tls"],
    ["no TLS where it is needed", { host, port: broker.port }, "broker-wants-tls"],
  ] as const;
  for (const [name, mqtt, code] of cases) {
    const { sink, faults } = startSink(t, { mqtt });
    await until(name, () => faults.length > 0);
    assert.equal(faults[0]?.code, code, `${name}: ${faults[0]?.message}`);
    await sink.close();
  }

  const good = { ...secure, ca: files.ca };
  for (const mqtt of [good, { ...secure, verify: false }, { ...good, protocol: "5" } as const]) {
    const brokers: string[] = [];
    const { sink, faults } = startSink(t, { mqtt, onConnected: (broker) => void brokers.push(broker) });
    await until(`connected with ${JSON.stringify(mqtt)}`, () => brokers.length > 0);
    assert.equal(brokers[0], `${host}:${broker.port} (TLS)`);
    assert.deepEqual(faults, []);
    await sink.close();
  }
});

test("TLS with a client certificate", real, async (t) => {
  const files = makeCertificates();
  t.after(files.remove);
  const broker = await startMosquitto({ tls: { ...files, clientCa: true } });
  t.after(broker.stop);
  const secure = { host, port: broker.port, tls: true, ca: files.ca } as const;
  const without = startSink(t, { mqtt: secure });
  await until("refused", () => without.faults.length > 0);
  assert.equal(without.faults[0]?.code, "client-certificate-wanted", without.faults[0]?.message);
  let isConnected = false;
  startSink(t, {
    mqtt: { ...secure, certificate: files.clientCertificate, private_key: files.clientKey },
    onConnected() {
      isConnected = true;
    },
  });
  await until("connected", () => isConnected);
});

test("without host and Supervisor the missing broker is told, and close comes back", async (t) => {
  const { sink, faults } = startSink(t, { mqtt: { enabled: true } });
  await until("missing", () => faults[0]?.code === "broker-missing");
  await sink.close();
  assert.equal(faults.length, 1);
});

test("a name that does not resolve and a port nobody listens on are unreachable", async (t) => {
  const port = await freePort();
  for (const mqtt of [{ host: "broker.invalid" }, { host, port }]) {
    const { faults } = startSink(t, { mqtt });
    await until("unreachable", () => faults[0]?.code === "broker-unreachable");
  }
});
