// What portals put around and between their quarter hours, each of which once crashed the comparison or made it lie.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkBill, isGood } from "../../src/bill/compare.ts";
import { parsePortalFile } from "../../src/bill/portal-export.ts";
import { problemText, reportLines } from "../../src/bill/report.ts";
import type { EnergyWindow } from "../../src/derive/energy-windows.ts";
import { zoneOffsetMinutes } from "../../src/host/time-zone.ts";

const zone = "Europe/Vienna";
const quarterMs = 900_000;

interface Row {
  readonly startMs: number;
  readonly wh: number;
  readonly fedIn: number;
}

const rowsFrom = (from: string, to: string): Row[] =>
  Array.from({ length: (Date.parse(to) - Date.parse(from)) / quarterMs }, (_, at) => ({
    startMs: Date.parse(from) + at * quarterMs,
    wh: at % 11 === 4 ? 0 : 30 + ((at * 7919) % 900),
    fedIn: at % 3 === 0 ? (at * 31) % 400 : 0,
  }));

const day = rowsFrom("2026-01-09T23:00Z", "2026-01-10T23:00Z");
const autumn = rowsFrom("2026-10-24T22:00Z", "2026-10-25T23:00Z");
const spring = rowsFrom("2026-03-28T23:00Z", "2026-03-29T22:00Z");

/** `10.01.2026 00:15` */
const wall = (atMs: number): string => {
  const text = new Date(atMs + zoneOffsetMinutes(atMs, zone) * 60_000).toISOString();
  return `${text.slice(0, 10).split("-").reverse().join(".")} ${text.slice(11, 16)}`;
};
const clock = (atMs: number): string => wall(atMs).slice(11);
const kilo = (wh: number): string => (wh / 1000).toFixed(3).replace(".", ",");
const span = ({ startMs }: Row): string => `${wall(startMs)};${wall(startMs + quarterMs)}`;

const ownOf = (rows: readonly Row[]): EnergyWindow[] =>
  rows.map(({ startMs, wh, fedIn }) => ({
    startMs,
    endMs: startMs + quarterMs,
    quality: "complete",
    imported: { wh, leastWh: wh, mostWh: wh },
    exported: { wh: fedIn, leastWh: fedIn, mostWh: fedIn },
    importRegisterWh: undefined,
    exportRegisterWh: undefined,
  }));

/** One line a quarter hour below the names. */
const lined = (names: string, line: (row: Row, at: number) => string) => (rows: readonly Row[]) =>
  `${names}\n${rows.map((row, at) => `${line(row, at)}\n`).join("")}`;

const usual = lined("Beginn;Ende;Verbrauch (kWh)", (row) => `${span(row)};${kilo(row.wh)}`);

/** A register, and what it rose by since the row before. */
const registers =
  (names: string, begin: string) =>
  (rows: readonly Row[]): string => {
    let register = 5_000_000;
    const first = `${wall(rows[0]?.startMs ?? 0)};${kilo(register)};${begin}\n`;
    const lines = rows.map(({ startMs, wh }) => {
      register += wh;
      return `${wall(startMs + quarterMs)};${kilo(register)};${begin}\n`;
    });
    return `${names}\n${first}${lines.join("")}`;
  };

const forms: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  "a sum and the date of the download below": (rows) =>
    `${usual(rows)}Summe;;1.234,567\nSumme ${wall(rows[0]?.startMs ?? 0)};${wall(0)};1.234,567\nErstellt am;02.02.2026 12:13;\n`,
  "the span and the date of the download above": (rows) =>
    `Exportiert am;02.02.2026 12:13\nVon;${wall(0)}\nZeitraum: ${wall(0)}\n\n${usual(rows)}`,
  "sums of the days between the quarter hours": lined(
    "BeginDate;EndDate;Status;Unit;Netztarif",
    (row, at) =>
      `${at % 96 === 0 ? `${wall(row.startMs)};${wall(row.startMs + 96 * quarterMs)};VAL;kWh;12,345\n` : ""}${span(row)};VAL;kWh;${kilo(row.wh)}`,
  ),
  "days before the quarter hours in columns of their own": lined(
    "DATE_FROM;DATE_TO;VALUE;DATE_FROM;DATE_TO;VALUE",
    (row, at) => `${at < 2 ? "10.01.2026 00:00:00;10.01.2026 23:59:59;2,4" : ";;"};${span(row)};${kilo(row.wh)}`,
  ),
  "the end before the beginning": lined(
    "Ende;Beginn;kWh",
    ({ startMs, wh }) => `${wall(startMs + quarterMs)};${wall(startMs)};${kilo(wh)}`,
  ),
  "a span in one cell": lined("Zeitraum;kWh", (row) => `${span(row).replace(";", " - ")};${kilo(row.wh)}`),
  "a date, and a span of hours": lined(
    "Datum;Zeit;kWh",
    ({ startMs, wh }) => `${wall(startMs).replace(" ", ";")}-${clock(startMs + quarterMs)};${kilo(wh)}`,
  ),
  "weekday and Uhr": lined("Beginn;kWh", ({ startMs, wh }) => `So, ${wall(startMs)} Uhr;${kilo(wh)}`),
  "MEZ and MESZ": lined(
    "Datum;kWh",
    ({ startMs, wh }) => `${wall(startMs)} ${zoneOffsetMinutes(startMs, zone) === 60 ? "MEZ" : "MESZ"};${kilo(wh)}`,
  ),
  "offsets of two digits": lined("Beginn;kWh", ({ startMs, wh }) => {
    const hours = zoneOffsetMinutes(startMs, zone) / 60;
    return `${new Date(startMs + hours * 3_600_000).toISOString().slice(0, 19)}+0${hours};${kilo(wh)}`;
  }),
  "the year first, slashes": lined("Start,kWh", ({ startMs, wh }) => {
    const [date = "", time] = wall(startMs).split(" ");
    return `${date.split(".").reverse().join("/")} ${time},${wh / 1000}`;
  }),
  "sorted by wall time, so that the repeated hour is interleaved": (rows) =>
    usual(
      rows.toSorted(
        (one, other) => wall(one.startMs).localeCompare(wall(other.startMs)) || one.startMs - other.startMs,
      ),
    ),
  "commas between the columns and in the numbers": lined(
    "Beginn,Ende,kWh",
    ({ startMs, wh }) => `${wall(startMs)},${wall(startMs + quarterMs)},${kilo(wh)}`,
  ),
  "prices beside the energy": lined(
    "Beginn;Ende;Preis (ct/kWh);Verbrauch (kWh);Kosten (EUR)",
    (row) => `${span(row)};12,34;${kilo(row.wh)};0,01`,
  ),
  "power of the quarter hour in W": lined("Beginn;Ende;Leistung (W)", (row) => `${span(row)};${row.wh * 4}`),
  MWh: lined("Beginn;Ende;MWh", (row) => `${span(row)};${(row.wh / 1e6).toFixed(6).replace(".", ",")}`),
  "numbers as a computer writes them": lined("Beginn;Ende;kWh", (row) => `${span(row)};${row.wh / 1000 + 1e-16}`),
  "no zero before the comma": lined("Beginn;Ende;kWh", (row) => `${span(row)};${kilo(row.wh).replace(/^0/, "")}`),
  "registers alone": registers("Zeitpunkt;Zählerstand 1.8.0 (kWh)", ""),
  "registers of both directions": registers("Zeitpunkt;Zählerstand 1.8.0 (kWh);Zählerstand 2.8.0 (kWh)", "77,000"),
  "the substitute value in a column of its own": lined(
    "Datum von;Datum bis;Energiemenge in kWh;Ersatzwert",
    (row, at) => `${span(row)};${at % 9 === 2 ? `;${kilo(row.wh)}` : `${kilo(row.wh)};`}`,
  ),
  "an energy community's parts beside the whole": lined(
    "Datum;Restverbrauch (kWh);Status;Verbrauch (kWh);Status",
    ({ startMs, wh }) => `${wall(startMs)};${kilo(wh * 0.7)};L1;${kilo(wh)};L1`,
  ),
  "the form of the energy communities": lined(
    "MeteringpointID;AT003000000000;AT003000000000\nPeriod start;01.01.2026 00:00:00;01.01.2026 00:00:00\nMetercode;Anteil gemeinschaftliche Erzeugung [KWH];Gesamtverbrauch lt. Messung (bei Teilnahme gem. Erzeugung) [KWH]",
    ({ startMs, wh }) => `${wall(startMs)}:00;${kilo(wh * 0.4)};${kilo(wh)}`,
  ),
};

const checked = (text: string, rows: readonly Row[]) => {
  const portals = parsePortalFile(text, zone);
  assert.ok(!("problem" in portals), "problem" in portals ? portals.problem : "");
  const checks = checkBill(portals, ownOf(rows));
  return { checks, said: reportLines(checks, "en", zone).join("\n") };
};

describe("a portal's export with something around it", () => {
  for (const [form, write] of Object.entries(forms))
    for (const [span, rows] of Object.entries({ day, spring, autumn }))
      it(`is read to the watt-hour: ${form}, ${span}`, () => {
        const [check] = checked(write(rows), rows).checks;
        assert.equal(check?.portal.direction, "import");
        assert.equal(check?.comparison.counts.equal, rows.length);
        assert.equal(check?.comparison.windows.length, rows.length);
        assert.equal(check?.comparison.tooCoarse, false);
      });

  it("may hold several registers below each other, whatever they are called", () => {
    const block = (name: string, wh: (row: Row) => number): string =>
      day.map((row) => `${name};${wall(row.startMs)};${kilo(wh(row))};kWh\n`).join("");
    const [taken, fedIn] = [(row: Row) => row.wh, (row: Row) => row.fedIn];
    for (const text of [
      block("Lastprofil Wirk Lieferung", taken) + block("Lastprofil Wirk Bezug", fedIn),
      block("1.8.0", taken) + block("2.8.0", fedIn) + block("3.8.0", () => 999),
      block("Energiebezug", taken) + block("Einspeisung", fedIn),
    ]) {
      const { checks } = checked(`Profil;Beginn;Verbrauch;Einheit\n${text}`, day);
      assert.deepEqual(
        checks.map(({ portal, comparison }) => [portal.direction, comparison.counts.equal, portal.rows.length]),
        [
          ["import", 96, 96],
          ["export", 96, 96],
        ],
      );
    }
  });

  it("knows the operator's substitute values by their column, and no others", () => {
    const marked = lined(
      "von;bis;kWh;Ersatzwert",
      (row, at) => `${span(row)};${kilo(row.wh + 99)};${at === 5 ? "ja" : "nein"}`,
    );
    const { counts } = checked(marked(day), day).checks[0]?.comparison ?? {};
    assert.equal(counts?.["estimated-there"], 1);
    assert.equal(counts?.different, 95);
    const words = lined("von;bis;kWh;Kunde;Art", (row) => `${span(row)};${kilo(row.wh + 99)};Haus E;kein Ersatzwert`);
    assert.equal(checked(words(day), day).checks[0]?.comparison.counts.different, 96);
  });

  it("of a part of the whole is not called different", () => {
    const rest = lined(
      "Datum;Restverbrauch (kWh);Status",
      ({ startMs, wh }) => `${wall(startMs)};${kilo(wh * 0.7)};L1`,
    );
    const { checks, said } = checked(rest(day), day);
    assert.equal(isGood(checks), false);
    assert.match(said, /^Nothing can be said: the column “Restverbrauch \(kWh\)” is only a part/);
    assert.doesNotMatch(said, /different|equal/);
    // Where the community delivered nothing, the rest is all there was.
    const all = lined("Datum;Restverbrauch (kWh)", ({ startMs, wh }) => `${wall(startMs)};${kilo(wh)}`);
    assert.match(checked(all(day), day).said, /^The bill agrees/);
  });

  it("of another meter is not called a wrong bill", () => {
    const other = lined("von;bis;kWh", (row, at) => `${span(row)};${kilo(row.wh + (at % 12 === 0 ? 0 : 60))}`);
    assert.match(checked(other(day), day).said, /^88 quarter hours differ, .* nearly all of them: .* another meter/);
    const some = lined("von;bis;kWh", (row, at) => `${span(row)};${kilo(row.wh + (at % 12 === 0 ? 60 : 0))}`);
    assert.match(checked(some(day), day).said, /^8 quarter hours differ, .* Look at them below/);
  });

  it("with dates that nobody can read says which, and what to do", () => {
    const twelve = (atMs: number): string => {
      const hour = Number(clock(atMs).slice(0, 2));
      return `${((hour + 11) % 12) + 1}${clock(atMs).slice(2)} ${hour < 12 ? "AM" : "PM"}`;
    };
    const serial = (atMs: number): string =>
      String((atMs + zoneOffsetMinutes(atMs, zone) * 60_000) / 86_400_000 + 25_569).replace(".", ",");
    const problemOf = (names: string, line: (row: Row, at: number) => string): unknown => {
      const read = parsePortalFile(lined(names, line)(day), zone);
      return "problem" in read ? read.problem : read;
    };
    const [american, own] = [(atMs: number) => `1/10/2026 ${twelve(atMs)}`, wall];
    for (const line of [
      ({ startMs, wh }: Row) => `${american(startMs)};${kilo(wh)}`,
      ({ startMs, wh }: Row) => `${american(startMs)};${american(startMs + quarterMs)};${kilo(wh)}`,
      ({ startMs, wh }: Row) =>
        `${own(startMs).slice(0, 10)};${twelve(startMs).replace(/(.)M$/, "$1.M.").toLowerCase()};${kilo(wh)}`,
    ])
      assert.equal(problemOf("Beginn;kWh", line), "twelve-hours");
    for (const line of [
      ({ startMs, wh }: Row) => `${serial(startMs)};${kilo(wh)}`,
      ({ startMs, wh }: Row) => `AT001;${serial(startMs).replace(",", ".")};${serial(startMs + quarterMs)};${kilo(wh)}`,
    ])
      assert.equal(problemOf("Beginn;Ende;kWh", line), "serial-dates");
    const register = (row: Row, at: number): string => `${wall(row.startMs + at * 95 * quarterMs)};${45_123 + at},5`;
    assert.equal(problemOf("Zeit;Stand", register), "no-windows");
    assert.equal(
      problemOf("Name;kWh", ({ wh }) => `Haus;${kilo(wh)}`),
      "no-stamps",
    );
    for (const language of ["en", "de"] as const)
      for (const problem of ["twelve-hours", "serial-dates"] as const)
        assert.match(problemText({ problem }, language), /Excel.* 31\.01\.2026 13:15.*CSV/);
  });

  it("whose clock keeps winter time all year is read so, and no wrong bill is made of it", () => {
    const winter = (atMs: number): string => {
      const text = new Date(atMs + 3_600_000).toISOString();
      return `${text.slice(0, 10).split("-").reverse().join(".")} ${text.slice(11, 16)}`;
    };
    const beginning = lined("Beginn;Verbrauch (kWh)", ({ startMs, wh }) => `${winter(startMs)};${kilo(wh)}`);
    const guessed = lined("Zeit;kWh", ({ startMs, wh }) => `${winter(startMs + quarterMs)};${kilo(wh)}`);
    const both = lined(
      "von;bis;kWh",
      ({ startMs, wh }) => `${winter(startMs)};${winter(startMs + quarterMs)};${kilo(wh)}`,
    );
    const summer = rowsFrom("2026-06-30T22:00Z", "2026-07-02T22:00Z");
    for (const [at, write] of [beginning, guessed, both].entries())
      for (const rows of [summer, spring, autumn, rowsFrom("2026-03-20T23:00Z", "2026-04-10T22:00Z")]) {
        const { checks, said } = checked(write(rows), rows);
        assert.equal(checks[0]?.comparison.counts.equal, rows.length, `${at} ${rows.length}`);
        assert.equal(isGood(checks), true);
        assert.match(said, /^The bill agrees[\s\S]*keeps winter time all year/);
        assert.match(
          reportLines(checks, "de", zone).join("\n"),
          /^Die Abrechnung stimmt[\s\S]*das ganze Jahr auf Winterzeit/,
        );
      }
    // In winter it is no other clock; one that goes with the summer is left alone, and so is a file of another meter.
    assert.doesNotMatch(checked(beginning(day), day).said, /winter time/);
    assert.doesNotMatch(checked(usual(summer), summer).said, /winter time/);
    const foreign = summer.map((row, at) => ({ ...row, wh: row.wh + 60 + (at % 7) * 40 }));
    assert.doesNotMatch(checked(beginning(foreign), summer).said, /winter time/);
    // What is wrong in it stays wrong.
    const wrong = summer.map((row, at) => (at === 40 ? { ...row, wh: row.wh + 500 } : row));
    assert.match(checked(beginning(wrong), summer).said, /^1 quarter hour differs[\s\S]*winter time all year/);
  });

  it("counts the quarter hours it leaves out", () => {
    const { checks, said } = checked(usual(day.filter((_, at) => at < 20 || at > 22)), day);
    assert.equal(checks[0]?.comparison.counts["missing-there"], 3);
    assert.match(said, /3 quarter hours could not be compared/);
  });

  it("without a measured value is not said to be unheard", () => {
    const { said } = checked(
      lined("von;bis;kWh;Art", (row) => `${span(row)};${kilo(row.wh + 99)};Ersatzwert`)(day),
      day,
    );
    assert.match(said, /^Nothing can be said: there is no quarter hour that both sides measured/);
  });

  it("is as fine as its finest value, also where that comes late", () => {
    const month = rowsFrom("2026-01-09T23:00Z", "2026-01-19T23:00Z").map((row, at) => ({
      ...row,
      wh: at < 900 ? 0 : row.wh,
    }));
    const short = lined("von;bis;kWh", (row) => `${span(row)};${String(row.wh / 1000).replace(".", ",")}`);
    assert.equal(checked(short(month), month).checks[0]?.portal.stepWh, 1);
  });

  it("is read or refused, never a crash", () => {
    const texts = Object.values(forms).map((write) => write(day.slice(0, 12)).split("\n"));
    const line = fc.constantFrom(...texts.flat());
    const edit = fc.record({ at: fc.nat(20), line, how: fc.constantFrom("put", "drop", "join") });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 6 }), (text, edits) => {
        const lines = [...text];
        for (const { at, line: other, how } of edits)
          lines.splice(
            at,
            how === "put" ? 0 : 1,
            ...(how === "drop" ? [] : [how === "join" ? `${lines[at] ?? ""};${other}` : other]),
          );
        const portals = parsePortalFile(lines.join("\n"), zone);
        if ("problem" in portals) return;
        for (const { startMs, endMs } of portals.flatMap(({ rows }) => rows)) assert.ok(endMs > startMs);
        reportLines(checkBill(portals, ownOf(day)), "de", zone);
      }),
      { numRuns: 300 },
    );
  });
});
