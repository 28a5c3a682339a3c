import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseDefinition, parseDefinitionText } from "../../src/telegram/definition.ts";
import { bundledDefinitions, loadDefinitions } from "../../src/telegram/definitions.ts";

const readme = readFileSync("meters/README.md", "utf8");

describe("definitions", () => {
  it("are all loaded, each under the name of its file", () => {
    const files = readdirSync("meters").filter((name) => name.endsWith(".yaml"));
    assert.deepEqual(
      bundledDefinitions.map(({ name }) => `${name}.yaml`),
      files.sort(),
    );
  });

  it("have a title and, but for foreign ones, an operator", () => {
    for (const { name, title, operators, products } of loadDefinitions()) {
      assert.ok(title.length > 5 && products.length > 0, name);
      const isForeign = /Denmark|Norway|Sweden|Switzerland|Slovenia|Croatia|Cyprus/.test(title);
      assert.equal(operators.length === 0, isForeign, name);
    }
  });

  it("never fit the same telegram twice: no two positional ones have the same types, roles and beginnings", () => {
    const types = loadDefinitions()
      .filter(({ layout }) => layout === "positional")
      .map(({ elements }) => elements.map(({ type, role, begins }) => [type, role, begins].join(" ")).join());
    assert.equal(new Set(types).size, types.length);
  });

  it("have their keys explained", () => {
    const everything = {
      name: "all-keys",
      title: "Everything",
      layout: "positional",
      operators: ["x"],
      products: [{ manufacturer: "ABC", model: "x", operators: ["x"], socket: "ir", serial: "2400 8E1", interval: 5 }],
      keys: ["x", { en: "x", de: "x" }],
      socket: "mbus",
      reader: "sending",
      sends: { en: "x", de: "x" },
      when: { framing: ["hdlc"], manufacturer: ["ABC"], list: "x", objects: ["1-0:1.8.0"], after: ["other-list"] },
      elements: [{ type: "u32", obis: "1-0:1.8.0", unit: "Wh", scaler: 0, role: "clock", begins: "x", optional: true }],
      counts: [1],
      implied: [{ unit: "V", scaler: -1, above: 1000 }],
      objects: [{ obis: "1-0:1.8.0", key: "x_y", en: "x", de: "x", unit: "W", scaler: 0, state_class: "total" }],
      serial: ["2400 8E1"],
      interval: [5],
      unconfirmed: true,
      caveats: ["x"],
      simulate: [
        {
          ...{ id: "all-keys", operators: ["x"], product: "x", serial: "2400 8E1", interval: 5, phases: 1 },
          ...{ system_title: "4B464D", meter_number: "#", device_name: "#", security: 0x30 },
          ...{ invoke_id: { add: 1, bits: 16 }, clock: ["local", "local-invalid"], addresses: "long", blocks: true },
          ...{ first_frame: 252, power_factor: "i16", nested: true, without_optional: true },
          ...{ values: ["1-0:1.8.0"], identification: "x" },
        },
      ],
    };
    assert.ok("definition" in parseDefinition(everything));
    const keys = (value: unknown): string[] =>
      typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keys(inner)]);
    for (const key of new Set(keys(everything))) assert.ok(readme.includes(`\`${key}\``), key);
  });

  it("that are none are explained", async () => {
    const wrong = await parseDefinitionText("name: [");
    assert.ok("problems" in wrong);
    assert.match(wrong.problems[0] ?? "", /YAML/);
  });
});
