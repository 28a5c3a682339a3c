/** The course of power and energy: which stretch is shown, what is known of it, what is read from it. */
import type { CurveView, EnergyBar, EnergyView, ReadingView } from "../../../view.ts";
import { currentAddress, go } from "../../address.ts";
import { fetchCurve, fetchEnergy } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatClock, formatDay, formatMoment, formatMoney, formatMonthAndYear, formatNumber } from "../../format.ts";
import { icon } from "../../icons.ts";
import { powerText, segments } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { type ChartModel, createChart } from "./chart.ts";
import { listenToGestures } from "./gestures.ts";
import { isNow, type Look, lookOf, moved, type Range, ranges, type Shown, turned, zoomed } from "./looks.ts";
import { said } from "./words.ts";

type Known =
  | { readonly kind: "power"; readonly view: CurveView }
  | { readonly kind: "bars"; readonly view: EnergyView };

/** A readout goes away when nobody has asked for it for so long. */
const readMs = 8000;
/** What ends now is asked for again so often, ms. */
const refreshMs = { live: 30_000, days: 120_000, bars: 600_000, span: Number.POSITIVE_INFINITY } as const;
/** After an answer that did not come. */
const retryMs = 5000;

/** A day's picture would be empty: the program has run for minutes. */
const hardlyBegunMs = 900_000;
const isHardlyBegun = ({ at, before }: CurveView): boolean =>
  before.at.length === 0 && (at.at(-1) ?? 0) - (at[0] ?? 0) < hardlyBegunMs;

export interface Curve {
  /** Once for each drawing: follows address, meter and telegrams. */
  draw(store: Store): Child;
  hidden(): void;
}

export function createCurve(changed: () => void): Curve {
  const chart = createChart();
  let store: Store | undefined;
  let range: Range = "5m";
  /** Where nobody has chosen. */
  let usual: Range = "day";
  let look: Look = lookOf(range);
  let known: Known | undefined;
  let state: "loading" | "there" | "failed" = "loading";
  /** For which meter, generation and stretch it was asked, and when. */
  let asked = "";
  let askedAtMs = 0;
  let lastReading: ReadingView | undefined;
  let read: { readonly atMs: number; readonly sinceMs: number } | undefined;
  /** Share of the width that a finger has dragged so far. */
  let dragged = 0;

  const nowMs = (): number => store?.now() ?? Date.now();

  function shown(): Shown {
    if (look.kind === "live") return { fromMs: nowMs() - look.spanMs, toMs: nowMs(), nowMs: nowMs() };
    if (look.kind === "span") return { fromMs: look.fromMs, toMs: look.toMs, nowMs: nowMs() };
    const { fromMs, toMs } = known?.view ?? { fromMs: nowMs() - 86_400_000, toMs: nowMs() };
    return { fromMs, toMs, nowMs: nowMs() };
  }

  function load(meter: number, question: string): void {
    asked = question;
    askedAtMs = performance.now();
    void fetchLook(meter)
      .then((found) => {
        if (asked !== question) return;
        known = found;
        state = "there";
        if (found.kind === "power" && isHardlyBegun(found.view)) usual = "5m";
      })
      .catch(() => {
        if (asked !== question) return;
        state = "failed";
        askedAtMs =
          performance.now() - (refreshMs[look.kind] === Number.POSITIVE_INFINITY ? 0 : refreshMs[look.kind]) + retryMs;
      })
      .finally(changed);
  }

  async function fetchLook(meter: number): Promise<Known> {
    if (look.kind === "bars") return { kind: "bars", view: await fetchEnergy(meter, look.span, look.back) };
    const { fromMs, toMs } = shown();
    const which =
      look.kind === "days"
        ? `day=${look.offset}&days=${look.days}`
        : `from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}`;
    return { kind: "power", view: await fetchCurve(meter, which) };
  }

  function choose(next: Look): void {
    if (JSON.stringify(next) === JSON.stringify(look)) return;
    if (next.kind !== look.kind || next.kind === "bars") known = undefined;
    look = next;
    state = known === undefined ? "loading" : state;
    changed();
  }

  /** Takes over what the address says, asks where something is missing, adds the newest telegram. */
  function follow(next: Store): void {
    store = next;
    const wanted = ranges.find((name) => name === currentAddress().range) ?? usual;
    if (wanted !== range) {
      range = wanted;
      read = undefined;
      choose(lookOf(range));
    }
    const meter = next.meter?.index ?? 0;
    const question = JSON.stringify([meter, next.generation, look]);
    if (question !== asked) {
      if (JSON.parse(asked || "[]")[0] !== meter) known = undefined;
      load(meter, question);
    } else if (isNow(look) && performance.now() - askedAtMs > refreshMs[look.kind]) load(meter, question);
    const { reading } = next.meter ?? {};
    if (reading !== undefined && reading !== lastReading) addReading(reading);
    lastReading = reading;
    if (read !== undefined && performance.now() - read.sinceMs > readMs) read = undefined;
  }

  /** The bucket being filled is only approximated here; the next answer brings the server's. */
  function addReading({ receivedAtMs, netPower }: ReadingView): void {
    if (known?.kind !== "power" || netPower === undefined || !isNow(look)) return;
    const { view } = known;
    const widthMs = look.kind === "live" && look.spanMs <= 300_000 ? 1000 : Math.min(view.bucketMs, 120_000);
    const bucket = receivedAtMs - (receivedAtMs % widthMs);
    const last = view.at.length - 1;
    if ((view.at[last] ?? 0) > bucket) return;
    const columns = { at: [...view.at], min: [...view.min], mean: [...view.mean], max: [...view.max] };
    if (columns.at[last] === bucket) {
      columns.min[last] = Math.min(columns.min[last] as number, netPower);
      columns.max[last] = Math.max(columns.max[last] as number, netPower);
      columns.mean[last] = ((columns.mean[last] as number) + netPower) / 2;
    } else {
      columns.at.push(bucket);
      for (const column of [columns.min, columns.mean, columns.max]) column.push(netPower);
    }
    // What has left the picture on the left need not be kept.
    const { fromMs } = shown();
    const gone = columns.at.findIndex((at) => at >= fromMs - widthMs);
    for (const column of Object.values(columns)) column.splice(0, Math.max(0, gone));
    known = { kind: "power", view: { ...view, ...columns } };
  }

  function readAt(atMs: number | undefined): void {
    const nearest = atMs === undefined ? undefined : nearestOf(places(), atMs);
    read = nearest === undefined ? undefined : { atMs: nearest, sinceMs: performance.now() };
    changed();
  }

  function places(): readonly number[] {
    if (known?.kind === "bars") return known.view.bars.map((bar) => middleOf(bar, known?.view as EnergyView));
    const { fromMs, toMs } = shown();
    return known?.view.at.filter((at) => at >= fromMs && at <= toMs) ?? [];
  }

  function step(direction: -1 | 1): void {
    const all = places();
    const here = read === undefined ? -1 : all.indexOf(nearestOf(all, read.atMs) ?? 0);
    const next = read === undefined ? all.length - 1 : here + direction;
    if (all[next] === undefined) choose(turned(look, direction, shown()));
    else readAt(all[next]);
  }

  const mount = (element: HTMLElement): void => {
    chart.mount(element);
    listenToGestures(element, {
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
      turn: (direction) => choose(turned(look, direction, shown())),
      home: () => choose(lookOf(range)),
    });
  };

  return {
    hidden() {
      read = undefined;
    },
    draw(next) {
      follow(next);
      const model = modelOf(known, shown());
      if (model !== undefined && dragged === 0) chart.show(model);
      chart.mark(read?.atMs);
      const text = read === undefined ? summaryOf(known, shown(), state) : readoutOf(known, read.atMs);
      const isBars = look.kind === "bars";
      const span = spanText(known, shown());
      return h(
        "section",
        { class: "card curve", "aria-labelledby": "curve" },
        h(
          "div",
          { class: "curve-head" },
          h("h2", { id: "curve" }, said.curve),
          segments(said.curve, ranges, range, said.ranges, (name) => {
            go({ range: name }, "replace");
            choose(lookOf(name));
          }),
        ),
        h(
          "div",
          { class: "leaf" },
          leafButton("left", said.earlier, false, () => choose(turned(look, -1, shown()))),
          h("span", { class: "span" }, span),
          !isNow(look) &&
            h("button", { type: "button", class: "button", onclick: () => choose(lookOf(range)) }, said.toNow),
          leafButton("right", said.later, isNow(look), () => choose(turned(look, 1, shown()))),
        ),
        h("div", {
          key: "chart",
          class: "chart",
          tabindex: 0,
          role: "group",
          "aria-label": fill(isBars ? said.readsBars : said.reads, { span }),
          mount,
        }),
        h(
          "p",
          { class: "under-chart", role: "status", "aria-live": read === undefined ? "off" : "polite" },
          unbroken(text),
        ),
        drawLegend(known),
      );
    },
  };
}

/** Lines break between the parts of a text and not inside one. */
function unbroken(text = ""): Child {
  const parts = text.split(" · ");
  if (parts.length === 1) return text;
  return parts.map((part, at) => [at > 0 && " · ", h("span", { class: "unbroken" }, part)]);
}

function leafButton(direction: "left" | "right", label: string, disabled: boolean, onclick: () => void): Child {
  return h("button", { type: "button", class: "leaf-button", "aria-label": label, disabled, onclick }, icon(direction));
}

function drawLegend(known: Known | undefined): Child {
  if (known?.kind !== "power") return undefined;
  const { before, cheap } = known.view;
  if (before.at.length === 0 && cheap.length === 0) return undefined;
  return h(
    "p",
    { class: "legend" },
    before.at.length > 0 && h("span", { class: "legend-before" }, said.dayBefore),
    cheap.length > 0 && h("span", { class: "legend-cheap" }, said.cheap),
  );
}

function modelOf(known: Known | undefined, { fromMs, toMs }: Shown): ChartModel | undefined {
  if (known === undefined) return undefined;
  if (known.kind === "power") return { kind: "power", ...known.view, fromMs, toMs };
  const { view } = known;
  return {
    kind: "bars",
    fromMs: view.fromMs,
    toMs: view.toMs,
    months: view.span === "year",
    at: view.bars.map((bar) => middleOf(bar, view)),
    up: view.bars.map(({ importKwh }) => importKwh ?? 0),
    down: view.bars.map(({ exportKwh }) => exportKwh ?? 0),
  };
}

/** Bars stand in the middle of their day or month. */
function middleOf({ atMs }: EnergyBar, { span }: EnergyView): number {
  return atMs + (span === "month" ? 0.5 : 15) * 86_400_000;
}

function nearestOf(places: readonly number[], atMs: number): number | undefined {
  let nearest: number | undefined;
  for (const place of places)
    if (nearest === undefined || Math.abs(place - atMs) < Math.abs(nearest - atMs)) nearest = place;
  return nearest;
}

const kilowattHours = (value: number): string => `${formatNumber(value, value >= 100 ? 0 : 2)} kWh`;

/** What stands at a moment, in words. */
function readoutOf(known: Known | undefined, atMs: number): string | undefined {
  if (known?.kind === "power") {
    const { at, mean, before, toMs, fromMs } = known.view;
    const watts = mean[at.indexOf(atMs)];
    const moment = toMs - fromMs > 100_000_000 ? formatMoment(atMs) : formatClock(atMs);
    const earlier = nearestOf(before.at, atMs);
    const old =
      earlier === undefined || Math.abs(earlier - atMs) > 900_000 ? undefined : before.mean[before.at.indexOf(earlier)];
    const parts = [
      moment,
      watts === undefined ? undefined : powerText(watts),
      old === undefined ? undefined : fill(said.before, { w: powerText(old) }),
    ];
    return parts.filter((part) => part !== undefined).join(" · ");
  }
  const view = known?.view;
  const bar = view?.bars.find((entry) => middleOf(entry, view) === atMs);
  if (view === undefined || bar === undefined) return undefined;
  const name = view.span === "month" ? formatDay(bar.atMs + 43_200_000) : formatMonthAndYear(bar.atMs + 43_200_000);
  return [name, ...amounts(bar)].join(" · ");
}

function amounts({ importKwh, exportKwh, cost, income }: Omit<EnergyBar, "name" | "atMs">): string[] {
  return [
    ...(importKwh === undefined ? [] : [`${said.imported} ${kilowattHours(importKwh)}`]),
    ...(exportKwh === undefined || exportKwh === 0 ? [] : [`${said.exported} ${kilowattHours(exportKwh)}`]),
    ...(cost === undefined ? [] : [`${said.cost} ${formatMoney(cost)}`]),
    ...(income === undefined || income === 0 ? [] : [`${said.income} ${formatMoney(income)}`]),
  ];
}

/** Lowest, mean and highest of what is shown; the sums of what is shown as bars. */
function summaryOf(known: Known | undefined, { fromMs, toMs }: Shown, state: "loading" | "there" | "failed"): string {
  if (known === undefined) return state === "failed" ? said.failedToLoad : said.loading;
  if (known.kind === "bars") {
    const sum = (key: "importKwh" | "exportKwh" | "cost" | "income"): number | undefined =>
      known.view.bars.reduce<number | undefined>(
        (total, bar) => (bar[key] === undefined ? total : (total ?? 0) + (bar[key] ?? 0)),
        undefined,
      );
    const all = { importKwh: sum("importKwh"), exportKwh: sum("exportKwh"), cost: sum("cost"), income: sum("income") };
    return all.importKwh === undefined ? said.noHistory : amounts(all).join(" · ");
  }
  const { at, min, mean, max } = known.view;
  let [low, high, total, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  at.forEach((time, index) => {
    if (time < fromMs - known.view.bucketMs || time > toMs) return;
    low = Math.min(low, min[index] as number);
    high = Math.max(high, max[index] as number);
    total += mean[index] as number;
    count++;
  });
  if (count === 0) return said.noHistory;
  return `${said.minimum} ${powerText(low)} · ${said.mean} ${powerText(total / count)} · ${said.maximum} ${powerText(high)}`;
}

/** Which stretch it is, as people call it. */
function spanText(known: Known | undefined, { fromMs, toMs }: Shown): string {
  if (known?.kind === "bars")
    return known.view.span === "year" ? known.view.name : formatMonthAndYear(known.view.fromMs + 43_200_000);
  const first = formatDay(fromMs);
  // Over midnight, too: the day is the one it begins on.
  if (toMs - fromMs < 80_000_000) return `${first}, ${formatClock(fromMs, false)} – ${formatClock(toMs, false)}`;
  const last = formatDay(toMs - 1);
  return first === last ? first : `${first} – ${last}`;
}
