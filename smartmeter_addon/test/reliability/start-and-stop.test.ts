import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { concatOctets } from "../../src/octets.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import { createWorkshop, keys, startMeter, type Workshop } from "./program.ts";

describe("start and stop", () => {
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

  it("a stop at any moment is an orderly end, and state is whole", async () => {
    const stop = startMeter("noe-kaifa-ma309", bridge.send, 20);
    for (let round = 0; round < 14; round++) {
      const program = workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] } });
      await sleep(60 + round * 50);
      const hasBegun = program.output() !== "";
      program.signal("SIGTERM");
      const { code, signal } = await program.ended;
      // Before its first line the program is not there yet, and nothing is open.
      if (hasBegun || signal === null)
        assert.deepEqual([code, signal], [0, null], `round ${round}\n${program.output()}`);
      else assert.equal(signal, "SIGTERM");
      for (const name of readdirSync(workshop.folder, { recursive: true }) as string[])
        if (name.endsWith(".json")) JSON.parse(readFileSync(join(workshop.folder, name), "utf8"));
      assert.deepEqual(program.lines("state-damaged"), []);
    }
    stop();
  });

  it("who asks twice gets the same end", async () => {
    const program = workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] } });
    await program.says("Smart Meter");
    for (const name of ["SIGINT", "SIGTERM", "SIGTERM"] as const) program.signal(name);
    assert.deepEqual(await program.ended, { code: 0, signal: null });
  });

  it("a session that is closed is an orderly end, with what was learnt kept", async () => {
    const stop = startMeter("noe-kaifa-ma309", bridge.send, 20);
    const program = workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] } });
    await program.reads(3);
    program.signal("SIGHUP");
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.output());
    assert.equal(program.lines("stopping").length, 1);
    assert.ok(readFileSync(join(workshop.data, "meter-1.json"), "utf8").includes('"worked":true'));
    stop();
  });

  it("a start that fails ends the program instead of leaving one that does nothing", async () => {
    // A bug that the start meets when the line is open already.
    const bug = "globalThis.setInterval=()=>{throw(new(Error)('a-bug'))}";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${bug}` };
    const program = workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] }, env });
    assert.deepEqual(await program.ended, { code: 1, signal: null }, program.output());
    assert.match(program.output(), /error .*a-bug/);
  });

  it("a recording of another year is read to its end without a word about clocks", async () => {
    const file = join(workshop.folder, "recording.bin");
    const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2022, 1, 1) });
    writeFileSync(file, concatOctets(Array.from({ length: 8 }, () => meter.next().octets)));
    const program = workshop.run({ options: { meters: [{ ...keys, port: `file:${file}` }] } });
    assert.deepEqual(await program.ended, { code: 1, signal: null });
    assert.equal(program.readings().length, 8);
    assert.deepEqual(program.lines("clock-off"), []);
  });
});
