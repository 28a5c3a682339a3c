import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { createAmisMeter } from "../../src/tools/simulate/simulate-amis.ts";
import { type AttendedLine, attendLine } from "../support-line/attended-line.ts";
import { createFakeMachine, type FakeMachine } from "../support-line/fake-ports.ts";
import { createGarblingOpener } from "../support-line/garbling-opener.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";

const usb = { id: "0403:6001", manufacturer: "FTDI", product: "FT232R USB UART" };
const zigbee = { id: "10c4:ea60", manufacturer: "Itead", product: "Sonoff Zigbee 3.0 USB Dongle Plus" };
const intervalMs = 700;

/** One meter of each family of connectors, and how its octets are framed. */
const families = [
  { family: "M-Bus", meter: "noe-kaifa-ma309", settings: "2400 8E1", framing: "mbus" },
  { family: "M-Bus with HDLC", meter: "steiermark-e450", settings: "2400 8E1", framing: "hdlc" },
  { family: "infrared with HDLC", meter: "wien-e450", settings: "9600 8N1", framing: "hdlc" },
  { family: "P1", meter: "steiermark-t210dr", settings: "115200 8N1", framing: "p1" },
  { family: "P1 with HDLC", meter: "kaernten-am550", settings: "115200 8N1", framing: "hdlc" },
] as const;

/** A machine with a Zigbee stick, a port of the board and one reader; a meter hangs on the reader. */
describe("a meter on a port nobody has named, with settings nobody has given", {
  skip: withoutProgram("socat"),
}, () => {
  let line: SerialLine;
  let machine: FakeMachine;
  let attended: AttendedLine | undefined;
  beforeEach(async () => {
    line = await openLine();
    machine = createFakeMachine();
    machine.plug("ttyS0");
    machine.plug("ttyACM0", zigbee);
    machine.plug("ttyUSB0", usb);
    rmSync(join(machine.dev, "ttyUSB0"));
    symlinkSync(line.path, join(machine.dev, "ttyUSB0"));
  });
  afterEach(async () => {
    await attended?.close();
    await line.remove();
    machine.remove();
  });

  /** The program's line with nothing but the key. */
  function listen(settings: string): AttendedLine {
    const opener = createGarblingOpener({ settings });
    attended = attendLine({ roots: machine, opener: opener.open });
    return attended;
  }

  function checkFound({ readings, log, codes }: AttendedLine, settings: string, framing: string): void {
    assert.equal(readings[0]?.framing, framing);
    assert.equal(line.speed(), Number(settings.split(" ")[0]));
    const opened = log.find((entry) => entry.kind === "opened");
    assert.equal(opened?.kind === "opened" && opened.description, join(machine.dev, "ttyUSB0"));
    const settled = log.filter((entry) => entry.kind === "settled");
    assert.deepEqual(settled, [{ kind: "settled", settings }]);
    assert.deepEqual(codes(), []);
  }

  for (const { family, meter, settings, framing } of families) {
    it(`is found: ${family}`, async () => {
      const simulated = createSimulatedMeter({ meter, startMs: Date.now() });
      assert.equal(simulated.describe().settings, settings);
      const seen = listen(settings);
      const sending = setInterval(() => line.send(simulated.next(Date.now()).octets), intervalMs);
      await until("a reading", () => seen.readings.length > 0, 60_000).finally(() => clearInterval(sending));
      checkFound(seen, settings, framing);
    });
  }

  it("is found: AMIS, which wants to be answered", async () => {
    const amis = createAmisMeter({ startMs: Date.now(), searchIntervalMs: intervalMs });
    const seen = listen("9600 8E1");
    let taken = 0;
    const sending = setInterval(() => {
      amis.receive(line.received().subarray(taken));
      taken = line.received().length;
      line.send(amis.send(Date.now()).octets);
    }, intervalMs);
    await until("a reading", () => seen.readings.length > 0, 60_000).finally(() => clearInterval(sending));
    checkFound(seen, "9600 8E1", "amis");
  });
});
