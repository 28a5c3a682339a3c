import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { fillSections, type TranslatedOption, type Translation } from "../../src/documents/documentation.ts";
import { renderTranslation } from "../../src/documents/form-translation.ts";
import { isInForm, parseOptions, schema } from "../../src/options/options.ts";
import { leavesOf, type OptionLeaf } from "../../src/schema/expectation.ts";
import { checkOptions, type Tree } from "./supervisor-rules.ts";

const config: Tree = parse(readFileSync("config.yaml", "utf8"));
const translation = (language: string): Translation =>
  parse(readFileSync(`translations/${language}.yaml`, "utf8")) as Translation;
const translations = { en: translation("en"), de: translation("de") };
const form = leavesOfForm(config.schema as Tree);

const parsed = new Map(
  leavesOf(schema)
    .filter(({ path }) => isInForm(path))
    .map((leaf) => [leaf.path.join("."), leaf]),
);

describe("the form", () => {
  it("has exactly the options the program understands", () => {
    assert.deepEqual([...form.keys()].sort(), [...parsed.keys()].sort());
  });

  for (const [path, type] of form) {
    it(`has the type the program expects of ${path}`, () => {
      assert.equal(kind(type.replace(/\?$/, "")), expected(parsed.get(path) as OptionLeaf));
    });
  }

  it("bounds every text that is no secret and no device", () => {
    for (const type of form.values()) assert.doesNotMatch(type, /^str/);
    for (const [path, leaf] of parsed) assert.equal(form.get(path)?.startsWith("password"), leaf.secret, path);
  });

  it("accepts one meter with only a key in it, and so does the program", () => {
    const key = "000102030405060708090a0b0c0d0e0f";
    const options = checkOptions(config.schema, { ...(config.options as Tree), meters: [{ key }] });
    const result = parseOptions(options);
    assert.ok("options" in result);
    assert.equal(result.options.meters?.[0]?.key?.reveal(), key);
  });

  it("can be filled in completely, and the program understands it all", () => {
    const result = parseOptions(checkOptions(config.schema, filled()));
    assert.deepEqual("problems" in result ? result.problems : [], []);
  });

  it("refuses what the program would refuse", () => {
    const wrong = { port: "ttyUSB0", name: "x".repeat(61) };
    for (const [name, value] of Object.entries(wrong))
      assert.throws(() => checkOptions(config.schema, { ...(config.options as Tree), meters: [{ [name]: value }] }));
  });
});

for (const [language, { configuration }] of Object.entries(translations)) {
  describe(`the form in ${language}`, () => {
    it("names and describes every option and nothing else", () => {
      assert.deepEqual([...namesOf(configuration)].sort(), [...sectionsOf(config.schema as Tree)].sort());
    });

    it("has the words of the options themselves (script/reference)", () => {
      const written = readFileSync(`translations/${language}.yaml`, "utf8");
      assert.equal(written, renderTranslation(language as "en" | "de"), "run script/reference");
    });
  });
}

describe("the documents", () => {
  for (const path of ["DOCS.md", "../docs/faults.md", "../docs/options.md", "../docs/sensors.md"])
    it(`are up to date: ${path} (script/docs)`, () => {
      const text = readFileSync(path, "utf8");
      assert.equal(fillSections(text, translations) === text, true, "run script/docs");
    });

  const options = readFileSync("../docs/options.md", "utf8");

  for (const language of ["en", "de"] as const) {
    it(`name every option in ${language}`, () => {
      const part = options.split(`<!-- options:${language} -->`)[1]?.split("<!-- /options")[0] ?? "";
      for (const path of form.keys()) assert.ok(part.includes(`| \`${path.replace(".*", "")}\` |`), path);
    });
  }
});

function leavesOfForm(section: Tree, path: readonly string[] = []): Map<string, string> {
  const leaves = new Map<string, string>();
  for (const [name, element] of Object.entries(section)) {
    const here = [...path, name];
    // A list of texts is one option.
    const only = Array.isArray(element) ? element[0] : element;
    if (typeof only === "string") leaves.set(here.join("."), only);
    else if (Array.isArray(element))
      for (const leaf of leavesOfForm(element[0] as Tree, [...here, "*"])) leaves.set(...leaf);
    else for (const leaf of leavesOfForm(element as Tree, here)) leaves.set(...leaf);
  }
  return leaves;
}

function* sectionsOf(section: Tree, path = ""): Generator<string> {
  for (const [name, element] of Object.entries(section)) {
    yield path + name;
    const only = Array.isArray(element) ? element[0] : element;
    if (typeof only === "object") yield* sectionsOf(only as Tree, `${name}.`);
  }
}

function* namesOf(options: Readonly<Record<string, TranslatedOption>>, path = ""): Generator<string> {
  for (const [key, { name, description, fields }] of Object.entries(options)) {
    assert.ok(name.length > 1 && (description ?? "").length > 10, `${path}${key}`);
    yield path + key;
    if (fields !== undefined) yield* namesOf(fields, `${key}.`);
  }
}

/** The kind of a form's type, in the words of the program's own expectation. */
function kind(type: string): string {
  if (type === "bool") return "true or false";
  if (type === "port") return "a whole number from 1 to 65535";
  const [, min, max] = /^int\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (min !== undefined) return `a whole number from ${min} to ${max}`;
  const choices = /^list\((.+)\)$/.exec(type)?.[1];
  return choices === undefined ? "text" : `one of ${choices.split("|").join(", ")}`;
}

function expected(leaf: OptionLeaf): string {
  return leaf.kind === "text" || leaf.kind === "list" ? "text" : leaf.expected.en;
}

/** A value for every option of the form. */
function filled(): Tree {
  const samples: Readonly<Record<string, unknown>> = {
    port: "tcp://192.0.2.7:3001",
    device: "/dev/serial/by-id/usb-FTDI_reader-if00-port0",
    serial: "2400 8E1",
    id: "main-meter",
    definitions: "/share/smartmeter",
    ca: "/ssl/ca.pem",
    certificate: "/ssl/client.pem",
    private_key: "/ssl/client.key",
    time_zone: "Europe/Vienna",
    host: "192.0.2.1",
    clients: "192.0.2.0/24",
    base_topic: "home/smartmeter",
  };
  const sample = (name: string, type: string): unknown => {
    if (type.startsWith("bool")) return true;
    if (type.startsWith("port")) return 1883;
    if (type.startsWith("int")) return 10;
    if (type.startsWith("list")) return type.replace(/^list\(|\)\??$/g, "").split("|")[0];
    return samples[name] ?? "word";
  };
  const fill = (section: Tree): Tree =>
    Object.fromEntries(
      Object.entries(section).map(([name, element]) => {
        if (typeof element === "string") return [name, sample(name, element)];
        if (!Array.isArray(element)) return [name, fill(element as Tree)];
        const [item] = element;
        return [name, [typeof item === "string" ? sample(name, item) : fill(item as Tree)]];
      }),
    );
  return fill(config.schema as Tree);
}
