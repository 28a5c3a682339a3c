// What a stranger in the network can do to the page and the metrics without being let in: real sockets, odd requests.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { silentLog } from "../../src/log.ts";
import { openMetricsServer } from "../../src/sink/prometheus/metrics-server.ts";
import { parseReaderPlaces } from "../../src/source/look.ts";
import { openWeb, type Web } from "../../src/web/server.ts";
import type { WebTools } from "../../src/web/tools.ts";
import { ask, meter, postJson } from "./made-up.ts";

const metrics = { contentType: "text/plain; version=0.0.4", render: async () => "smartmeter_meter_up 1\n" };

interface Opened {
  readonly web: Web;
  /** What would have stood in the log. */
  readonly errors: unknown[];
}

async function open(t: TestContext, password?: string, look?: WebTools["look"]): Promise<Opened> {
  const errors: unknown[] = [];
  const web = await openWeb({
    mode: "standalone",
    host: password === undefined ? "127.0.0.1" : "0.0.0.0",
    port: 0,
    password,
    version: "1.2.3",
    meters: [meter],
    drift: () => 0,
    tools: {
      checkKey: () => ({ good: true, text: "Said.", opens: undefined }),
      ...(look === undefined ? {} : { look }),
    },
    onError: (error) => void errors.push(error),
  });
  t.after(() => web.close());
  return { web, errors };
}

/** Sends these octets from this address of loopback and reads the first line of the answer. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.write(text);
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString("latin1").split("\r\n")[0] ?? "";
}

test("a request for what is no path is 400 and nothing for the log", async (t) => {
  const { web, errors } = await open(t);
  for (const target of ["//", "//evil.example/x", "http://[", "http://[/", "http://evil.example/", "*", "x"])
    for (const method of ["GET", "POST", "HEAD"])
      assert.match(
        await say(web.port, `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
        /^HTTP\/1\.1 400 /,
        `${method} ${target}`,
      );
  for (const target of ["/%", "/?%", "/%ff", "/..//", "/api/state/..", "/constructor", "/__proto__"])
    await say(web.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  assert.deepEqual(errors, []);
});

test("a sign-in counts when the page itself sent it, and for the address that sent it alone", async (t) => {
  const { web } = await open(t, "cabinet 7");
  const login = (body: string, headers: Record<string, string>, from?: string) =>
    ask(web.port, "/api/login", { method: "POST", body, headers, ...(from !== undefined && { from }) });
  const guess = (password: string, from?: string) =>
    login(JSON.stringify({ password }), { "content-type": "application/json" }, from);
  for (let n = 0; n < 20; n++) {
    assert.equal((await login("password=x", { "content-type": "text/plain" })).status, 415);
    const foreign = { "content-type": "application/json", "sec-fetch-site": "cross-site" };
    assert.equal((await login("{}", foreign)).status, 403);
  }
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) statuses.push((await guess(`${n}`, "127.0.0.9")).status);
  assert.equal(statuses.at(-1), 429);
  assert.equal((await guess("cabinet 7")).status, 200, "the owner's own address");
});

test("many addresses do not guess faster for ever, and take nothing from those who were there", async (t) => {
  const { web } = await open(t, "cabinet 7");
  const guess = (password: string, from: string) =>
    ask(web.port, "/api/login", {
      method: "POST",
      body: JSON.stringify({ password }),
      headers: { "content-type": "application/json" },
      from,
    });
  assert.equal((await guess("typed wrong", "127.0.0.1")).status, 401);
  const statuses: number[] = [];
  for (let at = 2; at < 50; at++) statuses.push((await guess("x", `127.0.1.${at}`)).status);
  assert.equal(statuses.at(-1), 429);
  assert.equal((await guess("cabinet 7", "127.0.0.1")).status, 200);
});

test("a foreign page uses up nothing that the user may do", async (t) => {
  const { web } = await open(t);
  const foreign = { "sec-fetch-site": "cross-site" };
  for (let n = 0; n < 40; n++) {
    assert.equal((await ask(web.port, "/api/key", { method: "POST", headers: foreign })).status, 403);
    // Of a browser that does not say where it comes from.
    assert.equal((await ask(web.port, "/api/key", { method: "POST" })).status, 415);
    assert.equal((await ask(web.port, "/api/events", { headers: foreign })).status, 403);
  }
  assert.equal((await postJson(web.port, "/api/key", { key: "x" })).status, 200);
  assert.equal((await ask(web.port, "/", { headers: foreign })).status, 200, "a link from elsewhere");
});

/** Connections that send so much of a request and then wait. */
async function hold(t: TestContext, port: number, count: number, text: string): Promise<Socket[]> {
  const where = { port, host: "127.0.0.1", localAddress: "127.0.0.9" };
  const sockets = Array.from({ length: count }, () => connect(where).on("error", () => {}));
  t.after(() => sockets.forEach((socket) => void socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  for (const socket of sockets) socket.resume().write(text);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return sockets;
}

const halves: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["half a head", "GET / HTTP/1.1\r\nHost: loc"],
  [
    "half a body",
    "POST /api/key HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
  ],
];

for (const [name, text] of halves)
  test(`260 connections that say ${name} keep neither page nor metrics from those who ask`, async (t) => {
    const { web } = await open(t);
    const server = openMetricsServer({ host: "127.0.0.1", port: 0 }, metrics, silentLog);
    t.after(() => server.close());
    await server.settled;
    // Somebody looks at the page already.
    const watching = connect(web.port, "127.0.0.1").on("error", () => {});
    t.after(() => watching.destroy());
    watching.write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(watching, "data");
    const idle = connect(web.port, "127.0.0.1").on("error", () => {});
    t.after(() => idle.destroy());
    await once(idle, "connect");
    const sockets = await hold(t, web.port, 260, text);
    await hold(t, server.port ?? 0, 60, text);
    assert.equal((await ask(web.port, "/")).status, 200);
    assert.equal((await ask(web.port, "/api/state")).status, 200);
    assert.equal((await ask(server.port ?? 0, "/metrics")).status, 200);
    assert.equal(watching.destroyed, false, "the page that is looked at goes on");
    idle.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.match(String(await once(idle, "data")), /^HTTP\/1\.1 200/, "it came from an address that holds little");
    assert.ok(sockets.filter(({ destroyed }) => !destroyed).length <= 200);
  });

test("the metrics' own port is answered under our names alone", async (t) => {
  const local = openMetricsServer({ host: "127.0.0.1", port: 0 }, metrics, silentLog);
  const wide = openMetricsServer({ host: "0.0.0.0", port: 0, hosts: ["Meter.example"] }, metrics, silentLog);
  t.after(() => Promise.all([local.close(), wide.close()]));
  await Promise.all([local.settled, wide.settled]);
  const statusOf = async (port: number | undefined, host: string) =>
    (await ask(port ?? 0, "/metrics", { headers: { host } })).status;
  for (const host of ["127.0.0.1:9877", "localhost", "[::1]:9877"]) assert.equal(await statusOf(local.port, host), 200);
  for (const host of ["evil.example", "192.0.2.1", "smartmeter"])
    assert.equal(await statusOf(local.port, host), 421, host);
  for (const host of ["192.0.2.1:9877", "smartmeter:9877", "smartmeter.local", "meter.example:9877"])
    assert.equal(await statusOf(wide.port, host), 200, host);
  for (const host of ["evil.example", "smartmeter.evil.example"])
    assert.equal(await statusOf(wide.port, host), 421, host);
});

test("a host is looked at for the page alone, a few times a minute, and never at a port that is no reader's", async (t) => {
  const asked: string[] = [];
  const { web } = await open(t, undefined, async (typed) => {
    asked.push(typed);
    return parseReaderPlaces(typed) === undefined ? undefined : { found: [], problem: undefined, wantsKey: false };
  });
  const foreign = { "content-type": "application/json", "sec-fetch-site": "cross-site" };
  for (let attempt = 0; attempt < 20; attempt++)
    assert.equal((await ask(web.port, "/api/reader", { method: "POST", headers: foreign })).status, 403);
  assert.equal((await ask(web.port, "/api/reader?host=reader.local")).status, 404);
  assert.equal((await postJson(web.port, "/api/reader", { host: "reader.local" })).status, 200);
  assert.equal((await postJson(web.port, "/api/reader", { host: "supervisor:80" })).status, 400);
  assert.deepEqual(asked, ["reader.local", "supervisor:80"]);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 20; attempt++)
    statuses.push((await postJson(web.port, "/api/reader", { host: "reader.local" })).status);
  assert.ok(statuses.filter((status) => status === 200).length < 10, statuses.join());
});
