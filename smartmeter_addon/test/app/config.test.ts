import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { schema } from "../../src/options/options.ts";
import { leavesOf } from "../../src/schema/expectation.ts";
import { checkOptions, complaintsAbout, type Tree } from "./supervisor-rules.ts";

const read = (path: string): Tree => parse(readFileSync(path, "utf8"));
const config = read("config.yaml");
const build = read("build.yaml");
const repository = read("../repository.yaml");

describe("config.yaml", () => {
  it("gives Supervisor and linter nothing to complain about", () => {
    assert.deepEqual(complaintsAbout(config), []);
  });

  it("is checked by rules that can complain", () => {
    const broken = { ...config, wachdog: "x", boot: "auto", arch: ["armv7"], map: [{ type: "addon_config" }] };
    assert.equal(complaintsAbout({ ...broken, schema: { text: "str(1,60)?" } }).length, 5);
  });

  it("runs on exactly two architectures, with its own init, and waits for no broker", () => {
    assert.deepEqual(config.arch, ["aarch64", "amd64"]);
    assert.equal(config.init, false);
    assert.deepEqual(config.services, ["mqtt:want"]);
    assert.match(String(config.homeassistant), /^\d{4}\.\d{1,2}\.\d$/);
  });

  it("asks for no right beyond serial devices and two folders to read", () => {
    for (const key of ["host_network", "full_access", "docker_api", "privileged", "hassio_role", "devices", "usb"])
      assert.ok(!(key in config), key);
    // Its own folder holds the settings; nothing of others can be written.
    for (const entry of config.map as Tree[]) assert.equal(entry.read_only === false, entry.type === "app_config");
  });

  it("opens the page through ingress only", () => {
    assert.equal(config.ingress, true);
    for (const key of ["webui", "ingress_port", "panel_admin"]) assert.ok(!(key in config), key);
    const page = leavesOf(schema).find(({ path }) => path.join(".") === "web.port");
    assert.equal(page?.preset, 8099, "the Supervisor's default for ingress_port");
  });

  it("opens no port before its user gives it a number, and has one for SunSpec alone", () => {
    assert.deepEqual(config.ports, { "502/tcp": null });
    assert.deepEqual(Object.keys(config.ports_description as Tree), ["502/tcp"]);
  });

  it("has defaults that its own form accepts", () => {
    assert.deepEqual(checkOptions(config.schema, config.options), config.options);
  });

  it("names one image for both architectures, if any", () => {
    assert.doesNotMatch(String(config.image ?? ""), /[{:]/);
  });
});

describe("build.yaml", () => {
  it("has the tag of the Dockerfile for every architecture and sets nothing else", () => {
    const base = /^FROM ([^@\s]+)@sha256:[0-9a-f]{64} AS base$/m.exec(readFileSync("Dockerfile", "utf8"))?.[1];
    assert.match(String(base), /^ghcr\.io\/home-assistant\/base:\d+\.\d+-\d{4}\.\d{2}\.\d$/);
    const arch = config.arch as string[];
    assert.deepEqual(build, { build_from: Object.fromEntries(arch.map((name) => [name, base])) });
  });
});

describe("repository.yaml", () => {
  it("has what the store needs", () => {
    assert.equal(typeof repository.name, "string");
    for (const key of Object.keys(repository)) assert.match(key, /^(name|url|maintainer)$/);
  });
});
