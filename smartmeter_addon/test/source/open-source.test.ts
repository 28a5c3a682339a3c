import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { toHex } from "../../src/octets.ts";
import { openSource } from "../../src/source/open-source.ts";
import { createOctetCheck } from "../../src/tools/recording/octet-check.ts";
import { strayForms } from "../paste/more-forms.ts";
import { loadFixture, octetsOf } from "../support/fixtures.ts";
import { collect } from "../support-line/collect.ts";
import { enciphered } from "../support-line/line-meters.ts";

describe("a source named in the options", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "recording-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function play(port: string) {
    const seen = collect(openSource({ port }));
    await seen.ended;
    return seen;
  }

  it("can be a recording: raw or as text, with its end", async () => {
    const octets = enciphered(200_000, 5);
    const raw = join(folder, "raw.bin");
    const text = join(folder, "text.hex");
    writeFileSync(raw, octets);
    writeFileSync(text, toHex(octets).replace(/.{64}/g, "$&\n"));
    for (const port of [raw, `file:${raw}`, text, `file:${text}`]) {
      const seen = await play(port);
      assert.deepEqual(seen.events[0]?.kind, "opened");
      assert.deepEqual(seen.octets(), octets);
      assert.deepEqual(seen.events.at(-1), { kind: "end" });
    }
  });

  it("reads the text of a recording as whoever checks telegrams does", async () => {
    const octets = octetsOf(loadFixture("kaernten-am550-nokey-3"));
    const check = createOctetCheck({ keys: {}, definitions: [] });
    for (const [name, render] of Object.entries(strayForms)) {
      const path = join(folder, "stray.txt");
      writeFileSync(path, render(octets, { width: 16, remarks: false }));
      const seen = collect(openSource({ port: path, check }));
      await seen.ended;
      assert.equal(toHex(seen.octets()), toHex(octets), name);
    }
  });

  it("can be a recording that is not there", async () => {
    const seen = await play(`file:${join(folder, "none")}`);
    assert.deepEqual(seen.codes(), ["port-missing"]);
    assert.deepEqual(seen.events.at(-1), { kind: "end" });
  });

  it("says what is wrong with its name or its settings, and ends", async () => {
    for (const [options, message] of [
      [{ port: "tcp://bridge" }, /'port' says "tcp:\/\/bridge"/],
      [{ device: "meter" }, /'port' says "meter"/],
      [{ port: "/dev/null", serial: "fast" }, /'serial' says "fast".*2400 8E1/],
    ] as const) {
      const seen = collect(openSource(options));
      await seen.ended;
      const [fault, end] = seen.events;
      assert.ok(fault?.kind === "fault" && fault.fault.code === "option-invalid");
      assert.match(fault.fault.message, message);
      assert.deepEqual(end, { kind: "end" });
    }
  });

  it("stops a recording in the middle", async () => {
    const raw = join(folder, "long.bin");
    writeFileSync(raw, enciphered(2_000_000, 6));
    const source = openSource({ port: raw });
    let octets = 0;
    for await (const event of source) {
      if (event.kind !== "octets") continue;
      octets += event.octets.length;
      await source.close();
    }
    assert.ok(octets > 0 && octets < 2_000_000);
  });
});
