/** The numbers of a reading as people ask for them: power, quarter hour, energies, phases, registers, the rest. */
import type { MeterSummary, MeterView, ReadingView, ValueView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatDay, formatDigits, formatMoney, formatNumber, formatPower, formatWallTime } from "../../format.ts";
import { icon } from "../../icons.ts";
import { recall, remember } from "../../memory.ts";
import { ageText, card, directionOf, facts, folded, percent, powerText } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { nameOf, valueText } from "../../values.ts";
import { fill, words } from "../../words.ts";
import { caveatText, sumOfKey } from "./caveat.ts";
import { elapsedShare } from "./elapsed.ts";
import { said } from "./words.ts";

const valueFor = ({ values, incomplete }: ReadingView, key: string): ValueView | undefined =>
  [values, incomplete].flatMap((all) => all.find((entry) => entry.key === key) ?? [])[0];
const numberOf = (reading: ReadingView, key: string): number | undefined => valueFor(reading, key)?.value;
const noteOf = ({ caveats }: ReadingView, key: string): string | undefined => caveatText(caveats[key], sumOfKey(key));

/** Power with direction, unit and age. What is no longer current greys, and nothing moves; what is gone is a dash. */
export function drawPower(store: Store, meter: Pick<MeterSummary, "status" | "receivedAtMs" | "netPower">): Child {
  const { netPower } = meter;
  if (netPower === undefined) return card(said.power, { id: "power", class: "hero" }, h("p", {}, said.noPower));
  const freshness = store.isHeard ? store.freshness(meter) : "aged";
  const direction = directionOf(netPower);
  const { number, unit } = formatPower(Math.abs(netPower));
  const isGone = freshness === "gone";
  return h(
    "section",
    { class: `card hero ${isGone ? "balanced" : direction} ${freshness}`, "aria-labelledby": "power" },
    h("h2", { id: "power" }, isGone ? said.power : words[direction]),
    h(
      "p",
      { class: "power" },
      h("span", { class: "number" }, isGone ? words.unknown : number),
      " ",
      h("span", { class: "unit" }, isGone ? "" : unit),
    ),
    h("p", { class: "age" }, ageText(store, meter)),
    !isGone && direction !== "balanced" && drawFlow(Math.abs(netPower), direction),
  );
}

/** Grid and home with what flows between them; the more, the faster. The arrow says it where nothing may move. */
function drawFlow(watts: number, direction: "import" | "export"): Child {
  const seconds = Math.max(0.8, 5 - Math.log10(Math.max(10, watts)));
  const pace = seconds < 1.5 ? "fast" : seconds < 2.5 ? "brisk" : "slow";
  return [
    h(
      "div",
      { class: "flow", "aria-hidden": "true" },
      h("span", { class: "place" }, icon("grid"), h("small", {}, said.grid)),
      h(
        "svg",
        { class: `pipe ${pace}`, viewBox: "0 0 120 24" },
        h("path", { class: "rail", d: "M0 12H120" }),
        h("path", { class: "stream", d: "M0 12H120" }),
        h("path", { class: "arrow", d: direction === "import" ? "M54 4l10 8-10 8" : "M66 4 56 12l10 8" }),
      ),
      h("span", { class: "place" }, icon("home"), h("small", {}, said.home)),
    ),
    h("p", { class: "visually-hidden" }, direction === "import" ? said.consumption : said.feedIn),
  ];
}

/** More than houses can take, W. */
const mostHeadroomW = 30_000;

/** The running window as a bar that fills, with where it is going and the peak of the month. */
export function drawQuarter(store: Store, reading: ReadingView): Child {
  const mean = numberOf(reading, "quarter_power");
  const likely = numberOf(reading, "quarter_projection");
  if (mean === undefined || likely === undefined) return undefined;
  const peak = numberOf(reading, "peak_month");
  const headroom = numberOf(reading, "quarter_headroom");
  const windowMs = (store.page?.windowMinutes ?? 15) * 60_000;
  const elapsed = elapsedShare(reading, windowMs);
  // As mean power of the whole window, so that all three are of one kind.
  const soFar = mean * elapsed;
  const end = 1.08 * Math.max(likely, peak ?? 0, 100);
  const place = (watts: number): string => String(Math.max(0, Math.min(1, watts / end)) * 300);
  const energy = `${formatNumber((soFar * windowMs) / 3_600_000_000, 3)} kWh`;
  const note = noteOf(reading, "peak_month");
  const peakName = note === undefined ? said.peak : `${said.peak} (${note})`;
  const texts = {
    name: peakName,
    sofar: energy,
    likely: powerText(likely),
    peak: peak === undefined ? words.unknown : powerText(peak),
  };
  return card(
    windowMs === 900_000 ? said.quarter : said.windows,
    { id: "quarter", class: "quarter" },
    h(
      "svg",
      {
        class: "quarter-bar",
        viewBox: "0 0 300 26",
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": fill(said.quarterBar, texts),
      },
      h("rect", { class: "track", x: 0, y: 4, width: 300, height: 18, rx: 4 }),
      h("rect", { class: "likely", x: 0, y: 4, width: place(likely), height: 18, rx: 4 }),
      h("rect", { class: "sofar", x: 0, y: 4, width: place(soFar), height: 18, rx: 4 }),
      peak !== undefined && h("rect", { class: "peak", x: place(peak), y: 0, width: 2.5, height: 26 }),
    ),
    h(
      "dl",
      { class: "three" },
      h("div", {}, h("dt", {}, said.soFar), h("dd", {}, energy)),
      h("div", {}, h("dt", {}, said.likely), h("dd", {}, powerText(likely))),
      h("div", {}, h("dt", {}, peak === undefined ? said.noPeak : peakName), h("dd", {}, texts.peak)),
    ),
    // In the last seconds any power fits in, which helps nobody.
    headroom !== undefined &&
      Math.abs(headroom) < mostHeadroomW &&
      h("p", { class: "hint" }, headroom > 0 ? fill(said.spare, { w: powerText(Math.max(0, headroom)) }) : said.above),
  );
}

/** Today and yesterday, in kWh and money, with only the rows there is something in, and since when they were counted. */
export function drawEnergies(store: Store, reading: ReadingView): Child {
  const rows = (
    [
      [said.imported, "energy_import", (value: number) => `${formatNumber(value, 2)} kWh`],
      [said.exported, "energy_export", (value: number) => `${formatNumber(value, 2)} kWh`],
      [said.cost, "cost", formatMoney],
      [said.income, "income", formatMoney],
    ] as const
  ).flatMap(([name, key, text]) => {
    const days = ["today", "yesterday"].map((day) => numberOf(reading, `${key}_${day}`));
    return days.every((value) => value === undefined || (value === 0 && key !== "energy_import"))
      ? []
      : [{ name, days: days.map((value) => (value === undefined ? words.unknown : text(value))) }];
  });
  if (rows.length === 0) return undefined;
  const { receivedAtMs } = reading;
  // A meter that has been silent since yesterday has not told about today.
  const isToday = formatDay(receivedAtMs) === formatDay(store.now());
  const heads = [
    [isToday ? said.today : formatDay(receivedAtMs), "energy_import_today"],
    [isToday ? said.yesterday : said.dayBeforeThat, "energy_import_yesterday"],
  ] as const;
  return card(
    said.energy,
    { id: "energy" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          ...heads.map(([name, key]) => h("th", { scope: "col" }, name, " ", h("small", {}, noteOf(reading, key)))),
        ),
      ),
      h(
        "tbody",
        {},
        ...rows.map(({ name, days }) =>
          h("tr", {}, h("th", { scope: "row" }, name), ...days.map((text) => h("td", {}, text))),
        ),
      ),
    ),
  );
}

/** Fuses that houses have, A. */
const fuses = [16, 20, 25, 32, 35, 40, 50, 63, 80, 100] as const;
const usualFuse = 25;

const fuseOf = (meter: number): number =>
  fuses.find((amperes) => String(amperes) === recall(`fuse.${meter}`)) ?? usualFuse;

/** Current against the fuse, voltage, and measured or estimated power of each phase. */
export function drawPhases(reading: ReadingView, meter: number, changed: () => void): Child {
  const fuse = fuseOf(meter);
  const phases = [1, 2, 3].flatMap((phase) => {
    const row = phaseOf(reading, phase);
    return row.voltage === undefined && row.current === undefined && row.power === undefined ? [] : [{ phase, ...row }];
  });
  if (phases.length === 0) return undefined;
  const has = (key: "voltage" | "current" | "power"): boolean => phases.some((row) => row[key] !== undefined);
  const isEstimated = phases.some(({ estimated }) => estimated);
  return card(
    said.phases,
    { id: "phases" },
    h(
      "table",
      { class: "phases" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, said.phase),
          has("current") && h("th", { scope: "col" }, said.current),
          has("voltage") && h("th", { scope: "col" }, said.voltage),
          has("power") && h("th", { scope: "col" }, said.phasePower),
        ),
      ),
      h(
        "tbody",
        {},
        ...phases.map(({ phase, current, voltage, power, estimated }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, `L${phase}`),
            has("current") && h("td", {}, current && drawCurrent(current, fuse)),
            has("voltage") && h("td", {}, voltage === undefined ? words.unknown : valueText(voltage)),
            has("power") &&
              h("td", {}, power === undefined ? words.unknown : `${estimated ? "≈ " : ""}${powerText(power)}`),
          ),
        ),
      ),
    ),
    h(
      "div",
      { class: "under-phases" },
      isEstimated && h("p", { class: "hint" }, `≈ ${said.estimated}`),
      has("current") && drawFuse(fuse, meter, changed),
    ),
  );
}

function phaseOf(reading: ReadingView, phase: number) {
  const taken = numberOf(reading, `power_import_l${phase}`);
  const given = numberOf(reading, `power_export_l${phase}`);
  const measured = taken === undefined && given === undefined ? undefined : (taken ?? 0) - (given ?? 0);
  const estimate = numberOf(reading, `power_l${phase}_estimate`);
  return {
    current: valueFor(reading, `current_l${phase}`),
    voltage: valueFor(reading, `voltage_l${phase}`),
    power: measured ?? estimate,
    estimated: measured === undefined && estimate !== undefined,
  };
}

function drawCurrent(current: ValueView, fuse: number): Child {
  const share = Math.abs(current.value) / fuse;
  return [
    valueText(current),
    h(
      "svg",
      {
        class: `amperes${share > 1 ? " over" : share > 0.8 ? " near" : ""}`,
        viewBox: "0 0 100 6",
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": fill(said.fuseBar, { a: formatNumber(current.value, 1), fuse }),
      },
      h("rect", { class: "track", x: 0, y: 0, width: 100, height: 6, rx: 2 }),
      h("rect", { class: "filled", x: 0, y: 0, width: Math.min(1, share) * 100, height: 6, rx: 2 }),
    ),
  ];
}

function drawFuse(fuse: number, meter: number, changed: () => void): Child {
  return h(
    "label",
    { class: "fuse" },
    `${said.fuse} `,
    h(
      "select",
      {
        value: String(fuse),
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
          remember(`fuse.${meter}`, event.currentTarget.value);
          changed();
        },
      },
      ...fuses.map((amperes) => h("option", { value: String(amperes) }, `${amperes} A`)),
    ),
  );
}

const displayed = ["energy_import", "energy_export"] as const;

/** The two registers as they stand on the meter's display. */
export function drawRegisters(reading: ReadingView): Child {
  const registers = displayed.flatMap((key) => valueFor(reading, key) ?? []);
  if (registers.length === 0) return undefined;
  return card(
    said.registers,
    { id: "registers", class: "registers" },
    h(
      "dl",
      {},
      ...registers.map((value) =>
        h(
          "div",
          {},
          h("dt", {}, nameOf(value)),
          h(
            "dd",
            {},
            h("span", { class: "digits" }, formatDigits(value.value, value.decimals)),
            ` ${value.unit ?? ""}`,
          ),
        ),
      ),
    ),
    h("p", { class: "hint" }, said.registersHint),
  );
}

/** Shown above, in one form or another. */
const shownAbove =
  /^((voltage|current|power_import|power_export)_l[123]|power_l[123]_estimate|power_net|energy_(import|export)(_(today|yesterday))?|(cost|income)_(today|yesterday)|quarter_.*|peak_month)$/;

/** What stands nowhere else, folded. */
export function drawEverything(meter: MeterView, reading: ReadingView, opened: Set<string>): Child {
  const one = numberOf(reading, "power_import") === 0 || (numberOf(reading, "power_export") ?? 0) === 0;
  // With one direction only, it is the number on top again.
  const rest = [...reading.values, ...reading.incomplete].filter(
    ({ key }) => key !== undefined && !shownAbove.test(key) && !(one && /^power_(im|ex)port$/.test(key)),
  );
  const { driftSeconds: drift } = reading;
  const { intervalMs, linkQuality } = meter.status ?? {};
  return h(
    "section",
    { class: "card wide" },
    folded(
      said.everything,
      opened,
      "everything",
      facts(
        ...rest.map((value) => [nameOf(value), valueWithNote(reading, value)] as const),
        [said.meterTime, reading.meterTime && formatWallTime(reading.meterTime)],
        [said.drift, drift === undefined ? undefined : driftText(drift)],
        [said.interval, intervalMs === undefined ? undefined : rhythmText(intervalMs)],
        [said.quality, linkQuality === undefined ? undefined : percent(linkQuality)],
        [said.number, reading.meterNumber],
        [said.device, reading.deviceName],
        [said.product, reading.product],
        [said.manufacturer, reading.manufacturer],
        [said.operator, reading.operator],
        [said.authenticated, reading.authenticated ? said.authenticatedYes : said.authenticatedNo],
      ),
    ),
  );
}

function valueWithNote(reading: ReadingView, value: ValueView): string {
  const note = value.key === undefined ? undefined : noteOf(reading, value.key);
  return note === undefined ? valueText(value) : `${valueText(value)} (${note})`;
}

/** Telegrams come in whole seconds. */
export function rhythmText(intervalMs: number): string {
  const seconds = Math.max(1, Math.round(intervalMs / 1000));
  return fill(seconds === 1 ? said.rhythm.second : said.rhythm.seconds, { s: formatNumber(seconds) });
}

function driftText(seconds: number): string {
  if (Math.abs(seconds) <= 1) return said.driftNone;
  return fill(seconds > 0 ? said.driftAhead : said.driftBehind, { s: formatNumber(Math.abs(seconds)) });
}
