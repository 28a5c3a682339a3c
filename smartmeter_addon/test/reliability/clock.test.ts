import assert from "node:assert/strict";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { type Bridge, openBridge } from "./bridge.ts";
import { createWorkshop, keys, startMeter, type Workshop } from "./program.ts";

/** Debian's libfaketime; CI has it. */
const library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find(existsSync);
if (library === undefined && process.env.CI === "true") throw new Error("apt-get install libfaketime");
const skip = library === undefined ? "libfaketime is not installed" : false;

let workshop: Workshop;
let bridge: Bridge;
beforeEach(async () => {
  workshop = createWorkshop();
  bridge = await openBridge();
});
afterEach(async () => {
  workshop.clear();
  await bridge.close();
});

it("a host whose clock is set by hours, back and forth, goes on reading and calls no meter silent", {
  skip,
}, async () => {
  const file = join(workshop.folder, "time");
  const setClock = (offset: string): void => {
    writeFileSync(`${file}.new`, offset);
    renameSync(`${file}.new`, file);
  };
  setClock("+0");
  const env = {
    LD_PRELOAD: library as string,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    // As on a real host: only the time of day is set.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
  // Slower than the program looks at its clock, so that it looks between the step and the next telegram.
  const stop = startMeter("noe-kaifa-ma309", bridge.send, 1300);
  const program = workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] }, env });
  await program.reads(3);
  for (const offset of ["+5h", "-26h", "+0"]) {
    setClock(offset);
    await program.reads(4);
  }
  stop();
  assert.deepEqual(program.lines("no telegram"), [], program.output());
  assert.deepEqual([program.lines("[line-silent]"), program.lines("Error")], [[], []]);
  assert.equal(program.lines("[clock-off]").filter((line) => !line.includes("over after")).length, 1);
  program.signal("SIGTERM");
  assert.equal((await program.ended).code, 0);
});
