// What clients that nobody here wrote read from the whole program, and what they get once the meter is silent.
// `script/test --sunspec-clients`
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { createWorkshop, keys, type Program } from "../reliability/program.ts";
import { openModbusClient } from "../sink/sunspec/modbus-client.ts";
import { freePort } from "../support/mosquitto.ts";
import { openTcpMeter, type TcpMeter } from "../support/tcp-meter.ts";

const run = promisify(execFile);

interface Scanned {
  models: number[];
  maker: string;
  serial: string;
  values: Record<string, number | null>;
  refused?: string;
}
interface Polled {
  W: number;
  TotWhExp: number;
  TotWhImp: number;
  second: { registers: number[] };
  start: { registers: number[] };
  input: object;
  outside: object;
  coils: object;
  written: object;
}

describe("the program's SunSpec device", () => {
  const python = execFileSync(join("..", "script", "sunspec-clients"), { encoding: "utf8" }).trim();
  const workshop = createWorkshop();
  let meter: TcpMeter;
  let program: Program;
  let port: number;

  const ask = async <T>(script: string): Promise<T> => {
    const { stdout } = await run(python, [join("test", "sunspec-clients", script), `${port}`, "1"]);
    return JSON.parse(stdout) as T;
  };
  /** Whether the program has printed a reading with these: W, Wh, Wh. */
  const wasRead = (power: unknown, imported: unknown, exported: unknown, round: (value: number) => number): boolean =>
    program.readings().some(({ values }) => {
      const { power_import, power_export, energy_import, energy_export } = values as Record<string, number>;
      const wattHours = (kilo = 0): number => round(Math.round(kilo * 1000));
      const net = (power_import ?? 0) - (power_export ?? 0);
      return net === power && wattHours(energy_import) === imported && wattHours(energy_export) === exported;
    });

  const start = async (over: Record<string, unknown>): Promise<void> => {
    port = await freePort();
    const sunspec = { port, stale: 3, ...over };
    meter = await openTcpMeter({ meter: "noe-kaifa-ma309" });
    program = workshop.run({ options: { meters: [{ port: meter.port, ...keys }], sunspec } });
    await program.reads(3);
  };
  const stop = async (): Promise<void> => {
    program.signal("SIGTERM");
    await program.ended;
    await meter.close();
  };

  after(() => workshop.clear());

  describe("of model 213", () => {
    before(() => start({}));
    after(stop);

    it("is found by pysunspec2, which reads power and registers to the digit", async () => {
      const { models, values, serial } = await ask<Scanned>("scan.py");
      assert.deepEqual(models, [1, 213]);
      assert.ok(serial.length > 0);
      assert.ok(wasRead(values.W, values.TotWhImp, values.TotWhExp, Math.fround), JSON.stringify(values));
      assert.deepEqual([values.WphA, values.Hz], [null, null], "what the meter does not send is not there");
    });

    it("answers the three polls of a GEN24 to pymodbus, and everything else with its exception", async () => {
      const said = await ask<Polled>("polls.py");
      assert.ok(wasRead(said.W, said.TotWhImp, said.TotWhExp, Math.fround), JSON.stringify(said));
      assert.equal(said.second.registers.length, 58);
      assert.deepEqual(said.start, { registers: [0xffff, 0] });
      assert.deepEqual(said.input, { registers: [0x5375, 0x6e53] });
      const { outside, coils, written } = said;
      assert.deepEqual(
        { outside, coils, written },
        {
          ...{ outside: { exception: 2 }, coils: { exception: 1 }, written: { exception: 1 } },
        },
      );
    });

    it("refuses each of them once the meter is silent, and then ends their connections", async () => {
      const standing = await openModbusClient(port);
      assert.equal((await standing.read(40_000, 2)).toString(), "SunS");
      await meter.close();
      await program.says("unit 1 is silent");
      const refused = { exception: 11 };
      const { second, minute, start: first } = await ask<Record<string, object>>("polls.py");
      assert.deepEqual([second, minute, first], [refused, refused, refused]);
      assert.match((await ask<Scanned>("scan.py")).refused ?? "", /./);
      await standing.closed;
    });
  });

  describe("of model 203", () => {
    before(() => start({ model: 203, manufacturer: "Netz" }));
    after(stop);

    it("is found by pysunspec2, which reads single watt-hours", async () => {
      const { models, values, maker } = await ask<Scanned>("scan.py");
      assert.deepEqual(models, [1, 203]);
      assert.equal(maker, "Netz");
      assert.ok(
        wasRead(values.W, values.TotWhImp, values.TotWhExp, (value) => value),
        JSON.stringify(values),
      );
    });
  });

  describe("under 32 clients that ask ten times a second for a minute, and 100 connections that say nothing", () => {
    before(() => start({ stale: 60 }));
    after(stop);

    it("answers all of them, reads on, and takes no more memory", async (t) => {
      const idle = await Promise.all(Array.from({ length: 100 }, () => openModbusClient(port)));
      const clients = await Promise.all(Array.from({ length: 32 }, () => openModbusClient(port)));
      const endMs = Date.now() + 60_000;
      let answered = 0;
      const memory: number[] = [];
      const poll = async ({ read }: (typeof clients)[number]): Promise<void> => {
        while (Date.now() < endMs) {
          const due = Date.now() + 100;
          assert.equal((await read(40_071, 58)).length, 116);
          answered++;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
        }
      };
      const watching = setInterval(() => memory.push(program.resident()), 1000);
      const readingsBefore = program.readings().length;
      await Promise.all(clients.map(poll)).finally(() => clearInterval(watching));
      const [early, late] = [memory.slice(10, 20), memory.slice(-10)].map((part) => Math.max(...part));
      t.diagnostic(`answered: ${answered}; memory: ${early?.toFixed(0)} MiB, then ${late?.toFixed(0)} MiB`);
      assert.ok(answered > 32 * 300, `${answered} answers`);
      assert.ok((late as number) - (early as number) < 20, `${early} MiB, then ${late} MiB`);
      assert.ok(program.readings().length > readingsBefore + 100);
      for (const { socket } of [...idle, ...clients]) socket.destroy();
    });
  });
});
