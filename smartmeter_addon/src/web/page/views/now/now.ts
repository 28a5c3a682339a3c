/** What people ask first: what flows now, what it costs, how the day goes. */
import "./style.css";
import { addressWith, currentAddress } from "../../address.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { drawFailingOutputs, drawTrouble, meterName, toDraft, wholeSentence } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill, words } from "../../words.ts";
import type { View, ViewDefinition } from "../view.ts";
import { createCurve } from "./curve.ts";
import { createMeterList } from "./list.ts";
import {
  drawEnergies,
  drawEverything,
  drawPhases,
  drawPower,
  drawQuarter,
  drawRegisters,
  rhythmText,
} from "./numbers.ts";
import { said } from "./words.ts";

export const nowView: ViewDefinition = {
  name: "now",
  title: { en: "Now", de: "Jetzt" },
  icon: "M13 3 6 13.5h5L10 21l8-11.5h-5.5z",
  create: createNowView,
};

function createNowView(changed: () => void): View {
  const curve = createCurve(changed);
  const drawList = createMeterList(changed);
  const opened = new Set<string>();
  return {
    draw(store) {
      const { meter, page } = store;
      if (meter === undefined || page === undefined) return h("p", { class: "card empty" }, words.connecting);
      if (page.meters.length > 1 && currentAddress().meter === undefined)
        return h("div", { class: "grid" }, drawTruth(store), drawFailingOutputs(page.outputs), drawList(store));
      const { reading, status } = meter;
      const summary = { status, receivedAtMs: reading?.receivedAtMs, netPower: reading?.netPower };
      return h(
        "div",
        { class: `grid${reading === undefined || store.freshness(summary) === "current" ? "" : " stale"}` },
        page.meters.length > 1 && h("h2", { class: "wide" }, meterName(meter)),
        drawTruth(store),
        drawFailingOutputs(page.outputs),
        reading === undefined
          ? drawWaiting(store)
          : [
              h("div", { class: "stack" }, drawPower(store, summary), drawQuarter(store, reading)),
              h("div", { class: "stack curve-place" }, curve.draw(store)),
              drawEnergies(store, reading),
              drawPhases(reading, meter.index, changed),
              drawRegisters(reading),
              drawEverything(meter, reading, opened),
            ],
      );
    },
    hidden: curve.hidden,
  };
}

/** The line of truth: what stands is what is so, and where something is wrong, what to do. */
function drawTruth(store: Store): Child {
  const { meter, page, whole } = store;
  const fault = meter?.status?.problem === true ? meter.status.fault : undefined;
  const isOne = page?.meters.length === 1 || currentAddress().meter !== undefined;
  if (!store.isHeard) return undefined;
  if (isOne && fault !== undefined)
    return drawTrouble(fault.code, undefined, toDraft(fault.code, meter?.index) ?? toConnection());
  if (whole?.tone === "bad" && isOne && whole.troubled.length === 0) return undefined;
  const receivedAtMs = meter?.reading?.receivedAtMs;
  if (isOne && meter !== undefined && store.freshness({ status: meter.status, receivedAtMs }) === "current") {
    const intervalMs = meter.status?.intervalMs;
    const text = intervalMs === undefined ? said.wellUnknown : said.well;
    return truth("good", fill(text, { rhythm: intervalMs === undefined ? "" : rhythmText(intervalMs) }));
  }
  if (isOne && receivedAtMs !== undefined) return truth("wait", said.late);
  const sentence = wholeSentence(store);
  return sentence === undefined ? undefined : truth(whole?.tone ?? "wait", sentence);
}

function truth(tone: "good" | "wait" | "bad", text: string): Child {
  return h(
    "p",
    { class: `truth wide ${tone}` },
    icon(tone === "good" ? "good" : tone === "wait" ? "wait" : "faults"),
    text,
  );
}

function toConnection(): Child {
  return h("p", {}, h("a", { class: "button", href: addressWith({ view: "connection" }) }, said.toConnection));
}

function drawWaiting(store: Store): Child {
  const isWrong = store.meter?.status?.problem === true;
  return h(
    "div",
    { class: "card empty wide" },
    icon("wait", "icon large"),
    // What is wrong may be that telegrams come and cannot be read.
    h("h2", {}, isWrong ? said.noValues : said.waiting),
    // Where something is wrong, what to do stands above, and only there.
    !isWrong && h("p", {}, said.waitingHint),
    !isWrong &&
      h(
        "p",
        {},
        h("a", { href: addressWith({ view: "connection" }), class: "button" }, said.toConnection),
        " ",
        h("a", { href: addressWith({ view: "set-up" }), class: "button" }, said.toSetUp),
      ),
  );
}
