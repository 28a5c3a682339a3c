import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nextChangeMs, powerCost, priceAt, type Tariff } from "../../src/derive/tariff.ts";
import { wordIn } from "../../src/language/language.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { type TariffOptions, tariffOf } from "../../src/options/tariff.ts";
import { tariffWeek } from "../../src/options/tariff-week.ts";

const vienna = "Europe/Vienna";

/** A tariff as the configuration file has it, with every check. */
function load(yaml: string): Tariff {
  const loaded = loadConfiguration({ args: ["--config", "c.yaml"], env: {}, readFile: () => yaml });
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems));
  return tariffOf(loaded.options.tariff as TariffOptions);
}

function problemsOf(yaml: string) {
  const loaded = loadConfiguration({ args: ["--config", "c.yaml"], env: {}, readFile: () => yaml });
  return "problems" in loaded ? loaded.problems : [];
}

const base = "tariff:\n  energy: 0.10\n  network: 0.05\n  levies: 0.02\n  export: 0.07\n";
const at = (tariff: Tariff, instant: string) => priceAt(tariff, Date.parse(instant), vienna);

describe("a tariff", () => {
  it("adds energy, network and levies, with VAT on them and none on what is fed in", () => {
    assert.deepEqual(at(load(base), "2026-01-15T12:00Z"), { import: 0.204, export: 0.07, zone: undefined });
  });

  it("takes 20 % off the network price in summer, 10 to 16 local time, with the preset snap", () => {
    const tariff = load(`${base}  zones:\n    - preset: snap\n`);
    const low = 0.192;
    const cases: [string, number][] = [
      ["2026-04-01T07:59:59Z", 0.204],
      ["2026-04-01T08:00:00Z", low],
      ["2026-09-30T13:59:59Z", low],
      ["2026-09-30T14:00:00Z", 0.204],
      ["2026-03-31T10:00:00Z", 0.204],
      ["2026-10-01T10:00:00Z", 0.204],
    ];
    for (const [instant, price] of cases) assert.equal(at(tariff, instant).import, price, instant);
  });

  it("goes over midnight, by weekday, and the last zone that matches wins", () => {
    const tariff = load(
      `${base}  zones:\n    - preset: day_night\n      network: 0.03\n    - name: weekend\n      weekdays: sat-sun\n      energy: 0.08\n`,
    );
    assert.equal(at(tariff, "2026-01-14T22:30:00Z").zone, "night");
    assert.equal(at(tariff, "2026-01-15T04:59:59Z").import, 0.18);
    assert.equal(at(tariff, "2026-01-15T05:00:00Z").zone, undefined);
    assert.equal(at(tariff, "2026-01-17T23:30:00Z").zone, "weekend");
  });

  it("changes on the second of a local boundary, through both changes of the clock", () => {
    const zones =
      "  zones:\n    - hours: 02:00-03:00\n      energy: 0.01\n    - hours: 10:30-16:00\n      energy: 0.02\n";
    const tariff = load(base + zones);
    for (const day of ["2026-03-28", "2026-10-24"]) {
      // Second by second around every change that is announced: nothing changes in between.
      let now = Date.parse(`${day}T20:00:00Z`);
      const end = now + 2 * 86_400_000;
      while (now < end) {
        const next = nextChangeMs(tariff, now, vienna);
        assert.ok(next > now && next - now <= 86_400_000);
        for (let within = now; within < next; within += 60_000)
          assert.equal(priceAt(tariff, within, vienna).import, priceAt(tariff, now, vienna).import);
        assert.equal(priceAt(tariff, next - 1, vienna).import, priceAt(tariff, now, vienna).import);
        now = next;
      }
    }
  });

  it("holds at every minute exactly one of its prices", () => {
    const hour = fc.integer({ min: 0, max: 23 }).map((value) => `${String(value).padStart(2, "0")}:00`);
    const zone = fc.record({ from: hour, to: hour, month: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(
        fc.array(zone, { maxLength: 5 }),
        fc.date({ noInvalidDate: true, min: new Date("2025-01-01"), max: new Date("2027-01-01") }),
        (zones, date) => {
          const list = zones.map(
            ({ from, to, month }, index) =>
              `    - hours: ${from}-${to}\n      months: ${month}-12\n      energy: 0.${index + 2}\n`,
          );
          const yaml = zones.length === 0 ? base : `${base}  zones:\n${list.join("")}`;
          if (problemsOf(yaml).length > 0) return;
          const { import: price } = priceAt(load(yaml), date.getTime(), vienna);
          const possible = [0.1, ...zones.map((_, index) => (index + 2) / 10)].map(
            (energy) => Math.round((energy + 0.07) * 1.2 * 1e5) / 1e5,
          );
          assert.ok(possible.includes(price), `${price} of ${possible}`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("prices a month's peak by whole kW and the days of the month, as one operator bills it", () => {
    const yearly = load(`${base}  power:\n    price: 36.5\n    rounding: down\n`);
    assert.equal(powerCost(yearly, 4999, "2026-02")?.toFixed(4), (4 * 0.1 * 28 * 1.2).toFixed(4));
    const monthly = load(`${base}  vat: 0\n  power:\n    price: 3\n    period: month\n`);
    assert.equal(powerCost(monthly, 4500, "2026-02"), 13.5);
    assert.equal(powerCost(load(base), 4500, "2026-02"), undefined);
    const [problem] = problemsOf(`${base}  power:\n    price: 3\n    rounding: floor\n`);
    assert.equal(problem?.path, "tariff.power.rounding");
  });

  it("prints its week, months and weekdays that are alike in one line", () => {
    const tariff = load(
      `${base}  zones:\n    - preset: snap\n    - name: weekend\n      months: 5\n      weekdays: sat-sun\n      energy: 0.05\n`,
    );
    assert.equal(
      tariffWeek(tariff, "de")[2],
      "Mai, Mo–Fr: 00:00–10:00 0.2040, 10:00–16:00 0.1920, 16:00–24:00 0.2040 EUR/kWh",
    );
    assert.deepEqual(tariffWeek(tariff, "en"), [
      "Jan–Mar, Mon–Sun: 00:00–24:00 0.2040 EUR/kWh",
      "Apr, Mon–Sun: 00:00–10:00 0.2040, 10:00–16:00 0.1920, 16:00–24:00 0.2040 EUR/kWh",
      "May, Mon–Fri: 00:00–10:00 0.2040, 10:00–16:00 0.1920, 16:00–24:00 0.2040 EUR/kWh",
      "May, Sat–Sun: 00:00–24:00 0.1440 EUR/kWh",
      "Jun–Sep, Mon–Sun: 00:00–10:00 0.2040, 10:00–16:00 0.1920, 16:00–24:00 0.2040 EUR/kWh",
      "Oct–Dec, Mon–Sun: 00:00–24:00 0.2040 EUR/kWh",
    ]);
  });

  it("names what is wrong by its path, with what is expected", () => {
    const cases: [string, string, RegExp][] = [
      ["tariff:\n  energy: -0.1\n", "tariff.energy", /from 0 to 5/],
      ["tariff:\n  energy: 25\n", "tariff.energy", /from 0 to 5/],
      ["tariff:\n  energy: 0,12\n", "tariff.energy", /with a point like 0\.12/],
      [`${base}  zones:\n    - hours: 10:00-25:00\n`, "tariff.zones[0].hours", /hours like 10:00-16:00/],
      [`${base}  zones:\n    - months: 4-13\n`, "tariff.zones[0].months", /months/],
      [`${base}  zones:\n    - months: summer\n`, "tariff.zones[0].months", /months/],
      [`${base}  zones:\n    - months: 0\n`, "tariff.zones[0].months", /months/],
      [`${base}  zones:\n    - weekdays: mo-fr\n`, "tariff.zones[0].weekdays", /weekdays like mon-fri/],
      [`${base}  zones:\n    - hours: 10:00-10:00\n`, "tariff.zones[0]", /no later zone covers/],
      [
        `${base}  zones:\n    - hours: 10:00-12:00\n    - hours: 00:00-24:00\n`,
        "tariff.zones[0]",
        /no later zone covers/,
      ],
      ["quarter_hours:\n  window: 7\n", "quarter_hours.window", /one of 1, 5, 15, 30, 60/],
      [`${base}  zones:\n    - preset: snapp\n`, "tariff.zones[0].preset", /one of snap, day_night/],
    ];
    for (const [yaml, path, expected] of cases) {
      const [problem] = problemsOf(yaml);
      assert.equal(problem?.path, path, yaml);
      assert.match(wordIn(problem?.expected ?? "", "en"), expected, yaml);
    }
  });
});
