import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openStore } from "../../src/program/state-store.ts";
import { until } from "../support-line/parts.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import { createWorkshop, keys, startMeter, type Workshop } from "./program.ts";

const mount = (...args: string[]): boolean => spawnSync("mount", args, { stdio: "ignore" }).status === 0;
const unmount = (folder: string): void => void spawnSync("umount", ["-l", folder], { stdio: "ignore" });

describe("the data folder", () => {
  let workshop: Workshop;
  let bridge: Bridge;
  let stop: () => void;
  let options: Record<string, unknown>;
  beforeEach(async () => {
    workshop = createWorkshop();
    mkdirSync(workshop.data);
    bridge = await openBridge();
    stop = startMeter("noe-kaifa-ma309", bridge.send, 100);
    options = { meters: [{ ...keys, port: bridge.port }] };
  });
  afterEach(async () => {
    stop();
    unmount(workshop.data);
    workshop.clear();
    await bridge.close();
  });
  const state = (): string => join(workshop.data, "meter-1.json");

  /** A disk of its own, as small as asked for; false where this machine lets nobody mount one. */
  const ownDisk = (size: string): boolean => {
    const mounted = mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs", workshop.data);
    if (!mounted && process.env.CI === "true") throw new Error("no tmpfs can be mounted");
    return mounted;
  };

  it("remembers the meter over a stop and over a power cut", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const program = workshop.run({ options });
      await program.reads(2);
      program.signal(signal);
      await program.ended;
      assert.equal(JSON.parse(readFileSync(state(), "utf8")).worked, true);
    }
  });

  it("has at a stop what was learnt last", async () => {
    const counter = (): number => JSON.parse(readFileSync(state(), "utf8")).decoder.last.counter;
    const program = workshop.run({ options });
    await program.reads(2);
    await until("a state", () => existsSync(state()));
    const early = counter();
    await program.reads(20);
    program.signal("SIGTERM");
    await program.ended;
    assert.ok(counter() - early >= 20, `${counter() - early} telegrams later`);
  });

  it("that is full costs a line in the log, no reading and no old state; once there is room it is used", async (test) => {
    if (!ownDisk("64k")) return test.skip("no tmpfs can be mounted");
    const faults: (string | undefined)[] = [];
    const store = openStore({ folder: workshop.data, name: "kept", onFault: (fault) => faults.push(fault?.code) });
    store.save({ all: "is well" });
    const filler = join(workshop.data, "filler");
    const fill = (): void => {
      while (spawnSync("sh", ["-c", `head -c 1000 /dev/zero >> ${filler}`], { stdio: "ignore" }).status === 0);
    };
    fill();
    // The beginning of what is written still fits.
    truncateSync(filler, statSync(filler).size - 8192);
    for (let round = 0; round < 3; round++) store.save({ round, much: "x".repeat(20_000) });
    assert.deepEqual(faults, ["state-unwritable"]);
    assert.deepEqual(store.load(), { all: "is well" });

    fill();
    const program = workshop.run({ options });
    await program.says("state-unwritable");
    await program.reads(5);
    assert.equal(program.lines("state-unwritable").length, 1);
    program.signal("SIGTERM");
    assert.equal((await program.ended).code, 0);

    rmSync(filler);
    store.save({ round: 4 });
    assert.deepEqual([faults, store.load()], [["state-unwritable", undefined], { round: 4 }]);
    assert.deepEqual(readdirSync(workshop.data), ["kept.json"]);
  });

  it("that is read-only costs a line in the log and no reading", async (test) => {
    if (!ownDisk("1m")) return test.skip("no tmpfs can be mounted");
    assert.ok(mount("-o", "remount,ro", workshop.data));
    const program = workshop.run({ options });
    await program.says("state-unwritable");
    await program.reads(5);
    assert.equal(program.lines("state-unwritable").length, 1);
    program.signal("SIGTERM");
    assert.equal((await program.ended).code, 0);
  });

  const damages: Record<string, (path: string) => void> = {
    "half a file": (path) => writeFileSync(path, '{"salt":"12'),
    "zeros of a power cut": (path) => writeFileSync(path, Buffer.alloc(4096)),
    "something else": (path) => writeFileSync(path, '{"salt": 5, "registers": "many"}'),
    "a far too large file": (path) => writeFileSync(path, Buffer.alloc(5_000_000, 0x20)),
    "a folder in its place": (path) => mkdirSync(path),
  };
  for (const [name, damage] of Object.entries(damages))
    it(`${name}: set aside, reported once, and state is kept anew`, async () => {
      damage(state());
      const program = workshop.run({ options });
      await program.says("state-damaged");
      await program.reads(3);
      program.signal("SIGTERM");
      assert.equal((await program.ended).code, 0);
      assert.equal(program.lines("state-damaged").length, 1);
      assert.ok(existsSync(`${state()}.damaged`));
      assert.equal(JSON.parse(readFileSync(state(), "utf8")).worked, true);
    });
});
