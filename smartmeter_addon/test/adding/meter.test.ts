import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyProgram } from "./copy.ts";

const file = `
name: moon
title: Mondnetz, a meter that nobody has
layout: positional
operators: [Mondnetz]
keys: [{ en: moon key, de: Mondschlüssel }]
socket: ir
serial: [19200 8N1]
interval: [7]
products:
  - { manufacturer: LUN, model: Luna Eins }
sends: { en: energy and voltage, de: Energie und Spannung }
elements:
  - { type: octets(12), role: clock }
  - { type: u16, obis: "1-0:32.7.0", unit: V, scaler: -1 }
  - { type: u32, obis: "1-0:1.8.0", unit: Wh }
  - { type: u32, obis: "1-0:1.7.0", unit: W }
caveats:
  - { en: It is dark half of the time., de: Die halbe Zeit ist es finster. }
simulate:
  - { id: moon-luna, system_title: "4C554E0101" }
`;

/** What decoder, simulator, search, and page know of the meters. */
const madeUp = `
import operators from "meters:operators";
import { createMeterDecoder } from "./decoder.ts";
import { meterSettings } from "./source/detect.ts";
import { loadDefinitions } from "./telegram/definitions.ts";
import { createSimulatedMeter, testKey } from "./tools/simulate/simulate.ts";
import { assetNames, assetOf } from "./web/assets.ts";

const texts = assetNames.map((name) => String(assetOf(name)?.plain));
const meter = createSimulatedMeter({ meter: "moon-luna", startMs: Date.UTC(2026, 5, 1, 8) });
const decoder = createMeterDecoder({ keys: { key: testKey }, definitions: loadDefinitions() });
const { octets, values } = meter.next();
const readings = [...decoder.push(octets, 0), ...decoder.end()].flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
console.log(JSON.stringify({
  described: meter.describe(),
  sent: values,
  read: readings.map(({ layout, product, operator, values }) => [layout, product, operator, values.map(({ value }) => value)]),
  settings: meterSettings,
  operator: operators.find(({ name }) => name === "Mondnetz"),
  onPage: texts.some((text) => text.includes("Luna Eins") && text.includes("Die halbe Zeit")),
}));
`;

describe("to add a meter", () => {
  it("its file is enough: decode, set-up page, simulator, documentation, port settings", () => {
    using copy = copyProgram();
    copy.write("meters/moon.yaml", file);
    copy.write("src/made-up.ts", madeUp);
    assert.equal(copy.compile(), "");
    copy.run("bundle.mjs", "--entry=src/made-up.ts", "--out=made-up");
    const known = JSON.parse(copy.run("made-up/made-up.mjs"));
    assert.deepEqual(known.read, [["moon", "Luna Eins", "Mondnetz", Object.values(known.sent)]]);
    const { settings, intervalMs, layout, product } = known.described;
    assert.deepEqual([settings, intervalMs, layout, product], ["19200 8N1", 7000, "moon", "Luna Eins"]);
    assert.deepEqual(known.settings.slice(0, 5), ["9600 8E1", "2400 8E1", "9600 8N1", "19200 8N1", "115200 8N1"]);
    assert.equal(known.operator.models[0].keyNames[0].de, "Mondschlüssel");
    assert.ok(known.onPage);
    copy.run("docs.mjs");
    const row =
      "| Mondnetz | Luna Eins | Infrarot: IR-Lesekopf | Mondschlüssel | 7 s | Energie und Spannung. Die halbe Zeit";
    assert.ok(copy.read("DOCS.md").includes(row));
    assert.ok(
      copy
        .read("meters/README.md")
        .includes("| [`moon`](moon.yaml) | Mondnetz, a meter that nobody has | `moon-luna` |"),
    );
  });

  it("a file that lacks what the set-up page needs is named while bundling", () => {
    using copy = copyProgram();
    copy.write("meters/moon.yaml", file.replace("socket: ir\n", ""));
    copy.write("src/made-up.ts", `import operators from "meters:operators";\nconsole.log(operators.length);\n`);
    assert.throws(
      () => copy.run("bundle.mjs", "--entry=src/made-up.ts", "--out=made-up"),
      /meters\/moon\.yaml: an operator's meter needs socket, serial, interval and keys/,
    );
  });
});
