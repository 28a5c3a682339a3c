import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openStore, type StateStore } from "../../src/program/state-store.ts";

describe("state that a thread brings to the disk", () => {
  let folder: string;
  let faults: (string | undefined)[];
  let store: StateStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "smartmeter-"));
    faults = [];
    store = openStore({ folder, name: "kept", onFault: (fault) => faults.push(fault?.code) });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What a fresh start would find. */
  const found = (): unknown => openStore({ folder, name: "kept", onFault: () => {} }).load();

  async function rested(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, 50));
    while (readdirSync(folder).includes("kept.json.new"));
  }

  it("is the old one whole until it is the new one whole, and the last of many in the end", async () => {
    store.save({ round: 0 });
    let running = true;
    const seen = new Set<number>();
    const watching = (async () => {
      while (running) {
        const { round, much } = found() as { round: number; much?: string };
        assert.ok(round === 0 || much === "x".repeat(round * 1000));
        seen.add(round);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let round = 1; round <= 50; round++) store.save({ round, much: "x".repeat(round * 1000) }, "behind");
    assert.deepEqual(found(), { round: 0 }, "nobody has waited for the disk");
    await rested();
    running = false;
    await watching;
    assert.deepEqual([(found() as { round: number }).round, readdirSync(folder), faults], [50, ["kept.json"], []]);
    // One write at a time: what came meanwhile was followed by its last alone.
    assert.ok(seen.size <= 3, [...seen].join());
  });

  it("gives way to what is saved at the end of the program", async () => {
    for (const how of ["awaiting", "hasty"] as const) {
      store.save({ how, early: true }, "behind");
      store.save({ how, between: true }, "behind");
      store.save({ how, last: true }, how);
      assert.deepEqual(found(), { how, last: true });
      await rested();
      assert.deepEqual([found(), readdirSync(folder)], [{ how, last: true }, ["kept.json"]]);
    }
    assert.deepEqual(faults, []);
  });

  it("that was already right needs no second write, and one that went wrong is tried again", async () => {
    store.save({ a: 1 }, "behind");
    store.save({ a: 2 }, "behind");
    store.save({ a: 1 }, "behind");
    await rested();
    assert.deepEqual(found(), { a: 1 });

    rmSync(folder, { recursive: true });
    const inTheWay = openStore({ folder: "/dev/null", name: "kept", onFault: (fault) => faults.push(fault?.code) });
    for (let round = 0; round < 3; round++) inTheWay.save({ round }, "behind");
    assert.deepEqual(faults, ["state-unwritable"]);
    store.save({ a: 2 }, "behind");
    await rested();
    assert.deepEqual(found(), { a: 2 });
  });
});
