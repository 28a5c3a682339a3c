/** The course of power and energy: which stretch is shown, how it is moved, what is read from it. */
import type { ReadingView } from "../../../view.ts";
import { currentAddress, go } from "../../address.ts";
import { type Attributes, type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { segments } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { createChart } from "./chart.ts";
import { createCurveData } from "./curve-data.ts";
import { readoutOf, spanText, summaryOf } from "./curve-texts.ts";
import { type Gestures, listenToGestures } from "./gestures.ts";
import { type Known, modelOf, nearestOf, placesOf, shownOf } from "./known.ts";
import { isNow, type Look, lookOf, moved, type Range, ranges, type Shown, turned, zoomed } from "./looks.ts";
import { said } from "./words.ts";

/** A readout goes away when nobody has asked for it for so long. */
const readMs = 8000;

export interface Curve {
  /** Once for each drawing: follows address, meter and telegrams. */
  draw(store: Store): Child;
  hidden(): void;
}

export function createCurve(changed: () => void): Curve {
  const chart = createChart();
  const data = createCurveData(changed);
  let store: Store | undefined;
  let range: Range = "5m";
  let look: Look = lookOf(range);
  let lastReading: ReadingView | undefined;
  let read: { readonly atMs: number; readonly sinceMs: number } | undefined;
  /** Share of the width that a finger has dragged so far. */
  let dragged = 0;

  const nowMs = (): number => store?.now() ?? Date.now();
  const shown = (): Shown => shownOf(look, data.known, nowMs());

  function choose(next: Look): void {
    if (JSON.stringify(next) === JSON.stringify(look)) return;
    if (next.kind !== look.kind || next.kind === "bars" || data.known === undefined) data.forget();
    look = next;
    changed();
  }

  const turn = (direction: -1 | 1): void => choose(turned(look, direction, shown()));
  const home = (): void => choose(lookOf(range));

  /** Takes over what the address says, asks where something is missing, adds the newest telegram. */
  function follow(next: Store): void {
    store = next;
    // Where nobody has chosen.
    const usual = data.hasHardlyBegun ? "5m" : "day";
    const wanted = ranges.find((name) => name === currentAddress().range) ?? usual;
    if (wanted !== range) {
      range = wanted;
      read = undefined;
      home();
    }
    data.follow(next.meter?.index ?? 0, next.generation, look, shown());
    const { reading } = next.meter ?? {};
    if (reading !== undefined && reading !== lastReading) data.add(reading, look, shown());
    lastReading = reading;
    if (read !== undefined && performance.now() - read.sinceMs > readMs) read = undefined;
  }

  function readAt(atMs: number | undefined): void {
    const nearest = atMs === undefined ? undefined : nearestOf(placesOf(data.known, shown()), atMs);
    read = nearest === undefined ? undefined : { atMs: nearest, sinceMs: performance.now() };
    changed();
  }

  /** Reads the neighbour of what is read; behind the last one the next stretch begins. */
  function step(direction: -1 | 1): void {
    const all = placesOf(data.known, shown());
    const next = read === undefined ? all.length - 1 : all.indexOf(nearestOf(all, read.atMs) ?? 0) + direction;
    if (all[next] === undefined) turn(direction);
    else readAt(all[next]);
  }

  const gestures: Gestures = {
    drag(share) {
      dragged = share;
      const { fromMs, toMs } = shown();
      const by = share * (toMs - fromMs);
      chart.shift(fromMs + by, toMs + by);
    },
    drop() {
      const share = dragged;
      dragged = 0;
      choose(moved(look, share, shown()));
      changed();
    },
    pinch: (factor, x) => choose(zoomed(look, factor, chart.momentAt(x) ?? nowMs(), shown())),
    zoom: (factor) => choose(zoomed(look, factor, read?.atMs ?? nowMs(), shown())),
    point: (x) => readAt(chart.momentAt(x)),
    leave: () => readAt(undefined),
    step,
    turn,
    home,
  };

  const mount = (element: HTMLElement): void => {
    chart.mount(element);
    listenToGestures(element, gestures);
  };

  function pick(name: Range): void {
    go({ range: name }, "replace");
    choose(lookOf(name));
  }

  /** What is read, or else the sum of what is shown. */
  function textParts(): readonly string[] {
    const { known, hasFailed } = data;
    if (read !== undefined) return readoutOf(known, read.atMs);
    return known === undefined ? [hasFailed ? said.failedToLoad : said.loading] : summaryOf(known, shown());
  }

  return {
    hidden() {
      read = undefined;
    },
    draw(next) {
      follow(next);
      const { known } = data;
      if (known !== undefined && dragged === 0) chart.show(modelOf(known, shown()));
      chart.mark(read?.atMs);
      const span = spanText(known, shown());
      const label = fill(look.kind === "bars" ? said.readsBars : said.reads, { span });
      const live = read === undefined ? "off" : "polite";
      return h(
        "section",
        { class: "card curve", "aria-labelledby": "curve" },
        drawHead(range, pick),
        drawLeaf(span, look, turn, home),
        h("div", { key: "chart", class: "chart", tabindex: 0, role: "group", "aria-label": label, mount }),
        h("p", { class: "under-chart", role: "status", "aria-live": live }, drawParts(textParts())),
        known?.kind === "power" && drawLegend(known),
      );
    },
  };
}

/** Lines break between the parts of a text and not inside one. */
function drawParts(parts: readonly string[]): Child {
  if (parts.length === 1) return parts[0];
  return parts.map((part, at) => [at > 0 && " · ", h("span", { class: "unbroken" }, part)]);
}

function drawHead(range: Range, pick: (name: Range) => void): Child {
  return h(
    "div",
    { class: "curve-head" },
    h("h2", { id: "curve" }, said.curve),
    segments(said.curve, ranges, range, said.ranges, pick),
  );
}

function drawLeaf(span: string, look: Look, turn: (direction: -1 | 1) => void, home: () => void): Child {
  const isLast = isNow(look);
  return h(
    "div",
    { class: "leaf" },
    drawLeafButton("left", { "aria-label": said.earlier, onclick: () => turn(-1) }),
    h("span", { class: "span" }, span),
    !isLast && h("button", { type: "button", class: "button", onclick: home }, said.toNow),
    drawLeafButton("right", { "aria-label": said.later, disabled: isLast, onclick: () => turn(1) }),
  );
}

function drawLeafButton(direction: "left" | "right", attributes: Attributes): Child {
  return h("button", { type: "button", class: "leaf-button", ...attributes }, icon(direction));
}

function drawLegend({ view: { before, cheap } }: Extract<Known, { kind: "power" }>): Child {
  if (before.at.length === 0 && cheap.length === 0) return undefined;
  return h(
    "p",
    { class: "legend" },
    before.at.length > 0 && h("span", { class: "legend-before" }, said.dayBefore),
    cheap.length > 0 && h("span", { class: "legend-cheap" }, said.cheap),
  );
}
