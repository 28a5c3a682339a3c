import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkBill, compareExport, isGood, type OwnWindow } from "../../src/bill/compare.ts";
import { type PortalExport, parsePortalFile } from "../../src/bill/portal-export.ts";
import { instantsOf, parseStamp } from "../../src/bill/portal-stamp.ts";
import { reportLines } from "../../src/bill/report.ts";
import type { EnergyWindow } from "../../src/derive/energy-windows.ts";
import { decodeText } from "../../src/paste/decode-text.ts";
import { portalForms, type Row } from "./portal-forms.ts";

const zone = "Europe/Vienna";
const quarterMs = 900_000;

/** Quarter hours of whole days; every tenth takes nothing. */
function rowsFrom(from: string, to: string): Row[] {
  const count = (Date.parse(to) - Date.parse(from)) / quarterMs;
  return Array.from({ length: count }, (_, at) => ({
    startMs: Date.parse(from) + at * quarterMs,
    wh: at % 10 === 3 ? 0 : 40 + ((at * 7919) % 900),
  }));
}

const spans = {
  "a day of winter": rowsFrom("2026-01-09T23:00Z", "2026-01-10T23:00Z"),
  "the change in spring": rowsFrom("2026-03-27T23:00Z", "2026-03-30T22:00Z"),
  "the change in autumn": rowsFrom("2026-10-23T22:00Z", "2026-10-26T23:00Z"),
};

const ownOf = (rows: readonly Row[]): OwnWindow[] =>
  rows.map(({ startMs, wh }) => ({ startMs, endMs: startMs + quarterMs, wh, quality: "complete" }));

function parsed(octets: Uint8Array) {
  const read = parsePortalFile(decodeText(octets), zone);
  if ("problem" in read) throw new Error(read.problem);
  assert.equal(read.length, 1);
  return read[0] as PortalExport;
}

/** Windows of a meter, as the store has them. */
const storedOf = (rows: readonly Row[], exportedWh = 0): EnergyWindow[] =>
  rows.map(({ startMs, wh }) => ({
    startMs,
    endMs: startMs + quarterMs,
    quality: "complete",
    imported: { wh, leastWh: wh, mostWh: wh },
    exported: { wh: exportedWh, leastWh: exportedWh, mostWh: exportedWh },
    importRegisterWh: undefined,
    exportRegisterWh: undefined,
  }));

const wallOf = (atMs: number): string => new Date(atMs + 3_600_000).toISOString().slice(0, 16).replace("T", " ");
const spanOf = (startMs: number): string => `${wallOf(startMs)};${wallOf(startMs + quarterMs)}`;

describe("a portal's export", () => {
  for (const [form, write] of Object.entries(portalForms))
    for (const [span, rows] of Object.entries(spans))
      it(`is read to the watt-hour: ${form}, ${span}`, () => {
        const read = parsed(write(rows));
        assert.deepEqual(
          read.rows.map(({ startMs, wh }) => ({ startMs, wh })),
          rows,
        );
        assert.equal(compareExport(read, ownOf(rows)).counts.equal, rows.length);
      });

  it("may write the end of the hour that is repeated as the clock would have gone on", () => {
    const ends = ["02:45", "03:00", "02:15", "02:30", "02:45", "03:00", "03:15"];
    const stamps = ends.map((time) => parseStamp(`25.10.2026 ${time}`));
    assert.ok(stamps.every((stamp) => stamp !== undefined));
    const instants = instantsOf(stamps, zone, quarterMs);
    assert.deepEqual(
      instants.map((instant) => new Date(instant).toISOString().slice(11, 16)),
      ["00:45", "01:00", "01:15", "01:30", "01:45", "02:00", "02:15"],
    );
  });

  it("may leave the repeated hour out: the rest of the day stays where it is", () => {
    const stamps = ["02:30", "02:45", "03:00", "03:15"].map((time) => parseStamp(`25.10.2026 ${time}`));
    assert.ok(stamps.every((stamp) => stamp !== undefined));
    const [, , third] = instantsOf(stamps, zone, quarterMs);
    assert.equal(new Date(third as number).toISOString().slice(11, 16), "02:00");
  });

  it("is shifted by a window where only so it fits, and nothing says which end its stamps are", () => {
    const rows = rowsFrom("2026-01-10T09:00Z", "2026-01-10T13:00Z");
    const table = rows
      .map(({ startMs, wh }) => `${new Date(startMs + quarterMs + 3_600_000).toISOString().slice(0, 16)};${wh / 1000}`)
      .join("\n");
    const read = parsed(new TextEncoder().encode(`Zeit;kWh\n${table}\n`));
    assert.equal(read.stampIsGuess, true);
    const compared = compareExport(read, ownOf(rows));
    assert.equal(compared.shifted, true);
    assert.equal(compared.counts.equal, rows.length);
  });

  it("names what is different, missing here, and estimated on either side", () => {
    const rows = spans["a day of winter"];
    const own = ownOf(rows).flatMap((window, at): OwnWindow[] => {
      if (at === 10) return [{ ...window, wh: (window.wh ?? 0) + 200 }];
      if (at === 20) return [];
      if (at === 30) return [{ ...window, wh: (window.wh ?? 0) + 90, quality: "estimated" }];
      return [window];
    });
    const octets = (portalForms["declared separator, VAL and EST"] as (rows: readonly Row[]) => Uint8Array)(rows);
    const text = decodeText(octets).split("\n");
    text[2 + 40] = (text[2 + 40] as string).replace(/;[\d,]+;KWH;VAL$/, ";9,999;KWH;EST");
    const { counts, windows, ownPeak, portalPeak } = compareExport(
      parsed(new TextEncoder().encode(text.join("\n"))),
      own,
    );
    assert.deepEqual(counts, {
      equal: 92,
      different: 1,
      "estimated-here": 1,
      "estimated-there": 1,
      "missing-here": 1,
      "missing-there": 0,
    });
    assert.equal((windows[10]?.ownWh ?? 0) - (windows[10]?.portalWh ?? 0), 200);
    assert.equal(portalPeak?.watts, 39_996);
    assert.ok((ownPeak?.watts ?? 0) < 5000);
  });

  it("may hold both directions, beside each other or below each other", () => {
    const rows = spans["a day of winter"];
    const beside = rows.map(({ startMs, wh }) => `${spanOf(startMs)};0,020;${wh / 1000}`);
    const below = [2, 1].flatMap((code) =>
      rows.map(({ startMs, wh }) => `AT001;1-1:${code}.9.0 P.01;${spanOf(startMs)};${code === 2 ? 0.02 : wh / 1000}`),
    );
    for (const text of [
      `Beginn;Ende;Einspeisung (kWh);Bezug (kWh)\n${beside.join("\n")}`,
      `Zählpunkt;OBIS;Beginn;Ende;Wert (kWh)\n${below.join("\n")}`,
    ]) {
      const portals = parsePortalFile(text, zone);
      assert.ok(!("problem" in portals));
      const checks = checkBill(portals, storedOf(rows, 20));
      assert.deepEqual(
        checks.map(({ portal, comparison }) => [portal.direction, comparison.counts.equal]),
        [
          ["import", 96],
          ["export", 96],
        ],
      );
      assert.equal(isGood(checks), true);
      assert.equal(isGood(checkBill(portals, storedOf(rows, 60))), false);
    }
  });

  it("may hold several metering points: the one that fits is compared, and named", () => {
    const rows = spans["a day of winter"];
    const points = [3, 1, 2].flatMap((factor) =>
      rows.map(({ startMs, wh }) => `AT003000000${factor};${spanOf(startMs)};${(wh * factor) / 1000}`),
    );
    const wide = rows.map(({ startMs, wh }) => `${spanOf(startMs)};${(wh * 3) / 1000};${wh / 1000}`);
    for (const text of [
      `Zählpunkt;Beginn;Ende;kWh\n${points.join("\n")}`,
      `Beginn;Ende;Haus - AT0030000003 - Verbrauch [kWh];Garage - AT0030000001 - Verbrauch [kWh]\n${wide.join("\n")}`,
    ]) {
      const portals = parsePortalFile(text, zone);
      assert.ok(!("problem" in portals));
      const [check, ...more] = checkBill(portals, storedOf(rows));
      assert.deepEqual(more, []);
      assert.equal(check?.comparison.counts.equal, rows.length);
      assert.match(reportLines([check], "en", zone).join("\n"), /metering points.*AT0030000001/);
    }
  });

  it("leaves out an energy community's shares of what the meter has counted", () => {
    const rows = spans["a day of winter"];
    const lines = ["1.9.0 G.01", "2.9.0 G.02", "2.9.0 G.03"].flatMap((code, part) =>
      rows.map(({ startMs, wh }) => `1-1:${code};${spanOf(startMs)};${part === 0 ? wh / 1000 : 0.01}`),
    );
    const read = parsed(new TextEncoder().encode(`OBIS;Beginn;Ende;Wert (kWh)\n${lines.join("\n")}`));
    assert.equal(read.direction, "import");
    assert.equal(compareExport(read, ownOf(rows)).counts.equal, rows.length);
  });

  const day = spans["a day of winter"];
  const saying = (values: readonly string[], own: readonly Row[] = day, exportedWh = 0) => {
    const lines = values.map((value, at) => `${spanOf(day[at]?.startMs ?? 0)};${value}`);
    const portals = parsePortalFile(`Beginn;Ende;kWh\n${lines.join("\n")}`, zone);
    assert.ok(!("problem" in portals));
    const checks = checkBill(portals, storedOf(own, exportedWh));
    return { good: isGood(checks), said: reportLines(checks, "en", zone).join("\n") };
  };
  const inKilo = (decimals: number) => day.map(({ wh }) => (wh / 1000).toFixed(decimals).replace(".", ","));

  it("of another month than the own quarter hours says nothing of the bill", () => {
    const { good, said } = saying(inKilo(3), rowsFrom("2026-03-01T23:00Z", "2026-03-31T22:00Z"));
    assert.equal(good, false);
    assert.match(said, /^Nothing can be said: none of the export's quarter hours were heard here/);
  });

  it("may be rounded, but to no more than a quarter hour holds", () => {
    assert.equal(saying(inKilo(1)).good, true);
    const { good, said } = saying(inKilo(0));
    assert.equal(good, false);
    assert.match(said, /^Nothing can be said: the file's values are rounded to 1\.000 kWh/);
    assert.doesNotMatch(said, /equal/);
    // All zeros: their decimals say how fine they are.
    const none = day.map((row) => ({ ...row, wh: 0 }));
    const some = day.map((row) => ({ ...row, wh: 20 }));
    const zeros = day.map(() => "0,000");
    assert.equal(saying(zeros, none).good, true);
    assert.match(saying(zeros, some).said, /^96 quarter hours differ/);
    assert.equal(
      saying(
        zeros.map(() => "0"),
        none,
      ).good,
      true,
    );
    assert.match(
      saying(
        zeros.map(() => "0"),
        some,
      ).said,
      /^Nothing can be said/,
    );
  });

  it("below zero is different, and said to be odd", () => {
    for (const minus of ["-", "\u2212"]) {
      const { good, said } = saying(inKilo(3).map((value, at) => (at === 7 ? `${minus}${value}` : value)));
      assert.equal(good, false);
      assert.match(said, /^1 quarter hour differs/);
      assert.match(said, /1 quarter hour of the file is below zero/);
    }
  });

  it("is told in the windows it has", () => {
    const rows = spans["a day of winter"];
    const hours = rows.flatMap(({ startMs }, at) => {
      const wh = rows.slice(at, at + 4).reduce((sum, row) => sum + row.wh, 0);
      return at % 4 === 0 ? [`${wallOf(startMs)};${wallOf(startMs + 4 * quarterMs)};${wh / 1000}`] : [];
    });
    const portals = parsePortalFile(`Beginn;Ende;kWh\n${hours.join("\n")}`, zone);
    assert.ok(!("problem" in portals));
    const lines = reportLines(checkBill(portals, storedOf(rows)), "de", zone);
    assert.match(lines[0] ?? "", /^Die Abrechnung stimmt .* Jede Stunde, die beide/);
    assert.match(lines.join("\n"), /24 Stunden, Bezug/);
  });

  it("says why a file is none", () => {
    assert.deepEqual(parsePortalFile(decodeText(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0)), zone), {
      problem: "workbook",
    });
    const old = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(500));
    assert.deepEqual(parsePortalFile(decodeText(old), zone), { problem: "workbook" });
    assert.deepEqual(parsePortalFile("", zone), { problem: "no-stamps" });
    assert.deepEqual(parsePortalFile("<html><body>Anmelden</body></html>", zone), { problem: "no-stamps" });
    assert.deepEqual(parsePortalFile("Datum;Text\n01.01.2026 00:00;a\n01.01.2026 00:15;b\n", zone), {
      problem: "no-values",
      line: 2,
    });
    assert.deepEqual(parsePortalFile("Datum;kWh\n01.01.2026;10,5\n02.01.2026;11,5\n", zone), {
      problem: "no-windows",
      line: 2,
    });
  });

  const folder = "../../shared/portal";
  it("of every operator at hand is read", { skip: !existsSync(folder) }, () => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".csv"))) {
      const { rows } = parsed(readFileSync(`${folder}/${name}`));
      assert.ok(rows.length >= 192, name);
      for (const [at, { startMs, wh }] of rows.entries()) {
        assert.ok(wh !== undefined && wh >= 0 && wh < 20_000, name);
        if (at > 0) assert.equal(startMs, rows[at - 1]?.endMs, `${name} without gap`);
      }
    }
  });
});
