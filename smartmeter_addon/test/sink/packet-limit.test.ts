// Messages longer than the program can want: from a broker of a few lines that says anything, and from a real one.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createPacketLimit, messageLimit } from "../../src/sink/mqtt/packet-limit.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { viewBroker } from "./broker-view.ts";
import { quick, startSink } from "./mqtt-rig.ts";
import { readingEvent, until } from "./readings.ts";

const host = "127.0.0.1";
const real = { skip: mosquittoMissing };

/** A packet with its fixed header; the length in as many octets as it needs, or in more where that is asked for. */
function packet(first: number, length: number, body: Uint8Array, lengthOctets = 1): Buffer {
  const header = [first];
  for (let rest = length, at = 1; rest > 0 || at <= lengthOctets; at++) {
    const more = rest >= 128 || at < lengthOctets;
    header.push((rest % 128) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  }
  return Buffer.concat([Uint8Array.from(header), body]);
}

/** The head of a PUBLISH with quality of service 1: topic and packet id. */
function publishHead(topic: string, id: number): Buffer {
  const name = Buffer.from(topic);
  return Buffer.concat([Uint8Array.of(name.length >> 8, name.length), name, Uint8Array.of(id >> 8, id & 255)]);
}

async function openBroker(t: TestContext, onConnect: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", () => onConnect(socket));
  }).listen(0, host);
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

for (const [protocol, connack] of [
  ["3.1.1", [0x20, 2, 0, 0]],
  ["5", [0x20, 3, 0, 0, 0]],
] as const) {
  test(`a message of 200 MB on the birth topic is acknowledged and not kept, MQTT ${protocol}`, async (t) => {
    const length = 200_000_000;
    const properties = protocol === "5" ? [0] : [];
    let heard = Buffer.alloc(0);
    let peak = 0;
    const port = await openBroker(t, async (socket) => {
      socket.on("data", (octets) => {
        heard = Buffer.concat([heard, octets]).subarray(-1_000_000);
      });
      socket.write(Uint8Array.from(connack));
      const headOf = (id: number) =>
        Buffer.concat([publishHead("homeassistant/status", id), Uint8Array.from(properties)]);
      const head = headOf(0x0707);
      socket.write(packet(0x32, length, head));
      const part = Buffer.alloc(65_536, "x");
      for (let left = length - head.length; left > 0; left -= part.length) {
        if (!socket.write(part.subarray(0, left))) await once(socket, "drain");
        peak = Math.max(peak, process.memoryUsage.rss());
      }
      socket.write(packet(0x32, head.length, headOf(0x0808)));
    });
    const before = process.memoryUsage.rss();
    const { faults } = startSink(t, { mqtt: { host, port, protocol }, timing: { ...quick, keepaliveS: 600 } });
    const acknowledged = (id: number): boolean => heard.includes(Buffer.of(0x40, 2, id, id));
    await until("the next message, too", () => acknowledged(8));
    assert.ok(acknowledged(7));
    assert.deepEqual(faults, [], "one connection");
    t.diagnostic(`${((peak - before) / 1e6).toFixed(0)} MB more at most`);
    assert.ok(peak - before < 120_000_000, `${peak - before} octets more`);
  });
}

test("an MQTT 5 broker is told what is too large, and sends nothing of it", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  await view.publish("homeassistant/status", "x".repeat(10_000_000), true);
  for (const protocol of ["5", "3.1.1"] as const) {
    let received = 0;
    const relay = createServer((inside) => {
      const outside = connect(broker.port, host, () => inside.pipe(outside).pipe(inside));
      outside.on("data", (octets) => {
        received += octets.length;
      });
      for (const socket of [inside, outside]) socket.on("error", () => {});
    }).listen(0, host);
    await once(relay, "listening");
    const { port } = relay.address() as { port: number };
    const { sink, faults } = startSink(t, { mqtt: { host, port, protocol } });
    sink.accept(readingEvent({ energy_import: 1000 }, Date.now()));
    await view.until("smartmeter/bridge-0000beef/availability", "online");
    await sink.close();
    await view.until("smartmeter/bridge-0000beef/availability", "offline");
    relay.close();
    assert.ok(received < 11_000_000, `${received} octets, MQTT ${protocol}`);
    assert.deepEqual(faults, []);
  }
});

test(
  "a long text retained on our topics is taken back, and Home Assistant's birth is heard behind it",
  real,
  async (t) => {
    const broker = await startMosquitto();
    t.after(broker.stop);
    const view = await viewBroker(broker.port);
    t.after(view.close);
    await view.publish("smartmeter/main/state", "x".repeat(1_000_000), true);
    const { sink } = startSink(t, { mqtt: { host, port: broker.port } });
    sink.accept(readingEvent({ energy_import: 1000 }, Date.now()));
    await view.until("smartmeter/main/state", /"energy_import":1\b/);
    const late = await viewBroker(broker.port);
    t.after(late.close);
    await until("nothing is retained", () => !late.retained().includes("smartmeter/main/state"));
    // More than a broker lets be unacknowledged.
    for (let at = 0; at < 50; at++) await view.publish("homeassistant/status", "x".repeat(200_000));
    const said = view.all("smartmeter/bridge-0000beef/availability").length;
    await view.publish("homeassistant/status", "online");
    await until("everything is said again", () => view.all("smartmeter/bridge-0000beef/availability").length > said);
  },
);

test("what is not cut passes as it came, however it was cut into chunks", async () => {
  const one = fc.oneof(
    fc.record({ first: fc.constantFrom(0x20, 0x40, 0x90, 0xd0, 0xe0), length: fc.nat(300) }),
    fc.record({ first: fc.constantFrom(0x30, 0x32, 0x3d), length: fc.oneof(fc.nat(300), fc.nat(400_000)) }),
  );
  const stream = fc.array(fc.record({ kind: one, padding: fc.integer({ min: 1, max: 4 }) }), { maxLength: 8 });
  const cuts = fc.array(fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 100_000 })), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(stream, cuts, async (packets, sizes) => {
      const filling = (length: number): Buffer => Buffer.alloc(length, "0123456789");
      const sent = packets.map(({ kind: { first, length }, padding }) =>
        packet(first, length, filling(length), padding),
      );
      const wanted = packets.map(({ kind: { first, length }, padding }) => {
        if (first >> 4 !== 3 || length <= messageLimit) return packet(first, length, filling(length), padding);
        return packet(first, messageLimit, filling(messageLimit));
      });
      const whole = Buffer.concat(sent);
      const limit = createPacketLimit();
      const passed: Buffer[] = [];
      limit.on("data", (part: Buffer) => void passed.push(part));
      for (let at = 0, cut = 0; at < whole.length; cut++) {
        const size = sizes[cut % sizes.length] as number;
        // One octet at a time would take for ever over a long payload.
        const step = size < 4 && cut > 2000 ? 100_000 : size;
        limit.write(whole.subarray(at, at + step));
        at += step;
      }
      limit.end();
      await once(limit, "end");
      assert.ok(Buffer.concat(passed).equals(Buffer.concat(wanted)));
    }),
    { numRuns: 60 },
  );
});

test("a length without end is left to the parser", async () => {
  const limit = createPacketLimit();
  const octets = Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3);
  limit.end(octets);
  assert.ok(Buffer.concat(await limit.toArray()).equals(octets));
});
