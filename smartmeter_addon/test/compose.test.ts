import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { loadConfiguration } from "../src/options/configuration.ts";

interface Service {
  readonly environment: Record<string, string>;
  readonly [name: string]: unknown;
}

const text = readFileSync("../compose.yaml", "utf8");
const { smartmeter } = (parse(text) as { services: { smartmeter: Service } }).services;

test("compose.yaml runs the program as nobody special, with nothing to write but its state", () => {
  const { user, read_only, cap_drop, security_opt, privileged, tmpfs, volumes } = smartmeter;
  assert.match(String(user), /^[1-9]\d*:20$/);
  assert.deepEqual(
    { read_only, cap_drop, privileged, tmpfs },
    { read_only: true, cap_drop: ["ALL"], privileged: undefined, tmpfs: ["/tmp"] },
  );
  assert.deepEqual(security_opt, ["no-new-privileges:true"]);
  assert.deepEqual(volumes, [`state:${smartmeter.environment.SMARTMETER_DATA}`]);
  const dockerfile = readFileSync("Dockerfile", "utf8");
  assert.ok(dockerfile.includes(`-o 1000 -g 20 -m 0700 ${smartmeter.environment.SMARTMETER_DATA}`));
});

test("the variables in compose.yaml, with defaults and as named in its comments, are options", () => {
  const plain = Object.entries(smartmeter.environment).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:-(.*)\}/, "$1"),
  ]);
  const values: Record<string, string> = {
    SMARTMETER_KEY: "00",
    SMARTMETER_MQTT_HOST: "broker",
    SMARTMETER_WEB_HOST: "0.0.0.0",
    SMARTMETER_WEB_PASSWORD: "long-enough-for-a-page",
    SMARTMETER_INFLUXDB_URL: "http://db:8086",
    SMARTMETER_INFLUXDB_ORG: "home",
    SMARTMETER_INFLUXDB_BUCKET: "energy",
  };
  for (const [name] of text.matchAll(/SMARTMETER_[A-Z_]*[A-Z]/g))
    assert.ok(name in values || name in smartmeter.environment, name);
  const loaded = loadConfiguration({
    args: [],
    env: { ...values, ...Object.fromEntries(plain) },
    readFile: () => {
      throw Object.assign(new Error("none"), { code: "ENOENT" });
    },
  });
  assert.ok("options" in loaded, JSON.stringify(loaded));
  assert.equal(loaded.options.meters?.[0]?.port, "/dev/reader");
});
