import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hostName } from "../../src/http/own-name.ts";
import { type AccessRules, admit } from "../../src/web/guard.ts";

const app: AccessRules = { mode: "app", password: false, hosts: [] };
const alone: AccessRules = { mode: "standalone", password: false, hosts: [] };
const opened: AccessRules = { mode: "standalone", password: true, hosts: ["meter.home"] };

describe("who may come in", () => {
  const cases: readonly [string, AccessRules, string | undefined, string | undefined, string, string | number][] = [
    ["app: the Supervisor", app, "172.30.32.2", "anything", "/", "in"],
    ["app: the Supervisor over IPv6", app, "::ffff:172.30.32.2", "anything", "/api/state", "in"],
    ["app: another container", app, "172.30.33.5", "anything", "/", 403],
    ["app: an address that only begins like it", app, "172.30.32.20", "anything", "/", 403],
    ["app: loopback for health", app, "127.0.0.1", "localhost", "/health", "in"],
    ["app: loopback for nothing else", app, "127.0.0.1", "localhost", "/", 403],
    ["app: loopback over IPv6", app, "::1", "localhost", "/health", "in"],
    ["app: a neighbour for health", app, "192.0.2.7", "localhost", "/health", 403],
    ["app: a socket that is gone", app, undefined, "anything", "/", 403],
    ["alone: this machine", alone, "127.0.0.1", "localhost:8099", "/", "in"],
    ["alone: this machine over IPv6", alone, "::1", "[::1]:8099", "/", "in"],
    ["alone: a neighbour", alone, "192.0.2.7", "192.0.2.1:8099", "/", 403],
    ["alone: a foreign name that points here", alone, "127.0.0.1", "evil.example:8099", "/", 421],
    ["alone: a name that begins like ours", alone, "127.0.0.1", "localhost.evil.example", "/", 421],
    ["alone: no name", alone, "127.0.0.1", undefined, "/", 421],
    ["opened: by address", opened, "192.0.2.7", "192.0.2.1:8099", "/", "in"],
    ["opened: by IPv6 address", opened, "2001:db8::7", "[2001:db8::1]:8099", "/", "in"],
    ["opened: by its name", opened, "192.0.2.7", "Meter.Home:8099", "/", "in"],
    ["opened: by a name of the home network", opened, "192.0.2.7", "smartmeter.local:8099", "/", "in"],
    ["opened: by a name that only looks like one", opened, "192.0.2.7", "smartmeter.local.evil.example", "/", 421],
    ["alone: by a name of the home network", alone, "127.0.0.1", "smartmeter.local:8099", "/", 421],
    ["opened: by another name", opened, "192.0.2.7", "evil.example", "/", 421],
  ];
  for (const [name, rules, address, host, path, verdict] of cases) {
    test(name, () => assert.equal(admit(rules, { address, host, path }), verdict));
  }
});

test("host names without port and brackets", () => {
  assert.deepEqual(["A.b:80", "[::1]:80", "[::1]", "::1"].map(hostName), ["a.b", "::1", "::1", ":"]);
});
