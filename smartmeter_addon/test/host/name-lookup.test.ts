import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createLookup } from "../../src/host/name-lookup.ts";

/** A name server that answers "no such name", or says nothing at all. */
async function openServer(answers: boolean) {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (query, { port, address }) => {
    asked++;
    if (!answers) return;
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8183, 2);
    socket.send(answer, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  return { servers: [`127.0.0.1:${port}`], asked: () => asked, close: () => socket.close() };
}

function lookUp(host: string, servers: readonly string[]) {
  let asksSystem = false;
  const lookup = createLookup((_host, _options, done) => {
    asksSystem = true;
    done(null, "192.0.2.7", 4);
  }, servers);
  return new Promise<{ code: string | undefined; asksSystem: boolean }>((resolve) =>
    lookup(host, {}, (error) => resolve({ code: error?.code, asksSystem })),
  );
}

test("the system is asked only where a name server answers, whatever it says", async () => {
  const server = await openServer(true);
  assert.deepEqual(await lookUp("meter.example", server.servers), { code: undefined, asksSystem: true });
  assert.ok(server.asked() > 0);
  server.close();
});

test("a name server that says nothing is given up, and the system's search never begins", async () => {
  const server = await openServer(false);
  assert.deepEqual(await lookUp("meter.example", server.servers), { code: "EAI_AGAIN", asksSystem: false });
  server.close();
});

test("names that need no name server are not asked about", async () => {
  const server = await openServer(false);
  for (const host of ["localhost", "meter.local"])
    assert.deepEqual(await lookUp(host, server.servers), { code: undefined, asksSystem: true }, host);
  assert.equal(server.asked(), 0);
  server.close();
});
