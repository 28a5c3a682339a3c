/** What the curve says in words, part by part: the moment that is read, the sum of what is shown, which stretch it is. */
import type { CurveView, EnergyBar, EnergyView } from "../../../energy-view.ts";
import { formatClock, formatDay, formatMoment, formatMoney, formatMonthAndYear, formatNumber } from "../../format.ts";
import { powerText } from "../../parts.ts";
import { fill } from "../../words.ts";
import { caveatText, type SumOf } from "./caveat.ts";
import { type Known, middleOf, nearestOf } from "./known.ts";
import type { Shown } from "./looks.ts";
import { said } from "./words.ts";

/** From midnight well into the first day of a bar, whatever the time zone. */
const halfDayMs = 43_200_000;
/** The day before is read beside a moment only where it is known so near to it. */
const nearMs = 900_000;

/** What stands at a moment; nothing where that is no longer known. */
export function readoutOf(known: Known | undefined, atMs: number): readonly string[] {
  if (known?.kind === "power") return powerAt(known.view, atMs);
  const view = known?.view;
  const bar = view?.bars.find((entry) => middleOf(entry, view) === atMs);
  if (view === undefined || bar === undefined) return [];
  const name = view.span === "month" ? formatDay(bar.atMs + halfDayMs) : formatMonthAndYear(bar.atMs + halfDayMs);
  return [name, ...amounts(bar, { length: view.span === "month" ? "day" : "longer", isRunning: false })];
}

function powerAt({ at, mean, before, fromMs, toMs }: CurveView, atMs: number): readonly string[] {
  const watts = mean[at.indexOf(atMs)];
  const earlier = nearestOf(before.at, atMs);
  const isNear = earlier !== undefined && Math.abs(earlier - atMs) <= nearMs;
  const old = isNear ? before.mean[before.at.indexOf(earlier)] : undefined;
  return [
    toMs - fromMs > 100_000_000 ? formatMoment(atMs) : formatClock(atMs),
    ...(watts === undefined ? [] : [powerText(watts)]),
    ...(old === undefined ? [] : [fill(said.before, { w: powerText(old) })]),
  ];
}

type Amounts = Pick<EnergyBar, "importKwh" | "exportKwh" | "cost" | "income" | "caveats">;

/** Energies and money, with what they do not say by themselves: once where it is the same. */
function amounts({ importKwh, exportKwh, cost, income, caveats }: Amounts, span: SumOf): readonly string[] {
  if (importKwh === undefined) return [];
  const energies = [
    `${said.imported} ${kilowattHours(importKwh)}`,
    ...(exportKwh === undefined || exportKwh === 0 ? [] : [`${said.exported} ${kilowattHours(exportKwh)}`]),
  ];
  const money = [
    ...(cost === undefined ? [] : [`${said.cost} ${formatMoney(cost)}`]),
    ...(income === undefined || income === 0 ? [] : [`${said.income} ${formatMoney(income)}`]),
  ];
  const [ofEnergy, ofMoney] = [caveatText(caveats.energy, span), caveatText(caveats.money, span)];
  const isSame = money.length === 0 || ofMoney === ofEnergy;
  const parts = isSame ? [...energies, ...money, ofEnergy] : [...energies, ofEnergy, ...money, ofMoney];
  return parts.filter((part) => part !== undefined);
}

const kilowattHours = (value: number): string => `${formatNumber(value, value >= 100 ? 0 : 2)} kWh`;

/** Lowest, mean and highest of what is shown; the sums of what is shown as bars. */
export function summaryOf(known: Known, shown: Shown): readonly string[] {
  const parts = known.kind === "bars" ? sumsOf(known.view, shown.nowMs) : extremesOf(known.view, shown);
  return parts.length === 0 ? [said.noHistory] : parts;
}

function sumsOf({ whole, toMs }: EnergyView, nowMs: number): readonly string[] {
  return amounts(whole, { length: "longer", isRunning: toMs > nowMs });
}

function extremesOf({ at, min, mean, max, bucketMs }: CurveView, { fromMs, toMs }: Shown): readonly string[] {
  let [low, high, total, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  at.forEach((time, index) => {
    if (time < fromMs - bucketMs || time > toMs) return;
    low = Math.min(low, min[index] as number);
    high = Math.max(high, max[index] as number);
    total += mean[index] as number;
    count++;
  });
  if (count === 0) return [];
  return [
    `${said.minimum} ${powerText(low)}`,
    `${said.mean} ${powerText(total / count)}`,
    `${said.maximum} ${powerText(high)}`,
  ];
}

/** Which stretch it is, as people call it. */
export function spanText(known: Known | undefined, { fromMs, toMs }: Shown): string {
  if (known?.kind === "bars")
    return known.view.span === "year" ? known.view.name : formatMonthAndYear(known.view.fromMs + halfDayMs);
  const first = formatDay(fromMs);
  // Over midnight, too: the day is the one it begins on.
  if (toMs - fromMs < 80_000_000) return `${first}, ${formatClock(fromMs, false)} – ${formatClock(toMs, false)}`;
  const last = formatDay(toMs - 1);
  return first === last ? first : `${first} – ${last}`;
}
