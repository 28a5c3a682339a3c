// What people paste into the options by mistake: `check-config` and `run` refuse the same, in the same words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { readOptionsFile } from "../../src/options/options-file.ts";

const key = "000102030405060708090A0B0C0D0E0F";
const spaced = "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F";
const folder = mkdtempSync(join(tmpdir(), "same-words-"));
after(() => rmSync(folder, { recursive: true }));
const bundle = process.env.PROGRAM_UNDER_TEST ?? "dist/smartmeter.mjs";

function command(name: string, args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, name, ...args], {
    encoding: "utf8",
    timeout: 120_000,
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, text: stdout + stderr };
}

function yaml(text: string): string {
  const path = join(folder, "options.yaml");
  writeFileSync(path, text);
  return path;
}

const refused: readonly (readonly [string, RegExp])[] = [
  ["meters: [{ port: 'socket://192.0.2.10:23' }]", /meters\[0\]\.port: found .*socket:\/\/ is not known here/],
  ["meters: [{ port: 'tcp://bridge' }]", /meters\[0\]\.port: found .*names no port/],
  ["meters: [{ port: 'bridge:23' }]", /put tcp:\/\/ in front of it/],
  ["meters: [{ device: 'meter' }]", /meters\[0\]\.device: found .*neither a path/],
  ["meters: [{ port: 'tcp://me:my-word@bridge:23' }]", /\*\*\*/],
  [`meters: [{ port: ${key} }]`, /meters\[0\]\.port: found \*\*\* \(it looks like a key\)/],
  [`meters: [{ name: '${spaced}' }]`, /meters\[0\]\.name: found \*\*\*/],
  [`meters: [{ id: ${key.toLowerCase()} }]`, /meters\[0\]\.id: found \*\*\*/],
  [`mqtt: { host: ${key} }`, /mqtt\.host: found \*\*\*/],
  [`mqtt: { username: ${key} }`, /mqtt\.username: found \*\*\*/],
  ["mqtt: { host: 'ws://192.0.2.20:9001' }", /mqtt\.host: found ws:\/\/, which is not spoken here/],
  ["mqtt: { host: 'mqtt://me:my-word@a b' }", /mqtt\.host: found \*\*\*, expected a name or address/],
  ["mqtt: { host: '192.0.2.20:1883', port: 1884 }", /mqtt\.port: found 1884, and 1883 in mqtt\.host/],
  ["mqtt: { host: '192.0.2.20:99999' }", /mqtt\.host: found port 99999/],
  ["meters:\n  - &a [*a]\n", /options\.yaml:2:\d+: found (something \d+ deep|an alias)/],
  ["meters: *nothing\n", /options\.yaml:1:9: found (an alias|Aliased anchor not found|.*alias)/i],
  [`meters: ${"[".repeat(30_000)}`, /options\.yaml:\d+:\d+: found something far too deep/],
  [Array.from({ length: 1200 }, (_, at) => `${" ".repeat(at)}a:\n`).join(""), /options\.yaml:\d+:\d+: found .*deep/],
  ["- ".repeat(100_000), /options\.yaml:\d+:\d+: found .*deep/],
  ["mqtt: { password: !secret mqtt_password }", /options\.yaml:1:\d+: found a tag/],
  [
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from("bcdefgh", (name, at) => `${name}: &${name} [${Array(10).fill(`*${"abcdefg"[at]}`)}]\n`).join("")}`,
    /found (more than anybody writes|.*alias)/i,
  ],
];

describe("check-config and run refuse the same things with the same words", () => {
  for (const [text, words] of refused)
    test(text.slice(0, 60).trim(), () => {
      const path = yaml(text);
      const checked = command("check-config", ["--config", path]);
      const ran = command("run", ["--config", path]);
      assert.deepEqual([checked.status, ran.status], [1, 2], `${checked.text}\n${ran.text}`);
      assert.equal(ran.text, checked.text);
      assert.match(checked.text, words);
      for (const secret of [key, spaced, key.toLowerCase(), "my-word"]) assert.ok(!checked.text.includes(secret));
    });

  test("pipes, devices and folders in place of files", () => {
    const pipe = join(folder, "pipe");
    assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
    mkdirSync(join(folder, "folder"));
    const large = join(folder, "large");
    writeFileSync(large, Buffer.alloc(3_000_000, "#"));
    for (const [path, words] of [
      [pipe, /found a pipe/],
      ["/dev/zero", /found a device/],
      ["/dev/null", /found a device/],
      [join(folder, "folder"), /found a folder/],
      [large, /found a file of 3 MB/],
    ] as const)
      for (const flag of ["--config", "--key-file"]) {
        const [checked, ran] = [command("check-config", [flag, path]), command("run", [flag, path])];
        assert.deepEqual([checked.status, ran.status], [1, 2], `${flag} ${path}\n${checked.text}`);
        assert.equal(ran.text, checked.text);
        assert.match(checked.text, words);
      }
    const { status, text } = command("check-config", [], { SMARTMETER_MQTT_PASSWORD_FILE: pipe });
    assert.equal(status, 1, text);
    assert.match(text, /SMARTMETER_MQTT_PASSWORD_FILE: found .*a pipe/);
  });
});

function load(text: string, env: Record<string, string> = {}) {
  const loaded = loadConfiguration({ args: ["--config", yaml(text)], env, readFile: readOptionsFile });
  assert.ok("options" in loaded, JSON.stringify(loaded));
  return loaded;
}

test("a broker's address as other programs want it is taken apart", () => {
  for (const [host, wanted] of [
    ["192.0.2.20", { host: "192.0.2.20" }],
    ["192.0.2.20:1884", { host: "192.0.2.20", port: 1884 }],
    ["mqtt://broker.local", { host: "broker.local" }],
    ["mqtt://broker.local:1884/", { host: "broker.local", port: 1884 }],
    ["MQTTS://broker.local", { host: "broker.local", tls: true }],
    ["ssl://broker.local:8884", { host: "broker.local", port: 8884, tls: true }],
    ["[::1]", { host: "::1" }],
    ["::1", { host: "::1" }],
    ["mqtt://[2001:db8::1]:1884", { host: "2001:db8::1", port: 1884 }],
    ["mqtt://me@broker.local", { host: "broker.local", username: "me" }],
  ] as const)
    assert.deepEqual(load(`mqtt: { host: '${host}' }`).options.mqtt, wanted, host);
  const { mqtt } = load("mqtt: { host: 'mqtt://me:my%40wo@rd@broker.local:1884' }").options;
  assert.deepEqual([mqtt?.host, mqtt?.username, mqtt?.password?.reveal()], ["broker.local", "me", "my@wo@rd"]);
  assert.ok(!JSON.stringify(mqtt).includes("my@wo"));
  const both = load("mqtt: { host: 'mqtt://me:one@broker.local', username: other, password: two }").options.mqtt;
  assert.deepEqual([both?.username, both?.password?.reveal()], ["other", "two"]);
});

test("what an alias means stands where it is used", () => {
  const text = `meters:\n  - { id: a, key: &key ${key}, serial: &line 2400 8E1 }\n  - { id: b, key: *key, serial: *line }\n`;
  const { meters = [] } = load(text).options;
  assert.deepEqual([meters[1]?.key?.reveal(), meters[1]?.serial], [key, "2400 8E1"]);
});

test("variables of a cluster's service with our name are left aside, and named", () => {
  const cluster = {
    SMARTMETER_SERVICE_HOST: "10.96.0.7",
    SMARTMETER_SERVICE_PORT: "8099",
    SMARTMETER_SERVICE_PORT_PAGE: "8099",
    SMARTMETER_PORT: "tcp://10.96.0.7:8099",
    SMARTMETER_PORT_8099_TCP: "tcp://10.96.0.7:8099",
    SMARTMETER_PORT_8099_TCP_PROTO: "tcp",
    SMARTMETER_PORT_8099_TCP_PORT: "8099",
    SMARTMETER_PORT_8099_TCP_ADDR: "10.96.0.7",
  };
  const second = {
    SMARTMETER_WEB_SERVICE_HOST: "fd00::7",
    SMARTMETER_WEB_SERVICE_PORT: "8099",
    SMARTMETER_WEB_PORT: "tcp://[fd00::7]:8099",
    SMARTMETER_WEB_PORT_8099_TCP: "tcp://[fd00::7]:8099",
  };
  const { options, ignored } = load("language: en", { ...cluster, ...second });
  assert.deepEqual(options, { language: "en" });
  assert.deepEqual([...ignored].sort(), Object.keys({ ...cluster, ...second }).sort());
  // Set by hand it is the meter's address, also beside those of a cluster.
  const own = { ...cluster, SMARTMETER_PORT: "tcp://192.0.2.10:3001" };
  assert.deepEqual(load("language: en", own).options.meters, [{ port: "tcp://192.0.2.10:3001" }]);
  assert.deepEqual(load("{}", { SMARTMETER_PORT: "tcp://192.0.2.10:3001" }).ignored, []);
  const { status, text } = command("check-config", ["--config", yaml("language: en")], cluster);
  assert.equal(status, 0, text);
  assert.match(text, /Note: .*SMARTMETER_PORT, .*enableServiceLinks: false/);
});
