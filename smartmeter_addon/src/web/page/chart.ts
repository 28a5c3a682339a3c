import uPlot from "uplot";
import type { HistoryView } from "../view.ts";
import { formatClock, formatNumber } from "./format.ts";

/** The live chart of power: a line for the mean in a band from minimum to maximum; above zero import, below export. */
export interface Chart {
  /** For {@link h}'s `mount`. */
  mount(element: HTMLElement): void;
  show(history: HistoryView, fromMs: number, toMs: number): void;
  /** Tells what stands under the pointer; undefined when it has left. */
  onPointer: (text: string | undefined) => void;
}

const heightOf = (width: number): number => Math.max(200, Math.min(320, Math.round(width * 0.36)));

export function createChart(): Chart {
  let plot: uPlot | undefined;
  let host: HTMLElement | undefined;
  let data: uPlot.AlignedData = [[], [], [], []];
  let span: [number, number] = [0, 1];

  const resized = new ResizeObserver(() => {
    if (host === undefined || plot === undefined || host.clientWidth === 0) return;
    plot.setSize({ width: host.clientWidth, height: heightOf(host.clientWidth) });
  });
  // Colours are read once; another theme is another chart.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  function draw(): void {
    plot?.destroy();
    if (host === undefined) return;
    const width = host.clientWidth || 320;
    plot = new uPlot(
      optionsOf(width, () => span, tell),
      data,
      host,
    );
    // The numbers stand beside the chart as text.
    plot.root.setAttribute("aria-hidden", "true");
  }

  function tell(index: number | null | undefined): void {
    const at = index == null ? undefined : data[0][index];
    const watts = index == null ? undefined : data[2]?.[index];
    chart.onPointer(
      at === undefined || watts == null ? undefined : `${formatClock(at * 1000)} · ${formatNumber(watts)} W`,
    );
  }

  const chart: Chart = {
    onPointer: () => {},
    mount(element) {
      if (host !== undefined) resized.unobserve(host);
      host = element;
      resized.observe(element);
      draw();
    },
    show(history, fromMs, toMs) {
      data = withGaps(history);
      span = [fromMs / 1000, toMs / 1000];
      plot?.setData(data);
    },
  };
  return chart;
}

/** Seconds, minimum, mean, maximum, with a hole where the meter was silent for long. */
function withGaps({ at, min, mean, max, bucketMs }: HistoryView): uPlot.AlignedData {
  const columns: [number[], (number | null)[], (number | null)[], (number | null)[]] = [[], [], [], []];
  const gapMs = Math.max(30_000, 2.5 * bucketMs);
  at.forEach((time, index) => {
    const before = at[index - 1];
    if (before !== undefined && time - before > gapMs) {
      columns[0].push((before + bucketMs) / 1000);
      for (const column of columns.slice(1)) column.push(null as never);
    }
    columns[0].push(time / 1000);
    columns[1].push(min[index] as number);
    columns[2].push(mean[index] as number);
    columns[3].push(max[index] as number);
  });
  return columns;
}

function optionsOf(
  width: number,
  span: () => [number, number],
  tell: (index: number | null | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = "12px Roboto, Noto Sans, system-ui, sans-serif";
  const axis = { stroke: colour("--text-secondary"), font, ticks: { show: false } };
  const grid = { stroke: colour("--divider"), width: 1 };
  return {
    width,
    height: heightOf(width),
    legend: { show: false },
    padding: [12, 8, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 8, stroke: colour("--card"), width: 2, fill: colour("--text-primary") },
    },
    scales: {
      x: { time: true, range: () => span() },
      y: { range: (_, low, high) => roomy(low, high) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_, splits) => splits.map((at) => formatClock(at * 1000, false)),
        space: 46,
        size: 28,
        // Whole minutes, so that no label stands there twice.
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360].map((minutes) => 60 * minutes),
      },
      { ...axis, grid, size: 58, values: (_, splits) => splits.map((watts) => formatNumber(watts)) },
    ],
    series: [
      {},
      { points: { show: false } },
      {
        stroke: (plot) => split(plot, colour("--import"), colour("--export")),
        fill: (plot) => split(plot, colour("--import-soft"), colour("--export-soft")),
        fillTo: () => 0,
        width: 2,
        points: { show: false },
      },
      { points: { show: false } },
    ],
    bands: [{ series: [3, 1], fill: (plot) => split(plot, colour("--import-band"), colour("--export-band")) }],
    hooks: { setCursor: [(plot) => tell(plot.cursor.idx)] },
  };
}

/** Zero always in sight, and air above and below. */
function roomy(low: number | null, high: number | null): [number, number] {
  const bottom = Math.min(0, low ?? 0);
  const top = Math.max(0, high ?? 0);
  const air = Math.max(50, (top - bottom) * 0.08);
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
