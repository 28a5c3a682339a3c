import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { decodeCommand } from "../../src/command/decode.ts";
import { explainCommand } from "../../src/command/explain.ts";
import { concatOctets, parseHex, toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "decode-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 0, 15, 11) });
const telegrams = concatOctets([meter.next().octets, meter.next().octets]);
const raw = file("raw", telegrams);
/** The same under a key of a household. */
const household = "00112233445566778899AABBCCDDEEFF";
const ownMeter = createSimulatedMeter({
  meter: "noe-kaifa-ma309",
  startMs: Date.UTC(2026, 0, 15, 11),
  key: parseHex(household) as Uint8Array,
});
const own = file("own", concatOctets([ownMeter.next().octets, ownMeter.next().octets]));
const kinds = (out: string): string[] =>
  out.split("\n").flatMap((line) => (line === "" ? [] : [(JSON.parse(line) as { kind: string }).kind]));

test("raw octets and hexadecimal digits, with the key from wherever it may come", async () => {
  const hex = file("hex", toHex(telegrams).replace(/.{64}/g, "$&\n"));
  const keyFile = file("key", ` ${toHex(testKey)}\n`);
  for (const args of [
    ["--key", toHex(testKey), raw],
    ["--key", toHex(testKey), hex],
    ["--key-file", keyFile, raw],
  ]) {
    const { code, out, err } = await runCommand(decodeCommand, ["--json", ...args]);
    assert.deepEqual([code, kinds(out), err], [0, ["reading", "reading"], ""], args.join(" "));
  }
  for (const [name, value] of [
    ["SMARTMETER_KEY", toHex(testKey)],
    ["SMARTMETER_KEY_FILE", keyFile],
  ] as const) {
    process.env[name] = value;
    const { code } = await runCommand(decodeCommand, ["--json", raw]);
    delete process.env[name];
    assert.equal(code, 0, name);
  }
});

test("what is sealed under the public test key opens whatever key is given, and that is said", async () => {
  const page = file("page.json", JSON.stringify({ program: "smartmeter", hex: toHex(telegrams) }));
  for (const [language, said] of [
    ["en", /^This is sealed under the public test key, .*\n$/],
    ["de", /^Das ist mit dem öffentlichen Testschlüssel versiegelt, .*\n$/],
  ] as const)
    for (const args of [[raw], ["--key", household, raw], ["--key", household, page]]) {
      const ran = await runCommand(decodeCommand, ["--json", "--language", language, ...args]);
      assert.deepEqual([ran.code, kinds(ran.out)], [0, ["reading", "reading"]], args.join(" "));
      // The capture also says how its text was read.
      assert.match(ran.err.split(/(?<=\n)/)[0] ?? "", said);
    }
});

test("without a reading the exit code is 1, and one line says why", async () => {
  const missing = await runCommand(decodeCommand, [own]);
  assert.deepEqual([missing.code, missing.err], [1, "no reading; faults: key-missing x 2\n"]);
  const empty = await runCommand(decodeCommand, [file("empty", "")]);
  assert.deepEqual([empty.code, empty.out, empty.err], [1, "", "nothing to decode: the input is empty\n"]);
});

test("a key given as a telegram is named as that, and shown by none of the two commands", async () => {
  const pasted = file("pasted-key", `GUEK: ${household}\n`);
  for (const command of [decodeCommand, explainCommand]) {
    const ran = await runCommand(command, ["--language", "de", pasted]);
    assert.deepEqual([ran.code, ran.out], [1, ""]);
    assert.match(ran.err, /^Das sieht aus wie ein Schlüssel, .*\n$/);
  }
});

test("wrong use is said in words: no file, a folder, a key that is none", async () => {
  for (const [args, said] of [
    [[], /^One file, or -/],
    [[join(folder, "none")], /there is no such file or folder/],
    [[folder], /that is a folder and not a file/],
    [["--key", "0102", raw], /^--key: The key has 4 hexadecimal digits; 28 too few/],
    [["--key-file", folder, raw], /^--key-file .*: that is a folder/],
  ] as const) {
    const { code, out, err } = await runCommand(decodeCommand, [...args]);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, said);
  }
});

test("noise of any size is read part by part, and standard error stays short", { timeout: 120_000 }, async () => {
  assert.ok(existsSync("dist/smartmeter.mjs") || spawnSync(process.execPath, ["bundle.mjs"]).status === 0);
  const child = spawn(process.execPath, ["--max-old-space-size=64", "dist/smartmeter.mjs", "decode", "--json", "-"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let lines = 0;
  let err = "";
  child.stdout.on("data", (part: Buffer) => {
    lines += part.toString().split("\n").length - 1;
  });
  child.stderr.on("data", (part: Buffer) => {
    err += part.toString();
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for (let sent = 0; sent < 48; sent++)
    if (!child.stdin.write(randomBytes(1_048_576))) await new Promise((resolve) => child.stdin.once("drain", resolve));
  child.stdin.end();
  assert.equal(await ended, 1, err);
  assert.match(err, /^no reading; faults: [^\n]*\n$/);
  assert.ok(lines > 1000);
});

test("deciphered telegrams only where they are asked for, with a warning", async () => {
  const args = ["--json", "--key", toHex(testKey), raw];
  const { code, out, err } = await runCommand(decodeCommand, ["--show-plaintext", ...args]);
  assert.equal(code, 0);
  assert.deepEqual(kinds(out).sort(), ["plaintext", "plaintext", "reading", "reading"]);
  assert.match(err, /meter's number and all values/);
  const [first = "{}"] = out.split("\n");
  // A data-notification, and not as it came over the line.
  const { hex } = JSON.parse(first) as { hex: string };
  assert.match(hex, /^0f/i);
  assert.ok(!toHex(telegrams).includes(hex));
  const without = await runCommand(decodeCommand, args);
  assert.deepEqual([kinds(without.out), without.err], [["reading", "reading"], ""]);
});

test("faults and the reason a reading is held are told in the language asked for", async () => {
  const startMs = Date.UTC(2026, 0, 15, 10);
  const older = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs, counter: 0x1020 });
  const backwards = file("backwards", concatOctets([telegrams, meter.next().octets, older.next().octets]));
  const args = ["--key", toHex(testKey), backwards];
  for (const [language, said] of [
    ["en", /^\? the invocation counter jumped by \d+ in -\d+ s$/m],
    ["de", /^\? ein Telegrammzähler, der der Uhr davonlief$/m],
  ] as const) {
    const { out } = await runCommand(decodeCommand, ["--language", language, ...args]);
    assert.match(out, said);
  }
  const tagged = createSimulatedMeter({ meter: "steiermark-t210dr", startMs });
  const twice = file("tagged", concatOctets([tagged.next().octets, tagged.next().octets]));
  const keys = ["--key", toHex(testKey), "--authentication-key", toHex(testAuthenticationKey)];
  for (const [language, said] of [
    ["en", /, authenticated$/m],
    ["de", /, Echtheit geprüft$/m],
  ] as const)
    assert.match((await runCommand(decodeCommand, ["--language", language, ...keys, twice])).out, said);
  const { out } = await runCommand(decodeCommand, ["--language", "de", own]);
  assert.match(out, /^! Der Schlüssel fehlt \[key-missing\]: Es kommen vollständige Telegramme an/m);
});
