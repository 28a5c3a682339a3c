import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createFault } from "../../src/fault.ts";
import { openWeb, type Web } from "../../src/web/server.ts";
import type { PageState } from "../../src/web/view.ts";
import { ask, meter, numberOf, postJson, readingOf, statusOf } from "./made-up.ts";

const key = "000102030405060708090A0B0C0D0E0F";
const errors: unknown[] = [];
const drift = (): number => 3;
let web: Web;
let inApp: Web;

const state = async (meter = 0): Promise<PageState> =>
  JSON.parse((await ask(web.port, `/api/state?meter=${meter}`)).text) as PageState;

before(async () => {
  const tools = {
    checkKey: ({ key: typed }: { key: string }) => {
      if (typed === "boom boom") throw new Error("a bug in the doctor");
      if (typed.startsWith("parrot")) return { good: false, text: `You typed ${typed}.`, opens: undefined };
      return { good: typed.length === 32, text: "Said.", opens: undefined };
    },
    annotate: (_meter: number, octets: Uint8Array) => [
      { end: 3, title: "first", fault: undefined, parts: [] },
      { end: octets.length, title: "second", fault: undefined, parts: [] },
    ],
    capture: () => ({ name: "../a capture.json", text: "{}" }),
  };
  const onError = (error: unknown): void => void errors.push(error);
  web = await openWeb({ mode: "standalone", port: 0, version: "1.2.3", meters: [meter], drift, tools, onError });
  inApp = await openWeb({
    mode: "app",
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    meters: [meter],
    drift,
    tools: {},
  });
});
after(async () => {
  await web.close();
  await inApp.close();
});

describe("what the page asks for", () => {
  test("the state has the meter before its first telegram, and everything after it", async () => {
    const before = await state();
    assert.deepEqual(before.meters, [{ index: 0, name: "Main meter" }], "nothing is said of a meter that is not heard");
    assert.deepEqual([before.meter?.index, before.meter?.reading], [0, undefined]);
    assert.equal((await state(5)).meter, undefined);
    const now = Date.now();
    const values = [numberOf("energy_import", 12_345), numberOf("power_import", 250), numberOf("power_export", 1000)];
    web.accept({ kind: "reading", meter, reading: readingOf(values), receivedAtMs: now });
    web.accept({ kind: "status", meter, status: statusOf(), atMs: now });
    web.feed.source(meter, { kind: "opened", description: "/dev/ttyUSB0", settings: "2400 8E1" });
    web.feed.decoded(meter, { kind: "fault", fault: createFault("frame-damaged", "checksum") });
    web.feed.decoded(meter, { kind: "fault", fault: createFault("frame-damaged", "checksum again") });
    web.feed.fault(createFault("broker-unreachable", "refused"));
    const { meter: first, faults, version, mode, configurable } = await state();
    assert.deepEqual([version, mode, configurable], ["1.2.3", "standalone", false]);
    assert.equal(first?.reading?.netPower, -750);
    assert.deepEqual(first?.reading?.values[0], {
      key: "energy_import",
      obis: "1-0:1.8.0",
      value: 12.345,
      unit: "kWh",
      decimals: 3,
    });
    assert.equal(first?.status?.code, "ok");
    assert.deepEqual(
      [first?.line.state, first?.line.source, first?.line.settings],
      ["open", "/dev/ttyUSB0", "2400 8E1"],
    );
    assert.deepEqual(
      faults.map(({ code, meter, message, count }) => [code, meter, message, count]).sort(),
      [
        ["broker-unreachable", undefined, "refused", 1],
        ["frame-damaged", 0, "checksum again", 2],
      ],
      "one list for all",
    );
    const [summary] = (await state()).meters;
    assert.deepEqual(
      [summary?.netPower, summary?.receivedAtMs, summary?.status?.code, summary?.status?.available],
      [-750, now, "ok", true],
    );
  });

  test("power and energy over time, and nothing unbounded", async () => {
    const now = Date.now();
    const answer = await ask(web.port, `/api/curve?meter=0&from=${now - 290_000}&to=${now + 1000}`);
    assert.deepEqual(JSON.parse(answer.text).mean, [-750]);
    const statusOf = async (query: string): Promise<number> => (await ask(web.port, `/api/${query}`)).status;
    assert.equal(await statusOf("curve?meter=0&day=0&days=1"), 200);
    for (const query of [
      "curve?meter=0",
      "curve?meter=0&from=0&to=NaN",
      `curve?meter=0&from=${now}&to=${now}`,
      `curve?meter=0&from=${now - 9 * 86_400_000}&to=${now}`,
      "curve?meter=0&day=0&days=400",
      "curve?meter=0&day=-1e9&days=1",
      "energy?meter=0&span=century&back=0",
      "energy?meter=0&span=year&back=-1",
      "energy?meter=0&span=year&back=1e9",
    ])
      assert.equal(await statusOf(query), 400, query);
    assert.equal(await statusOf(`curve?meter=9&from=${now - 290_000}&to=${now}`), 404);
    assert.equal(await statusOf("energy?meter=0&span=year&back=0"), 200);
    assert.equal(await statusOf("csv?meter=0&from=2026-01-01&to=2026-01-02"), 404, "nothing is kept here");
    const [spark] = JSON.parse((await ask(web.port, "/api/sparks")).text);
    assert.deepEqual([spark.index, spark.mean.length, spark.mean.at(-1)], [0, 48, -750]);
  });

  test("the last telegrams, newest first, with the time their last octet came", async () => {
    web.feed.source(meter, { kind: "octets", octets: Uint8Array.of(1, 2, 3) });
    web.feed.source(meter, { kind: "octets", octets: Uint8Array.of(4, 5) });
    const views = JSON.parse((await ask(web.port, "/api/telegrams?meter=0&language=de")).text);
    assert.deepEqual(
      views.map(({ title }: { title: string }) => title),
      ["second", "first"],
    );
    assert.ok(Math.abs(views[0].receivedAtMs - Date.now()) < 60_000);
  });

  test("a capture comes as a file whose name cannot lead elsewhere", async () => {
    const { status, headers, text } = await ask(web.port, "/api/capture?meter=0");
    assert.deepEqual([status, text], [200, "{}"]);
    assert.equal(headers["content-disposition"], 'attachment; filename=".._a_capture.json"');
  });

  test("the page itself, packed where the browser wants it", async () => {
    const plain = await ask(web.port, "/");
    assert.match(plain.text, /<!doctype html>/);
    assert.match(String(plain.headers["content-type"]), /text\/html/);
    const packed = await ask(web.port, "/", { headers: { "accept-encoding": "gzip, br" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.ok(packed.text.length < plain.text.length);
    assert.equal((await ask(web.port, "/", { method: "HEAD" })).text, "");
  });

  test("what is not there is not found, and nothing outside the page is", async () => {
    for (const path of ["/nothing", "/../package.json", "/%2e%2e/package.json", "/api/nothing", "/etc/passwd"]) {
      assert.equal((await ask(web.port, path)).status, 404, path);
    }
    assert.equal((await ask(web.port, "/", { method: "DELETE" })).status, 405);
    assert.equal((await postJson(web.port, "/api/configuration", {})).status, 404, "no configuration to write here");
  });
});

describe("security", () => {
  test("every answer, refusals too, carries the policy and no cache", async () => {
    const answers = [
      await ask(web.port, "/"),
      await ask(web.port, "/api/state"),
      await ask(web.port, "/nothing"),
      await ask(web.port, "/", { headers: { host: "evil.example" } }),
      await ask(inApp.port, "/"),
    ];
    for (const { headers } of answers) {
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|\*/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  test("in the app only health answers on loopback", async () => {
    assert.deepEqual((await ask(inApp.port, "/health")).text, "ok\n");
    for (const path of ["/", "/api/state", "/api/events", "/health/../api/state", "/health?/api/state"]) {
      const { status, text } = await ask(inApp.port, path);
      if (path.startsWith("/health?")) assert.equal(text, "ok\n");
      else assert.equal(status, 403, path);
    }
  });

  test("a foreign name in the address line is refused", async () => {
    assert.equal((await ask(web.port, "/", { headers: { host: "evil.example" } })).status, 421);
    assert.equal((await ask(web.port, "/", { headers: { host: "localhost:1" } })).status, 200);
  });

  test("the key is judged, and neither repeated nor handed to the error log", async () => {
    const good = await postJson(web.port, "/api/key", { meter: 0, kind: "key", key, language: "en" });
    assert.deepEqual(JSON.parse(good.text), { good: true, text: "Said." });
    const parrot = await postJson(web.port, "/api/key", { key: `parrot${key}` });
    assert.equal(parrot.status, 500);
    assert.ok(!parrot.text.includes(key));
    assert.equal((await postJson(web.port, "/api/key", { key: "boom boom" })).status, 500);
    assert.equal(errors.length, 1);
    assert.ok(!String(errors[0]).includes("boom"));
  });

  test("nothing is taken from a form of another page, nor without JSON, nor too long", async () => {
    const body = JSON.stringify({ key });
    const post = (headers: Record<string, string>, text = body) =>
      ask(web.port, "/api/key", { method: "POST", headers, body: text });
    assert.equal((await post({ "content-type": "text/plain" })).status, 415);
    assert.equal((await post({ "content-type": "application/x-www-form-urlencoded" })).status, 415);
    assert.equal((await post({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status, 403);
    assert.equal((await post({ "content-type": "application/json" }, "{")).status, 400);
    assert.equal((await post({ "content-type": "application/json" }, '"text"')).status, 400);
    const long = await post({ "content-type": "application/json" }, JSON.stringify({ key: "0".repeat(5000) })).catch(
      (error: NodeJS.ErrnoException) => ({ status: error.code === "EPIPE" || error.code === "ECONNRESET" ? 413 : 0 }),
    );
    assert.equal(long.status, 413);
  });

  test("key checks are limited in number", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await postJson(web.port, "/api/key", { key: `${n}` })).status);
    // The last one may get a token that was refilled meanwhile.
    assert.ok(statuses.includes(429));
  });

  test("metrics are there when there are some, and outputs stand in the state", async () => {
    assert.equal((await ask(web.port, "/metrics")).status, 404);
    const title = { en: "InfluxDB", de: "InfluxDB" };
    const health = () => [
      { name: "influxdb", title, state: "failing", message: "refused", waiting: 7, delivered: 1, lost: 0 } as const,
    ];
    const metrics = { contentType: "text/plain; version=0.0.4", render: async () => "smartmeter_meter_up 1\n" };
    const options = { mode: "standalone", port: 0, version: "", meters: [meter], drift, tools: {}, health } as const;
    const opened = await openWeb({ ...options, metrics });
    const { status, text, headers } = await ask(opened.port, "/metrics");
    assert.deepEqual([status, text, headers["content-type"]], [200, "smartmeter_meter_up 1\n", metrics.contentType]);
    assert.equal((await ask(opened.port, "/metrics", { headers: { host: "evil.example" } })).status, 421);
    assert.equal((await ask(opened.port, "/metrics", { method: "POST" })).status, 405);
    const { outputs } = JSON.parse((await ask(opened.port, "/api/state")).text) as PageState;
    assert.deepEqual(outputs, health());
    await opened.close();
  });

  test("beyond this machine it does not open without a password", async () => {
    const options = { mode: "standalone" as const, port: 0, version: "", meters: [], drift, tools: {} };
    for (const host of ["0.0.0.0", "::", "192.0.2.1"]) await assert.rejects(openWeb({ ...options, host }), /password/);
    const local = await openWeb({ ...options, host: "localhost" });
    await local.close();
  });
});

describe("with a password", () => {
  let opened: Web;
  before(async () => {
    opened = await openWeb({
      mode: "standalone",
      host: "0.0.0.0",
      port: 0,
      password: "cabinet 7",
      version: "",
      meters: [meter],
      drift,
      tools: {},
      metrics: { contentType: "text/plain", render: async () => "" },
    });
  });
  after(() => opened.close());

  test("nothing but the empty page before it was given; everything after", async () => {
    for (const path of [
      "/api/state",
      "/api/events",
      "/api/curve?day=0&days=1",
      "/api/energy?span=year",
      "/api/csv?from=2026-01-01&to=2026-01-02",
      "/api/ports",
      "/api/telegrams",
      "/metrics",
    ]) {
      assert.equal((await ask(opened.port, path)).status, 401, path);
    }
    assert.equal((await ask(opened.port, "/")).status, 200);
    assert.equal((await postJson(opened.port, "/api/login", { password: "guess" })).status, 401);
    const { status, headers } = await postJson(opened.port, "/api/login", { password: "cabinet 7" });
    assert.equal(status, 200);
    const [cookie = ""] = headers["set-cookie"] as string[];
    assert.match(cookie, /; HttpOnly; SameSite=Strict; Path=\//);
    const pair = cookie.split(";")[0] as string;
    assert.equal((await ask(opened.port, "/api/state", { headers: { cookie: `a=b; ${pair}` } })).status, 200);
    assert.equal((await ask(opened.port, "/api/state", { headers: { cookie: `${pair}x` } })).status, 401);
  });

  test("guessing is slow", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 8; n++) statuses.push((await postJson(opened.port, "/api/login", { password: `${n}` })).status);
    assert.equal(statuses.at(-1), 429);
  });
});
