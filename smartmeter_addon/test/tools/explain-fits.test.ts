import assert from "node:assert/strict";
import { test } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import { axdr, dataNotification, hdlcTelegram } from "../../src/tools/encode/encode.ts";
import { annotate } from "../../src/tools/explain/explain.ts";
import { fitsOf } from "../../src/tools/explain/explain-fits.ts";
import { addresses, clock, name } from "../decoder/pushes.ts";

test("every value a household can have is named, and no other", () => {
  assert.equal(fitsOf(obis(1, 0, 32, 7, 0), 2322), "232.2 V");
  assert.equal(fitsOf(obis(1, 0, 31, 7, 0), 32), "32 A, 3.2 A, 0.32 A, 0.032 A");
  assert.equal(fitsOf(obis(1, 0, 31, 7, 0), 0), "0 A");
  assert.equal(fitsOf(obis(0, 0, 96, 3, 10), 1), undefined);
});

test("a list with names and without scalers is explained as raw numbers, and nothing is read", () => {
  const body = axdr.structure([
    axdr.octetString(clock(0)),
    name("1-0:32.7.0"),
    axdr.uint16(2322),
    name("1-0:31.7.0"),
    axdr.uint16(32),
  ]);
  const octets = hdlcTelegram(dataNotification(1, clock(0), body), addresses);
  const [telegram] = annotate(octets, { keys: {}, definitions: [], language: "en" });
  assert.equal(telegram?.fault?.code, "layout-unknown");
  assert.deepEqual(telegram?.readings, []);
  const meanings = telegram?.parts.flatMap(({ fields }) => fields.map(({ meaning }) => meaning)) ?? [];
  assert.ok(
    meanings.some((meaning) => meaning.includes("would fit: 232.2 V")),
    JSON.stringify(meanings.slice(-6)),
  );
});
