// Octets of a serial port arrive although nothing else turns the event loop. The test starts itself as that program.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openPort } from "../../src/source/open-port.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";

const pathOfReader = process.env.SMARTMETER_TEST_PORT;

if (pathOfReader === undefined)
  describe("a serial port of a program that waits for nothing else", { skip: withoutProgram("socat") }, () => {
    let line: SerialLine;
    let reader: ChildProcess;

    afterEach(async () => {
      reader.kill();
      await line.remove();
    });

    it("gives every octet when it comes", async () => {
      line = await openLine();
      const env = { ...process.env, SMARTMETER_TEST_PORT: line.path };
      reader = spawn(process.execPath, [fileURLToPath(import.meta.url)], { env, stdio: ["ignore", "pipe", "inherit"] });
      let heard = "";
      reader.stdout?.on("data", (text) => {
        heard += text;
      });
      await until("the port is open", () => heard === "open ");
      let sent = "open ";
      for (let round = 0; round < 5; round++) {
        const portion = String.fromCharCode(65 + round).repeat(300);
        line.send(Buffer.from(portion));
        sent += portion;
        // One after the other: each has to wake the program up.
        await until(`portion ${round}`, () => heard.length >= sent.length);
      }
      assert.equal(heard, sent);
    });
  });
else await readFor(pathOfReader);

async function readFor(path: string): Promise<void> {
  const settings = { speed: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
  await openPort(path, settings, { octets: (octets) => process.stdout.write(octets), lost: () => process.exit(1) });
  process.stdout.write("open ");
  // Every program has a timer somewhere; without any, Node turns its loop in another way.
  setInterval(() => undefined, 3_600_000);
}
