// Whatever form octets are written in: they come back, and nothing else.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createMeterDecoder } from "../../src/decoder.ts";
import { concatOctets, parseHex, toHex } from "../../src/octets.ts";
import { decodeInput } from "../../src/paste/input-decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createOctetCheck } from "../../src/tools/recording/octet-check.ts";
import { type Fixture, loadFixture, loadFixtures, octetsOf } from "../support/fixtures.ts";
import { forms, type Render } from "./forms.ts";
import { besideForms, strayForms, wrappedForms } from "./more-forms.ts";

const definitions = loadDefinitions();
const check = createOctetCheck({ keys: {}, definitions });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => Uint8Array.of(0xff, 0xfe, ...Buffer.from(text, "utf16le"));
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const encodings = {
  "UTF-8": utf8,
  "UTF-8 with a mark": (text: string) => utf8(`\ufeff${text}`),
  "UTF-16": utf16,
  "Latin-1": latin1,
} as const;
const fixtures = loadFixtures().filter(({ hex, framing }) => hex.length >= 40 && framing !== "ascii");

/** Whatever of `held` is written in each of the forms, in any dress and encoding, comes back. */
function comesBack(written: Readonly<Record<string, Render>>, held: readonly Fixture[]): void {
  for (const [name, render] of Object.entries(written)) {
    it(name, () => {
      const widths = fc.constantFrom(0, 1, 2, 3, 7, 8, 12, 16, 20, 32, 60);
      const dresses = fc.record({ width: widths, remarks: fc.boolean() });
      fc.assert(
        fc.property(
          fc.constantFrom(...held),
          dresses,
          fc.constantFrom(...(Object.keys(encodings) as (keyof typeof encodings)[])),
          fc.constantFrom("\n", "\r\n"),
          (fixture, dress, encoding, end) => {
            // JSON with such characters is UTF-8 or UTF-16 and never Latin-1.
            fc.pre(name !== "JSON escapes" || encoding !== "Latin-1");
            const octets = octetsOf(fixture);
            const text = render(octets, dress).replaceAll("\n", end);
            const read = decodeInput(encodings[encoding](text), check);
            assert.equal(toHex(read.octets), toHex(octets), text.slice(0, 2000));
          },
        ),
        { numRuns: Number(process.env.PASTE_RUNS ?? 8), endOnFailure: true },
      );
    });
  }
}

describe("a recording of any kind comes back from", () => comesBack(forms, fixtures));
describe("a recording of any kind comes back from beside other numbers:", () => comesBack(besideForms, fixtures));
describe("a recording of any kind comes back from what wraps it:", () => comesBack(wrappedForms, fixtures));
describe("a recording that a check proves comes back from among stray numbers:", () =>
  comesBack(
    strayForms,
    fixtures.filter((fixture) => {
      const { proven, loose } = check(octetsOf(fixture));
      return proven > 64 && loose === 0;
    }),
  ));

describe("numbers that happen to grow are no offsets", () => {
  const decimal = forms["ESPHome uart, numbers"] as Render;
  // The first has frames whose FCS decides; no check knows anything of the others.
  for (const id of ["wien-e450-workshop-1", "greenbook-get-request", "noise-e450-wrong-serial-settings"])
    it(id, () => {
      const octets = octetsOf(fixtures.find((fixture) => fixture.id === id) as Fixture);
      for (let width = 1; width <= 64; width++) {
        const text = decimal(octets, { width, remarks: false });
        assert.equal(toHex(decodeInput(utf8(text), check).octets), toHex(octets), text);
      }
    });
});

describe("decimal numbers before a word are octets, and a number that belongs to the word is none", () => {
  const octets = [126, 160, 9, 3, 220, 3, 12, 7, 104];
  for (const text of [
    "126,160,9,3,220,3,12,7,104 bytes",
    "126, 160, 9, 3, 220, 3, 12, 7, 104 bytes",
    "126 160 9 3 220 3 12 7 104 bytes",
    "126,160,9,3,220,3,12,7,104 9 bytes",
    "126, 160, 9, 3, 220, 3, 12, 7, 104 received 104 times",
    "126, -96, 9, 3, -36, 3, 12, 7, 104 bytes",
    "126 160 9 3 220 3 12 7 104 9 bytes",
    "Received 9 bytes: 126,160,9,3,220,3,12,7,104",
  ])
    it(text, () => assert.deepEqual([...decodeInput(utf8(text), check).octets], octets));
});

it("of a number that is the last octet or the count of them, a check decides", () => {
  const octets = octetsOf(fixtures.find(({ id }) => id === "kaernten-am550-nokey-3") as Fixture);
  const counted = concatOctets([octets.subarray(0, octets.length - 1), Uint8Array.of(octets.length)]);
  const read = (text: string): string => toHex(decodeInput(utf8(text), check).octets);
  assert.equal(read(`${Array.from(octets).join(" ")} ${octets.length} bytes`), toHex(octets));
  assert.equal(read(`${Array.from(octets).join(" ")} bytes`), toHex(octets));
  // Nothing proves these: the last number counts those before it, or does not.
  assert.equal(read(`${Array.from(counted).join(" ")} bytes`), toHex(counted));
  assert.equal(read("126 160 9 3 220 3 12 7 104 104 bytes"), "7EA00903DC030C076868");
});

it("JSON is read whole, whatever a piece of it proves", () => {
  const octets = octetsOf(fixtures.find(({ id }) => id === "kaernten-am550-nokey-3") as Fixture).slice();
  // Without its head, the telegram inside would stand for itself.
  octets[3] = (octets[3] as number) ^ 4;
  octets[octets.length - 2] = (octets[octets.length - 2] as number) ^ 4;
  const text = JSON.stringify({ payload: Array.from(octets), topic: "meter", _msgid: "a1b2c3d4e5f60718" });
  assert.equal(toHex(decodeInput(utf8(text), check).octets), toHex(octets));
});

it("JSON escapes only some of what no keyboard has", () => {
  const octets = Uint8Array.of(0x7e, 0xa0, 0x7f, 0x7f, 0xe6, 0x99, 0x30, 0x31, 0x7e);
  const text = JSON.stringify({ payload: String.fromCharCode(...octets) });
  assert.equal(toHex(decodeInput(utf8(text), check).octets), toHex(octets));
});

it("ten digits that could be a time are octets where nothing but a remark is behind them", () => {
  const text = "68FAFA6853\t\t\t4 Anfang\n1712345678\t\t\t4 M-Bus\n0102030405\t\t\t4 M-Bus\n";
  assert.equal(toHex(decodeInput(utf8(text), check).octets), "68FAFA685317123456780102030405");
});

it("a text without octets is called what it looks like, and a wrong digit by its place", () => {
  const said = (text: string): string =>
    decodeInput(utf8(text), check)
      .notes.map(({ en }) => en)
      .join(" ");
  assert.match(said("name: x\nport: 5\n"), /configuration/);
  assert.match(said("Der Zähler ist stumm.\n"), /ordinary text/);
  assert.match(said("<!doctype html><title>68</title>"), /web page/);
  assert.match(said("68 FA FG 68 53 FF 00 01\n"), /^Line 1, column 7: “FG” is no digit/);
});

describe("a digit that was not read rightly off a photo is named by its place, and none is guessed", () => {
  const octets = octetsOf(fixtures.find(({ id }) => id === "kaernten-am550-nokey-3") as Fixture);
  const pairs = octets.length;
  const render = (name: string): string => forms[name]?.(octets, { width: 16, remarks: false }) ?? "";
  const mend = (text: string, line: number, column: number, wrong: string): string => {
    const lines = text.split("\n");
    const right = lines[line - 1] ?? "";
    lines[line - 1] = right.slice(0, column - 1) + wrong + right.slice(column - 1 + Math.max(1, wrong.length));
    return lines.join("\n");
  };
  for (const [form, line, column, wrong, said] of [
    ["upper case, blanks", 2, 4, "O0", "Line 2, column 4: “O0” is no digit"],
    ["upper case, blanks", 2, 1, "l4", "Line 2, column 1: “l4” is no digit"],
    ["upper case, blanks", 1, 46, "?E", "Line 1, column 46: “?E” is no digit"],
    ["upper case, blanks", 3, 5, "", "Line 3, column 4: “"],
    ["0x and commas", 2, 9, "O", "Line 2, column 7: “0xO"],
    ["hexdump -C", 2, 14, "S0", "Line 2, column 14: “S0” is no digit"],
    ["hexdump -C", 3, 11, "   ", "Line 3, column 1: The offsets leave 16 bytes to this line, and it has 15."],
    ["no separators", 1, 9, "O", "Line 1, column 9: “O” is no digit"],
    ["decimal array over lines", 2, 1, "l", "Line 2, column 1: “l"],
  ] as const)
    it(`${form}, line ${line}, column ${column}: “${wrong}”`, () => {
      const text = mend(render(form), line, column, wrong);
      const { octets: read, notes } = decodeInput(utf8(text), check);
      assert.ok(
        notes.some(({ en }) => en.startsWith(said)),
        notes.map(({ en }) => en).join("\n"),
      );
      assert.ok(read.length <= pairs);
      assert.ok(check(read).proven === 0, "no frame of it is right");
    });
});

describe("two telegrams with prose around them are both read, and no word of it is called a wrong digit:", () => {
  const [first, second] = ["kaernten-am550-nokey-1", "kaernten-am550-nokey-3"].map((id) => octetsOf(loadFixture(id)));
  for (const name of ["upper case, blanks", "hexdump -C", "decimal array over lines", "base64", "Tasmota console"])
    it(name, () => {
      const [one, two] = [first, second].map((octets) =>
        forms[name]?.(octets as Uint8Array, { width: 16, remarks: false }),
      );
      const text = `Hallo, das kam am 28 11 um 10 12 (2400 Baud):\n\n${one}\n\nund am 28 11 um 10 13 das:\n\n${two}\n\nLG\n`;
      const { octets, notes } = decodeInput(utf8(text), check);
      assert.equal(toHex(octets), `${toHex(first as Uint8Array)}${toHex(second as Uint8Array)}`);
      assert.doesNotMatch(notes.map(({ en }) => en).join(), /no digit/);
    });
});

const folder = "../../shared/pastes";
describe("what people pasted", { skip: !existsSync(folder) }, () => {
  const official = loadShared("noe-kaifa-ma309-official");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    it(`${name} is read to its last value, and nothing is called damaged`, () => {
      const { octets, notes } = decodeInput(readFileSync(join(folder, name)), check);
      const decoder = createMeterDecoder({ keys: { key: parseHex(official.key) }, definitions, unchecked: true });
      const events = [...decoder.push(octets), ...decoder.end()];
      const faults = events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : []));
      if (name === "40-odd-digit.txt") {
        // A digit of the last octet is missing: that is said, and the frame before it is there.
        assert.match(notes[0]?.en ?? "", /^Line 1, column 1: 563 digits/);
        assert.equal(toHex(octets), official.hex.slice(0, 562));
        return;
      }
      assert.deepEqual(faults, []);
      assert.equal(events.filter(({ kind }) => kind === "reading").length, 1);
      if (!name.startsWith("dsmr")) assert.equal(toHex(octets), official.hex);
    });
  }
});

function loadShared(id: string): { readonly key: string; readonly hex: string } {
  const file = `../../shared/captures/${id}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { key: "", hex: "" };
}
