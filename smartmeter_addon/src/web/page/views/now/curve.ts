/** The course of power and energy: how it is drawn, what fingers and keys do to it, what is read from it. */
import { type Attributes, type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { segments } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { createChart } from "./chart.ts";
import { readoutOf, spanText, summaryOf } from "./curve-texts.ts";
import { type Gestures, listenToGestures } from "./gestures.ts";
import { type Known, modelOf, nearestOf } from "./known.ts";
import { isNow, type Look, type Range, ranges } from "./looks.ts";
import { createStretch } from "./stretch.ts";
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
  const stretch = createStretch(changed);
  let read: { readonly atMs: number; readonly sinceMs: number } | undefined;
  /** Share of the width that a finger has dragged so far. */
  let dragged = 0;

  function readAt(atMs: number | undefined): void {
    const nearest = atMs === undefined ? undefined : nearestOf(stretch.places(), atMs);
    read = nearest === undefined ? undefined : { atMs: nearest, sinceMs: performance.now() };
    changed();
  }

  /** Reads the neighbour of what is read; behind the last one the next stretch begins. */
  function step(direction: -1 | 1): void {
    const all = stretch.places();
    const next = read === undefined ? all.length - 1 : all.indexOf(nearestOf(all, read.atMs) ?? 0) + direction;
    if (all[next] === undefined) stretch.turn(direction);
    else readAt(all[next]);
  }

  const gestures: Gestures = {
    drag(share) {
      dragged = share;
      const { fromMs, toMs } = stretch.shown();
      const by = share * (toMs - fromMs);
      chart.shift(fromMs + by, toMs + by);
    },
    drop() {
      const share = dragged;
      dragged = 0;
      stretch.move(share);
      changed();
    },
    pinch: (factor, x) => stretch.zoom(factor, chart.momentAt(x)),
    zoom: (factor) => stretch.zoom(factor, read?.atMs),
    point: (x) => readAt(chart.momentAt(x)),
    leave: () => readAt(undefined),
    step,
    turn: stretch.turn,
    home: stretch.home,
  };

  const mount = (element: HTMLElement): void => {
    chart.mount(element);
    listenToGestures(element, gestures);
  };

  /** What is read, or else the sum of what is shown. */
  function textParts(): readonly string[] {
    const { known, hasFailed } = stretch;
    if (read !== undefined) return readoutOf(known, read.atMs);
    return known === undefined ? [hasFailed ? said.failedToLoad : said.loading] : summaryOf(known, stretch.shown());
  }

  return {
    hidden() {
      read = undefined;
    },
    draw(store) {
      if (stretch.follow(store) === "other range") read = undefined;
      if (read !== undefined && performance.now() - read.sinceMs > readMs) read = undefined;
      const { look, range, known } = stretch;
      if (known !== undefined && dragged === 0) chart.show(modelOf(known, stretch.shown()));
      chart.mark(read?.atMs);
      const span = spanText(known, stretch.shown());
      const label = fill(look.kind === "bars" ? said.readsBars : said.reads, { span });
      const live = read === undefined ? "off" : "polite";
      return h(
        "section",
        { class: "card curve", "aria-labelledby": "curve" },
        drawHead(range, stretch.pick),
        drawLeaf(span, look, stretch.turn, stretch.home),
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
