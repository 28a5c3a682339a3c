// Texts as long as the page takes, made to be read again and again: each ends, and none of them takes the program down.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeInput } from "../../src/paste/input-decoder.ts";

const size = 256 * 1024;
const filled = (piece: string): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const nothingProven = (): { proven: number; loose: number } => ({ proven: 0, loose: 1 });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a long text comes to its end", () => {
  for (const [name, text, octets] of [
    // Numbers with an odd digit before a word that is none: hours, where each of them was gone through from each.
    ["numbers of JSON", `[${"104,".repeat(size / 4)}104]`, size / 4 + 1],
    ["numbers of JSON without an end", `[${"104,".repeat(size / 4)}`, size / 4],
    ["brackets with a digit", filled("[a"), undefined],
    ["beginnings of remarks", filled("/* "), undefined],
    ["quotation marks and backslashes", filled('"a\\'), undefined],
    ["semicolons with blanks", filled(" ; "), undefined],
    ["quotes of quotes", filled("> "), undefined],
    ["dashes without an end", filled("-"), undefined],
    ["brackets in pairs", filled("()"), undefined],
    ["lines of one digit", filled("7\n"), undefined],
    ["a list in a list, and so on", `${"[".repeat(size / 2)}${"]".repeat(size / 2)}`, 0],
    ["objects in one another", `${'{"a":'.repeat(9999)}"68FAFA6853"${"}".repeat(9999)}`, undefined],
    ["a key and empty lines", `x:${"\n".repeat(size)}`, 0],
    ["stars that stand for gigabytes", "00000000  7e a0\n*\n7ffffff0  00 00\n*\nfffffff0  00 00\n", undefined],
  ] as const) {
    it(name, () => {
      const { octets: read } = decodeInput(utf8(text), nothingProven);
      if (octets === undefined) assert.ok(read.length < 2 * size);
      else assert.equal(read.length, octets);
    });
  }
});

it("a text of which no part is proven is not tried in every form to its end", () => {
  let checked = 0;
  const counting = (octets: Uint8Array): { proven: number; loose: number } => {
    checked += octets.length;
    return { proven: 0, loose: octets.length };
  };
  const line = "68 FA FA 68 zz 53 FF 00 01\n";
  const tried = [2, 4].map((megabytes) => {
    checked = 0;
    const { octets } = decodeInput(utf8(line.repeat((megabytes * 1e6) / line.length)), counting);
    assert.ok(octets.length > megabytes * 1e5);
    return checked;
  });
  assert.equal(tried[0], tried[1]);
});

describe("a long text is read to its last octet", () => {
  const long = Uint8Array.from({ length: 30_000 }, (_, at) => (at * 7919) & 255);
  const forms = {
    decimal: (octets: Uint8Array) => octets.join(", "),
    base64: (octets: Uint8Array) => Buffer.from(octets).toString("base64").replace(/.{76}/g, "$&\n"),
  };
  for (const [name, render] of Object.entries(forms))
    it(name, () => {
      for (const length of [30_000, 29_999, 29_998, 29_997]) {
        const octets = long.subarray(0, length);
        assert.deepEqual(decodeInput(utf8(`${render(octets)}\n`), nothingProven).octets, octets);
      }
    });
});

it("telegrams far down in a log are found, and read as those before them", () => {
  const log = "[21:14:10][I][app:100]: Compiled on Nov 28 2026\n".repeat(3000);
  const frame = "[21:14:10][D][uart_debug:114]: <<< 10:40:F0:30:16\n".repeat(5000);
  const check = (octets: Uint8Array): { proven: number; loose: number } => ({
    proven: Buffer.from(octets).toString("hex").includes("1040f03016") ? octets.length : 0,
    loose: 0,
  });
  const { octets } = decodeInput(utf8(log + frame), check);
  assert.equal(Buffer.from(octets).toString("hex").split("1040f03016").length - 1, 5000);
});
