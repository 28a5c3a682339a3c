import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { explainCommand } from "../../src/command/explain.ts";
import { loadFixture } from "../support/fixtures.ts";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "explain-"));
after(() => rmSync(folder, { recursive: true }));

const fixture = loadFixture("noe-kaifa-ma309-official");
const file = join(folder, "telegram.hex");
writeFileSync(file, fixture.hex);
const key = fixture.key as string;

test("a telegram is walked through down to its values; plain where nobody looks at colours", async () => {
  const { code, out } = await runCommand(explainCommand, ["--key", key, "--language", "de", file]);
  assert.equal(code, 0);
  assert.match(out, /1-0:1\.8\.0 Energiebezug = 12937 Wh/);
  assert.match(out, /\[EN 13757-2\]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape
  assert.doesNotMatch(out, /\x1b/);
  assert.ok(!out.includes(key));
});

test("as data, with the octets of every part", async () => {
  const { code, out } = await runCommand(explainCommand, ["--key", key, "--json", file]);
  assert.equal(code, 0);
  const lines = out.trimEnd().split("\n");
  assert.equal(lines.length, 1);
  const telegram = JSON.parse(lines[0] as string) as {
    kind: string;
    state: string;
    framing: string;
    pieces: { start: number; end: number }[];
    frames: { name: string; start: number; end: number }[];
    fault: unknown;
    readings: { values: Record<string, { value: number }> }[];
    parts: { hex: string; fields: { start: number; length: number }[] }[];
  };
  const { kind, state, framing, fault, frames, pieces } = telegram;
  assert.deepEqual({ kind, state, framing, fault }, { kind: "telegram", state: "whole", framing: "mbus", fault: null });
  assert.deepEqual(frames, [
    { name: "mbus", start: 0, end: 256 },
    { name: "mbus", start: 256, end: 282 },
  ]);
  assert.deepEqual(pieces, [
    { start: 9, end: 254 },
    { start: 265, end: 280 },
  ]);
  assert.equal(telegram.readings[0]?.values["1-0:1.8.0"]?.value, 12937);
  assert.deepEqual(
    telegram.parts.map(({ fields, hex }) => fields.reduce((sum, { length }) => sum + length, 0) - hex.length / 2),
    [0, 0, 0],
  );
});

test("without the key it ends at the ciphertext, with exit code 1", async () => {
  const { code, out } = await runCommand(explainCommand, ["--language", "en", file]);
  assert.equal(code, 1);
  assert.match(out, /! key-missing: /);
  assert.match(out, /invocation counter = 35/);
  const german = await runCommand(explainCommand, ["--language", "de", file]);
  assert.match(german.out, /! key-missing: .*Telegramme/);
});

test("wrong use: no file, one that is not there, a key that is none, a language nobody speaks", async () => {
  for (const args of [[], [join(folder, "nowhere")], ["--key", "short", file], ["--language", "fr", file]]) {
    const { code, err } = await runCommand(explainCommand, args);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, /usage: smartmeter explain/);
  }
});
