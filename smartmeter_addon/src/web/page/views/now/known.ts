/** What is known of a stretch: its power or its bars, from the server and from the telegrams since. */
import type { CurveView, EnergyBar, EnergyView } from "../../../energy-view.ts";
import { fetchCurve, fetchEnergy } from "../../api.ts";
import type { ChartModel } from "./chart.ts";
import type { Look, Shown } from "./looks.ts";

export type Known =
  | { readonly kind: "power"; readonly view: CurveView }
  | { readonly kind: "bars"; readonly view: EnergyView };

const dayMs = 86_400_000;

/** The stretch on the screen; that of whole days and months is the server's. */
export function shownOf(look: Look, known: Known | undefined, nowMs: number): Shown {
  if (look.kind === "live") return { fromMs: nowMs - look.spanMs, toMs: nowMs, nowMs };
  const { fromMs, toMs } = look.kind === "span" ? look : (known?.view ?? { fromMs: nowMs - dayMs, toMs: nowMs });
  return { fromMs, toMs, nowMs };
}

export async function fetchKnown(meter: number, look: Look, { fromMs, toMs }: Shown): Promise<Known> {
  if (look.kind === "bars") return { kind: "bars", view: await fetchEnergy(meter, look.span, look.back) };
  const which =
    look.kind === "days" ? `day=${look.offset}&days=${look.days}` : `from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}`;
  return { kind: "power", view: await fetchCurve(meter, which) };
}

/** A day's picture would be empty: the program has run for minutes. */
export function isHardlyBegun({ kind, view }: Known): boolean {
  if (kind === "bars") return false;
  return view.before.at.length === 0 && (view.at.at(-1) ?? 0) - (view.at[0] ?? 0) < 900_000;
}

/** With the newest power, W. The bucket being filled is only approximated; the next answer brings the server's. */
export function withPower(
  view: CurveView,
  { receivedAtMs, netPower }: { readonly receivedAtMs: number; readonly netPower: number },
  widthMs: number,
  fromMs: number,
): CurveView {
  const bucket = receivedAtMs - (receivedAtMs % widthMs);
  const last = view.at.length - 1;
  if ((view.at[last] ?? 0) > bucket) return view;
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
  const gone = columns.at.findIndex((at) => at >= fromMs - widthMs);
  for (const column of Object.values(columns)) column.splice(0, Math.max(0, gone));
  return { ...view, ...columns };
}

/** The moments that can be read. */
export function placesOf(known: Known | undefined, { fromMs, toMs }: Shown): readonly number[] {
  if (known?.kind === "bars") return known.view.bars.map((bar) => middleOf(bar, known.view));
  return known?.view.at.filter((at) => at >= fromMs && at <= toMs) ?? [];
}

/** Bars stand in the middle of their day or month. */
export function middleOf({ atMs }: EnergyBar, { span }: EnergyView): number {
  return atMs + (span === "month" ? 0.5 : 15) * dayMs;
}

export function nearestOf(places: readonly number[], atMs: number): number | undefined {
  let nearest: number | undefined;
  for (const place of places)
    if (nearest === undefined || Math.abs(place - atMs) < Math.abs(nearest - atMs)) nearest = place;
  return nearest;
}

export function modelOf(known: Known, { fromMs, toMs }: Shown): ChartModel {
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
