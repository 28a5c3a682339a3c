import type { MeterView, ReadingView } from "../../view.ts";
import { historyRanges } from "../../view.ts";
import { createChart } from "../chart.ts";
import { type Child, h } from "../dom.ts";
import { formatAge, formatNumber, formatPower, formatWallTime } from "../format.ts";
import { icon } from "../icons.ts";
import { card, drawStanding, facts, percent } from "../parts.ts";
import type { Store } from "../store.ts";
import { drawPhases, drawRegisters } from "../values.ts";
import { fill, words } from "../words.ts";
import type { View } from "./view.ts";

const said = words.now;
const rangeMs = { "5m": 300_000, "1h": 3_600_000, "24h": 86_400_000 } as const;

/** What flows now, how it went, and what the meter says besides. */
export function createNowView(changed: () => void): View {
  const chart = createChart();
  let pointed: string | undefined;
  chart.onPointer = (text) => {
    if (text === pointed) return;
    pointed = text;
    changed();
  };
  return {
    draw(store) {
      const { meter } = store;
      if (meter === undefined) return h("p", { class: "card empty" }, words.connecting);
      if (meter.reading === undefined) return [drawStanding(meter.status), drawWaiting()];
      const { registers, others } = drawRegisters(meter.reading);
      return h(
        "div",
        { class: "grid" },
        drawStanding(meter.status),
        drawHero(meter.reading),
        drawHistory(store, pointed),
        h("div", { class: "stack" }, drawPhases(meter.reading), others),
        h("div", { class: "stack" }, registers),
        drawAbout(store, meter, meter.reading),
      );
    },
    hidden() {
      pointed = undefined;
    },
  };

  function drawHistory(store: Store, text: string | undefined): Child {
    const { history, range } = store;
    if (history !== undefined) chart.show(history, store.now() - rangeMs[range], store.now());
    const summary = history && summarise(history.min, history.mean, history.max);
    return card(
      said.chart,
      { id: "chart", class: "history" },
      h(
        "div",
        { class: "ranges", role: "group", "aria-label": said.chart },
        ...historyRanges.map((name) =>
          h(
            "button",
            { type: "button", "aria-pressed": String(name === range), onclick: () => store.chooseRange(name) },
            said.ranges[name],
          ),
        ),
      ),
      h("div", {
        key: "chart",
        class: "chart",
        role: "img",
        "aria-label": summary ? fill(said.chartSummary, { range: said.rangeNames[range], ...summary }) : said.noHistory,
        mount: chart.mount,
      }),
      h(
        "p",
        { class: "under-chart" },
        text ??
          (summary
            ? `${said.minimum} ${summary.min} · ${said.mean} ${summary.mean} · ${said.maximum} ${summary.max}`
            : said.noHistory),
      ),
    );
  }
}

function summarise(min: readonly number[], mean: readonly number[], max: readonly number[]) {
  if (mean.length === 0) return undefined;
  const whole = (watts: number): string => `${formatNumber(watts)} W`;
  return {
    min: whole(min.reduce((a, b) => Math.min(a, b))),
    mean: whole(mean.reduce((sum, watts) => sum + watts, 0) / mean.length),
    max: whole(max.reduce((a, b) => Math.max(a, b))),
  };
}

function drawWaiting(): Child {
  return h(
    "div",
    { class: "card empty" },
    icon("wait", "icon large"),
    h("h2", {}, said.waiting),
    h("p", {}, said.waitingHint),
    h(
      "p",
      {},
      h("a", { href: "#line", class: "button" }, words.line.title),
      " ",
      h("a", { href: "#setup", class: "button" }, words.setup.title),
    ),
  );
}

function drawHero(reading: ReadingView): Child {
  const { netPower } = reading;
  if (netPower === undefined) return card(said.title, { id: "hero", class: "hero" }, h("p", {}, said.noPower));
  const direction = netPower > 0 ? "import" : netPower < 0 ? "export" : "balanced";
  const { number, unit } = formatPower(Math.abs(netPower));
  return h(
    "section",
    { class: `card hero ${direction}`, "aria-labelledby": "hero" },
    h("h2", { id: "hero" }, said[direction]),
    h("p", { class: "power" }, h("span", { class: "number" }, number), " ", h("span", { class: "unit" }, unit)),
    direction !== "balanced" && h("p", { class: "hint" }, direction === "import" ? said.consumption : said.feedIn),
    drawFlow(Math.abs(netPower)),
    facts(powerFact(reading, "power_import", said.powerImport), powerFact(reading, "power_export", said.powerExport)),
  );
}

function powerFact(reading: ReadingView, key: string, name: string): readonly [string, string] | undefined {
  const value = reading.values.find((entry) => entry.key === key)?.value;
  if (value === undefined) return undefined;
  const { number, unit } = formatPower(value);
  return [name, `${number} ${unit}`];
}

/** Grid and home with what flows between them; the more, the faster. */
function drawFlow(watts: number): Child {
  const seconds = Math.max(0.8, 5 - Math.log10(Math.max(10, watts)));
  const pace = seconds < 1.5 ? "fast" : seconds < 2.5 ? "brisk" : "slow";
  return h(
    "div",
    { class: "flow", "aria-hidden": "true" },
    h("span", { class: "place" }, icon("grid"), h("small", {}, said.grid)),
    h(
      "svg",
      { class: `pipe ${pace}`, viewBox: "0 0 120 24", preserveAspectRatio: "none" },
      h("path", { class: "rail", d: "M0 12H120" }),
      h("path", { class: "stream", d: "M0 12H120" }),
    ),
    h("span", { class: "place" }, icon("home"), h("small", {}, said.home)),
  );
}

function drawAbout(store: Store, meter: MeterView, reading: ReadingView): Child {
  const { driftSeconds: drift } = reading;
  const interval = meter.status?.intervalMs;
  const quality = meter.status?.linkQuality;
  return card(
    said.about,
    { id: "about" },
    facts(
      [said.lastTelegram, formatAge(store.now() - reading.receivedAtMs)],
      [
        said.interval,
        interval === undefined ? undefined : fill(said.everySeconds, { s: formatNumber(interval / 1000) }),
      ],
      [said.meterTime, reading.meterTime && formatWallTime(reading.meterTime)],
      [said.drift, drift === undefined ? undefined : driftText(drift)],
      [said.quality, quality === undefined ? undefined : percent(quality)],
      [said.number, reading.meterNumber],
      [said.device, reading.deviceName],
      [said.product, reading.product],
      [said.manufacturer, reading.manufacturer],
      [said.operator, reading.operator],
      [said.authenticated, reading.authenticated ? said.authenticatedYes : said.authenticatedNo],
    ),
  );
}

function driftText(seconds: number): string {
  if (Math.abs(seconds) <= 1) return said.driftNone;
  return fill(seconds > 0 ? said.driftAhead : said.driftBehind, { s: formatNumber(Math.abs(seconds)) });
}
