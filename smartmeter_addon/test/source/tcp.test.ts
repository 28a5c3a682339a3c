import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openSource } from "../../src/source/open-source.ts";
import type { Source } from "../../src/source/source.ts";
import { createTcpSource, type TcpSourceOptions } from "../../src/source/tcp.ts";
import { sayFault } from "../../src/texts/help.ts";
import { collect } from "../support-line/collect.ts";
import { enciphered, lineMeters } from "../support-line/line-meters.ts";
import { createLinkReader } from "../support-line/link-reader.ts";
import { until } from "../support-line/parts.ts";

const pauses = { firstMs: 20, lastMs: 100 };

/** A serial server that does what a test says with each connection. */
interface Bridge {
  readonly port: number;
  readonly sockets: Socket[];
  close(): Promise<void>;
}

async function openBridge(greet: (socket: Socket) => void = () => undefined, port = 0): Promise<Bridge> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    greet(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

describe("a bridge on the network", () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const part of opened.splice(0)) await part.close();
  });

  async function bridge(greet?: (socket: Socket) => void, port?: number): Promise<Bridge> {
    const found = await openBridge(greet, port);
    opened.push(found);
    return found;
  }

  function open(port: number, options: Partial<TcpSourceOptions> = {}): Source {
    const source = createTcpSource({ host: "127.0.0.1", port, pauses, ...options });
    opened.unshift(source);
    return source;
  }

  it("hands octets on in both directions, without delay and with the address as its name", async () => {
    const { port, sockets } = await bridge();
    const source = openSource({ port: `tcp://127.0.0.1:${port}` });
    opened.unshift(source);
    const seen = collect(source);
    const { description, settings } = await seen.event("opened");
    assert.deepEqual([description, settings], [`tcp://127.0.0.1:${port}`, undefined]);
    await until("a connection", () => sockets.length === 1);
    sockets[0]?.write(enciphered(300, 1));
    await until("octets", () => seen.octets().length === 300);
    assert.deepEqual(seen.octets(), enciphered(300, 1));
    await seen.event("silence");
    const answer = once(sockets[0] as Socket, "data");
    source.write(Uint8Array.of(0xe5));
    assert.deepEqual((await answer)[0], Buffer.of(0xe5));
    await source.close();
    await seen.ended;
  });

  it("where nothing listens is told as that, once, and read as soon as it is there", async () => {
    const gone = await openBridge();
    await gone.close();
    const seen = collect(open(gone.port));
    await seen.fault("reader-not-listening");
    await sleep(400);
    assert.deepEqual(seen.codes(), ["reader-not-listening"]);
    const back = await bridge((socket) => socket.write("x"), gone.port);
    await seen.event("octets");
    assert.ok(back.sockets.length > 0);
  });

  it("whose name nobody knows is told as that", async () => {
    const seen = collect(open(3001, { host: "no-such-host.invalid", connectMs: 5000 }));
    await seen.fault("host-name-unknown");
  });

  it("that resets the connection is reported once and read again", async () => {
    const { sockets, port } = await bridge((socket) => socket.write("x"));
    const seen = collect(open(port));
    await seen.event("octets");
    const before = seen.events.length;
    sockets[0]?.resetAndDestroy();
    await seen.fault("reader-disconnected");
    await seen.event("octets", before);
    assert.deepEqual(seen.codes(), ["reader-disconnected"]);
  });

  it("that closes every connection at once is not asked faster and faster", async () => {
    const { sockets, port } = await bridge((socket) => socket.end());
    const seen = collect(open(port, { pauses: { firstMs: 50, lastMs: 10_000 } }));
    await seen.fault("reader-disconnected");
    await sleep(2000);
    // 50, 100, 200, 400, 800 ms
    assert.ok(sockets.length <= 8, `${sockets.length} connections`);
  });

  it("that went silent may be half open: the connection is made anew, without a fault of its own", async () => {
    const { sockets, port } = await bridge((socket) => socket.write("x"));
    const seen = collect(open(port, { silentMs: 150 }));
    await until("three connections", () => sockets.length >= 3);
    sockets.at(-1)?.write("y");
    await until("octets", () => seen.octets().length >= 4);
    assert.deepEqual(seen.codes(), []);
  });

  it("that hands over octets at a wrong speed is told apart from one that hands over telegrams", async () => {
    const { sockets, port } = await bridge();
    const seen = collect(open(port), createLinkReader());
    await seen.event("opened");
    await until("a connection", () => sockets.length === 1);
    sockets[0]?.write(lineMeters.mbus.telegram(1));
    await seen.event("silence");
    assert.ok(!seen.events.some(({ kind }) => kind === "settled" || kind === "probing"));
    const silent = collect(open(port), createLinkReader());
    await until("a second connection", () => sockets.length === 2);
    for (let burst = 0; burst < 12 && silent.codes().length === 0; burst++) {
      sockets[1]?.write(
        Uint8Array.from(enciphered(300, burst), (octet) => [0x00, 0x78, 0x80, 0xf8][octet & 3] as number),
      );
      await sleep(500);
    }
    await silent.fault("speed-suspect");
    assert.deepEqual(silent.codes(), ["speed-suspect"]);
    assert.deepEqual(seen.codes(), []);
  });

  it("with a storm of octets costs what is too much, and nothing else", async () => {
    const { sockets, port } = await bridge();
    const source = open(port);
    const iterator = source[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).value.kind, "opened");
    await until("a connection", () => sockets.length === 1);
    const total = 8 * 1024 * 1024;
    const storm = Buffer.alloc(total, 0x55);
    await new Promise<void>((resolve) => sockets[0]?.write(storm, () => resolve()));
    let octets = 0;
    let skipped = 0;
    while (octets + skipped < total) {
      const { value } = await iterator.next();
      if (value.kind === "octets") octets += value.octets.length;
      else if (value.kind === "fault" && value.fault.code === "octets-skipped") skipped += value.fault.octets;
    }
    assert.ok(skipped > 0);
    assert.equal(octets + skipped, total);
  });

  it("whose port is in use says so in words, which are quoted and taken for no octets of the meter", async () => {
    const { sockets, port } = await bridge((socket) => socket.end("Port already in use\r\n"));
    const seen = collect(open(port));
    const { message } = await seen.fault("reader-taken");
    assert.match(message, /said "Port already in use"/);
    await until("further connections", () => sockets.length >= 4);
    assert.deepEqual(seen.codes(), ["reader-taken"]);
    assert.equal(seen.octets().length, 0);
  });

  it("that says something else before it hangs up is quoted, too", async () => {
    const { port } = await bridge((socket) => socket.end("Sorry, the meter\tis asleep\n"));
    const { message } = await collect(open(port)).fault("reader-disconnected");
    assert.match(message, /said "Sorry, the meter is asleep"/);
  });

  it("that greets, waits and hangs up is quoted, and a single letter is not", async () => {
    const late = await bridge((socket) => {
      socket.write("SSH-2.0-OpenSSH_9.2\r\n");
      setTimeout(() => socket.end(), 600);
    });
    const { message } = await collect(open(late.port)).fault("reader-disconnected");
    assert.match(message, /said "SSH-2.0-OpenSSH_9.2"/);
    const letter = await bridge((socket) => socket.end("h"));
    const { message: plain } = await collect(open(letter.port)).fault("reader-disconnected");
    assert.doesNotMatch(plain, /said/);
  });

  it("whose octets are no telegram is said to be set wrongly there, in one language", async () => {
    const { port } = await bridge((socket) => {
      const sending = setInterval(() => socket.write(enciphered(60, 1)), 400);
      socket.on("close", () => clearInterval(sending));
    });
    const { fault } = await collect(open(port)).event("fault");
    assert.match(sayFault(fault, "de"), /wie sie am Netzwerk-Lesegerät eingestellt sind, wird kein Telegramm daraus/);
    assert.match(sayFault(fault, "en"), /the network reader is set to they make no telegram/);
  });

  it("that greets with a banner hands on what follows, and the banner with it", async () => {
    const { port } = await bridge((socket) => {
      socket.write("serial bridge, 9600 8E1\r\n");
      setTimeout(() => socket.write(lineMeters.mbus.telegram(1)), 50);
    });
    const seen = collect(open(port), createLinkReader());
    await until("octets", () => seen.octets().length > 100);
    assert.deepEqual(seen.octets().subarray(25), Uint8Array.from(lineMeters.mbus.telegram(1)));
  });

  it("that gives octets and goes is asked ever more rarely, until a frame has proven itself", async () => {
    const { sockets, port } = await bridge((socket) => socket.end(Buffer.from([0x00, 0xf0, 0x00, 0xf0])));
    const seen = collect(open(port, { pauses: { firstMs: 50, lastMs: 10_000 } }));
    await seen.event("octets");
    await sleep(2000);
    assert.ok(sockets.length <= 8, `${sockets.length} connections`);
  });

  it("that breaks off again and again is told twice, and then once for all", async () => {
    const { sockets, port } = await bridge((socket) => {
      socket.write(lineMeters.mbus.telegram(1));
      setTimeout(() => socket.destroy(), 20);
    });
    const seen = collect(open(port), createLinkReader());
    await until("ten connections", () => sockets.length >= 10);
    const kinds = (code: string): number => seen.codes().filter((one) => one === code).length;
    assert.equal(kinds("reader-disconnected"), 2);
    assert.ok(kinds("port-unsteady") > 0);
    assert.equal(seen.events.filter(({ kind }) => kind === "opened").length, 3);
  });

  it("can be closed at any moment", async () => {
    const { port } = await bridge();
    for (const waitMs of [0, 1, 10, 50]) {
      for (const target of [port, 1]) {
        const source = open(target);
        const seen = collect(source);
        await sleep(waitMs);
        await source.close();
        await seen.ended;
      }
    }
  });
});
