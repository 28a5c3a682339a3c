/** The path of the data: one quiet line where all is well, else the station that stops, why, and the one thing to do. */
import "./way.css";
import "./outputs.css";
import "./align.css";
import "./faults.css";
import type { FaultLayer } from "../../../../faults/fault-row.ts";
import { standingTitle } from "../../../../status/whole-sentence.ts";
import { statusTitle } from "../../../../texts/help.ts";
import type { MeterSummary } from "../../../view.ts";
import { addressWith } from "../../address.ts";
import { type Child, h } from "../../dom.ts";
import { language } from "../../format.ts";
import { icon } from "../../icons.ts";
import { ageText, card, explain, folded, meterName, powerText, toDraft } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { words } from "../../words.ts";
import type { View, ViewDefinition } from "../view.ts";
import { createAlign } from "./align.ts";
import { createFaults } from "./faults.ts";
import { drawOutputs } from "./outputs.ts";
import { drawQuality, drawWay, stopOfMeter } from "./way.ts";
import { said } from "./words.ts";

export const connectionView: ViewDefinition = {
  name: "connection",
  title: { en: "Connection", de: "Verbindung" },
  icon: "M4 12h3m3.5 0h3M17 12h3M8.75 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M15.25 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  create: createConnectionView,
};

/** What leads on where a layer's fault stands. */
const actions: Readonly<Record<FaultLayer, "align" | "key" | "reader" | "log">> = {
  port: "reader",
  line: "align",
  link: "align",
  apdu: "log",
  security: "key",
  data: "log",
  meter: "log",
  program: "log",
  broker: "log",
  output: "log",
};

function createConnectionView(changed: () => void): View {
  const align = createAlign(changed);
  const drawFaults = createFaults();
  const opened = new Set<string>();
  let isAligning = false;

  const toggleAlign = (): void => {
    isAligning = !isAligning;
    if (!isAligning) align.stop();
    changed();
  };

  return {
    draw(store) {
      const { meter, page } = store;
      if (meter === undefined || page === undefined) return h("p", { class: "card empty" }, words.connecting);
      return h(
        "div",
        { class: "grid" },
        drawMeters(store, page.meters),
        drawStanding(store),
        isAligning && align.draw(store),
        drawOutputs(page.outputs),
        drawFaults(store),
        drawQuality(meter, page.leftOutNames),
        h(
          "section",
          { class: "card" },
          h(
            "button",
            { type: "button", class: "button", "aria-pressed": String(isAligning), onclick: toggleAlign },
            icon("align"),
            isAligning ? said.alignHide : said.alignButton,
          ),
          h("p", { class: "hint" }, said.align.wired),
        ),
      );
    },
    hidden() {
      isAligning = false;
      align.stop();
    },
  };

  /** The line of the meter looked at. */
  function drawStanding(store: Store): Child {
    const fault = store.meter?.status?.problem === true ? store.meter.status.fault : undefined;
    const isStopped = stopOfMeter(store) !== undefined;
    if (isStopped)
      return h(
        "section",
        { class: `card wide${fault === undefined ? "" : " problem"}`, "aria-labelledby": "way" },
        h("h2", { id: "way" }, fault === undefined ? said.title : statusTitle(fault.code, language)),
        fault !== undefined && explain(fault),
        fault !== undefined &&
          (toDraft(fault.code, store.meter?.index) ??
            h("p", { class: "one-button" }, drawAction(actions[fault.layer]))),
        drawWay(store),
      );
    const isFlowing = store.isHeard && store.meter?.status?.available === true;
    return h(
      "section",
      { class: "card wide", "aria-labelledby": "way" },
      h("h2", { id: "way" }, said.title),
      h(
        "p",
        { class: `truth ${isFlowing ? "good" : "wait"}` },
        icon(isFlowing ? "good" : "wait"),
        isFlowing ? said.well : said.wellUnheard,
      ),
      folded(said.showWay, opened, "way", drawWay(store)),
    );
  }

  function drawAction(action: "align" | "key" | "reader" | "log"): Child {
    if (action === "align")
      return h(
        "button",
        { type: "button", class: "button primary", onclick: toggleAlign },
        isAligning ? said.alignHide : said.alignButton,
      );
    const [view, text] =
      action === "log" ? ["details", said.lookAtLog] : ["set-up", action === "key" ? said.fix : said.chooseReader];
    return h("a", { class: "button primary", href: addressWith({ view }) }, text);
  }
}

/** Every meter with its state, where there are several. */
function drawMeters(store: Store, meters: readonly MeterSummary[]): Child {
  if (meters.length < 2) return undefined;
  return card(
    said.meters,
    { id: "meters", class: "wide" },
    h(
      "ul",
      { class: "states" },
      ...meters.map((meter) => {
        const { index, status, netPower } = meter;
        const tone = status?.problem === true ? "bad" : status?.available === true ? "good" : "wait";
        const isChosen = index === store.meter?.index;
        const isCurrent = store.freshness(meter) === "current" && netPower !== undefined;
        return h(
          "li",
          { key: String(index) },
          h(
            "a",
            { href: addressWith({ meter: index }), "aria-current": isChosen ? "true" : undefined },
            meterName(meter),
          ),
          h(
            "span",
            { class: `meter-state ${tone}` },
            icon(tone === "bad" ? "faults" : tone),
            standingTitle(status, language),
          ),
          h("span", { class: "age" }, isCurrent ? powerText(netPower) : ageText(store, meter)),
        );
      }),
    ),
  );
}
