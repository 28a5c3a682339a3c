// Whatever is wrong with options or arguments is said in the language asked for: every template has both languages, and
// wrong values for every option, broken files, variables and flags leave no English in German.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Sentence } from "../../src/language/language.ts";
import { formatProblem, loadConfiguration } from "../../src/options/configuration.ts";
import { schema } from "../../src/options/options.ts";
import { leavesOf } from "../../src/schema/expectation.ts";
import { checkLines } from "../../src/texts/check-lines.ts";
import { commandLines, wrongUse } from "../../src/texts/command-lines.ts";
import { doctorLines } from "../../src/texts/doctor-lines.ts";
import { logLines } from "../../src/texts/log-lines.ts";
import { usages } from "../../src/texts/usages.ts";

const program = process.env.PROGRAM_UNDER_TEST ?? "dist/smartmeter.mjs";
const folder = mkdtempSync(join(tmpdir(), "languages-"));
after(() => rmSync(folder, { recursive: true }));

const leaves = leavesOf(schema);
const optionNames = new Set(leaves.flatMap(({ path, choices }) => [...path, ...choices]));
/** Words of English sentences that no German one has. */
const english =
  /\b(the|found|expected|with|and|or|not|from|one|like|number|list|unknown|nothing|most|did|you|names|is|of|to|a|an|file|at|there|that|this|needs|takes|what|which|section|missing|usage|options|reads|says)\b/i;

function assertGerman(said: string): void {
  // What was typed stays as it is; so do names of options, flags, places and what follows a colon in an example.
  const own = said
    .replaceAll(/\ba-z\b|"[^"]*"|„[^“]*“/g, "")
    .replaceAll(/--[\w-]+|\/\S*|\w+:\/\/\S*|smartmeter(-| )\S+/g, "")
    .split(/(?<=\W)|(?=\W)/)
    .filter((word) => !optionNames.has(word))
    .join("");
  assert.doesNotMatch(own, english, said);
}

/** What has the same name in both languages. */
const shared = new Set(["Broker", "Smart", "Meter", "Node"]);

const holes = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

describe("every sentence is there in both languages, with the same facts", () => {
  const tables: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = {
    usages,
    wrongUse,
    expectations: Object.fromEntries(leaves.map(({ path, expected }) => [path.join("."), expected])),
    ...Object.fromEntries(
      Object.entries({ checkLines, commandLines, doctorLines, logLines }).map(([name, table]) => {
        const rows = Object.entries(table.en).map(([key, en]) => {
          return [key, { en, de: (table.de as Readonly<Record<string, string>>)[key] ?? "" }] as const;
        });
        return [name, Object.fromEntries(rows)];
      }),
    ),
  };
  for (const [name, table] of Object.entries(tables))
    test(name, () => {
      for (const [key, { en, de }] of Object.entries(table)) {
        assert.deepEqual(holes(de), holes(en), key);
        // Where there are words, they are different ones.
        const words = (en.replaceAll(/\{\w+\}/g, "").match(/[a-z]{3,}/gi) ?? []).filter((word) => !shared.has(word));
        assert.ok(words.length === 0 || en !== de, `${key}: ${en}`);
      }
    });
});

/** Everything that is wrong with these inputs, in German. */
function problemsOf(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const loaded = loadConfiguration({
    args,
    env,
    readFile(path) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("no"), { code: "ENOENT" });
      return text;
    },
  });
  return "problems" in loaded ? loaded.problems : [];
}

describe("what is wrong with the options is said in German", () => {
  const values: readonly unknown[] = ["x y", "#+", -7, 1e12, 0.123, true, [[]], [{}], {}, { "x y": {} }, ["x y"]];
  for (const { path } of leaves)
    test(path.join("."), () => {
      const said = values.flatMap((value) => {
        const keys = path.map((part) => (part === "*" ? 0 : part));
        const tree = keys.reduceRight<unknown>((inner, key) => (key === 0 ? [inner] : { [key]: inner }), value);
        return problemsOf({ "o.yaml": JSON.stringify(tree) }, ["--config", "o.yaml"]);
      });
      assert.ok(said.length > 0);
      for (const problem of said) {
        assertGerman(formatProblem(problem, "de"));
        assert.match(formatProblem(problem, "de"), /: gefunden: .+; erwartet: /);
        assert.match(formatProblem(problem, "en"), /: found .+, expected /);
      }
    });

  const wrong = {
    "a misspelt name": "metres: []",
    "a name far from any": "qqqqqqqqqqqqqqqq: 1",
    "ids that stand twice": "meters: [{ id: a }, { id: a }]",
    "a sum of nobody": "virtual: [{ id: s, add: [nobody] }]",
    "a meter nobody has": "sunspec: { meter: nobody }",
    "a key as a name": "meters: [{ name: 000102030405060708090A0B0C0D0E0F }]",
    "a key as a host": "mqtt: { host: 000102030405060708090A0B0C0D0E0F }",
    "two keys of a reader": "meters: [{ port: 'esphome://a.local/?key=x', reader_key: y }]",
    "no key of a reader": "meters: [{ port: 'esphome://a.local', reader_key: y }]",
    "a login in an address": "meters: [{ port: 'tcp://me:word@bridge:1' }]",
    ...Object.fromEntries(
      [
        "http://a",
        "tcp://a",
        "tcp://a:0",
        "tcp://a:1/b",
        "tcp://",
        "esphome://a/b",
        "esphome://a/?b=c",
        "a:1",
        "a:6053",
        "abc",
        "file:",
      ].map((port) => [`port ${port}`, `meters: [{ port: '${port}' }]`]),
    ),
    "a strange scheme": "mqtt: { host: 'ws://a' }",
    "no host": "mqtt: { host: 'a b' }",
    "a port too far": "mqtt: { host: 'a:99999' }",
    "two ports": "mqtt: { host: 'a:1', port: 2 }",
    "with and without TLS": "mqtt: { host: 'mqtts://a', tls: false }",
    "a zone that never applies": "tariff: { energy: 0.1, zones: [{ hours: '10:00-10:00' }] }",
    "a tag": "mqtt: { password: !secret a }",
    "an alias of nothing": "meters: *nothing",
    "a name twice": "mqtt: {}\nmqtt: {}",
    "a tab": "mqtt:\n\thost: a",
    "a bracket that is missing": "meters: [",
    "a quote that is missing": 'language: "de',
    "two names in a line": "mqtt: host: a",
    "wrong indentation": "mqtt:\n    host: a\n  port: 1",
    "a text over lines": "mqtt\nhost: a",
    "two documents": "a: 1\n---\nb: 2",
    "an unknown escape": 'language: "\\q"',
    "a strange beginning": "language: @de",
    "a block in brackets": "meters: [\n- a\n]",
    "too deep": "meters: ".concat("[".repeat(60), "]".repeat(60)),
    "a closing bracket": "meters: ]",
    "a percent sign": "%YAML 9\n---\na",
  };
  for (const [name, yaml] of Object.entries(wrong))
    test(name, () => {
      const said = problemsOf({ "o.yaml": yaml }, ["--config", "o.yaml"]);
      assert.ok(said.length > 0, yaml);
      for (const problem of said) assertGerman(formatProblem(problem, "de"));
    });

  test("flags and variables", () => {
    const said = [
      ...problemsOf({}, ["--config", "nowhere"]),
      ...problemsOf({}, ["--config"]),
      ...problemsOf({}, ["--no-such"]),
      ...problemsOf({}, ["--key-file", "nowhere"]),
      ...problemsOf({}, [], { SMARTMETER_MQTT_HOSTT: "a" }),
      ...problemsOf({}, [], { SMARTMETER_QQQQQQQQQQQQQQQQQ: "a" }),
      ...problemsOf({}, [], { SMARTMETER_KEY: "a", SMARTMETER_METERS_0_KEY: "b" }),
      ...problemsOf({}, [], { SMARTMETER_KEY_FILE: "nowhere" }),
    ];
    assert.equal(said.length, 8);
    for (const problem of said) assertGerman(formatProblem(problem, "de"));
  });
});

describe("commands speak the language asked for", () => {
  const names = Object.keys(usages) as (keyof typeof usages)[];
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: "utf8",
      timeout: 60_000,
      input: "",
      env: { PATH: process.env.PATH, ...env },
    });

  test("the table has every command", () => {
    const listed = [...readFileSync("src/main.ts", "utf8").matchAll(/^ {2}"?([a-z-]+)"?: async \(\) =>/gm)];
    assert.deepEqual(listed.map(([, name]) => name).sort(), [...names].sort());
  });

  for (const name of names)
    test(name, () => {
      for (const [language, begins] of [
        ["de", "Aufruf: "],
        ["en", "usage: "],
      ] as const) {
        const help = run([name, "--help", "--language", language]);
        assert.equal(help.status, 0, help.stderr);
        assert.ok(help.stdout.startsWith(`${begins}smartmeter ${name}`), help.stdout);
      }
      assert.match(run([name, "--help"], { LANG: "de_AT.UTF-8" }).stdout, /^Aufruf: /);
      const wrongly = [["--no-such-flag"], ["--language=de", "--language"], ["extra", "words", "here"]];
      for (const args of wrongly) {
        const { status, stderr, stdout } = run([name, ...args], { LANG: "de_AT.UTF-8" });
        const [first = ""] = (stderr || stdout).split("\n");
        assert.ok(status !== 0, `${name} ${args.join(" ")}: ${stdout}`);
        assertGerman(first);
      }
    });

  test("check-config and run say what is wrong in the language that the broken configuration asks for", () => {
    const file = join(folder, "broken.yaml");
    writeFileSync(file, "language: de\nmetres: []\n");
    for (const name of ["check-config", "run"]) {
      const { stdout, stderr } = run([name, "--config", file], { LANG: "en_GB.UTF-8" });
      assert.match(
        stdout + stderr,
        /broken\.yaml:2:1: metres: gefunden: ein unbekannter Name; .*meintest du „meters“\?/,
      );
      const asked = run([name, "--config", file, "--language", "en"], { LANG: "de_AT.UTF-8" });
      assert.match(asked.stdout + asked.stderr, /found an unknown name.*did you mean "meters"\?/);
    }
  });
});
