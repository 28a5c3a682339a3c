import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, symlinkSync, unlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { equalOctets } from "../../src/octets.ts";
import { openPort } from "../../src/source/open-port.ts";
import { openSource } from "../../src/source/open-source.ts";
import type { Source, SourceEvent } from "../../src/source/source.ts";
import { collect } from "../support-line/collect.ts";
import { createGarblingOpener, type Wire } from "../support-line/garbling-opener.ts";
import { enciphered, type LineMeterName, lineMeters } from "../support-line/line-meters.ts";
import { createLinkReader } from "../support-line/link-reader.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";

const pauses = { firstMs: 20, lastMs: 100 };
const skip = withoutProgram("socat");

describe("a serial port", { skip }, () => {
  let line: SerialLine;
  let sources: Source[] = [];
  beforeEach(async () => {
    line = await openLine();
  });
  afterEach(async () => {
    await Promise.all(sources.map((source) => source.close()));
    sources = [];
    await line.remove();
  });

  function open(options: Parameters<typeof openSource>[0]): Source {
    const source = openSource({ port: line.path, pauses, ...options });
    sources.push(source);
    return source;
  }

  it("is opened with the speed asked for, and octets pass in both directions", async () => {
    const source = open({ serial: "2400 8E1" });
    const seen = collect(source);
    assert.deepEqual(await seen.event("opened"), { kind: "opened", description: line.path, settings: "2400 8E1" });
    assert.equal(line.speed(), 2400);
    line.send(enciphered(300, 1));
    await until("octets", () => seen.octets().length === 300);
    assert.deepEqual(seen.octets(), enciphered(300, 1));
    await seen.event("silence");
    source.write(Uint8Array.of(0xe5));
    await until("the answer", () => line.received().equals(Buffer.of(0xe5)));
    await source.close();
    await seen.ended;
  });

  for (const speed of [9600, 115_200]) {
    it(`runs at ${speed} bit/s`, async () => {
      await collect(open({ serial: `${speed} 8N1` })).event("opened");
      assert.equal(line.speed(), speed);
    });
  }

  it("is busy while a second process holds its lock, and is read as soon as it is free", async () => {
    const holder = spawn("flock", ["-x", line.path, "-c", "echo held; read -r _"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await new Promise((resolve) => holder.stdout?.once("data", resolve));
    const seen = collect(open({ serial: "2400 8E1" }));
    await seen.fault("port-busy");
    await sleep(300);
    assert.deepEqual(seen.codes(), ["port-busy"]);
    holder.stdin?.end("\n");
    await seen.event("opened");
    // And the other way round: nobody else gets it now.
    const other = spawn("flock", ["-n", "-x", line.path, "-c", "true"]);
    assert.equal(await new Promise((resolve) => other.once("exit", resolve)), 1);
  });

  it("is used by one source of this program only", async () => {
    const first = collect(open({ serial: "2400 8E1" }));
    await first.event("opened");
    const second = collect(open({ serial: "2400 8E1" }));
    await second.fault("port-busy");
    await sources[0]?.close();
    await second.event("opened");
    await first.ended;
  });

  it("that goes away and comes back is read again; the loss is reported once", async () => {
    const seen = collect(open({ serial: "2400 8E1" }));
    await seen.event("opened");
    line.send(enciphered(50, 1));
    await until("octets", () => seen.octets().length === 50);
    await line.unplug();
    await seen.fault("port-lost");
    await sleep(500);
    assert.deepEqual(seen.codes(), ["port-lost"]);
    const before = seen.events.length;
    await line.plug();
    await seen.event("opened", before);
    line.send(enciphered(60, 2));
    await until("octets", () => seen.octets().length === 110);
  });

  it("that goes away in the middle of a stream of octets is noticed, too", async () => {
    const seen = collect(open({ serial: "115200 8N1" }));
    await seen.event("opened");
    const stream = setInterval(() => line.send(enciphered(500, 1)), 1);
    await until("octets", () => seen.octets().length > 5000);
    await line.unplug();
    clearInterval(stream);
    await seen.fault("port-lost");
  });

  it("is followed when it comes back under another number", async () => {
    const byId = `${line.path}-by-id`;
    symlinkSync(line.path, byId);
    const seen = collect(open({ port: byId, serial: "2400 8E1" }));
    await seen.event("opened");
    const other = await openLine();
    await line.unplug();
    await seen.fault("port-lost");
    unlinkSync(byId);
    symlinkSync(other.path, byId);
    const before = seen.events.length;
    await seen.event("opened", before);
    other.send(enciphered(40, 3));
    await until("octets", () => equalOctets(seen.octets(), enciphered(40, 3)));
    await sources[0]?.close();
    await other.remove();
  });

  it("that is not there, or no serial port at all, is said as such", async () => {
    const missing = collect(open({ port: `${line.path}-none`, serial: "2400 8E1" }));
    await missing.fault("port-missing");
    const nothing = collect(open({ port: "/dev/null", serial: "2400 8E1" }));
    await nothing.fault("port-failed");
    assert.deepEqual([...missing.codes(), ...nothing.codes()], ["port-missing", "port-failed"]);
  });

  it("that may not be opened is said as such, and is read as soon as it may", async () => {
    const isRoot = process.geteuid?.() === 0;
    chmodSync(line.path, 0);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const seen = collect(open({ serial: "2400 8E1" }));
      await seen.fault("port-denied");
      assert.deepEqual(seen.codes(), ["port-denied"]);
      if (isRoot) process.seteuid?.(0);
      chmodSync(line.path, 0o600);
      await seen.event("opened");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  for (const name of ["mbus", "hdlc on the wire", "infrared hdlc", "p1"] as const) {
    it(`finds the settings of ${name}`, () => findSettings(name, { settings: lineMeters[name].settings }));
  }

  async function findSettings(name: LineMeterName, wire: Wire): Promise<void> {
    const opener = createGarblingOpener(wire);
    const seen = collect(open({ opener: opener.open }), createLinkReader());
    await seen.event("opened");
    let index = 0;
    const meter = setInterval(() => line.send(lineMeters[name].telegram(index++)), 800);
    const { settings } = await seen.event("settled").finally(() => clearInterval(meter));
    assert.equal(settings, lineMeters[name].settings);
    assert.equal(line.speed(), Number(settings.split(" ")[0]));
    assert.deepEqual(seen.codes(), []);
    const probed = seen.events.flatMap((event) => (event.kind === "probing" ? [event.settings] : []));
    assert.equal(probed.length, opener.asked.length);
  }

  it("finds an AMIS meter, which wants an answer", async () => {
    const { settings, search, telegram } = lineMeters.amis;
    const opener = createGarblingOpener({ settings });
    const source = open({ opener: opener.open, remembered: "2400 8E1" });
    const seen = collect(source, createLinkReader());
    await seen.event("opened");
    const meter = setInterval(() => line.send(line.received().length > 0 ? telegram(1) : search.octets), 700);
    await until("data", () => seen.octets().length > 300).finally(() => clearInterval(meter));
    assert.ok(line.received().every((octet) => octet === 0xe5));
    assert.equal((await seen.event("settled")).settings, settings);
  });

  it("begins with what worked last time", async () => {
    const opener = createGarblingOpener({ settings: "9600 8N1" });
    const seen = collect(open({ opener: opener.open, remembered: "9600 8N1" }), createLinkReader());
    await seen.event("opened");
    line.send(lineMeters["infrared hdlc"].telegram(1));
    assert.equal((await seen.event("settled")).settings, "9600 8N1");
    assert.equal(opener.asked.length, 1);
  });

  it("survives a storm of octets that nobody fetches, and says what was lost", async () => {
    const source = open({ serial: "115200 8N1" });
    const iterator = source[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).value?.kind, "opened");
    const sent = 3 * 1024 * 1024;
    for (let at = 0; at < sent; at += 65_536) line.send(enciphered(65_536, at));
    await until("all of it is on the line", () => line.waiting() === 0);
    let skipped = 0;
    let octets = 0;
    while (octets + skipped < sent) {
      const value = (await iterator.next()).value as SourceEvent;
      if (value.kind === "octets") octets += value.octets.length;
      else if (value.kind === "fault" && value.fault.code === "octets-skipped") skipped += value.fault.octets;
    }
    assert.ok(skipped > 1024 * 1024);
    assert.equal(octets + skipped, sent);
  });

  it("ends when it is closed at any moment", async () => {
    for (const waitMs of [0, 1, 5, 30]) {
      const source = openSource({ port: line.path, serial: "2400 8E1", pauses });
      const seen = collect(source);
      await sleep(waitMs);
      await source.close();
      await seen.ended;
    }
    const settings = { speed: 2400, dataBits: 8, parity: "even", stopBits: 1 } as const;
    const port = await openPort(line.path, settings, { octets() {}, lost() {} });
    await port.close();
  });
});
