import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, test } from "node:test";
import { lookForReaders, parseReaderPlaces } from "../../src/source/look.ts";

const portsOf = (typed: string) => parseReaderPlaces(typed)?.places.map(({ port }) => port);

describe("a look at a host in the network", () => {
  test("asks the usual ports of readers where none is typed, else that one alone", () => {
    const usual = [6053, 23, 2217, 3001, 3002];
    for (const host of [
      "meter-cabinet.local",
      "cabinet",
      "192.0.2.10",
      " 192.0.2.10 ",
      "[2001:db8::1]",
      "http://192.0.2.10/",
    ])
      assert.deepEqual(portsOf(host), usual, host);
    for (const typed of ["192.0.2.10:3333", "tcp://192.0.2.10:3333", "rfc2217://[2001:db8::1]:3333"])
      assert.deepEqual(portsOf(typed), [3333], typed);
    assert.deepEqual(portsOf("esphome://cabinet/?port_name=P1"), [6053]);
    assert.deepEqual(portsOf("cabinet:23"), [23]);
  });

  test("does not go where no reader is, nor to what is no host", () => {
    for (const typed of [
      "supervisor:80",
      "tcp://127.0.0.1:22",
      "http://cabinet:80",
      "http://cabinet/path",
      "ftp://cabinet",
      "cabinet/path",
      "a b",
      "",
      "x@y",
      "a:b",
    ])
      assert.equal(parseReaderPlaces(typed), undefined, typed);
    assert.equal(parseReaderPlaces(`${"a".repeat(300)}.local`), undefined);
  });

  test("ends within seconds at a server that floods, and one that says nothing", async () => {
    for (const floods of [true, false]) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        const more = (): void => {
          if (floods) while (socket.writable && socket.write(Buffer.alloc(65_536)));
        };
        socket.on("drain", more);
        more();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const { found } = await lookForReaders([{ host: "127.0.0.1", port, isNode: false }], undefined);
      assert.deepEqual(found, [{ kind: "raw", address: `tcp://127.0.0.1:${port}`, name: undefined }]);
      server.close();
      await once(server, "close");
    }
  });

  test("gives up a node that takes the connection and never answers", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined).resume()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { found, fault } = await lookForReaders([{ host: "127.0.0.1", port, isNode: true }], undefined);
    assert.deepEqual(found, []);
    assert.ok(fault?.code === "host-unreachable" || fault?.code === "reader-needs-node", fault?.code);
    server.close();
    await once(server, "close");
  });
});
