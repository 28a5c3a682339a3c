// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { doctorCommand } from "../../src/command/doctor.ts";
import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { runCommand } from "../support/run-command.ts";
import { openTcpMeter } from "../support/tcp-meter.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
after(() => rmSync(folder, { recursive: true }));
const key = toHex(testKey);
const wrong = "A1".repeat(16);

async function examine(meter: string, ...args: string[]) {
  const line = await openTcpMeter({ meter });
  try {
    return await runCommand(doctorCommand, ["--port", line.port, "--seconds", "60", ...args]);
  } finally {
    await line.close();
  }
}

test("a healthy meter ends with all is well and exit code 0", async () => {
  const { code, out } = await examine("noe-kaifa-ma309", "--key", key, "--language", "en");
  assert.equal(code, 0, out);
  assert.match(out, /^✓ Port .*tcp:\/\/127/m);
  assert.match(out, /^✓ Key .*opens the telegrams/m);
  assert.match(out, /^✓ Values .*kWh/m);
  assert.match(out, /All is well/);
});

test("the verdict names the code, what it means and what to do, in German", async () => {
  const { code, out } = await examine("noe-kaifa-ma309", "--key", wrong, "--language", "de");
  assert.equal(code, 1, out);
  assert.match(out, /^✓ Telegramme/m);
  assert.match(out, /^✗ Schlüssel .*Der Schlüssel passt nicht/m);
  assert.match(out, /Der Schlüssel passt nicht \[key-wrong\]/);
  assert.match(out, /Zählernummer im Portal/);
  assert.ok(!out.includes(wrong));
});

test("keys in each other's place, a missing key, a key that is none", async () => {
  const swapped = ["--key", toHex(testAuthenticationKey), "--authentication-key", key];
  for (const [meter, args, code] of [
    ["burgenland-e450", swapped, "keys-swapped"],
    ["noe-kaifa-ma309", [], "key-missing"],
    ["noe-kaifa-ma309", ["--key", key.slice(1)], "key-form"],
  ] as const) {
    const ran = await examine(meter, ...args, "--language", "en");
    assert.equal(ran.code, 1, ran.out);
    assert.match(ran.out, new RegExp(`\\[${code}\\]`), ran.out);
    assert.equal(ran.out.match(/\[[a-z-]+\]/g)?.length, 1, ran.out);
  }
});

test("a port nobody serves is said to be so", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const ran = await runCommand(doctorCommand, [
    "--port",
    `tcp://127.0.0.1:${port}`,
    "--seconds",
    "30",
    "--language",
    "en",
  ]);
  assert.equal(ran.code, 1);
  assert.match(ran.out, /^✗ Port .*Nothing listens at the reader's port/m);
  assert.match(ran.out, /^– Line/m);
  assert.match(ran.out, /\[reader-not-listening\]/);
});

test("the broker of the configuration is tried, too", async () => {
  const line = await openTcpMeter({ meter: "wien-e450" });
  const config = join(folder, "smartmeter.yaml");
  writeFileSync(config, `meters:\n  - port: ${line.port}\n    key: "${key}"\nmqtt:\n  host: 127.0.0.1\n  port: 1\n`);
  try {
    const { code, out } = await runCommand(doctorCommand, ["--config", config, "--seconds", "60", "--language", "en"]);
    assert.equal(code, 1, out);
    assert.match(out, /^✓ Values/m);
    assert.match(out, /^✗ Broker +127\.0\.0\.1:1: Broker does not answer/m);
    assert.match(out, /\[broker-unreachable\]/);
  } finally {
    await line.close();
  }
});

test("wrong use is answered with the usage", async () => {
  const ran = await runCommand(doctorCommand, ["--seconds", "never"]);
  assert.equal(ran.code, 2);
  assert.match(ran.err, /--seconds never/);
  assert.match(ran.err, /usage: smartmeter doctor/);
  assert.equal((await runCommand(doctorCommand, ["--nonsense"])).code, 2);
  assert.equal((await runCommand(doctorCommand, ["--help"])).code, 0);
});

test("one telegram is said to be read, and how long a second one needs", async () => {
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 5, 1, 8) });
  const { octets } = meter.next();
  const server = createServer((socket) => socket.write(octets)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const ran = await runCommand(doctorCommand, [
    ...["--port", `tcp://127.0.0.1:${port}`, "--key", key, "--seconds", "3", "--language", "en"],
  ]);
  await new Promise((resolve) => server.close(resolve));
  assert.equal(ran.code, 1);
  assert.match(ran.err, /3 seconds is short: .* at least --seconds \d+/);
  assert.match(ran.err, /a telegram was read, and the key fits; waiting for a second one/);
  assert.match(ran.out, /^✓ Key .*opens the telegrams/m);
  assert.match(ran.out, /^✓ Values .*read once.*kWh/m);
  assert.match(ran.out, /Run it again with at least --seconds \d+/);
});
