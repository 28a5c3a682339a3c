/** Several meters: each with its power, its day, its state and the last hours; above them what they are together. */

import { standingTitle } from "../../../../status/whole-sentence.ts";
import type { SparkView } from "../../../energy-view.ts";
import type { MeterSummary } from "../../../view.ts";
import { addressWith } from "../../address.ts";
import { fetchSparks } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatDay, formatNumber, language } from "../../format.ts";
import { ageText, directionOf, meterName, powerText, sumOf } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill, words } from "../../words.ts";
import { caveatText, sumOfKey } from "./caveat.ts";
import { said } from "./words.ts";

/** Sparklines are asked for again so often. */
const refreshMs = 120_000;

export function createMeterList(changed: () => void) {
  let sparks = new Map<number, SparkView["mean"]>();
  let askedAtMs = Number.NEGATIVE_INFINITY;

  function ask(): void {
    if (performance.now() - askedAtMs < refreshMs) return;
    askedAtMs = performance.now();
    void fetchSparks().then(
      (found) => {
        sparks = new Map(found.map(({ index, mean }) => [index, mean]));
        changed();
      },
      () => {},
    );
  }

  return (store: Store): Child => {
    ask();
    const meters = store.page?.meters ?? [];
    return [
      drawSum(store, meters),
      h("ul", { class: "meters-list wide" }, ...meters.map((meter) => drawMeter(store, meter))),
    ];
  };

  function drawMeter(store: Store, meter: MeterSummary): Child {
    const { index, netPower, status } = meter;
    const freshness = store.freshness(meter);
    const tone = status?.problem === true ? "bad" : freshness === "current" ? "good" : "wait";
    const direction = netPower === undefined ? "balanced" : directionOf(netPower);
    return h(
      "li",
      { key: String(index) },
      h(
        "a",
        { class: `card meter ${freshness} ${direction}`, href: addressWith({ meter: index }) },
        h("span", { class: "meter-name" }, meterName(meter)),
        h(
          "span",
          { class: "meter-power" },
          freshness === "gone" || netPower === undefined ? words.unknown : powerText(Math.abs(netPower)),
          h("small", {}, freshness === "current" && netPower !== undefined ? words[direction] : ageText(store, meter)),
        ),
        h("span", { class: `meter-state ${tone}` }, standingTitle(status, language)),
        h("span", { class: "meter-today" }, todayText(store, meter)),
        drawSpark(sparks.get(index)),
      ),
    );
  }
}

/** Nothing where the last telegram came on another day. */
function todayText(store: Store, { importToday, todayCaveat, receivedAtMs }: MeterSummary): string {
  if (importToday === undefined || receivedAtMs === undefined) return "";
  if (formatDay(receivedAtMs) !== formatDay(store.now())) return "";
  const note = caveatText(todayCaveat, sumOfKey("energy_import_today"));
  return `${said.today} ${formatNumber(importToday, 2)} kWh${note === undefined ? "" : ` ${note}`}`;
}

/** Meters whose power is known now, added up; how many of how many, where some are missing. */
function drawSum(store: Store, meters: readonly MeterSummary[]): Child {
  const { sum, count } = sumOf(store, meters);
  const direction = directionOf(sum);
  const isKnown = count > 0;
  return h(
    "section",
    { class: `card hero sum wide ${isKnown ? direction : "balanced"}`, "aria-labelledby": "sum" },
    h("h2", { id: "sum" }, isKnown ? `${said.sumOfAll}: ${words[direction]}` : said.sumOfAll),
    h("p", { class: "power" }, h("span", { class: "number" }, isKnown ? powerText(Math.abs(sum)) : words.unknown)),
    h(
      "p",
      { class: "age" },
      fill(said.meters, {
        n: count === meters.length ? meters.length : `${count} / ${meters.length}`,
      }),
    ),
  );
}

function drawSpark(mean: SparkView["mean"] | undefined): Child {
  const known = (mean ?? []).filter((value) => value !== null);
  if (mean === undefined || known.length < 2) return h("span", { class: "spark" });
  const low = Math.min(0, ...known);
  const high = Math.max(1, ...known);
  const y = (value: number): string => (29 - (28 * (value - low)) / (high - low)).toFixed(1);
  let path = "";
  mean.forEach((value, at) => {
    if (value === null) return;
    path += `${at === 0 || mean[at - 1] === null ? "M" : "L"}${((100 * at) / (mean.length - 1)).toFixed(1)} ${y(value)}`;
  });
  return h(
    "svg",
    { class: "spark", viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" },
    low < 0 && h("path", { class: "zero", d: `M0 ${y(0)}H100` }),
    h("path", { class: "line", d: path }),
  );
}
