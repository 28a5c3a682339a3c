import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, it, mock } from "node:test";
import { wordIn } from "../../../src/language/language.ts";
import { parseOptions } from "../../../src/options/options.ts";
import type { SinkEvent } from "../../../src/sink/sink.ts";
import { openSunspec, type SunspecSink } from "../../../src/sink/sunspec/sunspec.ts";
import { createAdmission } from "../../../src/sink/sunspec/sunspec-options.ts";
import { freePort } from "../../support/mosquitto.ts";
import { readingEvent, statusEvent, until, type Values } from "../readings.ts";
import { frame, host, openModbusClient, readPdu } from "./modbus-client.ts";

interface Rig {
  readonly sink: SunspecSink;
  readonly port: number;
  readonly log: string[];
  /** A reading that arrives now. */
  reads(values: Values, index?: number, meterId?: string): void;
}

const whole: Values = { power_import: 500, power_export: 0, energy_import: 1_000_000, energy_export: 2000 };

async function withSunspec(given: Record<string, unknown>, use: (rig: Rig) => Promise<void>): Promise<void> {
  const port = await freePort();
  const parsed = parseOptions({ sunspec: { host, port, ...given } });
  assert.ok("options" in parsed && parsed.options.sunspec !== undefined, JSON.stringify(parsed));
  const log: string[] = [];
  const note = (line: string): void => void log.push(line);
  const meters = [{ index: 0, name: undefined }];
  const context = { log: { error: note, warning: note, info: note, debug() {} }, language: "en" as const, meters };
  const sink = openSunspec(parsed.options.sunspec, { ...context, version: "1" });
  try {
    await sink.settled;
    const reads = (values: Values, index = 0, meterId = "main"): void =>
      sink.accept(readingEvent(values, Date.now(), { meterId }, index));
    await use({ sink, port, log, reads });
  } finally {
    await sink.close();
  }
}

const watts = (octets: Buffer): number => octets.readFloatBE(0);

describe("reads", () => {
  it("are refused before the first telegram, and get what the last one says after it", () =>
    withSunspec({}, async ({ port, reads, sink }) => {
      const client = await openModbusClient(port);
      await assert.rejects(client.read(40_000, 2), /exception 11/);
      assert.equal(sink.health().state, "idle");
      reads(whole);
      assert.equal((await client.read(40_000, 2)).toString(), "SunS");
      assert.equal(watts(await client.read(40_097, 2)), 500);
      reads({ ...whole, power_import: 0, power_export: 700 });
      assert.equal(watts(await client.read(40_097, 2)), -700);
      assert.equal(watts((await client.ask(readPdu(40_097, 2, 4))).subarray(2)), -700);
      assert.equal(watts(await client.read(40_097, 2, 255)), -700);
      assert.equal(sink.health().state, "ok");
    }));

  it("never see a reading that was held, left out or came late", () =>
    withSunspec({}, async ({ port, reads, sink }) => {
      const client = await openModbusClient(port);
      for (const kind of ["left-out", "proven"] as const)
        sink.accept({ ...readingEvent({ ...whole, power_import: 9000 }, Date.now()), kind } as SinkEvent);
      await assert.rejects(client.read(40_097, 2), /exception 11/);
      reads(whole);
      for (const kind of ["left-out", "proven"] as const)
        sink.accept({ ...readingEvent({ ...whole, power_import: 9000 }, Date.now()), kind } as SinkEvent);
      assert.equal(watts(await client.read(40_097, 2)), 500);
    }));

  it("are refused with exception 1 where they are none, 2 outside", () =>
    withSunspec({}, async ({ port, reads }) => {
      const client = await openModbusClient(port);
      reads(whole);
      for (const code of [0, 1, 2, 5, 6, 7, 8, 15, 16, 17, 22, 23, 43, 100, 127])
        assert.deepEqual([...(await client.ask([code, 0x9c, 0x40, 0, 1]))], [code | 0x80, 1]);
      assert.deepEqual([...(await client.ask(readPdu(39_999, 1)))], [0x83, 2]);
      assert.deepEqual([...(await client.ask(readPdu(40_197, 1)))], [0x83, 2]);
      assert.equal(watts(await client.read(40_097, 2)), 500, "nothing was written");
    }));

  it("find each meter at a unit id of its own, and nobody at the others", () =>
    withSunspec({ unit: 5 }, async ({ port, reads }) => {
      const client = await openModbusClient(port);
      reads({ ...whole, power_import: 100 }, 0, "a");
      reads({ ...whole, power_import: 200 }, 1, "b");
      assert.equal(watts(await client.read(40_097, 2, 5)), 100);
      assert.equal(watts(await client.read(40_097, 2, 6)), 200);
      assert.equal((await client.read(40_068, 1, 6)).readUInt16BE(), 6);
      for (const unit of [1, 4, 7, 247]) await assert.rejects(client.read(40_097, 2, unit), /exception 11/);
    }));

  it("find the one meter that the options name, by id or position", async () => {
    for (const meter of ["b", "1", 1])
      await withSunspec({ meter }, async ({ port, reads }) => {
        const client = await openModbusClient(port);
        reads({ ...whole, power_import: 100 }, 0, "a");
        await assert.rejects(client.read(40_097, 2), /exception 11/);
        reads({ ...whole, power_import: 200 }, 1, "b");
        assert.equal(watts(await client.read(40_097, 2)), 200);
        await assert.rejects(client.read(40_097, 2, 2), /exception 11/);
      });
  });

  it("find model 203 where it is asked for, and other texts on the nameplate", async () => {
    await withSunspec({ model: 203 }, async ({ port, reads }) => {
      const client = await openModbusClient(port);
      reads(whole);
      assert.equal((await client.read(40_069, 1)).readUInt16BE(), 203);
    });
    await withSunspec({ model: "Hut", manufacturer: "Maker" }, async ({ port, reads }) => {
      const client = await openModbusClient(port);
      reads(whole);
      assert.equal((await client.read(40_069, 1)).readUInt16BE(), 213);
      assert.match((await client.read(40_004, 32)).toString(), /^Maker\0+Hut\0+$/);
    });
  });
});

describe("a silent meter", () => {
  it("is refused after the stale time, connections close, and both end when it speaks again", () =>
    withSunspec({ stale: 1 }, async ({ port, reads, log }) => {
      const client = await openModbusClient(port);
      const idle = await openModbusClient(port);
      reads(whole);
      assert.equal(watts(await client.read(40_097, 2)), 500);
      await until("the refusal", async () => (await client.ask(readPdu(40_097, 2)))[1] === 11);
      for (const [address, count] of [
        [40_000, 2],
        [40_071, 58],
        [40_195, 2],
        [0, 1],
      ] as const)
        await assert.rejects(client.read(address, count), /exception 11/);
      await Promise.all([client.closed, idle.closed]);
      await until("the log", () => log.some((line) => line.includes("unit 1 is silent")));
      const later = await openModbusClient(port);
      await assert.rejects(later.read(40_097, 2), /exception 11/);
      reads({ ...whole, power_import: 600 });
      assert.equal(watts(await later.read(40_097, 2)), 600);
      await until("the log", () => log.some((line) => line.includes("unit 1 is sending again")));
    }));

  it("is refused as soon as its status says that it is gone", () =>
    withSunspec({ stale: 3600 }, async ({ port, reads, sink }) => {
      const client = await openModbusClient(port);
      reads(whole);
      sink.accept(statusEvent({ available: false }));
      await assert.rejects(client.read(40_097, 2), /exception 11/);
      sink.accept(statusEvent({ available: true }));
      assert.equal(watts(await client.read(40_097, 2)), 500);
    }));

  it("does not become fresh by a clock that is set back, nor by a reading that was held for long", () =>
    withSunspec({ stale: 5 }, async ({ port, reads, sink }) => {
      const client = await openModbusClient(port);
      sink.accept(readingEvent(whole, Date.now() - 6000));
      await assert.rejects(client.read(40_097, 2), /exception 11/);
      const before = Date.now();
      reads(whole);
      const clock = mock.method(Date, "now", () => before - 3_600_000);
      const monotonic = performance.now();
      const later = mock.method(performance, "now", () => monotonic + 6000);
      try {
        await assert.rejects(client.read(40_097, 2), /exception 11/);
      } finally {
        clock.mock.restore();
        later.mock.restore();
      }
    }));

  it("of two leaves the other to be read", () =>
    withSunspec({ stale: 1 }, async ({ port, reads }) => {
      const [first, second] = await Promise.all([openModbusClient(port), openModbusClient(port)]);
      reads(whole, 0, "a");
      const speaking = setInterval(() => reads({ ...whole, power_import: 200 }, 1, "b"), 100);
      try {
        const silent = async (): Promise<boolean> => (await first.ask(readPdu(40_097, 2)))[1] === 11;
        await until("the refusal", silent);
        await first.closed;
        assert.equal(watts(await second.read(40_097, 2, 2)), 200);
      } finally {
        clearInterval(speaking);
      }
    }));

  it("is a notice already where it speaks too seldom to regulate by", () =>
    withSunspec({}, async ({ sink, reads }) => {
      reads(whole);
      sink.accept(statusEvent({ intervalMs: 10_000 }));
      assert.equal(sink.health().code, undefined);
      sink.accept(statusEvent({ intervalMs: 60_000 }));
      const { state, code, message } = sink.health();
      assert.deepEqual([state, code], ["ok", "regulator-slow"]);
      assert.match(message ?? "", /unit 1: the meter speaks every 60 s, reads are refused after 30 s/);
    }));
});

describe("clients", () => {
  it("are listed with their rate, and named in the log once", () =>
    withSunspec({}, async ({ port, reads, sink, log }) => {
      reads(whole);
      for (let at = 0; at < 3; at++) {
        const client = await openModbusClient(port);
        for (let read = 0; read < 4; read++) await client.read(40_097, 2);
        client.socket.destroy();
      }
      assert.deepEqual(sink.health().clients, [{ address: host, units: [1], perMinute: 120 }]);
      assert.equal(log.filter((line) => line === "sunspec: 127.0.0.1 reads (unit 1)").length, 1);
      assert.equal(sink.health().delivered, 12);
    }));

  it("that the options do not name are put off, once in the log", () =>
    withSunspec({ clients: ["192.0.2.0/24"] }, async ({ port, log, sink }) => {
      for (let at = 0; at < 3; at++) await (await openModbusClient(port)).closed;
      assert.equal(log.filter((line) => line.includes("127.0.0.1 may not read")).length, 1);
      assert.deepEqual(sink.health().clients, []);
    }));

  it("are named by addresses and networks of both kinds", () => {
    const may = createAdmission(["192.0.2.20", "198.51.100.0/24", "2001:db8::/32"]);
    for (const address of ["192.0.2.20", "198.51.100.255", "2001:db8::1"]) assert.ok(may(address), address);
    for (const address of ["192.0.2.21", "198.51.101.0", "2001:db9::1", "", "x"]) assert.ok(!may(address), address);
    for (const clients of [undefined, []]) assert.ok(createAdmission(clients)("192.0.2.1"));
  });
});

describe("whoever misbehaves", () => {
  it("is put off by a foreign protocol and impossible lengths, and the others go on", () =>
    withSunspec({}, async ({ port, reads }) => {
      reads(whole);
      const good = await openModbusClient(port);
      const huge = frame(readPdu(40_097, 2));
      huge.writeUInt16BE(65_535, 4);
      for (const octets of [Buffer.from("GET / HTTP/1.1\r\n\r\n"), huge, frame(readPdu(40_097, 2), 1, 7, 5)]) {
        const bad = await openModbusClient(port);
        bad.socket.write(octets);
        await bad.closed;
        assert.equal(watts(await good.read(40_097, 2)), 500);
      }
    }));

  it("keeps nobody out by half frames and connections without end", () =>
    withSunspec({}, async ({ port, reads }) => {
      reads(whole);
      const good = await openModbusClient(port);
      const sockets = await Promise.all(Array.from({ length: 200 }, () => openModbusClient(port)));
      for (const { socket } of sockets) socket.write(frame(readPdu(40_097, 2)).subarray(0, 9));
      assert.equal(watts(await good.read(40_097, 2)), 500);
      const late = await openModbusClient(port);
      await until("the first of them are gone", () => sockets.filter(({ socket }) => socket.destroyed).length > 70);
      assert.equal(watts(await late.read(40_097, 2)), 500);
      for (const { socket } of sockets) socket.destroy();
    }));

  it("is put off where it asks without end and takes no answer", () =>
    withSunspec({}, async ({ port, reads }) => {
      reads(whole);
      const deaf = await openModbusClient(port);
      deaf.socket.pause();
      const many = Buffer.concat(Array.from({ length: 5000 }, () => frame(readPdu(40_000, 125))));
      const asking = setInterval(() => deaf.socket.write(many), 20);
      await Promise.race([deaf.closed, new Promise((resolve) => deaf.socket.once("error", resolve))]);
      clearInterval(asking);
      assert.equal(watts(await (await openModbusClient(port)).read(40_097, 2)), 500);
    }));
});

describe("the options", () => {
  const problem = (sunspec: Record<string, unknown>): string => {
    const parsed = parseOptions({ sunspec });
    assert.ok("problems" in parsed);
    return parsed.problems
      .map(({ path, found, expected }) => `${path}: ${found}, expected ${wordIn(expected, "en")}`)
      .join("; ");
  };

  it("name what is wrong", () => {
    assert.equal(problem({ unit: 0 }), "sunspec.unit: 0, expected a whole number from 1 to 247");
    assert.equal(problem({ stale: 0 }), "sunspec.stale: 0, expected a whole number from 1 to 3600");
    assert.equal(problem({ phases: "some" }), 'sunspec.phases: "some", expected one of measured, estimated, split');
    const clients = "an address like 192.0.2.20 or a network like 192.0.2.0/24";
    for (const entry of ["inverter", "192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", "192.0.2.20/24/1"])
      assert.equal(problem({ clients: [entry] }), `sunspec.clients[0]: "${entry}", expected ${clients}`);
    assert.match(problem({ manufacturer: "x".repeat(33) }), /at most 32 characters/);
  });
});

it("a port that somebody else has is named, and odd events neither throw nor wait", async () => {
  const other = createServer().listen(0, host);
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as { port: number };
  await withSunspec({ port }, async ({ sink, reads }) => {
    assert.deepEqual([sink.health().state, sink.health().code], ["failing", "output-port-failed"]);
    reads({ power_import: Number.NaN, energy_import: 1e300 });
    sink.accept(readingEvent(whole, Number.NaN));
    sink.accept({ ...readingEvent(whole), meter: { index: 100_000, name: undefined } });
    await sink.close();
    reads(whole);
  });
  other.close();
});
