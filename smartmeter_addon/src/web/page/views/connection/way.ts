/** The path of the data from the reader to the outputs, and where it stops. */
import type { Fault } from "../../../../fault.ts";
import type { FaultLayer } from "../../../../faults/fault-row.ts";
import { faultRows } from "../../../../faults/fault-table.ts";
import { type MeterView, type PageState, type Station, stations } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber, language } from "../../format.ts";
import { icon } from "../../icons.ts";
import { card, facts, percent } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { said } from "./words.ts";

/** At which station a layer's fault stops the data. */
const stationOf: Readonly<Record<FaultLayer, Station>> = {
  port: "port",
  line: "octets",
  link: "frames",
  apdu: "deciphered",
  security: "deciphered",
  data: "decoded",
  meter: "decoded",
  program: "published",
  broker: "published",
  output: "published",
};

/** Where the fault stops the data. Octets that come and say nothing stop at the frames. */
const stopOf = ({ code, layer }: Fault): Station => {
  const { kind } = faultRows[code];
  return kind === "guess" || kind === "foreign" ? "frames" : stationOf[layer];
};

/** At which station the data of a meter stops; undefined where nothing stops it. */
export function stopOfMeter(store: Store): Station | undefined {
  const { meter, page } = store;
  const standing = meter?.status?.problem === true ? meter.status.fault : undefined;
  if (standing !== undefined) return stopOf(standing);
  return page?.outputs.some(({ state }) => state === "failing") === true ? "published" : undefined;
}

/** The path of the data, station by station. */
export function drawWay(store: Store): Child {
  const { meter, page } = store;
  if (meter === undefined || page === undefined) return undefined;
  const stopped = stopOfMeter(store);
  return h(
    "ol",
    { class: "way" },
    ...stations.map((station) =>
      drawStation(meter, station, stateOf(meter, station, stopped), page.outputs.length > 0),
    ),
  );
}

type State = keyof typeof said.states;

function stateOf(meter: MeterView, station: Station, stopped: Station | undefined): State {
  if (station === stopped) return "stopped";
  if (station === "port")
    return meter.line.state === "closed" || meter.line.state === "probing" ? "waiting" : "flowing";
  return meter.line.perMinute[station] > 0 ? "flowing" : "waiting";
}

function drawStation({ line }: MeterView, station: Station, state: State, hasOutputs: boolean): Child {
  const name = said.stations[station];
  return h(
    "li",
    { class: `station ${state}` },
    h("span", { class: "bullet" }, icon(station)),
    h(
      "div",
      {},
      h("h3", {}, name, " ", h("span", { class: "state" }, said.states[state])),
      h("p", { class: "hint" }, station === "published" && !hasOutputs ? said.noOutputs : said.explains[station]),
      station === "port"
        ? [h("p", { class: "rate text" }, portText(line)), drawSearch(line)]
        : h("p", { class: "rate" }, h("strong", {}, formatNumber(line.perMinute[station])), ` ${said.perMinute}`),
      station !== "port" &&
        h("p", { class: "total" }, fill(said.inAll, { n: formatNumber(line.totals[station]) }), trouble(line, station)),
    ),
  );
}

function drawSearch({ probing }: MeterView["line"]): Child {
  return probing && h("progress", { "aria-label": said.search, value: probing.step, max: probing.steps });
}

function portText(line: MeterView["line"]): string {
  if (line.probing !== undefined) return fill(said.probing, line.probing);
  if (line.source === undefined || line.state === "closed") return said.closed;
  return [line.source, line.settings]
    .filter((part) => part !== undefined && !line.source?.includes(`${part} `))
    .join(" · ");
}

function trouble({ totals }: MeterView["line"], station: Station): string {
  if (station === "frames" && totals.damaged > 0)
    return ` · ${fill(said.damaged, { n: formatNumber(totals.damaged) })}`;
  if (station === "octets" && totals.skipped > 0)
    return ` · ${fill(said.skipped, { n: formatNumber(totals.skipped) })}`;
  return "";
}

/** How much of what the meter sends arrives. */
export function drawQuality({ line, status }: MeterView, names: PageState["leftOutNames"]): Child {
  const quality = status?.linkQuality;
  return card(
    said.quality,
    { id: "quality" },
    quality === undefined
      ? h("p", {}, said.qualityUnknown)
      : [
          h("p", { class: "power small" }, h("span", { class: "number" }, percent(quality))),
          h("meter", {
            min: 0,
            max: 1,
            low: 0.8,
            high: 0.97,
            optimum: 1,
            value: String(quality),
            "aria-labelledby": "quality",
          }),
          h("p", { class: "hint" }, said.qualityHint),
        ],
    facts(
      [said.framing, line.framing],
      [said.skippedShare, line.totals.octets === 0 ? undefined : percent(line.totals.skipped / line.totals.octets)],
    ),
    drawLeftOut(status, names),
  );
}

/** What the program itself left out, by what spoke against it; the line has not lost it. */
function drawLeftOut(status: MeterView["status"], names: PageState["leftOutNames"]): Child {
  const rules = Object.entries(status?.leftOutRules ?? {});
  if (rules.length === 0) return undefined;
  const count = status?.counts.leftOut ?? 0;
  return h(
    "div",
    { class: "left-out" },
    h("p", {}, fill(count === 1 ? said.leftOutOne : said.leftOut, { n: formatNumber(count) })),
    h(
      "ul",
      {},
      ...rules.map(([rule, times]) => h("li", {}, `${formatNumber(times)} × ${names[rule]?.[language] ?? rule}`)),
    ),
  );
}
