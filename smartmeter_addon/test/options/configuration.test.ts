import assert from "node:assert/strict";
import { test } from "node:test";
import { type Configuration, formatProblem, loadConfiguration } from "../../src/options/configuration.ts";
import type { Options } from "../../src/options/options.ts";

const key = "000102030405060708090A0B0C0D0E0F";

interface Given {
  readonly args?: string[];
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

function load({ args = [], env = {}, files = {} }: Given): Configuration {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
    return text;
  };
  return loadConfiguration({ args, env, readFile });
}

function optionsOf(given: Given): Options {
  const result = load(given);
  assert.ok(
    "options" in result,
    "problems" in result ? result.problems.map((problem) => formatProblem(problem, "en")).join("\n") : "",
  );
  return result.options;
}

function problemsOf(given: Given): string[] {
  const result = load(given);
  assert.ok("problems" in result, "no problem was found");
  return result.problems.map((problem) => formatProblem(problem, "en"));
}

test("nothing at all is a valid configuration", () => {
  assert.deepEqual(optionsOf({}), {});
});

test("the app's form: cleared fields count as not set", () => {
  const form = JSON.stringify({ log_level: "info", meters: [{ name: "", key, port: null }], mqtt: { host: "" } });
  const options = optionsOf({ files: { "/data/options.json": form } });
  assert.equal(options.meters?.[0]?.key?.reveal(), key);
  assert.equal(options.meters?.[0]?.name, undefined);
  assert.deepEqual(options.mqtt, {});
});

test("variables stand above the file, the key file above the variables", () => {
  const files = {
    "own.yaml": "meters:\n  - key: AA\n    port: /dev/ttyUSB0\nmqtt:\n  host: one\n  port: 1884\n",
    "/run/secrets/key": `${key}\n`,
  };
  const env = { SMARTMETER_MQTT_HOST: "two", SMARTMETER_METERS_0_NAME: "Main", SMARTMETER_KEY: "BB" };
  const options = optionsOf({ args: ["--config", "own.yaml", "--key-file", "/run/secrets/key"], env, files });
  assert.equal(options.mqtt?.host, "two");
  assert.equal(options.mqtt?.port, 1884);
  assert.equal(options.meters?.[0]?.name, "Main");
  assert.equal(options.meters?.[0]?.port, "/dev/ttyUSB0");
  assert.equal(options.meters?.[0]?.key?.reveal(), key);
});

test("the configuration file can be named by a variable", () => {
  const options = optionsOf({ env: { SMARTMETER_CONFIG: "a.yaml" }, files: { "a.yaml": "interval: 10" } });
  assert.equal(options.interval, 10);
});

test("a key of digits keeps every digit in YAML, in variables and in secret files", () => {
  const digits = "00112233445566778899001122334455";
  const yaml = optionsOf({ args: ["--config", "a"], files: { a: `meters:\n  - key: ${digits}\n    id: 0815\n` } });
  assert.equal(yaml.meters?.[0]?.key?.reveal(), digits);
  assert.equal(yaml.meters?.[0]?.id, "0815");
  assert.equal(optionsOf({ env: { SMARTMETER_KEY: digits } }).meters?.[0]?.key?.reveal(), digits);
  const fromFile = optionsOf({ env: { SMARTMETER_KEY_FILE: "/run/k" }, files: { "/run/k": `${digits}\n` } });
  assert.equal(fromFile.meters?.[0]?.key?.reveal(), digits);
});

test("values of variables become what the schema expects", () => {
  const env = {
    SMARTMETER_MQTT_TLS: "yes",
    SMARTMETER_MQTT_PORT: "8883",
    SMARTMETER_MQTT_PASSWORD: "123",
    SMARTMETER_INTERVAL: "30",
    SMARTMETER_INFLUXDB_URL: "http://influx:8086",
    SMARTMETER_INFLUXDB_ORG: "home",
    SMARTMETER_INFLUXDB_BUCKET: "energy",
    SMARTMETER_INFLUXDB_TAGS: "house=home, floor=0",
    SMARTMETER_ID: "main",
    SMARTMETER_VIRTUAL_0_ID: "sum",
    SMARTMETER_VIRTUAL_0_ADD: "main, 1",
    SMARTMETER_METERS_1_PORT: "tcp://127.0.0.1:3001",
    SMARTMETER_LANGUAGE: "",
    HOME: "/root",
  };
  const options = optionsOf({ env });
  assert.equal(options.mqtt?.tls, true);
  assert.equal(options.mqtt?.port, 8883);
  assert.equal(options.mqtt?.password?.reveal(), "123");
  assert.equal(options.interval, 30);
  assert.deepEqual(options.influxdb?.tags, { house: "home", floor: "0" });
  assert.equal(options.influxdb?.batch, 1000);
  assert.deepEqual(options.virtual?.[0]?.add, ["main", "1"]);
  assert.deepEqual(options.meters, [{ id: "main" }, { port: "tcp://127.0.0.1:3001" }]);
});

test("every wrong value is named at once, with line and column or the variable", () => {
  const files = { "a.yaml": "interval: soon\nmeters:\n  - kye: secret-thing\n    serial: 2400\nmqt:\n  host: x\n" };
  const found = problemsOf({ args: ["--config", "a.yaml"], env: { SMARTMETER_MQTT_PORT: "70000" }, files });
  const expected = [
    'a.yaml:1:1: interval: found "soon", expected a whole number from 0 to 3600',
    'a.yaml:3:5: meters[0].kye: found an unknown name, expected an option; did you mean "key"?',
    'a.yaml:4:5: meters[0].serial: found "2400", expected speed and frame like 2400 8E1',
    'a.yaml:5:1: mqt: found an unknown name, expected an option; did you mean "mqtt"?',
    "SMARTMETER_MQTT_PORT: mqtt.port: found 70000, expected a whole number from 1 to 65535",
  ];
  assert.deepEqual(found.sort(), expected.sort());
});

test("unknown variables name the nearest one", () => {
  assert.match(problemsOf({ env: { SMARTMETER_MQTT_HSOT: "x" } })[0] ?? "", /did you mean SMARTMETER_MQTT_HOST\?/);
  assert.match(
    problemsOf({ env: { SMARTMETER_METERS_3_KEI: "x" } })[0] ?? "",
    /did you mean SMARTMETER_METERS_3_KEY\?/,
  );
  assert.match(problemsOf({ env: { SMARTMETER_MQTT_HOST_FILE: "x" } })[0] ?? "", /did you mean SMARTMETER_MQTT_HOST\?/);
});

test("one option by two variables is a problem", () => {
  const found = problemsOf({ env: { SMARTMETER_KEY: key, SMARTMETER_METERS_0_KEY: key } });
  assert.match(found[0] ?? "", /SMARTMETER_METERS_0_KEY: found the same option twice/);
});

test("files that are missing, broken or no YAML are named", () => {
  assert.match(problemsOf({ args: ["--config", "a.yaml"] })[0] ?? "", /^a\.yaml: found no such file/);
  assert.match(problemsOf({ args: ["--key-file", "k"] })[0] ?? "", /^--key-file k: found no such file/);
  assert.match(problemsOf({ env: { SMARTMETER_KEY_FILE: "k" } })[0] ?? "", /^SMARTMETER_KEY_FILE: found a file that/);
  const broken = problemsOf({ args: ["--config", "a.yaml"], files: { "a.yaml": "meters:\n  - key: 'open\n" } });
  assert.match(broken[0] ?? "", /^a\.yaml:\d+:\d+: found /);
  assert.match(problemsOf({ args: ["--confg", "x"] })[0] ?? "", /command line: found --confg/);
});

test("no error text carries a secret, wherever it was typed", () => {
  const places = [
    `key: ${key}`,
    `meters: [{ id: ${key} }]`,
    `meters: [{ keey: ${key} }]`,
    `meters: [{ serial: ${key} }]`,
    `mqtt: { password: [${key}] }`,
    `mqtt: { port: ${key} }`,
    `meters: ${key}`,
    `${key}: 1`,
    `meters:\n- "${key}" "${key}"`,
    `influxdb: { url: "http://someone:${key}@host", org: a, bucket: b }`,
  ];
  for (const text of places) {
    const found = problemsOf({ args: ["--config", "a.yaml"], files: { "a.yaml": text } });
    assert.ok(!found.join("\n").toUpperCase().includes(key), found.join("\n"));
  }
});

test("what no option can tell alone: ids that stand twice, virtual meters of meters that are not there", () => {
  const text =
    "meters: [{ id: a }, { id: a }]\nvirtual:\n  - { id: b, add: [a, 2], subtract: [c] }\n  - { id: b, add: ['1'] }\n";
  const found = problemsOf({ args: ["--config", "a.yaml"], files: { "a.yaml": text } });
  assert.deepEqual(found, [
    'a.yaml:1:23: meters[1].id: found "a" a second time, expected an id of its own',
    'a.yaml:4:7: virtual[1].id: found "b" a second time, expected an id of its own',
    'a.yaml:3:23: virtual[0].add[1]: found "2", expected one of a, a',
    'a.yaml:3:38: virtual[0].subtract[0]: found "c", expected one of a, a',
  ]);
});

const readerKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const withMeter = (lines: string): Given => ({
  args: ["--config", "a.yaml"],
  files: { "a.yaml": `meters:\n  - key: ${key}\n${lines}` },
});

test("the key of an ESPHome device is taken out of its address", () => {
  const apart = { port: "esphome://meter.local:6053/?port_name=P1%20port" };
  for (const query of [
    `port_name=P1 port&key=${readerKey}`,
    `key=${encodeURIComponent(readerKey)}&port_name=P1+port`,
  ]) {
    const { meters } = optionsOf(withMeter(`    port: "esphome://meter.local/?${query}"\n`));
    assert.equal(meters?.[0]?.port, apart.port);
    assert.equal(meters?.[0]?.reader_key?.reveal(), readerKey);
    assert.ok(!JSON.stringify(meters).includes(readerKey));
  }
});

test("a wrong key of an ESPHome device is named where it stands, and not shown", () => {
  const wrong = [
    [`    port: esphome://meter.local\n    reader_key: ${key}\n`, /meters\[0\]\.reader_key: found \*\*\*/],
    [`    port: "esphome://meter.local/?key=short"\n`, /meters\[0\]\.port: found \*\*\*/],
    [
      `    port: "esphome://meter.local/?key=${readerKey}"\n    reader_key: ${readerKey.replace("A", "B")}\n`,
      /one key/,
    ],
  ] as const;
  for (const [lines, problem] of wrong) {
    const [found = "", ...others] = problemsOf(withMeter(lines));
    assert.match(found, problem);
    assert.deepEqual(others, []);
    assert.ok(!found.includes(key) && !found.includes(readerKey));
  }
});

test("the one meter that SunSpec serves must be there", () => {
  const given = (meter: string): Given => {
    const text = `meters: [{ id: a }, {}]\nvirtual: [{ id: v, add: [a] }]\nsunspec: { meter: ${meter} }\n`;
    return { args: ["--config", "a.yaml"], files: { "a.yaml": text } };
  };
  for (const meter of ["a", "v", "0", "1"]) assert.equal(optionsOf(given(meter)).sunspec?.meter, meter);
  assert.deepEqual(problemsOf(given("b")), ['a.yaml:3:12: sunspec.meter: found "b", expected one of a, 1, v']);
});
