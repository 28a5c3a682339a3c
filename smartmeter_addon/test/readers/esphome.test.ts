import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { doctorCommand } from "../../src/command/doctor.ts";
import { lookAtHost } from "../../src/program/web-reader.ts";
import { createEsphomeOpener, listEsphomePorts } from "../../src/source/esphome.ts";
import { createSerialSource } from "../../src/source/serial.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { createWorkshop, keys } from "../reliability/program.ts";
import { runCommand } from "../support/run-command.ts";
import { attendLine } from "../support-line/attended-line.ts";
import { collect } from "../support-line/collect.ts";
import { openLine, type SerialLine, until } from "../support-line/parts.ts";
import {
  buildNodes,
  checkFile,
  type EsphomeNode,
  type NodeName,
  nodePorts,
  openNoiseDoor,
  startNode,
} from "./esphome-node.ts";
import { openNetwork } from "./network.ts";
import { freePort } from "./ser2net.ts";
import { hang, meters } from "./wire.ts";

const pauses = { firstMs: 50, lastMs: 300 };
const searchMs = 90_000;
const readerKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

describe("a meter behind an ESPHome node", () => {
  const opened: { close(): Promise<void> }[] = [];
  let line: SerialLine;
  before(() => buildNodes("one-head", "two-heads", "no-head"));
  beforeEach(async () => {
    line = await openLine();
  });
  afterEach(async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
    await line.remove();
  });

  async function node(name: NodeName, ...lines: SerialLine[]): Promise<EsphomeNode> {
    const started = await startNode(name, ...lines);
    opened.push({ close: started.kill });
    return started;
  }

  function attend(port: string, readerKey?: string) {
    const attended = attendLine({ port, readerKey, pauses });
    opened.push(attended);
    return attended;
  }

  function keep(meter: { stop(): void }): void {
    opened.push({ close: async () => meter.stop() });
  }

  async function faultOf(seen: ReturnType<typeof attend>, code: string): Promise<string> {
    await until("a fault", () => seen.codes().length > 0);
    assert.deepEqual(seen.codes(), [code]);
    return seen.log.flatMap((entry) => (entry.kind === "begins" ? [entry.fault.message] : []))[0] ?? "";
  }

  for (const { meter, settings, framing } of meters)
    it(`is found with nothing but the key: ${meter}`, async () => {
      const { port, settings: asked } = await node("one-head", line);
      const seen = attend(port);
      keep(hang(meter, line, asked));
      await until("a reading", () => seen.readings.length > 0, searchMs);
      assert.equal(seen.readings[0]?.framing, framing);
      assert.equal(asked(), settings);
      assert.deepEqual(
        seen.log.filter(({ kind }) => kind === "settled"),
        [{ kind: "settled", settings }],
      );
      assert.deepEqual(seen.codes(), []);
    });

  it("is what doctor calls healthy", async () => {
    const { port, settings } = await node("one-head", line);
    keep(hang("steiermark-t210dr", line, settings));
    const ran = await runCommand(doctorCommand, ["--port", port, "--key", Buffer.from(testKey).toString("hex")]);
    assert.equal(ran.code, 0, ran.out + ran.err);
    assert.match(ran.out, /esphome:\/\/127\.0\.0\.1:16053 115200 8N1/);
  });

  it("is read by the program as it is shipped, which finds it at once after a restart", async () => {
    const { port, settings, log } = await node("one-head", line);
    keep(hang("noe-kaifa-ma309", line, settings));
    const workshop = createWorkshop();
    opened.push({ close: async () => workshop.clear() });
    const options = { meters: [{ ...keys, port }] };
    const program = workshop.run({ options });
    await program.reads(2);
    program.signal("SIGTERM");
    await program.ended;
    const before = log().length;
    const again = workshop.run({ options });
    await again.reads(2);
    assert.match(log().slice(before), /Configuring serial proxy \[0\]: baud=2400, flow_ctrl=NO, parity=1/);
    assert.doesNotMatch(log().slice(before), /baud=9600/);
  });

  it("with several ports lists their names, and reads the one that is named", async () => {
    const second = await openLine();
    opened.push({ close: second.remove });
    const { port, settings } = await node("two-heads", line, second);
    assert.deepEqual(
      await listEsphomePorts({ host: "127.0.0.1", port: nodePorts["two-heads"], portName: undefined, key: undefined }),
      ["Infrared", "P1 port"],
    );
    assert.deepEqual(
      (await lookAtHost(port, undefined, "en"))?.found.map(({ kind, address, name }) => [kind, address, name]),
      [
        ["esphome", `${port}/?port_name=Infrared`, "Infrared"],
        ["esphome", `${port}/?port_name=P1%20port`, "P1 port"],
      ],
    );
    assert.match(await faultOf(attend(port), "reader-port-unknown"), /several ports: \W*Infrared\W+P1 port/);
    const wrong = attend(`${port}/?port_name=P2`);
    assert.match(await faultOf(wrong, "reader-port-unknown"), /no port "P2"; it has \W*Infrared\W+P1 port/);
    const seen = attend(`${port}/?port_name=p1%20port`);
    const other = attend(`${port}/?port_name=Infrared`);
    keep(hang("steiermark-t210dr", second, () => settings(1)));
    keep(hang("noe-kaifa-ma309", line, () => settings(0)));
    await until("both", () => seen.readings.length > 0 && other.readings.length > 0, searchMs);
    assert.deepEqual([settings(0), settings(1)], ["2400 8E1", "115200 8N1"]);
  });

  it("without a port is told as that", async () => {
    const { port } = await node("no-head");
    assert.match(await faultOf(attend(port), "reader-without-port"), /serial_proxy|no serial port/);
    assert.match((await lookAtHost(port, undefined, "en"))?.problem ?? "", /\[reader-without-port\]/);
  });

  it("where nothing is, and where nobody answers, is unreachable, and read as soon as it is there", async () => {
    const seen = attend("esphome://127.0.0.1:16053");
    assert.match(await faultOf(seen, "reader-not-listening"), /nothing is listening/);
    const { settings } = await node("one-head", line);
    keep(hang("noe-kaifa-ma309", line, settings));
    await until("a reading", () => seen.readings.length > 0, searchMs);
    assert.equal(seen.status()?.problem, false);
    const nobody = attend("esphome://no-such-host.invalid");
    assert.match(await faultOf(nobody, "host-name-unknown"), /nobody knows this name/);
  });

  it("that another client has is told as that, and read as soon as it is free", async () => {
    const { port } = await node("one-head", line);
    const other = attendLine({ port, pauses });
    await until("the first", () => other.status()?.code === "waiting");
    // Another program: within this one, the port's name is taken.
    const seen = attend(port.replace("127.0.0.1", "localhost"));
    assert.match(await faultOf(seen, "reader-taken"), /Another program has the port/);
    await other.close();
    await until("the port", () => seen.status()?.code === "waiting");
  });

  it("that is killed and comes back is read on, with the settings it had", async () => {
    const started = await node("one-head", line);
    const seen = attend(started.port);
    keep(hang("noe-kaifa-ma309", line, started.settings));
    await until("a reading", () => seen.readings.length > 0, searchMs);
    await started.kill();
    await faultOf(seen, "reader-disconnected");
    const before = started.log().length;
    const readings = seen.readings.length;
    await started.start();
    await until("readings", () => seen.readings.length > readings, searchMs);
    assert.equal(seen.log.filter(({ kind }) => kind === "settled").length, 1);
    assert.match(started.log().slice(before), /baud=2400, flow_ctrl=NO, parity=1/);
    assert.equal(seen.status()?.problem, false);
  });

  it("over a network that freezes is noticed without a word from it, and read on", async () => {
    await node("one-head", line);
    const network = await openNetwork(nodePorts["one-head"]);
    opened.push(network);
    const source = createSerialSource({
      locate: () => ({ path: "the node", device: "the node" }),
      opener: createEsphomeOpener({
        ...network,
        portName: undefined,
        key: undefined,
        keepAlive: { intervalMs: 300, stallTimeoutMs: 600 },
      }),
      pauses,
    });
    opened.push(source);
    const seen = collect(source);
    await seen.event("opened");
    network.freeze(true);
    const { message } = await seen.fault("reader-disconnected");
    assert.match(message, /no answer in time|does not answer any more/);
    const before = seen.events.length;
    network.freeze(false);
    await seen.event("opened", before);
  });

  it("that does not encrypt is not read with a key: somebody could stand in between", async () => {
    const { port } = await node("one-head", line);
    assert.match(await faultOf(attend(port, readerKey), "reader-key"), /without encryption/);
    assert.match(await faultOf(attend(port, "meter"), "reader-key"), /32 bytes in Base64/);
    assert.equal((await lookAtHost(port, readerKey, "en"))?.wantsKey, true);
  });

  it("that encrypts is read with its key, and asks for it where it is wrong or missing", async () => {
    const { settings } = await node("one-head", line);
    const door = await openNoiseDoor(await freePort(), "one-head", readerKey);
    opened.push(door);
    const missing = attend(door.port);
    assert.match(await faultOf(missing, "reader-key"), /wants an encrypted connection, and no key is set/);
    await missing.close();
    const wrong = attend(door.port, Buffer.alloc(32, 7).toString("base64"));
    assert.match(await faultOf(wrong, "reader-key"), /refuses the key/);
    await wrong.close();
    // What is shipped holds the library in another form, and knows its errors by their names as well.
    const asked = ["doctor", "--port", door.port, "--key", Buffer.from(testKey).toString("hex")];
    assert.match(
      spawnSync(process.execPath, ["dist/smartmeter.mjs", ...asked], { encoding: "utf8" }).stdout,
      /\[reader-key\]/,
    );
    assert.match(door.said(), /refused: Handshake MAC failure/);
    assert.equal((await lookAtHost(door.port, undefined, "en"))?.wantsKey, true);
    assert.equal((await lookAtHost(door.port, readerKey, "en"))?.found[0]?.name, "Infrared");

    const network = await openNetwork(Number(door.port.split(":")[2]));
    opened.push(network);
    const seen = attend(`esphome://127.0.0.1:${network.port}`, readerKey);
    keep(hang("noe-kaifa-ma309", line, settings));
    await until("a reading", () => seen.readings.length > 0, searchMs);
    assert.equal(settings(), "2400 8E1");
    assert.deepEqual(seen.codes(), []);
    assert.doesNotMatch(network.answers(), new RegExp(Buffer.from("Infrared").toString("hex")));
  });

  it("can be closed at any moment", async () => {
    const { port } = await node("one-head", line);
    for (const waitMs of [0, 5, 20, 60, 200])
      for (const target of [port, `esphome://127.0.0.1:${await freePort()}`]) {
        const attended = attendLine({ port: target, pauses });
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        await attended.close();
        assert.ok(attended.codes().every((code) => code === "reader-not-listening" || code === "reader-taken"));
      }
  });
});

describe("the documentation", () => {
  const pieces = [...readFileSync("DOCS.md", "utf8").matchAll(/^```yaml\n(uart: #.*\n[\s\S]*?)^```$/gm)].map(
    ([, piece = ""]) => piece,
  );
  const board =
    "esphome:\n  name: reader\nesp32:\n  board: esp32dev\n  framework:\n    type: esp-idf\nlogger:\nwifi:\n  ssid: home\n  password: not-a-secret\napi:\n";
  const folder = mkdtempSync(join(tmpdir(), "documentation-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has a piece for each kind of head", () => assert.equal(pieces.length, 3));

  for (const piece of pieces)
    it(`has a piece that ESPHome takes: ${piece.split("\n")[0]}`, () => {
      const file = join(folder, `reader-${pieces.indexOf(piece)}.yaml`);
      writeFileSync(file, `${board}${piece}`);
      checkFile(file);
    });
});
