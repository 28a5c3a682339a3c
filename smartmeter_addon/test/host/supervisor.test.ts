import assert from "node:assert/strict";
import { test } from "node:test";
import { createSupervisor, supervisorFromEnvironment } from "../../src/host/supervisor.ts";
import { Secret } from "../../src/secret.ts";
import { startSupervisorStandIn } from "../support/supervisor.ts";

const registered = { host: "core-mosquitto", port: 1883, username: "addons", password: "b".repeat(64) };

test("the registered broker comes back with its password marked as a secret", async (t) => {
  const standIn = await startSupervisorStandIn({ broker: registered });
  t.after(standIn.close);
  const answer = await createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url }).mqttService();
  assert.equal(answer.kind, "broker");
  if (answer.kind !== "broker") return;
  assert.deepEqual([answer.host, answer.port, answer.tls, answer.username], ["core-mosquitto", 1883, false, "addons"]);
  assert.equal(answer.password?.reveal(), registered.password);
  assert.doesNotMatch(JSON.stringify(answer), /bbbb/);
});

test("every other answer is told apart as transient or refused, and a mode can change while running", async (t) => {
  const standIn = await startSupervisorStandIn({ broker: registered });
  t.after(standIn.close);
  const supervisor = createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url, timeoutMs: 300 });
  const expected = [
    ["not_enabled", "transient", /Mosquitto broker/],
    ["not_ready", "transient", /not ready with state: setup/],
    ["garbage", "transient", /answered 200/],
    ["hang", "transient", /nothing came within 0\.3 s/],
    ["refuse", "transient", /does not answer/],
    ["forbidden", "refused", /No access to mqtt service!/],
    ["bad_token", "refused", /403: Forbidden/],
  ] as const;
  for (const [mode, kind, reason] of expected) {
    await standIn.setMode(mode);
    const answer = await supervisor.mqttService();
    assert.equal(answer.kind, kind, mode);
    assert.match("reason" in answer ? answer.reason : "", reason);
  }
  await standIn.setMode("ok");
  assert.equal((await supervisor.mqttService()).kind, "broker");
});

test("nothing registered is the same as not enabled, and a broker can be registered later", async (t) => {
  const standIn = await startSupervisorStandIn();
  t.after(standIn.close);
  const supervisor = createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url });
  assert.equal((await supervisor.mqttService()).kind, "transient");
  standIn.register({ ...registered, ssl: true });
  const answer = await supervisor.mqttService();
  assert.ok(answer.kind === "broker" && answer.tls);
});

test("an answer that is no broker is garbage, whatever its shape", async (t) => {
  const standIn = await startSupervisorStandIn();
  t.after(standIn.close);
  const supervisor = createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url });
  for (const broken of [{ host: "", port: 1883 }, { host: "a", port: 0 }, { host: "a", port: 70000 }, { port: 1 }]) {
    standIn.register(broken as never);
    assert.equal((await supervisor.mqttService()).kind, "transient", JSON.stringify(broken));
  }
});

test("without a token there is no Supervisor", () => {
  assert.equal(supervisorFromEnvironment({}), undefined);
  assert.equal(supervisorFromEnvironment({ SUPERVISOR_TOKEN: "" }), undefined);
  assert.notEqual(supervisorFromEnvironment({ SUPERVISOR_TOKEN: "t".repeat(112) }), undefined);
});

test("the stand-in answers like the real one", async (t) => {
  const standIn = await startSupervisorStandIn();
  t.after(standIn.close);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(standIn.url + path, { headers });
    return [response.status, await response.text()] as const;
  };
  const token = { "x-supervisor-token": standIn.token };
  assert.deepEqual(await get("/services/mqtt"), [401, "401: Unauthorized"]);
  assert.deepEqual(await get("/services/mqtt", { authorization: "Bearer wrong" }), [403, "403: Forbidden"]);
  assert.deepEqual(await get("/services/mqtt", token), [400, '{"result":"error","message":"Service not enabled"}']);
  assert.deepEqual(await get("/services/x", token), [404, '{"result":"error","message":"Service does not exist"}']);
  assert.deepEqual(await get("/supervisor/ping"), [200, '{"result":"ok","data":{}}']);
  assert.deepEqual(await get("/core/api/states", token), [403, "403: Forbidden"]);
  assert.match((await get("/addons/self/info", token))[1], /"ingress_port":8099/);
  assert.match((await get("/info", token))[1], /"timezone":"Europe\/Vienna"/);
});
