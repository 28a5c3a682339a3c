import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { importConfiguration } from "../../src/import/import-config.ts";
import { formatImported, type Imported } from "../../src/import/imported.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import type { Options } from "../../src/options/options.ts";

const key = "00112233445566778899001122334455";

function imported(texts: string[], keepEntities = false): { options: Options; yaml: string; result: Imported } {
  const result = importConfiguration(texts, { keepEntities });
  assert.ok(result !== undefined, "not recognised");
  const yaml = formatImported(result);
  // What was written is read back as the program reads it.
  const loaded = loadConfiguration({ args: ["--config", "x"], env: {}, readFile: () => yaml });
  assert.ok("options" in loaded, "problems" in loaded ? JSON.stringify(loaded.problems) : "");
  return { options: loaded.options, yaml, result };
}

const addOn = `
logging: WARNING
interface_type: PHYSICAL
meter_type: burgenland
mqtt:
  device_id: "smartmeter"
  name: "Zähler Süd"
  host: "192.0.2.10"
  port: 8883
  user: "reader"
  password: "a pass#word"
  keepalive: 60
  prefix: "home/"
  publish_interval: 15
  tls: true
  tls_ca: /ssl/ca.pem
  tls_insecure: true
dlms:
  port: "/dev/ttyUSB1"
  baudrate: 9600
  parity: "NONE"
  key: ${key}
  some_day: 1
`;

describe("options of smartmeter_homeassistant_burgenland", () => {
  it("become ours, with nothing that is found by itself", () => {
    const { options } = imported([addOn]);
    assert.equal(options.meters?.[0]?.key?.reveal(), key);
    assert.equal(options.meters?.[0]?.port, "/dev/ttyUSB1");
    assert.equal(options.meters?.[0]?.serial, undefined);
    assert.equal(options.mqtt?.password?.reveal(), "a pass#word");
    const { host, port, username, base_topic, tls, ca, verify } = options.mqtt ?? {};
    const mqtt = { host: "192.0.2.10", port: 8883, username: "reader", base_topic: "home" };
    assert.deepEqual(
      { host, port, username, base_topic, tls, ca, verify },
      { ...mqtt, tls: true, ca: "/ssl/ca.pem", verify: false },
    );
    assert.equal(options.interval, 15);
    assert.equal(options.log_level, "warning");
    assert.equal(options.entity_ids, undefined);
  });

  it("say of every line what became of it", () => {
    const { yaml } = imported([addOn]);
    const theirs = [...addOn.matchAll(/^( *)(\w+):(.*)$/gm)].filter(([, , , value]) => value?.trim() !== "");
    for (const [, indent, name] of theirs) {
      const section = (indent ?? "") === "" ? "" : ".";
      assert.ok(yaml.includes(`${section}${name}: `), `${name} in\n${yaml}`);
    }
    assert.match(yaml, /dlms\.some_day: not known to this import/);
  });

  it("are encrypted as they were: by the switch where there is one, else by any of the files", () => {
    const tls = (lines: string) =>
      imported([`dlms: { key: ${key}, port: /dev/ttyUSB0 }\nmqtt: { host: h, ${lines} }`]).options.mqtt?.tls;
    assert.equal(tls("tls: false, tls_insecure: false"), undefined);
    assert.equal(tls("tls: false, tls_ca: /ssl/ca.pem"), undefined);
    assert.equal(tls("tls_insecure: false"), true);
    assert.equal(tls("tls_ca: /ssl/ca.pem"), true);
    assert.equal(tls('tls_ca: ""'), undefined);
    assert.equal(tls("tls: true"), true);
  });

  it("keep the entity ids where that is asked for", () => {
    const { options } = imported([addOn], true);
    assert.equal(options.entity_ids?.power_factor, "sensor.zahler_sud_power_factor");
    assert.equal(options.entity_ids?.energy_import, "sensor.zahler_sud_total_energy_consumed");
    assert.equal(options.entity_ids?.power_export, "sensor.zahler_sud_power_provided");
  });

  it("are read as the Supervisor hands them out, too", () => {
    const json = JSON.stringify({
      options: { dlms: { key, port: "/dev/ttyUSB0" }, mqtt: { host: "h", tls_insecure: "" } },
    });
    const { options } = imported([json]);
    assert.equal(options.meters?.[0]?.key?.reveal(), key);
    assert.equal(options.interval, 30, "their default");
    assert.equal(options.mqtt?.tls, undefined);
  });
});

const reader = `
mbus:
    port: "/dev/ttyUSB0"
    baudrate: 2400
encryption_key: "${key}"
mqtt:
    broker: "192.0.2.2"
    port: 1883
    user: "mqtt"
    password: "0815"
    client_id: "SmartMeter"
    data_topic: "homeassistant/sensor/smartmeter/state"
homeassistant:
    config_topics:
        - config_topic: "homeassistant/sensor/e/config"
          config:
              name: "Haus Energie"
              unit_of_measurement: "kWh"
              val_tpl: "{{value_json.energy}}"
        - config_topic: "homeassistant/sensor/u/config"
          config: { name: "Spannung 1", val_tpl: "{{ value_json.voltageL1 }}" }
`;
const dataFormat = `
frame_format: { frame_size: 282, preamble: "68fafa68", system_title: { start: 11, end: 19 } }
apdu_format:
    - { name: "energy", obis: "0100010800ff", format: ">7xI3xbxB", val_multiplier: 0.001 }
    - { name: "voltageL1", obis: "0100200700ff", format: ">7xH3xbxB" }
    - { name: "own", obis: "0100600701ff", format: "<7xh3xbxB" }
`;

describe("configuration of smartmeterreader", () => {
  it("becomes ours", () => {
    const { options } = imported([reader, dataFormat]);
    assert.equal(options.meters?.[0]?.key?.reveal(), key);
    assert.equal(options.meters?.[0]?.port, "/dev/ttyUSB0");
    assert.equal(options.mqtt?.host, "192.0.2.2");
    assert.equal(options.mqtt?.password?.reveal(), "0815");
    assert.equal(options.mqtt?.client_id, "SmartMeter");
  });

  it("says of every field its format, its multiplier and what it is here", () => {
    const { yaml } = imported([reader, dataFormat]);
    assert.match(yaml, /apdu_format\.0: energy: 1-0:1\.8\.0, unsigned 32 bits, times 0\.001; is energy_import, in kWh/);
    assert.match(yaml, /apdu_format\.1: voltageL1: 1-0:32\.7\.0, unsigned 16 bits; is voltage_l1, in V/);
    assert.match(
      yaml,
      /apdu_format\.2: own: 1-0:96\.7\.1, signed 16 bits, least octet first; comes under its OBIS code/,
    );
    assert.match(yaml, /homeassistant\.config_topics\.0: Haus Energie: announced by itself as energy_import/);
    assert.match(yaml, /frame_format: /);
  });

  it("keeps the entity ids where that is asked for", () => {
    const { options } = imported([reader, dataFormat], true);
    assert.deepEqual(options.entity_ids, { energy_import: "sensor.haus_energie", voltage_l1: "sensor.spannung_1" });
  });
});

describe("environment of evn-kaifa-ma309", () => {
  const variables = [
    `export evn_key="${key}"`,
    "comport=/dev/ttyUSB0",
    "printValue=True",
    "debug=False",
    "influxDBUrl=http://192.0.2.3:8086",
    "influxDBToken='tok en'",
    "influxDBOrg=home",
    "influxDBBucket=energy",
    "influxDBMeasurement=strom",
    "TZ=Europe/Vienna",
  ];

  for (const [form, text] of Object.entries({
    variables: variables.join("\n"),
    "a compose file's list": `services:\n  meter:\n    environment:\n${variables
      .map((line) => `      - ${line.replace("export ", "").replaceAll(/["']/g, "")}`)
      .join("\n")}\n`,
    "a compose file's section": `services:\n  meter:\n    environment:\n${variables
      .map((line) => `      ${line.replace("export ", "").replace("=", ": ")}`)
      .join("\n")}\n`,
  })) {
    it(`becomes ours from ${form}`, () => {
      const { options, yaml } = imported([text]);
      assert.equal(options.meters?.[0]?.key?.reveal(), key);
      assert.equal(options.meters?.[0]?.port, "/dev/ttyUSB0");
      assert.equal(options.console?.format, "text");
      assert.equal(options.log_level, undefined);
      const { url, org, bucket, token, measurement } = options.influxdb ?? {};
      assert.deepEqual(
        { url, org, bucket, measurement },
        { url: "http://192.0.2.3:8086", org: "home", bucket: "energy", measurement: "strom" },
      );
      assert.equal(token?.reveal(), "tok en");
      assert.match(yaml, /debug: off here too/);
      assert.match(yaml, /TZ: not known to this import/);
    });
  }

  it("writes to an older server with user and password", () => {
    const { options } = imported([
      "evn_key=aa\ninfluxDBHost=db\ninfluxDBUser=u\ninfluxDBPassword=p\ninfluxDBDatabase=meter",
    ]);
    assert.equal(options.influxdb?.url, "http://db:8086");
    assert.equal(options.influxdb?.token?.reveal(), "u:p");
    assert.equal(options.influxdb?.bucket, "meter");
  });
});

it("anything else is not recognised", () => {
  for (const text of ["", "{}", "[1, 2]", "just text", "a: {b: 1}", ": : :", "\u0000"]) {
    assert.equal(importConfiguration([text], { keepEntities: false }), undefined, JSON.stringify(text));
  }
});

it("what has no line here is a comment, and the rest is YAML", () => {
  const { yaml, result } = imported([addOn]);
  assert.deepEqual(Object.keys(parse(yaml) as object), Object.keys(result.options));
});
