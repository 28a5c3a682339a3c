// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { captureCommand } from "../../src/command/capture.ts";
import { decodeCommand } from "../../src/command/decode.ts";
import { explainCommand } from "../../src/command/explain.ts";
import { parseHex, toHex } from "../../src/octets.ts";
import { type Capture, parseCapture } from "../../src/tools/capture-file.ts";
import { runCommand } from "../support/run-command.ts";
import { openTcpMeter } from "../support/tcp-meter.ts";

const folder = mkdtempSync(join(tmpdir(), "capture-"));
after(() => rmSync(folder, { recursive: true }));
const key = "C0FFEE00112233445566778899AABBCC";
const title = "4C475A6712345678";

async function record(out: string, ...args: string[]) {
  const meter = { key: parseHex(key) as Uint8Array, systemTitle: parseHex(title) as Uint8Array };
  const line = await openTcpMeter({ meter: "wien-e450", ...meter });
  try {
    return await runCommand(captureCommand, ["--port", line.port, "--seconds", "3", "--out", out, ...args]);
  } finally {
    await line.close();
  }
}

test("a capture holds no secret and is read back by decode and explain", async () => {
  const out = join(folder, "capture.json");
  const ran = await record(out, "--key", key);
  assert.equal(ran.code, 0, ran.err);
  const text = readFileSync(out, "utf8");
  const digits = toHex(Buffer.from(text)).length > 0 ? text.toUpperCase() : "";
  assert.ok(!digits.includes(key), "the key");
  assert.ok(!digits.includes(title), "the system title");
  assert.ok(!text.includes("127.0.0.1"), "the address");
  const capture = parseCapture(text) as Capture;
  assert.ok(capture.telegrams.sealed >= 3, JSON.stringify(capture.telegrams));
  assert.equal(capture.telegrams.madeUp, 0);
  assert.equal(capture.source, "tcp");
  assert.deepEqual(capture.faults, []);

  const decoded = await runCommand(decodeCommand, ["--json", out]);
  assert.equal(decoded.code, 0, decoded.err);
  const readings = decoded.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; layout: string });
  assert.ok(readings.every(({ kind, layout }) => kind === "reading" && layout === "wien"));
  const explained = await runCommand(explainCommand, [out, "--language", "en"]);
  assert.equal(explained.code, 0, explained.err);
  assert.match(explained.out, /Energy import = \d+ Wh/);
});

test("without the key the ciphertext is made up, and that is said", async () => {
  const out = join(folder, "unknown.json");
  assert.equal((await record(out)).code, 0);
  const capture = parseCapture(readFileSync(out, "utf8")) as Capture;
  assert.equal(capture.telegrams.sealed, 0);
  assert.ok(capture.telegrams.madeUp >= 3);
  assert.deepEqual(
    capture.faults.map(({ code }) => code),
    ["key-missing"],
  );
});

test("what is no capture is none, what is a strange one says so", async () => {
  assert.equal(parseCapture("7EA0"), undefined);
  assert.equal(parseCapture('{"hex":"7E"}'), undefined);
  assert.equal(parseCapture("{"), undefined);
  assert.ok("problem" in (parseCapture('{"smartmeter_capture":2}') as object));
  assert.ok("problem" in (parseCapture('{"smartmeter_capture":1,"hex":"7"}') as object));
  const strange = join(folder, "strange.json");
  writeFileSync(strange, '{"smartmeter_capture":2}');
  const ran = await runCommand(decodeCommand, [strange]);
  assert.equal(ran.code, 2);
  assert.match(ran.err, /format 2/);
});

test("wrong use: no file to write to, a folder that is not there", async () => {
  assert.equal((await runCommand(captureCommand, ["--seconds", "1"])).code, 2);
  assert.equal((await record(join(folder, "nowhere", "capture.json"), "--key", key)).code, 2);
});
