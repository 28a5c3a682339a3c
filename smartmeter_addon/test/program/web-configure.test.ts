import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createConfigure } from "../../src/program/web-configure.ts";
import type { ConfigurationDraft } from "../../src/web/view.ts";

const folder = mkdtempSync(join(tmpdir(), "smartmeter-page-"));
after(() => rmSync(folder, { recursive: true }));

const key = "000102030405060708090A0B0C0D0E0F";
const draft: ConfigurationDraft = {
  meter: 0,
  name: undefined,
  port: undefined,
  key: undefined,
  authenticationKey: undefined,
};

describe("configuration written from the page", () => {
  test("a new file, for its owner alone", async () => {
    const path = join(folder, "new.yaml");
    const problems = await createConfigure(path)({ ...draft, name: "Main", port: "/dev/ttyUSB0", key }, "en");
    assert.deepEqual(problems, []);
    assert.equal(readFileSync(path, "utf8"), `meters:\n  - name: Main\n    port: /dev/ttyUSB0\n    key: ${key}\n`);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test("an old file keeps its comments, its other values and its mode", async () => {
    const path = join(folder, "old.yaml");
    writeFileSync(path, "# our house\nmeters:\n  - name: Main # the big one\n    key: x\nmqtt:\n  host: broker\n", {
      mode: 0o640,
    });
    assert.deepEqual(await createConfigure(path)({ ...draft, key }, "en"), []);
    const text = readFileSync(path, "utf8");
    assert.match(text, /# our house/);
    assert.match(text, /name: Main # the big one/);
    assert.match(text, new RegExp(`key: ${key}`));
    assert.match(text, /host: broker/);
    assert.equal(statSync(path).mode & 0o777, 0o640);
  });

  test("a second meter", async () => {
    const path = join(folder, "new.yaml");
    assert.deepEqual(await createConfigure(path)({ ...draft, meter: 1, name: "Heat pump" }, "en"), []);
    assert.match(readFileSync(path, "utf8"), /name: Main\n(.*\n)*\s*- name: Heat pump/);
  });

  test("nothing is written that would not be right, and no problem shows a key", async () => {
    const path = join(folder, "broken.yaml");
    const write = createConfigure(path);
    for (const [before, wish] of [
      ["", { key: key.slice(1) }],
      ["", { authenticationKey: "short" }],
      ["", { name: "x".repeat(61), key }],
      ["meters: {", { key }],
      ["nonsense: 1\n", { key }],
      ["meters: 7\n", { key }],
    ] as const) {
      writeFileSync(path, before);
      const problems = await write({ ...draft, ...wish }, "de");
      assert.ok(problems.length > 0, before);
      assert.ok(!problems.join().includes(key.slice(1)));
      assert.equal(readFileSync(path, "utf8"), before);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".new")),
      [],
    );
  });
});
