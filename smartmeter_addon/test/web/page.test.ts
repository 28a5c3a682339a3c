import operators from "meters:operators";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { assetNames, assetOf } from "../../src/web/assets.ts";
import { elapsedShare } from "../../src/web/page/views/now/elapsed.ts";
import { pinsOf } from "../../src/web/page/views/set-up/pins.ts";

const assets = assetNames.map((name) => ({ name, asset: assetOf(name) }));
const textOf = (ending: string): string => String(assets.find(({ name }) => name.endsWith(ending))?.asset?.plain);

describe("the page's files", () => {
  test("are below 120 kB all together, packed", () => {
    const octets = assets.reduce((sum, { asset }) => sum + (asset?.gzip.length ?? Number.NaN), 0);
    assert.ok(octets < 120_000, `${octets} octets`);
    assert.ok(assets.every(({ asset }) => asset && brotliCompressSync(asset.plain).length > 0));
  });

  test("ask for nothing outside: every address is relative", () => {
    const html = textOf("index.html");
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address as string);
    assert.deepEqual(
      addresses.toSorted(),
      assetNames.filter((name) => !["index.html", "news.txt"].includes(name)).toSorted(),
    );
    const foreign = /(?:https?:)?\/\/[\w-]+\.[\w.-]+/g;
    assert.deepEqual([...new Set(textOf(".js").match(foreign))], ["http://www.w3.org"], "only the name of SVG");
    assert.deepEqual(textOf(".css").match(/url\(|https?:/g), null);
    assert.doesNotMatch(textOf(".js"), /["'`]\/api\//);
  });

  test("hold no script or style within HTML, and no HTML made from text", () => {
    const html = textOf("index.html");
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/);
    assert.doesNotMatch(
      textOf(".js"),
      /\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
    );
  });

  test("are kept for ever only where their name changes with their contents", () => {
    for (const { name, asset } of assets) assert.equal(asset?.lasting, /\.(js|css)$/.test(name), name);
  });
});

describe("the running quarter hour", () => {
  test("is as far as the meter's clock says, which it is billed by", () => {
    const receivedAtMs = Date.parse("2026-06-10T10:01:00Z");
    const share = (driftSeconds: number | undefined) => 15 * elapsedShare({ receivedAtMs, driftSeconds }, 900_000);
    assert.equal(share(undefined), 1);
    assert.equal(share(-240), 12);
    assert.equal(share(240), 5);
    assert.equal(share(-3600), 1, "without summer time");
    assert.equal(share(-86_400_500), 1, "a clock nobody believes");
  });
});

describe("operators' facts", () => {
  test("every operator is there once, with what its letter calls the keys", () => {
    const names = operators.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { models } of operators) {
      for (const { keyNames } of models) {
        assert.ok(keyNames.length > 0);
        for (const { en, de } of keyNames) assert.ok(en !== "" && de !== "");
      }
    }
  });

  test("two keys in Burgenland and Styria, one elsewhere", () => {
    const two = operators.filter(({ models }) => models.some(({ keyNames }) => keyNames.length === 2));
    assert.deepEqual(
      two.map(({ name }) => name),
      ["Energienetze Steiermark", "Feistritzwerke", "Netz Burgenland", "Stromnetz Graz"],
    );
    const burgenland = operators.find(({ name }) => name === "Netz Burgenland");
    assert.deepEqual(
      burgenland?.models.map(({ keyNames }) => keyNames.length),
      [2, 2, 1],
    );
  });

  test("only the AMIS meter needs a head that sends", () => {
    const sending = operators.flatMap(({ models }) => models.filter(({ acknowledged }) => acknowledged));
    assert.deepEqual(
      sending.map(({ name, socket }) => [name, socket]),
      [["Siemens AMIS TD-3510 / 3511 / 3512", "ir"]],
    );
  });

  test("settings and intervals are those of the socket", () => {
    const usual = { mbus: /^2400 8E1$/, p1: /^115200 8N1$/, ir: /^9600 8[NE]1$/ };
    for (const { models } of operators) {
      for (const { settings, socket, intervals } of models) {
        assert.match(settings, usual[socket]);
        for (const interval of intervals) assert.ok([1, 5, 10, 15].includes(interval));
      }
    }
  });

  test("M-Bus on the two pins in the middle, P1 on all but the fourth", () => {
    assert.deepEqual(Object.keys(pinsOf.mbus), ["3", "4"]);
    assert.deepEqual(Object.keys(pinsOf.p1), ["1", "2", "3", "5", "6"]);
  });
});
