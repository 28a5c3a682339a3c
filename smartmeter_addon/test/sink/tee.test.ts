import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { mock, test } from "node:test";
import { silentLog } from "../../src/log.ts";
import { openTee, type Tee } from "../../src/sink/tee/tee.ts";
import { freePort } from "../support/mosquitto.ts";
import { until } from "./readings.ts";

// No sink: it takes octets, not events. It promises the same, and these are the suite's cases for it.

const host = "127.0.0.1";
/** What may wait for one listener: the tee's backlog is small, the kernel's buffers are some megabytes. */
const bound = 16_000_000;
/** Slack for a machine under load; the contract says two seconds. */
const closeMs = 8000;

const oddities = [
  [0, new Uint8Array()],
  [0, Buffer.alloc(1_000_000)],
  [5, Buffer.from("no such meter")],
  [-1, Buffer.from("no such meter")],
  [Number.NaN, Buffer.from("no such meter")],
] as const;

async function withTee(use: (tee: Tee, port: number) => Promise<void>, meters = 1): Promise<void> {
  const port = await freePort();
  const tee = openTee({ enabled: true, host, port }, meters, silentLog);
  try {
    await use(tee, port);
  } finally {
    await closed(tee);
  }
}

async function closed(tee: Tee): Promise<void> {
  const beganMs = Date.now();
  await tee.close();
  const tookMs = Date.now() - beganMs;
  assert.ok(tookMs < closeMs, `close took ${tookMs} ms`);
}

/** A listener that the tee knows, and that stands still from here on. */
async function listen(tee: Tee, port: number): Promise<Socket> {
  const socket = connect(port, host).on("error", () => {});
  await once(socket, "connect");
  let heard = false;
  socket.once("data", () => {
    heard = true;
    socket.pause();
  });
  await until("the tee knows it", () => {
    tee.octets(0, Buffer.from("?"));
    return heard;
  });
  return socket;
}

for (const state of ["there", "away", "still"] as const) {
  test(`tee, listener ${state}: odd octets neither throw nor wait, and close comes back`, () =>
    withTee(async (tee, port) => {
      const socket = state === "away" ? undefined : await listen(tee, port);
      if (state === "there") socket?.resume();
      for (const [meter, octets] of oddities) assert.equal(tee.octets(meter, octets), undefined);
      await closed(tee);
      for (const [meter, octets] of oddities) assert.equal(tee.octets(meter, octets), undefined);
      socket?.destroy();
    }));
}

test("tee: every listener hears its meter's octets as they come, and says nothing to it", () =>
  withTee(async (tee, port) => {
    const heard: Buffer[][] = [[], []];
    const text = (meter: number): string => Buffer.concat(heard[meter] ?? []).toString();
    const sockets = [0, 1].map((meter) =>
      connect(port + meter, host)
        .on("error", () => {})
        .on("data", (octets) => heard[meter]?.push(octets)),
    );
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    sockets[0]?.write("what a listener says");
    await until("octets", () => {
      tee.octets(0, Buffer.from("a"));
      tee.octets(1, Buffer.from("b"));
      return text(0).length > 3 && text(1).length > 3;
    });
    assert.match(text(0), /^a+$/);
    assert.match(text(1), /^b+$/);
    for (const socket of sockets) socket.destroy();
  }, 2));

test("tee: a storm with a listener that stands still stays within the bound, and the others hear all of it", () =>
  withTee(async (tee, port) => {
    const still = await listen(tee, port);
    const reading = await listen(tee, port);
    let octets = 0;
    reading.resume().on("data", (part: Buffer) => {
      octets += part.length;
    });
    let gone = false;
    let waited = 0;
    still.on("close", () => {
      gone = true;
    });
    // 64 MB; a listener that reads is given its turn.
    for (let at = 0; at < 8192; at++) {
      tee.octets(0, Buffer.alloc(8192));
      if (at % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until("all of it", () => octets >= 8192 * 8192);
    still.resume().on("data", (part: Buffer) => {
      waited += part.length;
    });
    await until("the still one is put off", () => gone);
    assert.ok(waited < bound, `${waited} octets waited`);
    assert.equal(tee.health().state, "ok");
    for (const socket of [still, reading]) socket.destroy();
  }));

test("tee: a port that somebody else has is taken when it is free, and octets flow", async () => {
  const other: Server = createServer().listen(0, host);
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  mock.timers.enable({ apis: ["setTimeout"] });
  const tee = openTee({ enabled: true, host, port }, 1, silentLog);
  while (tee.health().state === "idle") await new Promise((resolve) => setImmediate(resolve));
  assert.equal(tee.health().state, "failing");
  tee.octets(0, Buffer.from("nobody hears this"));
  await new Promise((resolve) => other.close(resolve));
  mock.timers.tick(10_000);
  mock.timers.reset();
  await until("health", () => tee.health().state === "ok");
  const socket = await listen(tee, port);
  await closed(tee);
  socket.destroy();
});
