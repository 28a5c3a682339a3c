import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { concatOctets } from "../../src/octets.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { noiseOctets } from "../support/feed.ts";
import { openLine, until, withoutProgram } from "../support-line/parts.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import { createWorkshop, keys, type Program, startMeter, type Workshop } from "./program.ts";

describe("the line of a running program", () => {
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
  const onBridge = (): Program => workshop.run({ options: { meters: [{ ...keys, port: bridge.port }] } });

  it("with 12 MB of noise, as fast as it reads, keeps its memory, and reads the telegram behind it", async () => {
    const program = onBridge();
    await until("a connection", () => bridge.sockets.size > 0);
    const sendNoise = async (from: number, to: number): Promise<void> => {
      for (let seed = from; seed < to; seed++) {
        bridge.send(noiseOctets(seed, 1_000_000));
        await until("the noise is read", () => [...bridge.sockets].every(({ writableLength }) => writableLength === 0));
      }
    };
    await sendNoise(0, 4);
    const before = program.resident();
    await sendNoise(4, 12);
    const grown = program.resident() - before;
    assert.ok(grown < 40, `${grown} MiB more`);
    const stop = startMeter("noe-kaifa-ma309", bridge.send);
    await program.reads(3);
    stop();
    assert.ok(program.lines("internal-error").length === 0);
  });

  it("with a storm of telegrams gives each of them", async () => {
    const program = onBridge();
    await until("a connection", () => bridge.sockets.size > 0);
    const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.now() - 86_400_000 });
    const storm = 3000;
    bridge.send(concatOctets(Array.from({ length: storm }, () => meter.next().octets)));
    await until("all of them", () => program.readings().length >= storm, 60_000).catch((error) => {
      throw new Error(`${program.readings().length} of ${storm}\n${program.lines("warning").join("\n")}`, {
        cause: error,
      });
    });
  });

  it("whose reader is pulled and put back again and again tells each loss and each return once", {
    skip: withoutProgram("socat"),
  }, async () => {
    const line = await openLine();
    const stop = startMeter("noe-kaifa-ma309", line.send);
    try {
      const program = workshop.run({ options: { meters: [{ ...keys, port: line.path, serial: "2400 8E1" }] } });
      await program.reads(2);
      for (const round of [1, 2]) {
        await line.unplug();
        await program.says("[port-lost]", 2 * round - 1);
        await line.plug();
        await program.says("[port-lost]", 2 * round);
        await program.reads(2);
      }
      assert.equal(program.lines("over after").length, 2);
    } finally {
      stop();
      await line.remove();
    }
  });

  it("is read by one of two programs, and by the other when the first has ended", {
    skip: withoutProgram("socat"),
  }, async () => {
    const line = await openLine();
    const stop = startMeter("noe-kaifa-ma309", line.send);
    try {
      const options = { meters: [{ ...keys, port: line.path, serial: "2400 8E1" }] };
      const first = workshop.run({ options });
      await first.reads(2);
      const second = workshop.run({ options });
      await second.says("[port-busy]");
      await first.reads(5);
      assert.deepEqual([second.readings().length, second.lines("[port-busy]").length], [0, 1]);
      first.signal("SIGTERM");
      assert.equal((await first.ended).code, 0);
      await second.reads(2);
    } finally {
      stop();
      await line.remove();
    }
  });
});
