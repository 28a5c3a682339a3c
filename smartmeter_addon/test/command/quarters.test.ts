// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { quartersCommand } from "../../src/command/quarters.ts";
import { concatOctets, toHex } from "../../src/octets.ts";
import { createSimulatedMeter, simulatedMeterIds, testKey } from "../../src/tools/simulate/simulate.ts";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "quarters-"));
after(() => rmSync(folder, { recursive: true }));

/** A recording of one meter, every `everyMs`. */
function recording(meter: string, fromMs: number, toMs: number, everyMs: number): string {
  const simulated = createSimulatedMeter({ meter, startMs: fromMs, intervalMs: everyMs });
  const parts: Uint8Array[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += everyMs) parts.push(simulated.next(atMs).octets);
  const path = join(folder, `${meter}-${fromMs}`);
  writeFileSync(path, concatOctets(parts));
  return path;
}

const rowsOf = (out: string) =>
  out
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(";"));
const key = ["--key", toHex(testKey)];

describe("quarters", () => {
  for (const meter of simulatedMeterIds) {
    it(`has 92 and 100 of them for ${meter} when the clocks change`, async () => {
      for (const [from, to, count] of [
        ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 92],
        ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 100],
      ] as const) {
        const path = recording(meter, Date.parse(from), Date.parse(to), 60_000);
        const { code, out } = await runCommand(quartersCommand, [...key, path]);
        rmSync(path);
        assert.equal(code, 0);
        const rows = rowsOf(out);
        assert.equal(rows.length, count);
        assert.deepEqual([...new Set(rows.map(([start]) => start))].length, count, "no quarter twice");
        // A telegram may have been held back where the clock jumped; nothing is missing but the beginning.
        assert.ok(
          rows.slice(1).every(([, , , , quality]) => quality !== "missing"),
          out,
        );
        assert.ok(rows.filter(([, , , , quality]) => quality === "complete").length >= count - 3, out);
      }
    });
  }

  it("names what it cannot do", async () => {
    const path = recording("noe-kaifa-ma309", Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 1, 0, 5), 60_000);
    const none = await runCommand(quartersCommand, [...key, path]);
    assert.deepEqual([none.code, none.out], [1, ""]);
    assert.match(none.err, /no window ended/);
    for (const wrong of [["--window", "7"], ["--window", "x"], ["--time-zone", "Europe/Wien"], []]) {
      const { code, err } = await runCommand(quartersCommand, wrong.length === 0 ? [] : [...wrong, path]);
      assert.equal(code, 2);
      assert.match(err, wrong.length === 0 ? /One file/ : new RegExp(`${wrong[0]} ${wrong[1]}`));
    }
    const two = join(folder, "two");
    const other = createSimulatedMeter({ meter: "wien-am550", startMs: Date.UTC(2026, 5, 1) });
    const one = createSimulatedMeter({ meter: "kaernten-am550", startMs: Date.UTC(2026, 5, 1) });
    writeFileSync(two, concatOctets([one, one, one, other, other, other].map((meter) => meter.next().octets)));
    const { code, err } = await runCommand(quartersCommand, [...key, two]);
    assert.equal(code, 2);
    assert.match(err, /Several meters: --meter \S+ or --meter \S+/);
  });
});
