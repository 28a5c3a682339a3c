import assert from "node:assert/strict";
import { it } from "node:test";
import { parseAddress } from "../../src/source/address.ts";

/** Has a plus sign, which a query would read as a space. */
const key = "AAEC+wQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

function node(host: string, port = 6053, portName?: string, given?: string) {
  return { kind: "esphome", host, port, portName, key: given };
}

it("knows every way to write where octets come from", () => {
  for (const [text, address] of [
    [undefined, { kind: "search" }],
    ["", { kind: "search" }],
    ["  ", { kind: "search" }],
    ["-", { kind: "replay", path: undefined }],
    ["file:capture.bin", { kind: "replay", path: "capture.bin" }],
    ["file:///tmp/capture.bin", { kind: "replay", path: "/tmp/capture.bin" }],
    ["/dev/ttyUSB0", { kind: "serial", path: "/dev/ttyUSB0" }],
    ["/dev/serial/by-id/usb-FTDI_x-if00-port0", { kind: "serial", path: "/dev/serial/by-id/usb-FTDI_x-if00-port0" }],
    ["ttyUSB0", { kind: "serial", path: "/dev/ttyUSB0" }],
    ["./pty", { kind: "serial", path: "./pty" }],
    ["tcp://192.0.2.10:3001", { kind: "tcp", host: "192.0.2.10", port: 3001 }],
    ["TCP://bridge.local:23/", { kind: "tcp", host: "bridge.local", port: 23 }],
    ["tcp://[2001:db8::1]:3001", { kind: "tcp", host: "2001:db8::1", port: 3001 }],
    ["rfc2217://192.0.2.10:3002", { kind: "rfc2217", host: "192.0.2.10", port: 3002 }],
    ["esphome://192.0.2.10", node("192.0.2.10")],
    ["esphome://meter.local:6054/", node("meter.local", 6054)],
    ["esphome://[2001:db8::1]/?port_name=P1%20port", node("2001:db8::1", 6053, "P1 port")],
    ["esphome://meter.local?port_name=", node("meter.local")],
    [`esphome://meter.local/?port_name=IR&key=${key}`, node("meter.local", 6053, "IR", key)],
    [`esphome://meter.local/?key=${encodeURIComponent(key)}`, node("meter.local", 6053, undefined, key)],
    ["meter-cabinet.local", node("meter-cabinet.local")],
    ["192.0.2.10", node("192.0.2.10")],
  ] as const) {
    assert.deepEqual(parseAddress(text), address);
  }
});

it("says what is wrong with any other text, and what is expected", () => {
  for (const [text, problem] of [
    ["tcp://bridge", /names no port, as in tcp:/],
    ["tcp://bridge:", /names no port/],
    ["tcp://bridge:70000", /port 70000 is not between 1 and 65535/],
    ["tcp://bridge:0", /port 0 is not/],
    ["tcp://bridge:23/path", /"\/path" is too much/],
    ["tcp://user:word@bridge:23", /too much|no address/],
    ["tcp://", /no address/],
    ["http://bridge:80", /http:\/\/ is not known here/],
    ["bridge:3001", /put tcp:\/\/ in front/],
    ["rfc2217://bridge", /names no port, as in rfc2217:/],
    ["esphome://bridge/?name=IR", /"name" is not known here, only port_name/],
    ["esphome://bridge/path", /no address/],
    ["bridge:6053", /put esphome:\/\/ in front/],
    ["meter", /neither a path like/],
    ["file:", /names no file/],
  ] as const) {
    const parsed = parseAddress(text);
    assert.ok("problem" in parsed, text);
    assert.match(parsed.problem.en, problem);
  }
});

it("never repeats the key of an address", () => {
  for (const scheme of ["esphome", "tcp", "rfc2217", "esphom"]) {
    for (const place of ["bridge:70000", "bridge:1", "", "bridge:1/path"]) {
      const parsed = parseAddress(`${scheme}://${place}/?port_name=IR&key=${key}&x=1`);
      assert.ok(
        "problem" in parsed && !Object.values(parsed.problem).some((said) => said.includes("AAEC")),
        JSON.stringify(parsed),
      );
    }
  }
});
