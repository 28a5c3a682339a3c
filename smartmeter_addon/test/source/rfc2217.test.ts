/** Servers that do not do what RFC 2217 says, each named as what it is; ser2net is tried in `test/readers`. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createRfc2217Opener } from "../../src/source/rfc2217.ts";
import { createSerialSource } from "../../src/source/serial.ts";
import { createTelnet, telnetOptions } from "../../src/source/telnet.ts";
import { sayFault } from "../../src/texts/help.ts";
import { collect } from "../support-line/collect.ts";

/** What the reader is told of a server: in both languages, and as a code. */
async function told(t: TestContext, serve: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    serve(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const source = createSerialSource({
    locate: () => ({ path: "the bridge", device: "the bridge" }),
    opener: createRfc2217Opener({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, answerMs: 300 }),
  });
  t.after(async () => {
    await source.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const event = await collect(source).event("fault");
  return { code: event.fault.code, en: sayFault(event.fault, "en"), de: sayFault(event.fault, "de") };
}

/** A server that agrees to these options, and to setting the port as `answer` says: undefined is no answer. */
function serveTelnet(wanted: readonly number[], answer: (code: number, value: number[]) => number[] | undefined) {
  return (socket: Socket): void => {
    const telnet = createTelnet(wanted, {
      send: (octets) => void socket.write(octets),
      subnegotiation(option, [code = 0, ...value]) {
        const given = answer(code, value);
        if (given !== undefined) telnet.subnegotiate(option, Uint8Array.of(code + 100, ...given));
      },
    });
    socket.on("data", (octets) => void telnet.take(octets));
  };
}

const usual = [telnetOptions.binary, telnetOptions.suppressGoAhead];
const all = [...usual, telnetOptions.comPort];

test("a server that refuses to be set is told so, with what to write instead", async (t) => {
  const { code, en, de } = await told(
    t,
    serveTelnet(usual, () => undefined),
  );
  assert.equal(code, "reader-unsuitable");
  assert.match(en, /speaks telnet, but doesn't let anybody set/);
  assert.match(de, /spricht Telnet, lässt sich .* nicht einstellen .* Schreib tcp:\/\//);
});

test("a server that knows no telnet is told so", async (t) => {
  const { code, de } = await told(t, (socket) => void socket.resume());
  assert.equal(code, "reader-unsuitable");
  assert.match(de, /spricht das Protokoll nicht/);
});

test("a server that agrees and then sets nothing has not broken off", async (t) => {
  const { code, en } = await told(
    t,
    serveTelnet(all, () => undefined),
  );
  assert.equal(code, "reader-unsuitable");
  assert.match(en, /agrees .* but doesn't answer/);
});

test("a server that stays at its own settings is quoted with them", async (t) => {
  const own: Readonly<Record<number, number[]>> = { 1: [0, 1, 0xc2, 0], 2: [8], 3: [1], 4: [1] };
  const { code, de } = await told(
    t,
    serveTelnet(all, (asked) => own[asked]),
  );
  assert.equal(code, "reader-unsuitable");
  assert.match(de, /auf \d+ 8[NE]1 gestellt werden und antwortet mit 115200 8N1\./);
});
