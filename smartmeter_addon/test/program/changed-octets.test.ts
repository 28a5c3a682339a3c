// A bridge that changes octets on their way: said as what it is, with its setting, and never blamed on head or cable.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, it } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { describeSeen } from "../../src/fault.ts";
import { faultRows } from "../../src/faults/fault-table.ts";
import { llc } from "../../src/link/hdlc.ts";
import { concatOctets } from "../../src/octets.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { type AttendedLine, attendLine } from "../support-line/attended-line.ts";
import { until } from "../support-line/parts.ts";

type Octets = Uint8Array;
const each = (octets: Octets, by: (octet: number) => readonly number[]): Octets =>
  Uint8Array.from([...octets].flatMap((octet) => by(octet)));
const hex = (octets: Octets): string => Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(":");

const keys = { key: testKey, authenticationKey: testAuthenticationKey };

/** What stands in a telegram's frames. */
function apdusOf(octets: Octets): Octets[] {
  const decoder = createMeterDecoder({ keys: {}, definitions: [], telling: "cuts" });
  return [...decoder.push(octets), ...decoder.end()].flatMap((event) =>
    event.kind === "cut" && event.cut.kind === "apdu" ? [event.cut.apdu.slice()] : [],
  );
}

function plaintextsOf(octets: Octets): Octets[] {
  const decoder = createMeterDecoder({ keys, definitions: [], plaintext: true });
  return [...decoder.push(octets), ...decoder.end()].flatMap((event) =>
    event.kind === "plaintext" ? [event.octets] : [],
  );
}

/** Telnet commands in the midst of a telegram, which begins as the meter sent it. */
function withCommands(octets: Octets): Octets {
  const half = octets.length >> 1;
  const doubled = (part: Octets): Octets => each(part, (octet) => (octet === 0xff ? [0xff, 0xff] : [octet]));
  const commands = Uint8Array.of(0xff, 0xfb, 1, 0xff, 0xfd, 3);
  return concatOctets([doubled(octets.subarray(0, half)), commands, doubled(octets.subarray(half))]);
}

const bridges = {
  "line-ends": (octets: Octets) => each(octets, (octet) => (octet === 0x0a ? [0x0d, 0x0a] : [octet])),
  "doubled-ff": (octets: Octets) => each(octets, (octet) => (octet === 0xff ? [0xff, 0xff] : [octet])),
  telnet: withCommands,
  "seven-bits": (octets: Octets) => each(octets, (octet) => [octet & 0x7f]),
  "link-control": (octets: Octets) => concatOctets([llc, ...plaintextsOf(octets)]),
  "text-log": (octets: Octets) => Buffer.from(`[21:14:10][D][uart_debug:114]: <<< ${hex(octets)}\n`),
} as const;

describe("a bridge that changes octets", () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const part of opened.splice(0)) await part.close();
  });

  /** Telegrams of a simulated meter over TCP, through what the bridge does to them. */
  async function bridge(
    meter: string,
    change: () => (octets: Octets) => Octets,
    intervalMs = 80,
  ): Promise<AttendedLine> {
    const simulated = createSimulatedMeter({ meter, startMs: Date.now() });
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const sending = setInterval(() => {
      const octets = change()(simulated.next(Date.now()).octets);
      for (const socket of sockets) socket.write(octets);
    }, intervalMs);
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const line = attendLine({ port: `tcp://127.0.0.1:${port}` });
    opened.push(line, {
      async close() {
        clearInterval(sending);
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, "close");
      },
    });
    return line;
  }

  for (const [name, change] of Object.entries(bridges))
    for (const meter of ["noe-kaifa-ma309", "wien-e450"])
      it(`${name}, ${meter}: named alone, and over once it is`, async () => {
        let isChanged = true;
        const line = await bridge(meter, () => (isChanged ? change : (octets) => octets));
        await until("the diagnosis", () => line.status()?.code === "octets-changed");
        const fault = line.status()?.fault;
        assert.equal(fault?.seen?.is, name);
        for (const language of ["en", "de"] as const)
          assert.notEqual(
            describeSeen("octets-changed", fault?.seen ?? { is: "" }, language),
            faultRows["octets-changed"].seen[language],
          );
        // Long enough for all that is said of frames without a right check.
        const octets = (): number => line.status()?.counts.octets ?? 0;
        const before = octets();
        await until("many more telegrams", () => octets() > before + 5000);
        assert.deepEqual(line.codes(), ["octets-changed"]);
        isChanged = false;
        await until("readings", () => line.readings.length > 3);
        await until(`the end of it, not ${line.codes()}`, () => line.status()?.problem === false);
        assert.deepEqual(line.codes(), ["octets-changed"]);
      });

  for (const [meter, tag] of [
    ["burgenland-e450", "with a tag"],
    ["kaernten-im350", "without a tag"],
  ] as const)
    for (const intervalMs of [80, 700])
      it(`E6 E7 00 in front of a ciphered APDU ${tag}, one each ${intervalMs} ms: read, nothing to name`, async () => {
        const line = await bridge(meter, () => (octets) => concatOctets([llc, ...apdusOf(octets)]), intervalMs);
        await until("readings", () => line.readings.length > 8);
        assert.deepEqual(line.codes(), []);
      });
});
