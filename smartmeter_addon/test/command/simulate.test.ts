import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { concatOctets, toHex } from "../../src/octets.ts";
import { simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { collectEvents, createTestDecoder, readingsOf } from "../support/feed.ts";

const program = [join(process.cwd(), "dist/smartmeter.mjs"), "simulate"];

const runToEnd = (...args: string[]) => spawnSync(process.execPath, [...program, ...args], { maxBuffer: 1 << 24 });

function start(t: TestContext, ...args: string[]): ChildProcess & { said(pattern: RegExp): Promise<RegExpExecArray> } {
  const child = spawn(process.execPath, [...program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let heard = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  const said = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(heard);
      if (match !== null) return match;
      await once(child.stderr, "data");
    }
  };
  return Object.assign(child, { said });
}

/** Everything the server sends until it closes the connection. */
async function hear(port: number, answer?: (octets: Uint8Array, socket: Socket) => void): Promise<Uint8Array> {
  const socket = connect(port, "127.0.0.1");
  const parts: Uint8Array[] = [];
  socket.on("data", (octets) => {
    parts.push(octets);
    answer?.(octets, socket);
  });
  await once(socket, "close");
  return concatOctets(parts);
}

const countReadings = (octets: Uint8Array): number =>
  readingsOf(collectEvents(createTestDecoder({ unchecked: true }), [octets])).length;

describe("smartmeter simulate", { timeout: 120_000 }, () => {
  it("lists its meters and explains itself", () => {
    const { status, stdout } = runToEnd("--list");
    assert.equal(status, 0);
    for (const id of simulatedMeterIds) assert.match(`${stdout}`, new RegExp(`^${id} `, "m"));
    assert.equal(runToEnd("--help").status, 0);
  });

  it("refuses wrong use with exit code 2 and a reason that shows no key", () => {
    const key = "00112233445566778899AABBCCDDEEF";
    const cases: [string[], RegExp][] = [
      [["--meter", "wien-am551", "--stdout"], /Did you mean wien-am550\?/],
      [["--stdout"], /Which meter\?/],
      [["--meter", "wien-am550"], /Exactly one of/],
      [["--meter", "wien-am550", "--stdout", "--tcp", "0"], /Exactly one of/],
      [["--meter", "wien-am550", "--stdout", "--key", key], /--key: .*31/],
      [["--meter", "wien-am550", "--stdout", "--authentication-key", "x"], /--authentication-key: /],
      [["--meter", "wien-am550", "--tcp", "70000"], /--tcp 70000/],
      [["--meter", "wien-am550", "--stdout", "--count", "1.5"], /--count 1\.5/],
      [["--meter", "wien-am550", "--stdout", "--interval", "-1"], /interval/],
      [["--meter", "wien-am550", "--bogus"], /bogus/],
    ];
    for (const [args, reason] of cases) {
      const { status, stdout, stderr } = runToEnd(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(`${stderr}`, reason);
      assert.equal(`${stdout}`, "");
      assert.ok(!`${stderr}`.includes(key));
    }
  });

  it("writes telegrams to standard output without waiting", () => {
    for (const meter of ["noe-sagemcom-t210d-old", "netzooe-amis"]) {
      const { status, stdout } = runToEnd("--meter", meter, "--stdout", "--count", "25");
      assert.equal(status, 0);
      assert.equal(countReadings(stdout), 25);
    }
  });

  it("lets every client of its port hear the same meter, and ends after the count", async (t) => {
    const child = start(t, "--meter", "steiermark-e450", "--tcp", "0", "--count", "3", "--interval", "0.2");
    const port = Number((await child.said(/127\.0\.0\.1:(\d+)/))[1]);
    const ended = once(child, "exit");
    const [first, second] = await Promise.all([hear(port), hear(port)]);
    assert.equal(countReadings(first), 3);
    assert.ok(toHex(first).endsWith(toHex(second)));
    assert.equal((await ended)[0], 0);
  });

  it("searches as AMIS until it is acknowledged, then sends", async (t) => {
    const child = start(t, "--meter", "netzooe-amis", "--tcp", "0", "--count", "3", "--interval", "0.05");
    const port = Number((await child.said(/127\.0\.0\.1:(\d+)/))[1]);
    const octets = await hear(port, (_, socket) => socket.write(Uint8Array.of(0xe5)));
    assert.equal(toHex(octets, 0, 5), "1040F03016");
    assert.equal(countReadings(octets), 3);
  });

  it("stops on SIGTERM with exit code 0", async (t) => {
    const child = start(t, "--meter", "wien-e450", "--tcp", "0");
    await child.said(/listens/);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("says so when there is no such port, with exit code 1", () => {
    const { status, stderr } = runToEnd("--meter", "wien-e450", "--serial", "/nowhere/ttyUSB0");
    assert.equal(status, 1);
    assert.match(`${stderr}`, /\/nowhere\/ttyUSB0/);
  });

  const socat = process.env.CI === "true" || spawnSync("socat", ["-V"]).status === 0;
  it("sends on a pseudo-terminal", { skip: !socat && "socat is not installed" }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "simulate-"));
    const [here, there] = [join(folder, "meter"), join(folder, "reader")];
    const line = spawn("socat", [`pty,raw,echo=0,link=${here}`, `pty,raw,echo=0,link=${there}`]);
    t.after(() => {
      line.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    while (!existsSync(here) || !existsSync(there)) await new Promise((resolve) => setTimeout(resolve, 20));
    const parts: Uint8Array[] = [];
    const reader = createReadStream(there).on("data", (octets) => parts.push(octets as Buffer));
    t.after(() => reader.destroy());
    reader.on("error", () => {});
    await once(reader, "open");
    const child = start(t, "--meter", "noe-kaifa-ma309", "--serial", here, "--count", "2", "--interval", "0.1");
    assert.equal((await once(child, "exit"))[0], 0);
    while (countReadings(concatOctets(parts)) < 2) await once(reader, "data");
  });
});
