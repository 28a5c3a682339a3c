import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import { openWeb, type PageOptions, type Web } from "../../src/web/server.ts";
import { readingEvent, statusEvent } from "../sink/readings.ts";

const meters = [0, 1].map((index) => ({ index, name: index === 0 ? "Main" : undefined }));

async function withApi(over: Partial<PageOptions>, use: (web: Web) => Promise<void>): Promise<void> {
  const usual = { mode: "standalone", port: 0, version: "1", meters, drift: () => 0, tools: {} } as const;
  const web = await openWeb({ ...usual, timeZone: "Europe/Vienna", ...over } as PageOptions);
  try {
    await use(web);
  } finally {
    await web.close();
  }
}

async function get(web: Web, path: string, headers: Record<string, string> = {}, method = "GET") {
  const sent = request({ host: "127.0.0.1", port: web.port, path, method, headers });
  sent.end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const part of response) body += part;
  return { status: response.statusCode as number, type: response.headers["content-type"], body };
}
const json = async (web: Web, path: string) => JSON.parse((await get(web, path)).body);

const spoken = (web: Web): void => {
  const values = { power_import: 0, power_export: 1234, energy_import: 12_345_678, voltage_l1: 230.5 };
  web.accept(readingEvent(values, Date.now() - 2000, { meterId: "KFM1/2" }));
  web.accept(statusEvent({ available: true }));
};

describe("the contract of /api/v1", () => {
  it("lists meters, also those that have not spoken", () =>
    withApi({}, async (web) => {
      spoken(web);
      const { meters: list } = await json(web, "/api/v1/meters");
      const { time, age_s: age, ...rest } = list[0];
      assert.deepEqual(rest, { id: "KFM1/2", index: 0, name: "Main", status: "ok", available: true });
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(age >= 2 && age < 60);
      const silent = { id: null, index: 1, name: null, status: "starting", available: false, time: null, age_s: null };
      assert.deepEqual(list[1], silent);
      assert.equal((await get(web, "/api/v1/meters")).type, "application/json; charset=utf-8");
    }));

  it("gives a meter by id or position, each value with unit, age and quality", () =>
    withApi({}, async (web) => {
      spoken(web);
      const byId = await json(web, "/api/v1/meters/KFM1%2F2");
      const byPosition = await json(web, "/api/v1/meters/0");
      assert.deepEqual(Object.keys(byId.values), Object.keys(byPosition.values));
      const withoutAge = Object.fromEntries(
        Object.entries(byId.values as Record<string, { age_s: number }>).map(([key, { age_s: age, ...value }]) => {
          assert.ok(age >= 2, key);
          return [key, value];
        }),
      );
      assert.deepEqual(withoutAge, {
        power_net: { value: -1234, unit: "W", quality: "computed" },
        power_import: { value: 0, unit: "W", quality: "measured" },
        power_export: { value: 1234, unit: "W", quality: "measured" },
        energy_import: { value: 12_345.678, unit: "kWh", quality: "measured" },
        voltage_l1: { value: 230.5, unit: "V", quality: "measured" },
      });
    }));

  it("has no power of a silent meter, and keeps its registers", () =>
    withApi({}, async (web) => {
      spoken(web);
      web.accept(statusEvent({ available: false, code: "port-lost" }));
      const { values, available, status } = await json(web, "/api/v1/meters/0");
      assert.deepEqual([available, status], [false, "port-lost"]);
      for (const key of ["power_net", "power_import", "voltage_l1"])
        assert.deepEqual([values[key].value, values[key].quality], [null, "stale"], key);
      assert.deepEqual([values.energy_import.value, values.energy_import.quality], [12_345.678, "measured"]);
    }));

  it("has nothing else, and takes nothing", () =>
    withApi({}, async (web) => {
      for (const path of ["/api/v1/", "/api/v1/meters/9", "/api/v1/meters/0/x", "/api/v1/meters/"])
        assert.equal((await get(web, path)).status, 404, path);
      assert.equal((await get(web, "/api/v1/meters/%zz")).status, 400);
      assert.equal((await get(web, "/api/v1/meters", {}, "POST")).status, 405);
    }));
});

describe("the door of /api/v1", () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const beyond = { host: "meter.local" };

  it("is open to this machine, a password or not, and to nobody who was led here or comes by a proxy", () =>
    withApi({ password: "secret-password" }, async (web) => {
      assert.equal((await get(web, "/api/v1/meters")).status, 200);
      assert.equal((await get(web, "/api/state")).status, 401);
      for (const headers of [
        beyond,
        { host: "evil.example" },
        { "x-forwarded-for": "192.0.2.1" },
        { "sec-fetch-site": "cross-site" },
      ] as Record<string, string>[])
        assert.equal((await get(web, "/api/v1/meters", headers)).status, 403, JSON.stringify(headers));
    }));

  it("opens to whoever knows the token, and to nobody who guesses", () =>
    withApi({ token: "right-token", host: "0.0.0.0" }, async (web) => {
      const ask = async (headers: Record<string, string>) =>
        (await get(web, "/api/v1/meters", { ...beyond, ...headers })).status;
      assert.equal(await ask(bearer("right-token")), 200);
      assert.equal(await ask({}), 401);
      assert.equal(await ask({ ...bearer("right-token"), host: "evil.example" }), 421);
      const guesses = [];
      for (let at = 0; at < 8; at++) guesses.push(await ask(bearer(`wrong-${at}`)));
      assert.deepEqual(guesses.slice(0, 5), [401, 401, 401, 401, 401]);
      assert.equal(guesses.at(-1), 429);
      assert.equal(await ask(bearer("right-token")), 429, "a right guess is not told from a wrong one");
    }));

  it("is the Supervisor's alone in the app", () =>
    withApi({ mode: "app", host: "127.0.0.1" }, async (web) => {
      assert.equal((await get(web, "/api/v1/meters", beyond)).status, 403);
    }));
});
