/** A chart of power or energy over time, drawn by uPlot. What a finger does on it is the business of `gestures.ts`. */
import uPlot from "uplot";
import type { CurveView } from "../../../energy-view.ts";
import { formatClock, formatDay, formatDayOfMonth, formatMonth, formatNumber } from "../../format.ts";
import { onTheme } from "../../surroundings.ts";

/** What is drawn. Times in ms. */
export type ChartModel = PowerModel | BarModel;

/** A line for the mean in a band from minimum to maximum; above zero import, below export. */
export interface PowerModel extends CurveView {
  readonly kind: "power";
}

/** Two bars for each day or month: import up, export down. */
export interface BarModel {
  readonly kind: "bars";
  readonly fromMs: number;
  readonly toMs: number;
  readonly months: boolean;
  readonly at: readonly number[];
  readonly up: readonly number[];
  readonly down: readonly number[];
}

export interface Chart {
  /** For {@link h}'s `mount`. */
  mount(element: HTMLElement): void;
  show(model: ChartModel): void;
  /** Marks a moment; undefined marks none. */
  mark(atMs: number | undefined): void;
  /** The moment at a place of the screen; undefined outside. */
  momentAt(clientX: number): number | undefined;
  /** Width of what is shown, px. */
  width(): number;
  /** Shows another span until the next {@link Chart.show}. */
  shift(fromMs: number, toMs: number): void;
}

const heightOf = (width: number): number =>
  Math.round(Math.max(170, Math.min(320, width * 0.36, Math.max(170, innerHeight - 190))));

export function createChart(): Chart {
  let plot: uPlot | undefined;
  let host: HTMLElement | undefined;
  let model: ChartModel | undefined;
  let drawn: ChartModel["kind"] | undefined;
  let span: [number, number] = [0, 1];
  let marked: number | undefined;

  const resized = new ResizeObserver(() => {
    if (host === undefined || plot === undefined || host.clientWidth === 0) return;
    plot.setSize({ width: host.clientWidth, height: heightOf(host.clientWidth) });
  });
  // Colours are read once; another theme is another chart.
  onTheme(draw);

  function draw(): void {
    plot?.destroy();
    plot = undefined;
    if (host === undefined || model === undefined) return;
    drawn = model.kind;
    const look = { span: () => span, model: () => model as ChartModel, marked: () => marked };
    plot = new uPlot(optionsOf(host.clientWidth || 320, look), dataOf(model), host);
    // The numbers stand beside the chart as text.
    plot.root.setAttribute("aria-hidden", "true");
  }

  return {
    mount(element) {
      if (host !== undefined) resized.unobserve(host);
      host = element;
      resized.observe(element);
      draw();
    },
    show(next) {
      model = next;
      span = [next.fromMs / 1000, next.toMs / 1000];
      if (plot === undefined || drawn !== next.kind) draw();
      else plot.setData(dataOf(next));
    },
    mark(atMs) {
      if (atMs === marked) return;
      marked = atMs;
      plot?.redraw(false, false);
    },
    momentAt(clientX) {
      if (plot === undefined) return undefined;
      const { left, width } = plot.over.getBoundingClientRect();
      if (clientX < left || clientX > left + width) return undefined;
      return plot.posToVal(clientX - left, "x") * 1000;
    },
    width: () => plot?.over.clientWidth ?? 1,
    shift(fromMs, toMs) {
      span = [fromMs / 1000, toMs / 1000];
      plot?.setScale("x", { min: span[0], max: span[1] });
    },
  };
}

function dataOf(model: ChartModel): uPlot.AlignedData {
  if (model.kind === "power") return powerColumns(model);
  const at = model.at.map((ms) => ms / 1000);
  return [at, [...model.up], model.down.map((value) => -value)];
}

/** Seconds; minimum, mean, maximum, with a hole where the meter was silent for long; the day before in a column of its own. */
function powerColumns({ at, min, mean, max, bucketMs, before }: PowerModel): uPlot.AlignedData {
  const columns: [number[], (number | null)[], (number | null)[], (number | null)[]] = [[], [], [], []];
  const gapMs = Math.max(30_000, 2.5 * bucketMs);
  at.forEach((time, index) => {
    const last = at[index - 1];
    if (last !== undefined && time - last > gapMs) {
      columns[0].push((last + bucketMs) / 1000);
      for (const column of columns.slice(1)) column.push(null as never);
    }
    columns[0].push(time / 1000);
    columns[1].push(min[index] as number);
    columns[2].push(mean[index] as number);
    columns[3].push(max[index] as number);
  });
  const own: uPlot.AlignedData = columns;
  if (before.at.length === 0) return [...columns, columns[0].map(() => null)];
  return uPlot.join(
    [own, [before.at.map((ms) => ms / 1000), [...before.mean]]],
    [
      [0, 2, 2, 2],
      [0, 1],
    ],
  );
}

interface Look {
  span(): [number, number];
  model(): ChartModel;
  marked(): number | undefined;
}

function optionsOf(width: number, look: Look): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = "12px Roboto, Noto Sans, system-ui, sans-serif";
  const axis = { stroke: colour("--text-secondary"), font, ticks: { show: false } };
  const isPower = look.model().kind === "power";
  return {
    width,
    height: heightOf(width),
    legend: { show: false },
    padding: [26, 18, 0, 0],
    cursor: { show: false },
    scales: {
      x: { time: true, range: () => look.span() },
      y: { range: (_, low, high) => roomy(low, high, isPower ? 50 : 0.5) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: isPower ? 46 : 34,
        ...(isPower
          ? {
              values: (_: uPlot, splits: number[]) => splits.map((at) => timeLabel(at * 1000, look.span())),
              // Whole minutes, so that no label stands there twice.
              incrs: [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => 60 * minutes),
            }
          : {
              splits: () => barLabels(look.model()),
              values: (_: uPlot, splits: number[]) => splits.map((at) => barLabel(at * 1000, look.model())),
            }),
      },
      {
        ...axis,
        grid: { stroke: colour("--divider"), width: 1 },
        size: 52,
        values: (_, splits) =>
          splits.map((value) =>
            formatNumber(isPower && isKilo(splits) ? value / 1000 : value, decimalsOf(splits, isPower)),
          ),
      },
    ],
    ...(isPower ? powerSeries(colour) : barSeries(colour)),
    hooks: {
      drawClear: [(plot) => drawBehind(plot, look.model(), colour)],
      draw: [
        (plot) => drawAbove(plot, look, { ink: colour("--text-primary"), quiet: colour("--text-secondary"), font }),
      ],
    },
  };
}

const isKilo = (splits: readonly number[]): boolean => splits.some((watts) => Math.abs(watts) >= 10_000);
const decimalsOf = (splits: readonly number[], isPower: boolean): number => {
  const step = Math.abs((splits[1] ?? 1) - (splits[0] ?? 0)) / (isPower && isKilo(splits) ? 1000 : 1);
  return step >= 1 || step === 0 ? 0 : step >= 0.1 ? 1 : 2;
};

/** The clock; the day where the span holds several. */
function timeLabel(atMs: number, [from, to]: readonly [number, number]): string {
  const clock = formatClock(atMs, false);
  return to - from > 100_000 && clock === "00:00" ? formatDay(atMs) : clock;
}

/** The first, the last and every few of the bars. */
function barLabels(model: ChartModel): number[] {
  if (model.kind !== "bars") return [];
  const days = Math.round((model.toMs - model.fromMs) / 86_400_000);
  if (!model.months)
    return Array.from({ length: Math.ceil(days / 5) }, (_, at) => (model.fromMs + (at * 5 + 0.5) * 86_400_000) / 1000);
  const month = (model.toMs - model.fromMs) / 12;
  return Array.from({ length: 12 }, (_, at) => (model.fromMs + (at + 0.5) * month) / 1000);
}

const barLabel = (atMs: number, model: ChartModel): string =>
  model.kind === "bars" && model.months ? formatMonth(atMs) : formatDayOfMonth(atMs);

type Colour = (name: string) => string;

function powerSeries(colour: Colour): Pick<uPlot.Options, "series" | "bands"> {
  const still = { points: { show: false } };
  return {
    series: [
      {},
      still,
      {
        ...still,
        stroke: (plot) => split(plot, colour("--import"), colour("--export")),
        fill: (plot) => split(plot, colour("--import-soft"), colour("--export-soft")),
        fillTo: () => 0,
        width: 2,
      },
      still,
      { ...still, stroke: colour("--text-secondary"), width: 1.3, dash: [4, 4], spanGaps: false },
    ],
    bands: [{ series: [3, 1], fill: (plot) => split(plot, colour("--import-band"), colour("--export-band")) }],
  };
}

function barSeries(colour: Colour): Pick<uPlot.Options, "series"> {
  const paths = uPlot.paths.bars?.({ size: [0.72, 48], radius: 0.15 });
  const bars = { points: { show: false }, width: 0, ...(paths === undefined ? {} : { paths }) };
  return {
    series: [{}, { ...bars, fill: colour("--import") }, { ...bars, fill: colour("--export") }],
  };
}

/** The hours that cost least, and midnight. */
function drawBehind(plot: uPlot, model: ChartModel, colour: Colour): void {
  if (model.kind !== "power") return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour("--cheap");
  for (const [from, to] of model.cheap) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1000, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, "x", true));
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.strokeStyle = colour("--text-secondary");
  ctx.lineWidth = devicePixelRatio;
  for (const atMs of model.midnights) {
    const x = plot.valToPos(atMs / 1000, "x", true);
    if (x > bbox.left + 1 && x < bbox.left + bbox.width - 1) line(ctx, x, bbox);
  }
  ctx.restore();
}

/** The unit above the axis, and the moment that is read. */
function drawAbove(plot: uPlot, look: Look, { ink, quiet, font }: { ink: string; quiet: string; font: string }): void {
  const { ctx, bbox } = plot;
  const marked = look.marked();
  ctx.save();
  ctx.fillStyle = quiet;
  ctx.font = font.replace("12px", `${12 * devicePixelRatio}px`);
  ctx.textAlign = "right";
  const isPower = look.model().kind === "power";
  const { max = 0, min = 0 } = plot.scales.y ?? {};
  const kilo = Math.max(Math.abs(max), Math.abs(min)) >= 10_000;
  ctx.fillText(
    isPower ? (kilo ? "kW" : "W") : "kWh",
    bbox.left - 8 * devicePixelRatio,
    bbox.top - 12 * devicePixelRatio,
  );
  if (marked !== undefined) {
    const x = plot.valToPos(marked / 1000, "x", true);
    ctx.strokeStyle = ink;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    if (x >= bbox.left && x <= bbox.left + bbox.width) line(ctx, x, bbox);
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x: number, { top, height }: { top: number; height: number }): void {
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
}

/** Zero always in sight, and air above and below. */
function roomy(low: number | null, high: number | null, least: number): [number, number] {
  const bottom = Math.min(0, low ?? 0);
  const top = Math.max(0, high ?? 0);
  const air = Math.max(least, (top - bottom) * 0.08);
  return [bottom < 0 ? bottom - air : 0, top + air];
}

/** One colour above zero and another below. */
function split(plot: uPlot, above: string, below: string): CanvasGradient | string {
  const { top, height } = plot.bbox;
  const zero = plot.valToPos(0, "y", true);
  if (!Number.isFinite(zero) || height === 0) return above;
  const share = Math.min(1, Math.max(0, (zero - top) / height));
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, above);
  gradient.addColorStop(share, above);
  gradient.addColorStop(share, below);
  gradient.addColorStop(1, below);
  return gradient;
}
