import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { exampleOf } from "../../src/documents/reference.ts";
import { createSupervisor } from "../../src/host/supervisor.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { schema } from "../../src/options/options.ts";
import { readOptionsFile } from "../../src/options/options-file.ts";
import type { SettingSection } from "../../src/options/settings.ts";
import { changesOf, createWebSettings } from "../../src/program/web-settings.ts";
import { leavesOf } from "../../src/schema/expectation.ts";
import { Secret } from "../../src/secret.ts";
import type { ConfigurationDraft } from "../../src/web/view.ts";
import { checkOptions, type Tree } from "../app/supervisor-rules.ts";
import { startSupervisorStandIn } from "../support/supervisor.ts";

const folder = mkdtempSync(join(tmpdir(), "smartmeter-page-"));
after(() => rmSync(folder, { recursive: true }));

/** Writes what the set-up was told into the file. */
function createConfigure(path: string) {
  const input = { args: ["--config", path], env: {}, readFile: readOptionsFile };
  const settings = createWebSettings({ input, supervisor: undefined, reload() {} });
  return (draft: ConfigurationDraft, language: "en" | "de") => settings.change(changesOf(draft), language);
}

const key = "000102030405060708090A0B0C0D0E0F";
const draft: ConfigurationDraft = {
  meter: 0,
  name: undefined,
  port: undefined,
  readerKey: undefined,
  key: undefined,
  authenticationKey: undefined,
};

describe("configuration written from the page", () => {
  test("a new file, for its owner alone", async () => {
    const path = join(folder, "new.yaml");
    const problems = await createConfigure(path)({ ...draft, name: "Main", port: "/dev/ttyUSB0", key }, "en");
    assert.deepEqual(problems, []);
    assert.equal(readFileSync(path, "utf8"), `meters:\n  - name: Main\n    port: /dev/ttyUSB0\n    key: ${key}\n`);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test("an old file keeps its comments, its other values and its mode", async () => {
    const path = join(folder, "old.yaml");
    writeFileSync(path, "# our house\nmeters:\n  - name: Main # the big one\n    key: x\nmqtt:\n  host: broker\n", {
      mode: 0o640,
    });
    assert.deepEqual(await createConfigure(path)({ ...draft, key }, "en"), []);
    const text = readFileSync(path, "utf8");
    assert.match(text, /# our house/);
    assert.match(text, /name: Main # the big one/);
    assert.match(text, new RegExp(`key: ${key}`));
    assert.match(text, /host: broker/);
    assert.equal(statSync(path).mode & 0o777, 0o640);
  });

  test("a second meter", async () => {
    const path = join(folder, "new.yaml");
    assert.deepEqual(await createConfigure(path)({ ...draft, meter: 1, name: "Heat pump" }, "en"), []);
    assert.match(readFileSync(path, "utf8"), /name: Main\n(.*\n)*\s*- name: Heat pump/);
  });

  test("nothing is written that would not be right, and no problem shows a key", async () => {
    const path = join(folder, "broken.yaml");
    const write = createConfigure(path);
    for (const [before, wish] of [
      ["", { key: key.slice(1) }],
      ["", { authenticationKey: "short" }],
      ["", { name: "x".repeat(61), key }],
      ["meters: {", { key }],
      ["nonsense: 1\n", { key }],
      ["meters: 7\n", { key }],
    ] as const) {
      writeFileSync(path, before);
      const problems = await write({ ...draft, ...wish }, "de");
      assert.ok(problems.length > 0, before);
      assert.ok(!problems.join().includes(key.slice(1)));
      assert.equal(readFileSync(path, "utf8"), before);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".new")),
      [],
    );
  });
});

describe("settings in the app", () => {
  const config = parse(readFileSync("config.yaml", "utf8")) as Tree;

  /** The program's view of /data and /config, and a Supervisor that checks options by the form's schema. */
  async function openApp(form: Tree, file?: string) {
    const root = mkdtempSync(join(tmpdir(), "smartmeter-app-"));
    const saved: unknown[] = [];
    let restarts = 0;
    let reloads = 0;
    mkdirSync(join(root, "data"));
    mkdirSync(join(root, "config"));
    writeFileSync(join(root, "data/options.json"), JSON.stringify(form));
    if (file !== undefined) writeFileSync(join(root, "config/smartmeter.yaml"), file);
    const standIn = await startSupervisorStandIn({
      checkOptions: (posted) => checkOptions(config.schema, posted as Tree),
      onOptions: (checked) => {
        saved.push(checked);
        writeFileSync(join(root, "data/options.json"), JSON.stringify(checked));
      },
      onRestart: () => restarts++,
    });
    const input = { args: [], env: {}, readFile: (path: string) => readOptionsFile(join(root, path)) };
    const supervisor = createSupervisor({ token: new Secret(standIn.token), baseUrl: standIn.url });
    const settings = createWebSettings({ input, supervisor, reload: () => reloads++, root });
    after(async () => {
      await standIn.close();
      rmSync(root, { recursive: true });
    });
    const text = (): string => readFileSync(join(root, "config/smartmeter.yaml"), "utf8");
    return { settings, input, saved, text, counts: () => ({ restarts, reloads }) };
  }

  const form = config.options as { meters: { name: string }[] } & Tree;

  test("what the form has goes through the Supervisor, the rest into the app's own file; both hold", async () => {
    const app = await openApp(form, "# our own\ntariff:\n  energy: 0.1 # since May\n");
    const changes = [
      { path: "meters[0].key", value: key },
      { path: "tariff.network", value: "0.07" },
      { path: "virtual[0].id", value: "house" },
      { path: "virtual[0].add", value: "0" },
      { path: "voltage_log.folder", value: "/share/v" },
    ];
    assert.deepEqual(await app.settings.change(changes, "en"), []);
    assert.deepEqual((app.saved[0] as typeof form).meters, [{ name: "Smart Meter", key }]);
    assert.match(app.text(), /# our own\ntariff:\n {2}energy: 0\.1 # since May\n {2}network: 0\.07\n/);
    const loaded = loadConfiguration(app.input);
    assert.ok("options" in loaded, JSON.stringify(loaded));
    assert.equal(loaded.options.meters?.[0]?.key?.reveal(), key);
    assert.equal(loaded.options.tariff?.network, 0.07);
    assert.deepEqual(loaded.options.virtual, [{ id: "house", add: ["0"] }]);
    assert.equal(await app.settings.apply(), undefined);
    assert.deepEqual(app.counts(), { restarts: 1, reloads: 0 });
  });

  test("a change of the file alone needs no restart of the app", async () => {
    const app = await openApp(form);
    assert.deepEqual(await app.settings.change([{ path: "deadband.power", value: "50" }], "en"), []);
    assert.equal(app.text(), "deadband:\n  power: 50\n");
    assert.equal(await app.settings.apply(), undefined);
    assert.deepEqual(app.counts(), { restarts: 0, reloads: 1 });
  });

  test("nothing is written that would not be right, in the words of every other check; a refusal is told", async () => {
    const app = await openApp(form);
    const [wrong] = await app.settings.change([{ path: "tariff.energy", value: "0,12" }], "en");
    assert.match(wrong ?? "", /tariff\.energy: found "0,12", expected a number from 0 to 5, with a point like 0\.12/);
    const [longName] = await app.settings.change([{ path: "meters[0].name", value: "x".repeat(61) }], "en");
    assert.match(longName ?? "", /meters\[0\]\.name/);
    const [badKey] = await app.settings.change([{ path: "meters[0].key", value: key.slice(2) }], "de");
    assert.ok(badKey !== undefined && !badKey.includes(key.slice(2)));
    assert.deepEqual(app.saved, []);
  });

  test("every option is there, with where it comes from; no secret is shown", async () => {
    // Another one than the reference gives as an example.
    const own = "F0E0D0C0B0A090807060504030201000";
    const secretForm = { ...form, meters: [{ name: "Smart Meter", key: own }] };
    const app = await openApp(secretForm, "interval: 60\nquarter_hours:\n  window: 5\n");
    const settings = (app.settings.describe("en") as SettingSection[]).flatMap((section) => section.settings);
    const at = (path: string) => settings.find((setting) => setting.path === path);
    assert.deepEqual([at("meters[0].key")?.value, at("meters[0].key")?.source], ["***", "form"]);
    assert.deepEqual([at("quarter_hours.window")?.value, at("quarter_hours.window")?.source], ["5", "file:3"]);
    assert.equal(at("influxdb.url")?.value, undefined);
    const sections = new Set((app.settings.describe("en") as SettingSection[]).map(({ name }) => name));
    for (const { path } of leavesOf(schema))
      if (path[0] !== "data") assert.ok(sections.has(path[0] as string), path[0]);
    assert.ok(!JSON.stringify(settings).includes(own));
  });

  test("what a section does without is not called needed", async () => {
    const app = await openApp(form);
    const settings = (app.settings.describe("en") as SettingSection[]).flatMap((section) => section.settings);
    const isRequired = (path: string) => settings.find((setting) => setting.path === path)?.required;
    assert.equal(isRequired("tariff.energy"), true);
    assert.equal(isRequired("tariff.power.price"), false);
  });

  test("entries of lists come and go; the others stay what they were", async () => {
    const app = await openApp(form);
    const add = (list: string, entry: object) =>
      Object.entries(entry).map(([name, value]) => ({ path: `${list}.${name}`, value: String(value) }));
    const second = [
      ...add("meters[1]", { name: "Heat pump", key, id: "heat" }),
      ...add("meters[2]", { name: "Garage", id: "garage" }),
      ...add("tariff", { energy: 0.1 }),
      ...add("tariff.zones[0]", { name: "night", hours: "22:00-06:00" }),
      ...add("tariff.zones[1]", { preset: "snap" }),
      ...add("virtual[0]", { id: "rest", add: "0", subtract: "heat" }),
    ];
    assert.deepEqual(await app.settings.change(second, "en"), []);
    assert.deepEqual((app.saved[0] as typeof form).meters, [
      { name: "Smart Meter" },
      { name: "Heat pump", key },
      { name: "Garage" },
    ]);
    const away = ["virtual[0]", "tariff.zones[0]", "meters[1]"].map((path) => ({ path, value: "" }));
    const later = { path: "tariff.zones[1].name", value: "noon" };
    assert.deepEqual(await app.settings.change([...away, later], "en"), []);
    const loaded = loadConfiguration(app.input);
    assert.ok("options" in loaded, JSON.stringify(loaded));
    const { meters, virtual, tariff } = loaded.options;
    assert.deepEqual(
      meters?.map(({ name, id }) => [name, id]),
      [
        ["Smart Meter", undefined],
        ["Garage", "garage"],
      ],
    );
    assert.deepEqual([virtual, tariff?.zones], [undefined, [{ preset: "snap", name: "noon" }]]);
  });

  test("a meter is renamed with its settings, and two of one name are told apart before anything is written", async () => {
    const app = await openApp({ ...form, meters: [{ name: "A" }, { name: "B" }] }, "meters:\n  - name: B\n    id: b\n");
    assert.deepEqual(await app.settings.change([{ path: "meters[1].name", value: "B2" }], "en"), []);
    assert.equal(app.text(), "meters:\n  - name: B2\n    id: b\n");
    const same = [
      { path: "meters[0].name", value: "B2" },
      { path: "meters[0].id", value: "a" },
    ];
    assert.match((await app.settings.change(same, "en")).join(), /meters\[0\]\.name: found "B2" a second time/);
    assert.equal(app.text(), "meters:\n  - name: B2\n    id: b\n");
  });

  test("a section that is emptied is gone, and an output without one is off", async () => {
    const app = await openApp(form);
    const usual = (path: string) =>
      (app.settings.describe("de") as SettingSection[])
        .flatMap(({ settings }) => settings)
        .find((setting) => setting.path === path)?.usual;
    assert.deepEqual(
      ["sunspec", "quarter_hours", "web"].map((name) => usual(`${name}.enabled`)),
      ["false", "true", "true"],
    );
    assert.deepEqual(await app.settings.change([{ path: "sunspec.unit", value: "3" }], "en"), []);
    assert.equal(usual("sunspec.enabled"), "true");
    assert.deepEqual(await app.settings.change([{ path: "sunspec.unit", value: "" }], "en"), []);
    assert.equal(app.text(), "{}\n");
    assert.equal(usual("sunspec.enabled"), "false");
  });

  test("choices have words in the reader's language, but for formats and versions", async () => {
    const app = await openApp({ ...form, tariff: { zones: [{ preset: "snap" }] } });
    const wordsIn = (language: "de" | "en", path: string) =>
      (app.settings.describe(language) as SettingSection[])
        .flatMap(({ settings }) => settings)
        .find((setting) => setting.path === path)?.words;
    assert.deepEqual(wordsIn("de", "tariff.power.period"), { year: "im Jahr", month: "im Monat" });
    assert.deepEqual(wordsIn("en", "tariff.power.rounding"), { none: "not at all", down: "down", up: "up" });
    const named = leavesOf(schema).filter(({ kind }) => kind === "choice");
    const bare = named.filter(({ choices, words }) => choices.join() !== Object.keys(words).join());
    assert.deepEqual(bare.map(({ path }) => path.join(".")).sort(), ["file.format", "mqtt.protocol"]);
  });

  test("every option of the schema can be set and taken away again", async () => {
    const named = {
      ...form,
      meters: [
        { name: "Main", id: "main" },
        { name: "Heat pump", id: "heatpump" },
      ],
    };
    for (const leaf of leavesOf(schema)) {
      if (leaf.path[0] === "data") continue;
      const section = leavesOf(schema).filter(
        (other) => (other.required && other.path[0] === leaf.path[0]) || other === leaf,
      );
      const app = await openApp(named);
      const changes = section.map((entry) => ({
        path: pathOf(entry.path),
        value: exampleOf(entry) ?? "",
      }));
      assert.deepEqual(await app.settings.change(changes, "en"), [], leaf.path.join("."));
      const away = changes.map(({ path }) => ({ path, value: "" })).reverse();
      const left = await app.settings.change(away, "en");
      assert.ok(left.length === 0 || /expected/.test(left[0] ?? ""), leaf.path.join("."));
    }
  });
});

const pathOf = (path: readonly string[]): string => path.join(".").replaceAll(".*", "[0]");
