import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import type { MqttOptions } from "../../src/sink/mqtt/mqtt-options.ts";
import { makeCertificates } from "../support/certificates.ts";
import { type MosquittoOptions, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { viewBroker } from "./broker-view.ts";
import { quick, startSink, testIdentity } from "./mqtt-rig.ts";
import { readingEvent, until } from "./readings.ts";

const real = { skip: mosquittoMissing };
const host = "127.0.0.1";
const values = { energy_import: 12_345_678, power_import: 430, voltage_l1: 230 };
const versions = ["5", "3.1.1"] as const;

interface Scene {
  readonly broker: MosquittoOptions;
  readonly mqtt?: Partial<MqttOptions>;
  readonly code: string;
  /** What the output is called while the fault stands. */
  readonly state: "failing" | "ok";
  /** Values reach the broker all the same. */
  readonly valuesCome: boolean;
}

/** Runs a sink at a broker until the fault is named, and sees that it is named once. */
async function named(t: TestContext, { broker: options, mqtt, code, state, valuesCome }: Scene): Promise<void> {
  const broker = await startMosquitto(options);
  t.after(broker.stop);
  // Long enough for a connection on a busy machine to show what it is worth.
  const timing = { ...quick, stableMs: 1000 };
  const { sink, faults } = startSink(t, { mqtt: { host, port: broker.port, ...mqtt }, timing });
  sink.accept(readingEvent(values, Date.now()));
  await until(`${code}, not ${JSON.stringify(faults)}`, () => faults.some((fault) => fault?.code === code));
  assert.equal(sink.health?.().state, state);
  if (valuesCome) {
    const view = await viewBroker(broker.port);
    const again = setInterval(() => sink.accept(readingEvent(values, Date.now())), 20);
    await view.until("smartmeter/main/state", /12345\.678/);
    clearInterval(again);
    await view.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  // Under 3.1.1 the first times look like connections that broke off.
  const codes = faults.map((fault) => fault?.code).filter((each) => each !== "broker-unreachable");
  assert.deepEqual(codes, [code], JSON.stringify(faults));
  await sink.close();
}

for (const protocol of versions) {
  test(`rules that leave discovery out are named, and the values go on (MQTT ${protocol})`, real, (t) =>
    named(t, {
      broker: { acl: ["topic readwrite smartmeter/#", "topic read #"] },
      mqtt: { protocol },
      // Under 3.1.1 nobody is told what is forbidden.
      code: protocol === "5" ? "discovery-refused" : "write-unproven",
      state: "failing",
      valuesCome: true,
    }),
  );

  test(`a broker whose packets are too short for discovery is named (MQTT ${protocol})`, real, (t) =>
    named(t, {
      broker: { lines: ["max_packet_size 2000"] },
      mqtt: { protocol },
      code: "broker-packet-limit",
      state: "failing",
      valuesCome: true,
    }),
  );
}

for (const discovery of [true, false])
  test(`rules that leave the values out are named under MQTT 3.1.1, discovery ${discovery}`, real, (t) =>
    named(t, {
      broker: { acl: ["topic readwrite homeassistant/#", "topic read #"] },
      mqtt: { protocol: "3.1.1", discovery },
      code: "write-unproven",
      state: "failing",
      valuesCome: false,
    }),
  );

for (const protocol of versions)
  test(
    `rules that take the availability and leave out the values are named, and stay so (MQTT ${protocol})`,
    real,
    (t) =>
      named(t, {
        broker: {
          acl: ["topic readwrite homeassistant/#", "topic readwrite smartmeter/+/availability", "topic read #"],
        },
        mqtt: { protocol },
        code: protocol === "5" ? "topics-refused" : "write-unproven",
        state: "failing",
        valuesCome: false,
      }),
  );

for (const protocol of versions)
  test(`sensors are in Home Assistant only where the broker keeps them (MQTT ${protocol})`, real, async (t) => {
    const broker = await startMosquitto({ acl: ["topic readwrite smartmeter/#", "topic read #"] });
    t.after(broker.stop);
    const told: unknown[] = [];
    const onAnnounced = (device: unknown): void => void told.push(device);
    const { sink, faults } = startSink(t, { mqtt: { host, port: broker.port, protocol }, onAnnounced });
    sink.accept(readingEvent(values, Date.now()));
    await until("the fault", () => faults.some((fault) => fault !== undefined));
    assert.deepEqual(told, []);
    await broker.restart({});
    await until("the sensors", () => told.length === 1);
  });

test("rules that leave the values out are named", real, (t) =>
  named(t, {
    broker: { acl: ["topic readwrite homeassistant/#"] },
    code: "topics-refused",
    state: "failing",
    valuesCome: false,
  }),
);

test("a broker that takes long messages in, and says no, is named", real, (t) =>
  named(t, {
    broker: { lines: ["message_size_limit 2000"] },
    code: "broker-packet-limit",
    state: "failing",
    valuesCome: true,
  }),
);

for (const protocol of versions) {
  test(`a broker that retains nothing is served, and named (MQTT ${protocol})`, real, (t) =>
    named(t, {
      broker: { lines: ["retain_available false"] },
      mqtt: { protocol },
      code: "broker-without-retain",
      state: "ok",
      valuesCome: true,
    }),
  );

  test(`a broker that confirms nothing is served, and named (MQTT ${protocol})`, real, (t) =>
    named(t, {
      broker: { lines: ["max_qos 0"] },
      mqtt: { protocol },
      code: "broker-without-qos",
      state: "ok",
      valuesCome: true,
    }),
  );
}

for (const protocol of versions) {
  test(`two programs with one client id are named, once (MQTT ${protocol})`, real, async (t) => {
    const broker = await startMosquitto();
    t.after(broker.stop);
    const mqtt = { host, port: broker.port, protocol, client_id: "the-same" };
    const timing = { ...quick, stableMs: 5000 };
    const one = startSink(t, { mqtt, timing });
    const other = startSink(t, { mqtt, timing, identity: { ...testIdentity, clientId: "the-same" } });
    const isNamed = ({ faults }: typeof one) => faults.at(-1)?.code === "client-id-shared";
    await until("it is named", () => isNamed(one) || isNamed(other));
    const { faults } = isNamed(one) ? one : other;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // What the first time looks like is no more than a connection that broke off.
    const codes = faults.map((fault) => fault?.code).filter((code) => code !== "broker-unreachable");
    assert.deepEqual(codes, ["client-id-shared"], JSON.stringify(faults));
  });
}

for (const protocol of versions)
  test(`a broker that comes to retain messages is told of no more (MQTT ${protocol})`, real, async (t) => {
    const broker = await startMosquitto({ lines: ["retain_available false"] });
    t.after(broker.stop);
    const { faults } = startSink(t, { mqtt: { host, port: broker.port, protocol } });
    await until("it is named", () => faults[0]?.code === "broker-without-retain");
    // The connection has to last before anything is thought to have changed.
    await new Promise((resolve) => setTimeout(resolve, 2 * quick.stableMs));
    await broker.restart({});
    await until("it is over", () => faults.length > 1 && faults.at(-1) === undefined);
    const view = await viewBroker(broker.port);
    t.after(view.close);
    await view.until("smartmeter/bridge-0000beef/availability", "online");
  });

/** A relay to the broker that hangs up on so many connections, as a forwarder does whose broker is still starting. */
async function openLateGate(t: TestContext, refused: number, target: number): Promise<number> {
  let seen = 0;
  const server = createServer((inside) => {
    inside.on("error", () => {});
    if (seen++ < refused) return void inside.end();
    const outside = connect(target, host);
    outside.on("error", () => {});
    inside.pipe(outside).pipe(inside);
  }).listen(0, host);
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("a broker that hung up by chance is not taken for one that retains nothing", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  for (let refused = 1; refused <= 6; refused++) {
    const port = await openLateGate(t, refused, broker.port);
    let isConnected = false;
    const { sink, faults } = startSink(t, {
      mqtt: { host, port, protocol: "3.1.1" },
      onConnected() {
        isConnected = true;
      },
    });
    await until("it is connected", () => isConnected);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const codes = new Set(faults.map((fault) => fault?.code));
    for (const code of ["broker-without-retain", "broker-without-qos"] as const)
      assert.ok(!codes.has(code), `${refused}`);
    await sink.close();
  }
});

test("a broker of MQTT 3.1.1 that neither retains nor confirms is served, and named", real, (t) =>
  named(t, {
    broker: { lines: ["retain_available false", "max_qos 0"] },
    mqtt: { protocol: "3.1.1" },
    code: "broker-without-retain",
    state: "ok",
    valuesCome: true,
  }),
);

/**
 * A relay to the broker that ends a session as MQTT 5 wants it (section 3.14.2.1): it says that another took it over.
 * Mosquitto 2.0.11 only hangs up.
 */
async function openTakeOverGate(t: TestContext, target: number): Promise<number> {
  let end = (): void => {};
  const server = createServer((inside) => {
    end();
    const outside = connect(target, host);
    for (const socket of [inside, outside]) socket.on("error", () => {});
    inside.pipe(outside).pipe(inside);
    end = () => {
      outside.unpipe(inside).destroy();
      inside.end(Uint8Array.of(0xe0, 2, 0x8e, 0));
    };
  }).listen(0, host);
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("a broker that says a session was taken over is believed at once, and the fault stands", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const mqtt = { host, port: await openTakeOverGate(t, broker.port), protocol: "5", client_id: "the-same" } as const;
  const timing = { ...quick, stableMs: 5000 };
  const sinks = [startSink(t, { mqtt, timing }), startSink(t, { mqtt, timing })];
  await until("both know", () => sinks.every(({ faults }) => faults.length > 0));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  for (const { faults } of sinks)
    assert.deepEqual(
      faults.map((fault) => fault?.code),
      ["client-id-shared"],
    );
});

/** A relay to the broker that speaks one version only: it refuses the other, or hangs up on it. */
async function openVersionGate(t: TestContext, level: number, answer: Uint8Array | undefined, target: number) {
  const levels: number[] = [];
  const server = createServer((inside: Socket) => {
    inside.on("error", () => {});
    inside.once("data", (octets) => {
      // Fixed header (type, length below 128 or in two octets), "MQTT" with its length, then the level.
      const asked = octets[octets.indexOf("MQTT") + 4] as number;
      levels.push(asked);
      if (asked !== level) return void inside.end(answer ?? new Uint8Array());
      const outside = connect(target, host, () => outside.write(octets));
      outside.on("error", () => {});
      outside.pipe(inside).pipe(outside);
    });
  }).listen(0, host);
  await once(server, "listening");
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, levels };
}

test("a broker at an IPv6 address is named as it stands in a URL", real, async (t) => {
  const { faults } = startSink(t, { mqtt: { host: "::1", port: 9 } });
  await until("the fault", () => faults.length > 0);
  assert.match(faults[0]?.message ?? "", /\[::1\]:9/);
});

test("the version is found: 5, then 3.1.1, and kept for the next start", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  // CONNACK of a broker that knows 3.1.1 only (section 3.2.2.3), and one that hangs up.
  for (const answer of [Uint8Array.of(0x20, 2, 0, 1), undefined]) {
    const gate = await openVersionGate(t, 4, answer, broker.port);
    const kept: number[] = [];
    const identity = { ...testIdentity, remember: (protocol: 4 | 5) => void kept.push(protocol) };
    // A busy machine may take longer to answer than is usual here, which would look like the wrong version.
    const timing = { ...quick, answerMs: 20_000 };
    const { sink, faults } = startSink(t, { mqtt: { host, port: gate.port }, identity, timing });
    await until("it is connected", () => kept.length > 0);
    assert.deepEqual([kept, faults], [[4], []]);
    await sink.close();
    gate.levels.length = 0;
    const next = startSink(t, { mqtt: { host, port: gate.port }, identity: { ...identity, protocol: 4 }, timing });
    await until("it is connected", () => kept.length > 1);
    assert.deepEqual(gate.levels, [4]);
    await next.sink.close();
  }
});

test("a broker of version 5 only is found, also after another one was kept", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const gate = await openVersionGate(t, 5, Uint8Array.of(0x20, 2, 0, 1), broker.port);
  const kept: number[] = [];
  const identity = { ...testIdentity, protocol: 4, remember: (protocol: 4 | 5) => void kept.push(protocol) } as const;
  const found = startSink(t, { mqtt: { host, port: gate.port }, identity });
  await until("it is connected", () => kept.length > 0);
  assert.deepEqual([kept, found.faults], [[5], []]);
  await found.sink.close();
  const fixed = startSink(t, { mqtt: { host, port: gate.port, protocol: "3.1.1" } });
  await until("it is named", () => fixed.faults[0]?.code === "broker-version");
});

test("a private key with a password is named", real, async (t) => {
  const files = makeCertificates();
  t.after(files.remove);
  const broker = await startMosquitto({ tls: { ...files, clientCa: true } });
  t.after(broker.stop);
  const locked = `${files.clientKey}.locked`;
  const args = ["pkey", "-in", files.clientKey, "-aes256", "-passout", "pass:secret", "-out", locked];
  execFileSync("openssl", args, { stdio: "ignore" });
  const { faults } = startSink(t, {
    mqtt: {
      host,
      port: broker.port,
      tls: true,
      ca: files.ca,
      certificate: files.clientCertificate,
      private_key: locked,
    },
  });
  await until("it is named", () => faults[0]?.code === "private-key-encrypted");
});

test("a client certificate of another authority is named as that", real, async (t) => {
  const files = makeCertificates();
  const others = makeCertificates();
  t.after(files.remove);
  t.after(others.remove);
  const broker = await startMosquitto({ tls: { ...files, clientCa: true } });
  t.after(broker.stop);
  const stranger = { certificate: others.clientCertificate, private_key: others.clientKey };
  const { faults } = startSink(t, { mqtt: { host, port: broker.port, tls: true, ca: files.ca, ...stranger } });
  await until(`it is named, not ${JSON.stringify(faults)}`, () => faults.length > 0);
  assert.equal(faults[0]?.code, "client-certificate-wanted", faults[0]?.message);
});
