/** A key where a telegram belongs is named as that and never shown; a part of a telegram stays one. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toHex } from "../../src/octets.ts";
import { createInputDecoder, decodeInput } from "../../src/paste/input-decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createOctetCheck } from "../../src/tools/recording/octet-check.ts";

const check = createOctetCheck({ keys: {}, definitions: loadDefinitions() });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const key = "000102030405060708090A0B0C0D0E0F";
const other = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const apart = key.replace(/..(?=.)/g, "$& ");

describe("a key among telegrams", () => {
  for (const written of [
    key,
    `${key.toLowerCase()}\r\n`,
    apart,
    apart.replaceAll(" ", ":"),
    key.replace(/.{8}(?=.)/g, "$&-"),
    `"${key}"`,
    `„${key}“`,
    `0x${key}`,
    key.replace(/../g, "0x$&, "),
    `GUEK: ${key}`,
    `GUEK:\n${apart}\n`,
    `Schlüssel: ${apart}`,
    `Dein Schlüssel (GUEK): ${key}`,
    `key: "${key}"`,
    `--key ${key}`,
  ])
    it(`is one as ${JSON.stringify(written)}`, () => saysKeys(written, /^This looks like a key/, /ein Schlüssel/));

  for (const written of [
    `${key}\n${other}`,
    `${key} ${other}`,
    `${key}; ${other}\n`,
    `GUEK: ${apart}\nGAK: ${other.replace(/..(?=.)/g, "$& ")}`,
    `Encryption key: ${key}\r\nAuthentication key = "${other}"\r\n`,
  ])
    it(`are two as ${JSON.stringify(written)}`, () => saysKeys(written, /^These look like two keys/, /zwei Schlüssel/));

  function saysKeys(written: string, en: RegExp, de: RegExp): void {
    const { octets, notes } = decodeInput(text(written), check);
    assert.equal(toHex(octets), "", "nothing of it goes on");
    assert.equal(notes.length, 1, JSON.stringify(notes));
    assert.match(notes[0]?.en ?? "", en);
    assert.match(notes[0]?.de ?? "", de);
    assert.doesNotMatch(JSON.stringify(notes), /0405|0A0B|0A 0B|D4D5/i);
  }
});

describe("a short part of a telegram", () => {
  const middle = "91A4C2035E6677F1088D2C3B4A5968E7";
  for (const [name, written] of [
    ["the head of an M-Bus frame", "68 FA FA 68 53 FF 00 01 67 DB 08 4B 46 4D 67 50"],
    ["the head of an HDLC frame", "7EA067CEFF031338BDE6E700DB08534D"],
    ["an envelope", "DB084B464D675000000981F820000000"],
    ["a logical name with its value", "020309060100010800FF060000328902"],
    [
      "two lines of a dump",
      `${middle} ${other}`.replace(/[0-9A-F]{2}(?=[0-9A-F])/g, "$& ").replace(/ {2}| (?=D0)/, "\n"),
    ],
    ["32 octets in a row", middle + other],
    ["15 octets", middle.slice(2)],
  ] as const)
    it(`is read: ${name}`, () => {
      const { octets, notes } = decodeInput(text(written), check);
      assert.equal(toHex(octets), written.replaceAll(/\s/g, ""));
      assert.doesNotMatch(JSON.stringify(notes), /key/);
    });

  it("is read where its first line comes alone and the rest later", () => {
    const decoder = createInputDecoder(check);
    const line = middle.replace(/..(?=.)/g, "$& ");
    const parts = [`${line}\n`, `${line}\n`, `${line}\n`].map((part) => decoder.push(text(part)));
    assert.equal([...parts, decoder.end()].map((part) => toHex(part)).join(""), middle.repeat(3));
    assert.deepEqual(decoder.notes(), []);
  });
});
