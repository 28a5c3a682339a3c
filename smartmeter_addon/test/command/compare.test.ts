import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { compareCommand } from "../../src/command/compare.ts";
import { quartersCommand } from "../../src/command/quarters.ts";
import { concatOctets, toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { portalForms, type Row } from "../bill/portal-forms.ts";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "compare-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const form = portalForms["start and end, three lines above, UTF-16"] as (rows: readonly Row[]) => Uint8Array;

/** Quarter hours of a recorded day, and the rows an operator would bill for them. */
async function recordedDay(): Promise<{ quarters: string; rows: Row[] }> {
  const fromMs = Date.parse("2026-02-09T23:00:00Z");
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: fromMs, intervalMs: 15_000 });
  const parts: Uint8Array[] = [];
  for (let atMs = fromMs; atMs <= fromMs + 86_400_000; atMs += 15_000) parts.push(meter.next(atMs).octets);
  const { out } = await runCommand(quartersCommand, ["--key", toHex(testKey), file("day", concatOctets(parts))]);
  const rows = out
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(";"));
  return {
    quarters: file("quarters.csv", out),
    rows: rows.map(([start = "", , wh]) => ({ startMs: Date.parse(start), wh: Number(wh) })),
  };
}

describe("compare", () => {
  it("says that the bill is right, in both languages, and what is different where it is not", async () => {
    const { quarters, rows } = await recordedDay();
    assert.equal(rows.length, 96);
    const right = file("right.csv", form(rows));
    const en = await runCommand(compareCommand, ["--language", "en", "--quarters", quarters, right]);
    assert.equal(en.code, 0, en.err);
    assert.match(en.out, /^The bill agrees with your meter/);
    const wrongRows = rows.map((row, at) => (at === 40 ? { ...row, wh: row.wh + 500 } : row));
    const wrong = file("wrong.csv", form(wrongRows));
    const de = await runCommand(compareCommand, ["--language", "de", "--quarters", quarters, wrong]);
    assert.equal(de.code, 1);
    assert.match(de.out, /^1 Viertelstunde weicht ab, zusammen um 0,500 kWh/);
    assert.match(de.out, /10\.02\.26, 10:00 +Portal/);
    const json = await runCommand(compareCommand, ["--json", "--quarters", quarters, wrong]);
    assert.equal((JSON.parse(json.out) as { counts: { equal: number } }).counts.equal, 95);
  });

  it("names what it cannot use", async () => {
    const cases: [string[], number, RegExp][] = [
      [[], 2, /One file/],
      [[join(folder, "none.csv")], 2, /no such file/],
      [
        [
          "--data",
          join(folder, "empty"),
          file(
            "ok.csv",
            form([
              { startMs: 0, wh: 1 },
              { startMs: 900_000, wh: 2 },
            ]),
          ),
        ],
        2,
        /no quarter hours there/,
      ],
      [["--language", "de", file("page.html", "<html>Anmelden</html>")], 1, /keine Datei mit Viertelstunden/],
      [
        [
          "--quarters",
          file(
            "words.csv",
            "start;end;import_wh;export_wh;quality\n2026-02-10T00:00Z;2026-02-10T00:15Z;many;0;complete\n",
          ),
          join(folder, "ok.csv"),
        ],
        2,
        /words\.csv, line 2/,
      ],
      [
        [
          "--quarters",
          file("bad.csv", "start;end\nx;y\n"),
          file(
            "ok2.csv",
            form([
              { startMs: 0, wh: 1 },
              { startMs: 900_000, wh: 2 },
            ]),
          ),
        ],
        2,
        /line 2/,
      ],
    ];
    for (const [args, code, text] of cases) {
      const ran = await runCommand(compareCommand, args);
      assert.equal(ran.code, code, ran.err);
      assert.match(ran.err, text);
    }
  });

  it("reads no more of a file than an export can have", async () => {
    const huge = file("huge.csv", "Beginn;Ende;kWh\n");
    truncateSync(huge, 200 * 1024 * 1024);
    const ran = await runCommand(compareCommand, ["--language", "en", huge]);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /larger than any export of quarter hours/);
    // It has no end at all.
    const endless = await runCommand(compareCommand, ["--language", "de", "/dev/zero"]);
    assert.match(endless.err, /größer als jede mit Viertelstunden/);
    const small = file("small.csv", form([0, 1].map((at) => ({ startMs: at * 900_000, wh: 1 }))));
    const own = await runCommand(compareCommand, ["--quarters", huge, small]);
    assert.equal(own.code, 2);
    assert.match(own.err, /huge\.csv, line 1/);
  });
});
