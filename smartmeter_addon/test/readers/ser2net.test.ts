import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { doctorCommand } from "../../src/command/doctor.ts";
import { lookAtHost } from "../../src/program/web-reader.ts";
import { createRfc2217Opener } from "../../src/source/rfc2217.ts";
import { createSerialSource } from "../../src/source/serial.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { runCommand } from "../support/run-command.ts";
import { attendLine } from "../support-line/attended-line.ts";
import { collect } from "../support-line/collect.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";
import { type Network, openNetwork } from "./network.ts";
import { freePort, type Ser2net, startSer2net } from "./ser2net.ts";
import { hang, meters, settingsSaid } from "./wire.ts";

const pauses = { firstMs: 50, lastMs: 300 };
const searchMs = 90_000;

describe("a meter behind ser2net", { skip: withoutProgram("ser2net") || withoutProgram("socat") }, () => {
  const opened: { close(): Promise<void> }[] = [];
  let line: SerialLine;
  beforeEach(async () => {
    line = await openLine();
  });
  afterEach(async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
    await line.remove();
  });

  async function serve(...wish: Parameters<typeof startSer2net>): Promise<Ser2net> {
    const server = await startSer2net(...wish);
    opened.push({ close: server.kill });
    return server;
  }

  function attend(port: string) {
    const attended = attendLine({ port, pauses });
    opened.push(attended);
    return attended;
  }

  function keep(meter: { stop(): void }): void {
    opened.push({ close: async () => meter.stop() });
  }

  /** A network before the server, which hears what the server says it is set to. */
  async function listen(server: Ser2net): Promise<Network & { settings(): string }> {
    const network = await openNetwork(server.port);
    opened.push(network);
    return { ...network, settings: () => settingsSaid(network.answers(), line) };
  }

  const faultOf = (seen: ReturnType<typeof attend>, code: string) =>
    seen.log.flatMap((entry) => (entry.kind === "begins" && entry.fault.code === code ? [entry.fault.message] : []))[0];

  for (const { meter, settings: own, framing } of meters)
    it(`over rfc2217:// is found with nothing but the key: ${meter}`, async () => {
      const { port, settings } = await listen(await serve("rfc2217", line));
      const seen = attend(`rfc2217://127.0.0.1:${port}`);
      keep(hang(meter, line, settings));
      await until("a reading", () => seen.readings.length > 0, searchMs);
      assert.equal(seen.readings[0]?.framing, framing);
      assert.equal(settings(), own);
      assert.deepEqual(
        seen.log.filter(({ kind }) => kind === "settled"),
        [{ kind: "settled", settings: own }],
      );
      assert.deepEqual(seen.codes(), []);
    });

  it("is what doctor calls healthy", async () => {
    const { port, settings } = await listen(await serve("rfc2217", line));
    keep(hang("noe-kaifa-ma309", line, settings));
    const ran = await runCommand(doctorCommand, [
      "--port",
      `rfc2217://127.0.0.1:${port}`,
      "--key",
      Buffer.from(testKey).toString("hex"),
    ]);
    assert.equal(ran.code, 0, ran.out + ran.err);
    assert.match(ran.out, /rfc2217:\/\/127\.0\.0\.1:\d+ 2400 8E1/);
  });

  it("is what the set-up lists, of whatever kind, and nothing where nothing listens", async () => {
    for (const kind of ["raw", "telnet", "rfc2217"] as const) {
      const { port } = await serve(kind, line);
      const look = await lookAtHost(`127.0.0.1:${port}`, undefined, "en");
      const address = `${kind === "rfc2217" ? kind : "tcp"}://127.0.0.1:${port}`;
      assert.deepEqual(look, {
        found: [{ kind, address, name: undefined }],
        problem: undefined,
        wantsKey: false,
      });
      const other = attend(`tcp://127.0.0.1:${port}`);
      await until("the other", () => other.status()?.code === "waiting");
      const taken = await lookAtHost(`127.0.0.1:${port}`, undefined, "de");
      assert.deepEqual(taken?.found, []);
      assert.match(taken?.problem ?? "", /\[reader-taken\]\. .* meldete „Port already in use“/);
      await other.close();
    }
    const nothing = await lookAtHost(`127.0.0.1:${await freePort()}`, undefined, "de");
    assert.deepEqual(nothing?.found, []);
    assert.match(nothing?.problem ?? "", /\[reader-not-listening\].*an diesem Port lauscht niemand/);
  });

  it("over tcp:// is read with the settings of the bridge", async () => {
    const { port } = await serve("raw", line, { settings: "2400e81" });
    const seen = attend(`tcp://127.0.0.1:${port}`);
    keep(hang("noe-kaifa-ma309", line, () => "2400 8E1"));
    await until("a reading", () => seen.readings.length > 2);
    assert.deepEqual(seen.codes(), []);
  });

  it("over tcp:// to a telnet port is read, and told what would find its settings", async () => {
    const { port } = await serve("telnet", line, { settings: "115200n81" });
    const seen = attend(`tcp://127.0.0.1:${port}`);
    keep(hang("steiermark-t210dr", line, () => "115200 8N1"));
    await until("readings", () => seen.readings.length > 20, 60_000);
    assert.deepEqual(seen.codes(), ["reader-telnet"]);
    assert.equal(seen.status()?.counts.skippedOctets, 0);
  });

  it("whose port somebody else has is told in the bridge's own words, and read as soon as it is free", async () => {
    for (const kind of ["raw", "rfc2217"] as const) {
      const { port } = await serve(kind, line, { settings: "2400e81" });
      const scheme = kind === "raw" ? "tcp" : "rfc2217";
      const first = attendLine({ port: `${scheme}://127.0.0.1:${port}`, pauses });
      await until("the first", () => first.status()?.code === "waiting");
      const second = attend(`tcp://127.0.0.1:${port}`);
      await until("a fault", () => second.codes().length > 0);
      assert.match(faultOf(second, "reader-taken") ?? "", /said "Port already in use"/);
      await first.close();
      await until("the port", () => second.status()?.code === "waiting");
      assert.deepEqual(second.codes(), ["reader-taken"]);
      await second.close();
    }
  });

  it("over rfc2217:// is told that somebody else has the port", async () => {
    const { port } = await serve("rfc2217", line);
    const first = attend(`tcp://127.0.0.1:${port}`);
    await until("the first", () => first.status()?.code === "waiting");
    const second = attend(`rfc2217://127.0.0.1:${port}`);
    // Where the server's reset overtakes its words, the next attempt hears them.
    await until("what the server says", () => second.codes().includes("reader-taken"));
    assert.match(faultOf(second, "reader-taken") ?? "", /Port already in use/);
  });

  it("without RFC 2217 is told what to write instead", async () => {
    for (const kind of ["raw", "telnet"] as const) {
      const { port } = await serve(kind, line);
      const source = createSerialSource({
        locate: () => ({ path: "the bridge", device: "the bridge" }),
        opener: createRfc2217Opener({ host: "127.0.0.1", port, answerMs: 500 }),
        pauses,
      });
      opened.push(source);
      const { message } = await collect(source).fault("reader-unsuitable");
      assert.match(message, /RFC 2217/);
    }
  });

  it("that is killed and comes back is read on, with the settings it had", async () => {
    const port = await freePort();
    const first = await serve("rfc2217", line, { port });
    const { port: near, settings } = await listen(first);
    const seen = attend(`rfc2217://127.0.0.1:${near}`);
    keep(hang("noe-kaifa-ma309", line, settings));
    await until("a reading", () => seen.readings.length > 0, searchMs);
    await first.kill();
    await until("a fault", () => seen.codes().length > 0);
    assert.deepEqual(seen.codes(), ["reader-disconnected"]);
    await serve("rfc2217", line, { port });
    const before = seen.readings.length;
    await until("readings", () => seen.readings.length > before, searchMs);
    assert.equal(seen.log.filter(({ kind }) => kind === "settled").length, 1);
    assert.equal(settings(), "2400 8E1");
  });

  it("over a network that freezes is noticed without a word from it, and read on", async () => {
    const server = await serve("rfc2217", line);
    const network = await listen(server);
    const source = createSerialSource({
      locate: () => ({ path: "the bridge", device: "the bridge" }),
      opener: createRfc2217Opener({ ...network, answerMs: 400, askMs: 400 }),
      pauses,
    });
    opened.push(source);
    const seen = collect(source);
    await seen.event("opened");
    network.freeze(true);
    const { message } = await seen.fault("reader-disconnected");
    assert.match(message, /no answer in time/);
    const before = seen.events.length;
    network.freeze(false);
    await seen.event("opened", before);
  });
});
