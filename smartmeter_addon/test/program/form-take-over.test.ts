import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { createSupervisor } from "../../src/host/supervisor.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { readOptionsFile } from "../../src/options/options-file.ts";
import { takeOverForm } from "../../src/program/form-take-over.ts";
import { Secret } from "../../src/secret.ts";
import { checkOptions, type Tree } from "../app/supervisor-rules.ts";
import { startSupervisorStandIn } from "../support/supervisor.ts";

const config = parse(readFileSync("config.yaml", "utf8")) as Tree;
const key = "000102030405060708090A0B0C0D0E0F";

/** An app that has been updated: the Supervisor keeps what was saved, and lays before the app what its form has today. */
async function update(stored: Tree, file?: string) {
  const root = mkdtempSync(join(tmpdir(), "smartmeter-form-"));
  for (const folder of ["data", "config"]) mkdirSync(join(root, folder));
  if (file !== undefined) writeFileSync(join(root, "config/smartmeter.yaml"), file);
  const lay = (options: Tree): void =>
    writeFileSync(join(root, "data/options.json"), JSON.stringify(checkOptions(config.schema, options)));
  lay(stored);
  let kept = stored;
  const standIn = await startSupervisorStandIn({
    get appOptions() {
      return kept;
    },
  });
  after(async () => {
    await standIn.close();
    rmSync(root, { recursive: true });
  });
  const input = { args: [], env: {}, readFile: (path: string) => readOptionsFile(join(root, path)) };
  const supervisor = createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url, timeoutMs: 2000 });
  const start = (patienceMs = 20_000) => takeOverForm({ input, supervisor, root, patienceMs });
  const options = () => {
    const loaded = loadConfiguration(input);
    assert.ok("options" in loaded, JSON.stringify(loaded));
    return loaded;
  };
  /** As the form is saved in Home Assistant. */
  const save = (next: Tree): void => {
    kept = checkOptions(config.schema, next) as Tree;
    lay(kept);
  };
  const path = join(root, "config/smartmeter.yaml");
  const text = (): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return { standIn, start, options, save, text, path, root };
}

/** All that the form of version 0.1.0 could say. */
const old: Tree = {
  meters: [
    {
      name: "House",
      key,
      port: "meter.local",
      reader_key: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
      previous_key: "101112131415161718191A1B1C1D1E1F",
      require_authentication: false,
      accept_unchecked: false,
      serial: "2400 8E1",
      id: "house",
    },
    { name: "Heat pump", key, id: "heat" },
  ],
  mqtt: {
    enabled: true,
    host: "192.0.2.20",
    password: "word",
    ca: "/ssl/ca.pem",
    verify: false,
    protocol: "5",
    client_id: "cellar",
    base_topic: "house/meter",
    discovery: true,
    discovery_prefix: "ha",
    topics: "flat",
  },
  sunspec: { enabled: true, unit: 7, model: "203", clients: ["192.0.2.0/24", "192.0.2.9"] },
  log_level: "info",
  log_format: "json",
  language: "de",
  time_zone: "Europe/Vienna",
  interval: 30,
  definitions: "/share/smartmeter",
};

const plain = (options: unknown): unknown =>
  JSON.parse(
    JSON.stringify(options, (_, value: unknown) => (value instanceof Secret ? `secret ${value.reveal()}` : value)),
  );

describe("an app whose form has become shorter", () => {
  test("goes on with every option it had", async () => {
    const app = await update(old);
    assert.notDeepEqual(plain(app.options().options), plain(wholeOf(old)), "the form alone has lost some");
    const { taken, unknown, problem } = await app.start();
    assert.deepEqual([unknown, problem], [[], undefined]);
    assert.ok(taken.includes("meters[1].id") && taken.includes("mqtt.base_topic") && taken.includes("sunspec.clients"));
    assert.deepEqual(plain(app.options().options), plain(wholeOf(old)));
    assert.equal(statSync(app.path).mode & 0o777, 0o600);
    assert.ok(!app.text().includes(key), "what the form has stays there");
  });

  test("takes over once: what is taken away afterwards does not come back", async () => {
    const app = await update(old);
    await app.start();
    writeFileSync(app.path, "interval: 60\n");
    const { taken } = await app.start();
    assert.deepEqual(taken, []);
    assert.equal(app.options().options.interval, 60);
    assert.equal(app.options().options.mqtt?.base_topic, undefined);
  });

  test("keeps what a person wrote, with the form's old value above it as it was", async () => {
    const app = await update(old, "# mine\ninterval: 5 # slow\ntariff:\n  energy: 0.1\n");
    await app.start();
    const { interval, tariff } = app.options().options;
    assert.deepEqual([interval, tariff?.energy], [30, 0.1]);
    assert.match(app.text(), /^# mine\ninterval: 30 # slow\n/);
  });

  test("writes nothing where there was nothing more, not even a file", async () => {
    const app = await update({ meters: [{ name: "Smart Meter", key }], mqtt: {}, log_level: "info" });
    assert.deepEqual(await app.start(), { taken: [], unknown: [], problem: undefined });
    assert.equal(app.text(), "");
  });

  test("finds each meter's settings again by its name", async () => {
    const app = await update(old);
    await app.start();
    const ids = (): unknown => (app.options().options.meters ?? []).map(({ name, id }) => [name, id]);
    const [house, heat] = [
      { name: "House", key },
      { name: "Heat pump", key },
    ];
    const form = (...meters: object[]): Tree => ({ meters, mqtt: {}, log_level: "info" });
    app.save(form(heat, house));
    assert.deepEqual(ids(), [
      ["Heat pump", "heat"],
      ["House", "house"],
    ]);
    app.save(form(house, { ...heat, name: "Boiler" }));
    await app.start();
    assert.deepEqual(ids(), [
      ["House", "house"],
      ["Boiler", "heat"],
    ]);
    app.save(form({ ...heat, name: "Boiler" }));
    await app.start();
    assert.deepEqual(ids(), [["Boiler", "heat"]]);
    assert.match(app.options().orphans.join(), /smartmeter\.yaml:2/);
    app.save(form({ ...heat, name: "Boiler" }, { ...house, name: "Garage" }));
    await app.start();
    assert.deepEqual((app.options().options.meters ?? [])[0]?.id, "heat");
  });

  test("meters without a name keep theirs by their order", async () => {
    const app = await update({ ...old, meters: [{ key }, { key, id: "second" }] });
    await app.start();
    assert.deepEqual(
      (app.options().options.meters ?? []).map(({ id }) => id),
      [undefined, "second"],
    );
  });

  test("waits for a Supervisor that is not ready, and does not take over half", async () => {
    const app = await update(old);
    await app.standIn.setMode("not_ready");
    const starting = app.start();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await app.standIn.setMode("ok");
    assert.equal((await starting).problem, undefined);
    assert.equal(app.options().options.mqtt?.base_topic, "house/meter");
  });

  for (const mode of ["bad_token", "garbage", "hang", "refuse"] as const)
    test(`reads on where the Supervisor says nothing (${mode}), and tries again at the next start`, async () => {
      const app = await update(old);
      await app.standIn.setMode(mode);
      assert.match(JSON.stringify((await app.start(1000)).problem), /./);
      assert.equal(app.text(), "");
      await app.standIn.setMode("ok");
      assert.ok((await app.start()).taken.length > 10);
    });

  test("names options that hold a secret of Home Assistant, which nobody tells it", async () => {
    const [house] = old.meters as [Tree];
    const app = await update({ ...old, meters: [{ ...house, previous_key: "!secret old_key" }] });
    const { unknown, taken } = await app.start();
    assert.deepEqual(unknown, ["meters[0].previous_key"]);
    assert.ok(taken.includes("meters[0].id"));
    assert.ok(!app.text().includes("!secret"));
  });

  test("writes nothing that would not be right, and says what", async () => {
    const app = await update(old, "interval: [\n");
    assert.match(JSON.stringify((await app.start()).problem), /smartmeter\.yaml:\d/);
    assert.equal(app.text(), "interval: [\n");
  });
});

/** The old options as the program understood them. */
function wholeOf(options: Tree): unknown {
  const readFile = (path: string): string => {
    if (path === "/data/options.json") return JSON.stringify(options);
    throw Object.assign(new Error("none"), { code: "ENOENT" });
  };
  const loaded = loadConfiguration({ args: [], env: {}, readFile });
  assert.ok("options" in loaded, JSON.stringify(loaded));
  return loaded.options;
}
