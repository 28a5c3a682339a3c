// The endpoint of the paste box: what it answers, and what it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createWebTools } from "../../src/program/web-tools.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { openWeb } from "../../src/web/server.ts";
import type { PasteView } from "../../src/web/view.ts";
import { forms } from "../paste/forms.ts";
import { keysOf, loadFixture, octetsOf } from "../support/fixtures.ts";
import { ask, meter, postJson } from "./made-up.ts";

const fixture = loadFixture("noe-kaifa-ma309-official");

test("what was pasted comes back explained; too much, too often or from a foreign page does not", async (t) => {
  const tools = createWebTools({ version: "1.2.3", keysOf: () => keysOf(fixture), definitions: loadDefinitions() });
  const web = await openWeb({
    mode: "standalone",
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    meters: [meter],
    drift: () => 0,
    tools,
    timeZone: "Europe/Vienna",
  });
  t.after(() => web.close());
  const send = (text: string, headers: Record<string, string> = {}) =>
    postJson(
      web.port,
      "/api/paste",
      { meter: 0, octets: Buffer.from(text).toString("base64"), language: "de" },
      headers,
    );
  const dump = forms["hexdump -C"]?.(octetsOf(fixture), { width: 16, remarks: false }) ?? "";
  const { status, text } = await send(dump);
  assert.equal(status, 200);
  const { telegrams, notes } = JSON.parse(text) as PasteView;
  assert.equal(telegrams.length, 1);
  assert.equal(telegrams[0]?.fault, undefined);
  assert.match(notes.join(), /^Gelesen als ein Hexdump mit Adressen/);
  const none = JSON.parse((await send("Hallo, mein Zähler ist stumm.")).text) as PasteView;
  assert.deepEqual(none.telegrams, []);
  assert.match(none.notes.join(), /keine Bytes/);
  assert.equal((await send("68 FA", { "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await send("68 FA ".repeat(60_000))).status, 413);
  const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await send("68 FA FA 68")).status));
  assert.ok(statuses.includes(429));
  assert.equal((await ask(web.port, "/api/paste")).status, 404);
});
