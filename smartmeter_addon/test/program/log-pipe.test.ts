import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";

/** So many telegrams in the log are more than a pipe holds. */
const telegrams = 300;

/** The program logs every telegram of a recording into a pipe, and ends with it. */
function startLogging(folder: string) {
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 5, 1) });
  const recording = join(folder, "recording.bin");
  writeFileSync(recording, Buffer.concat(Array.from({ length: telegrams }, () => meter.next().octets)));
  return spawn(process.execPath, ["dist/smartmeter.mjs", "run", "--show-plaintext"], {
    env: {
      ...process.env,
      LANG: "C",
      SMARTMETER_PORT: recording,
      SMARTMETER_KEY: toHex(testKey),
      SMARTMETER_WEB_ENABLED: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

test("the log waits for a slow reader and loses no line; one that has gone ends nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "smartmeter-"));
  try {
    const slow = startLogging(folder);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(slow.exitCode, null, "the pipe is full");
    let text = "";
    for await (const part of slow.stdout) text += part;
    assert.equal(text.split("\n").filter((line) => / 0f80/i.test(line)).length, telegrams);
    assert.match(text, /stopping\n$/);

    const unread = startLogging(folder);
    unread.stdout.destroy();
    let errors = "";
    unread.stderr.on("data", (part) => {
      errors += part;
    });
    assert.deepEqual(await once(unread, "exit"), [1, null]);
    assert.equal(errors, "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
