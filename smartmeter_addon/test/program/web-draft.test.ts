// The endpoints of the draft: what they answer, write and refuse.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { createWebDraft } from "../../src/program/web-draft.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { axdr } from "../../src/tools/encode/encode.ts";
import { testKey } from "../../src/tools/test-keys.ts";
import { openWeb } from "../../src/web/server.ts";
import type { LearnedView } from "../../src/web/view.ts";
import { clock, hdlc } from "../decoder/pushes.ts";
import { meter, postJson, readingOf, statusOf } from "../web/made-up.ts";

const folder = mkdtempSync(join(tmpdir(), "draft-"));
after(() => rmSync(folder, { recursive: true }));
const definitions = loadDefinitions();
const keysOf = () => ({ key: testKey });

const telegram = (step: number): Uint8Array => {
  const numbers = [5000 + step, 77, 3600].map((number) => axdr.uint32(number));
  return hdlc({ body: axdr.structure([axdr.octetString(clock(step)), ...numbers]), counter: step + 1, second: step });
};

/** A page whose meter has sent so many telegrams nobody knows. */
async function openPage(own: string | undefined, count: number) {
  const web = await openWeb({
    mode: "standalone",
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    meters: [meter],
    drift: () => 0,
    tools: { drafts: createWebDraft({ keysOf, definitions, folder: own }) },
  });
  const decoder = createMeterDecoder({ keys: keysOf(), definitions });
  for (let step = 0; step < count; step++) {
    const octets = telegram(step);
    web.feed.source(meter, { kind: "octets", octets });
    for (const event of decoder.push(octets)) web.feed.decoded(meter, event);
  }
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    postJson(web.port, `/api/draft${path}`, { meter: 0, language: "de", ...body }, headers);
  const learned = async (answers: readonly unknown[] = []) =>
    JSON.parse((await post("", { answers })).text) as LearnedView;
  return { web, post, learned };
}

test("what is learned, from more than the inspector keeps, with answers tried on it", async (t) => {
  const { web, learned, post } = await openPage(join(folder, "none"), 300);
  t.after(() => web.close());
  const { draft, isUsable, own } = await learned();
  assert.deepEqual([isUsable, own], [true, undefined]);
  assert.deepEqual([draft?.telegrams, draft?.elements, draft?.certain, draft?.read], [300, 4, 1, 0]);
  assert.deepEqual(
    draft?.questions.map(({ element, value }) => [element, value]),
    [
      [2, 5299],
      [3, 77],
      [4, 3600],
    ],
  );
  assert.match(draft?.questions[0]?.text ?? "", /^Element 2, jetzt 5299/);
  const answered = await learned([{ element: 2, obis: "1-0:1.8.0", scaler: 1 }, { element: 3 }, null, 7]);
  assert.equal(answered.draft?.read, 300);
  assert.deepEqual(
    answered.draft?.values.map(({ key, value, unit }) => [key, value, unit]),
    [["energy_import", 52.99, "kWh"]],
  );
  assert.equal((await post("", { meter: 7 })).status, 404);
  assert.equal((await post("", {}, { "sec-fetch-site": "cross-site" })).status, 403);
});

test("where every list is known there is nothing to learn, and what was saved is named", async (t) => {
  const own = join(folder, "known");
  const drafts = createWebDraft({ keysOf, definitions, folder: own });
  assert.deepEqual(await drafts.use("name: my-meter\ntitle: Mine\nlayout: obis\n", "en"), []);
  const { web, learned } = await openPage(own, 0);
  t.after(() => web.close());
  assert.deepEqual(await learned(), { isUsable: true });
  web.accept({ kind: "status", meter, status: statusOf(), atMs: 0 } as never);
  web.accept({ kind: "reading", meter, reading: readingOf([], { layout: "my-meter" }), receivedAtMs: 0 });
  assert.equal((await learned()).own?.name, "my-meter");
});

test("a draft is saved under a name of its own and set aside, never over or beside the folder's files", async () => {
  const own = join(folder, "own");
  const drafts = createWebDraft({ keysOf, definitions, folder: own });
  const yaml = "# Mine\nname: my-meter\ntitle: Mine\nlayout: obis\n";
  for (const _ of [1, 2, 3]) assert.deepEqual(await drafts.use(yaml, "en"), []);
  assert.deepEqual(readdirSync(own).sort(), ["my-meter-2.yaml", "my-meter-3.yaml", "my-meter.yaml"]);
  assert.match(readFileSync(join(own, "my-meter-3.yaml"), "utf8"), /^# Mine\nname: my-meter-3\ntitle/);
  assert.match((await drafts.use("name: ../x\ntitle: Mine\nlayout: obis\n", "en")).join(), /^name: lower case/);
  assert.match((await drafts.use("{", "en")).join(), /no YAML/);
  writeFileSync(join(folder, "other.yaml"), yaml);
  assert.equal(drafts.own("../other"), undefined);
  await drafts.forget("../other", "en");
  assert.deepEqual(await drafts.forget("my-meter-2", "en"), []);
  assert.deepEqual(readdirSync(own).sort(), ["my-meter-2.yaml.unused", "my-meter-3.yaml", "my-meter.yaml"]);
  assert.ok(readdirSync(folder).includes("other.yaml"));
  assert.match((await drafts.forget("my-meter-9", "de")).join(), /ließ sich nicht schreiben/);
  // A file stands where the folder should be.
  const blocked = createWebDraft({ keysOf, definitions, folder: join(folder, "other.yaml") });
  assert.match((await blocked.use(yaml, "en")).join(), /could not be written: /);
});

test("where nothing could put it to use, nothing is written", async (t) => {
  const { web, post, learned } = await openPage(undefined, 3);
  t.after(() => web.close());
  assert.equal((await learned()).isUsable, false);
  assert.equal((await post("/use", { yaml: "name: my-meter\ntitle: Mine\nlayout: obis\n" })).status, 400);
  assert.equal((await post("/forget", { name: "my-meter" })).status, 400);
});
