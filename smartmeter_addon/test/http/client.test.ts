// What a server of a webhook and the Supervisor may do with a request: nothing, for ever, without end.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSupervisor } from "../../src/host/supervisor.ts";
import { answerLimit, exchange } from "../../src/http/client.ts";
import { silentLog } from "../../src/log.ts";
import { Secret } from "../../src/secret.ts";
import { createInfluxdbSink } from "../../src/sink/influxdb/influxdb.ts";
import { createWebhookSink } from "../../src/sink/webhook/webhook.ts";
import { readingEvent, until } from "../sink/readings.ts";
import { makeCertificates } from "../support/certificates.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const plain = { headers: {} };

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Collects garbage until the work is done: what nothing but the work's own time-out holds is gone long before it. */
async function whileCollecting<T>(work: Promise<T>): Promise<T> {
  const collecting = setInterval(collectGarbage, 20);
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the time-out never fired")), 20_000).unref();
  });
  return Promise.race([work, late]).finally(() => clearInterval(collecting));
}

test("a server that takes the request and says nothing is given up, although garbage is collected meanwhile", async (t) => {
  let asked = 0;
  const url = await serve(t, () => void asked++);
  const supervisor = createSupervisor({ token: new Secret("t"), baseUrl: url, timeoutMs: 300 });
  const answer = await whileCollecting(supervisor.mqttService(new AbortController().signal));
  assert.deepEqual(answer, {
    kind: "transient",
    why: "silent",
    reason: "the Supervisor does not answer (nothing came within 0.3 s)",
  });

  const options = { enabled: true, url, interval: 0, timeout: 1, queue: 10 };
  const sink = createWebhookSink(options, { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" });
  sink.accept(readingEvent({ power_import: 1 }));
  const asks = asked;
  await whileCollecting(until("a second attempt", () => asked > asks + 1, 19_000));
  assert.equal(sink.health?.().message, "no answer: nothing came within 1 s");
  await sink.close();
});

test("whoever asks can stop waiting at once, and the time-out goes with the answer", async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === "/soon") response.end("here");
  });
  const abort = new AbortController();
  const waiting = exchange(url, plain, 600_000, abort.signal);
  abort.abort(new Error("the program ends"));
  await assert.rejects(waiting, /the program ends/);
  await assert.rejects(exchange(url, plain, 600_000, abort.signal), /the program ends/);
  assert.equal((await exchange(`${url}/soon`, plain, 600_000)).body, "here");
  // Node waits for timers: ten minutes would show.
  assert.equal(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length, 0);
});

test("an answer without end is cut, the memory does not grow, and a 2xx counts although its text is none", async (t) => {
  let sent = 0;
  const url = await serve(t, (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      do sent += 65_536;
      while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
    };
    response.on("drain", more);
    more();
  });
  assert.equal((await exchange(url, plain, 10_000)).body.length, answerLimit);
  // What the two kernels and streams hold beside it.
  assert.ok(sent < 32 * 1024 * 1024, `${sent} octets were taken`);
  const options = { enabled: true, url, interval: 0, timeout: 10, queue: 10 };
  const sink = createWebhookSink(options, { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" });
  sink.accept(readingEvent({ power_import: 1 }));
  await until("it has arrived", () => sink.health?.().delivered === 1);
  await sink.close();
});

test("an answer that trickles ends with the time-out: its status counts, and nothing is sent twice", async (t) => {
  const asked: string[] = [];
  const url = await serve(t, (request, response) => {
    asked.push(String(request.url?.split("?")[0]));
    response.writeHead(202);
    const trickling = setInterval(() => response.write("."), 100);
    response.on("close", () => clearInterval(trickling));
  });
  const context = { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" };
  const influxdb = { enabled: true, url, org: "o", bucket: "b", measurement: "m", time: "arrival" } as const;
  const sinks = [
    createWebhookSink({ enabled: true, url, interval: 0, timeout: 1, queue: 10 }, context),
    createInfluxdbSink({ ...influxdb, interval: 0, batch: 1, flush_interval: 1, queue: 10 }, context),
  ];
  for (const sink of sinks) sink.accept(readingEvent({ power_import: 1 }));
  await whileCollecting(until("both have arrived", () => sinks.every((sink) => sink.health?.().delivered === 1)));
  assert.deepEqual(asked.sort(), ["/", "/api/v2/write"]);
  await Promise.all(sinks.map((sink) => sink.close()));
});

test("over HTTPS an own authority is trusted, and what is not trusted is named", async (t) => {
  const files = makeCertificates();
  t.after(files.remove);
  const posts: string[] = [];
  const options = { cert: readFileSync(files.certificate), key: readFileSync(files.key) };
  const server = createSecureServer(options, (request, response) => {
    request.resume();
    posts.push(request.url ?? "");
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = { log: silentLog, folder: undefined, timeZone: "Europe/Vienna" };
  const webhook = { enabled: true, url: `${url}/hook`, interval: 0, timeout: 5, queue: 100 };
  const influxdb = {
    enabled: true,
    url,
    org: "home",
    bucket: "energy",
    measurement: "meter",
    time: "arrival" as const,
  };
  const sinks = (trust: { ca?: string; verify?: boolean }) => [
    createWebhookSink({ ...webhook, ...trust }, context),
    createInfluxdbSink({ ...influxdb, interval: 0, batch: 1, flush_interval: 1, queue: 100, ...trust }, context),
  ];
  for (const trust of [{}, { ca: files.otherCa }, { ca: `${files.ca}.missing` }])
    for (const sink of sinks(trust)) {
      sink.accept(readingEvent({ energy_import: 1 }, Date.now()));
      await until("it fails", () => sink.health?.().state === "failing");
      assert.equal(sink.health?.().code, "output-untrusted", `${sink.name}: ${sink.health?.().message}`);
      await sink.close();
    }
  assert.deepEqual(posts, []);
  for (const trust of [{ ca: files.ca }, { verify: false }])
    for (const sink of sinks(trust)) {
      sink.accept(readingEvent({ energy_import: 1 }, Date.now()));
      await until("it arrives", () => sink.health?.().delivered === 1);
      await sink.close();
    }
  assert.equal(posts.length, 4);
});
