import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createFault, type FaultCode } from "../../src/fault.ts";
import type { OpenSourceOptions } from "../../src/source/open-source.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { type AttendedLine, attendLine } from "../support-line/attended-line.ts";
import { createFakeMachine, type FakeMachine } from "../support-line/fake-ports.ts";
import { createGarblingOpener, type Wire } from "../support-line/garbling-opener.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";

const adapter = { id: "0403:6001", manufacturer: "FTDI", product: "FT232R USB UART" };
const zigbee = { id: "10c4:ea60", manufacturer: "Itead", product: "Sonoff Zigbee 3.0 USB Dongle Plus" };

/** What can be wrong between the options and the first frame: each gives its code and no other. */
describe("a line that cannot be read", { skip: withoutProgram("socat") }, () => {
  let line: SerialLine;
  let machine: FakeMachine;
  let attended: AttendedLine | undefined;
  beforeEach(async () => {
    line = await openLine();
    machine = createFakeMachine();
  });
  afterEach(async () => {
    await attended?.close();
    await line.remove();
    machine.remove();
  });

  async function diagnosed(code: FaultCode, options: OpenSourceOptions, keyProblem = false): Promise<AttendedLine> {
    const problem = keyProblem ? createFault("key-form", "key: The key has 2 characters.") : undefined;
    const seen = attendLine({ roots: machine, ...options }, problem);
    attended = seen;
    await until(`the diagnosis ${code}`, () => seen.status()?.code === code);
    assert.deepEqual(seen.codes(), [code]);
    return seen;
  }

  /** A meter that speaks on the line as it really is, while the port is set to `asked`. */
  async function overheard(code: FaultCode, meter: string, asked: string, wire: Partial<Wire> = {}): Promise<void> {
    const simulated = createSimulatedMeter({ meter, startMs: Date.now() });
    const opener = createGarblingOpener({ settings: simulated.describe().settings, ...wire });
    const sending = setInterval(() => line.send(simulated.next(Date.now()).octets), 900);
    await diagnosed(code, { port: line.path, serial: asked, opener: opener.open }).finally(() =>
      clearInterval(sending),
    );
  }

  it("no port that could be a reader, and a radio stick left alone", async () => {
    machine.plug("ttyACM0", zigbee);
    const { status } = await diagnosed("port-missing", {});
    assert.match(status()?.fault?.message ?? "", /There is: .*ttyACM0 \(Zigbee stick\)/);
  });

  it("the port of the options is not there: it is named, and so is what there is", async () => {
    machine.plug("ttyUSB1", adapter);
    const { status } = await diagnosed("port-missing", { port: `${machine.dev}/ttyUSB0` });
    assert.match(status()?.fault?.message ?? "", /ttyUSB0 is not there\. There is: .*ttyUSB1 \(USB serial adapter/);
  });

  it("several ports that could be the reader", async () => {
    machine.plug("ttyUSB0", adapter);
    machine.plug("ttyUSB1", adapter);
    const { status } = await diagnosed("port-ambiguous", {});
    assert.match(status()?.fault?.message ?? "", /ttyUSB0.*ttyUSB1/);
  });

  it("a radio stick chosen in the options is not opened", async () => {
    machine.plug("ttyACM0", zigbee);
    const path = join(machine.dev, "ttyACM0");
    // A plain file would be taken for a recording.
    rmSync(path);
    execFileSync("mkfifo", [path]);
    await diagnosed("option-invalid", { port: path });
  });

  it("another program holds the port", async () => {
    const holder = spawn("flock", ["-x", line.path, "-c", "echo held; read -r _"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await new Promise((resolve) => holder.stdout?.once("data", resolve));
    await diagnosed("port-busy", { port: line.path }).finally(() => holder.stdin?.end("\n"));
  });

  it("a key of wrong form, with telegrams that nobody can open", async () => {
    const simulated = createSimulatedMeter({ meter: "wien-e450", startMs: Date.now() });
    const sending = setInterval(() => line.send(simulated.next(Date.now()).octets), 300);
    const seen = await diagnosed("key-form", { port: line.path, serial: "9600 8N1" }, true);
    const isProven = (): boolean => seen.log.some(({ kind }) => kind === "settled");
    await until("a telegram", isProven).finally(() => clearInterval(sending));
    assert.deepEqual(seen.codes(), ["key-form"]);
  });

  it("the wrong parity", () => overheard("parity-suspect", "wien-e450", "9600 8E1"));
  it("too high a speed", () => overheard("speed-suspect", "noe-kaifa-ma309", "9600 8E1"));
  it("too low a speed", () => overheard("speed-suspect", "wien-e450", "2400 8N1"));
  it("ones and zeros exchanged", () =>
    overheard("inverted-suspect", "steiermark-t210dr", "115200 8N1", { inverted: true }));
});
