/** What the page asks about power and energy over time; every answer is bounded in size and work. */
import { localDay, startOfDay } from "../host/calendar.ts";
import { dayAfter } from "../host/day-after.ts";
import { longestSpanMs, powerCurve, shortestSpanMs } from "./curve.ts";
import { energyBars, type RecentDay } from "./energy-bars.ts";
import { type EnergySpan, energySpans, type SparkView } from "./energy-view.ts";
import { answerFile, answerJson, type Handler, Refusal } from "./exchange.ts";
import type { MeterBoard } from "./meter-board.ts";
import type { Limits, RouteNeeds } from "./route-needs.ts";

const dayMs = 86_400_000;
/** Points of a sparkline: half an hour each. */
const sparkPoints = 48;
/** Only this many meters of a list have sparklines. */
const mostSparks = 60;
/** Most days in a download of quarter hours: two years and a bit. */
const mostDays = 800;
/** Most months or years back. */
const mostBack = 240;
const dayName = /^\d{4}-\d{2}-\d{2}$/;

export function energyRoutes(needs: RouteNeeds, limits: Limits): Record<string, Handler> {
  const { tools, timeZone, boardOf, boards } = needs;
  return {
    "GET /api/curve": async (_request, response, query) => {
      const board = boardOf(query);
      const { fromMs, toMs } = spanOf(query, timeZone);
      const span = toMs - fromMs;
      if (span < shortestSpanMs || span > longestSpanMs || toMs > Date.now() + longestSpanMs) throw new Refusal(400);
      const question = { fromMs, toMs, nowMs: Date.now(), zone: timeZone, meterId: board.meterId() };
      answerJson(response, await powerCurve(board.history, tools.energy, question));
    },
    "GET /api/energy": async (_request, response, query) => {
      const board = boardOf(query);
      const span = energySpans.find((one) => one === query.get("span"));
      const back = Number(query.get("back") ?? 0);
      if (span === undefined || !Number.isInteger(back) || back < 0 || back > mostBack) throw new Refusal(400);
      const name = monthsBack(localDay(Date.now(), timeZone), span === "month" ? back : 12 * back, span);
      const recent = recentDays(board, timeZone);
      const question = { span, name, zone: timeZone, meterId: board.meterId(), recent };
      answerJson(response, await energyBars(tools.energy, question));
    },
    "GET /api/sparks": (_request, response) => {
      const nowMs = Date.now();
      answerJson(
        response,
        [...boards()].slice(0, mostSparks).map((board) => sparkOf(board, nowMs)),
      );
    },
    "GET /api/csv": async (_request, response, query) => {
      const board = boardOf(query);
      const [from = "", to = ""] = [query.get("from") ?? "", query.get("to") ?? ""];
      if (tools.energy === undefined) throw new Refusal(404);
      if (!dayName.test(from) || !dayName.test(to) || Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to)))
        throw new Refusal(400);
      const fromMs = startOfDay(from, timeZone);
      const toMs = startOfDay(dayAfter(to), timeZone);
      if (toMs <= fromMs || toMs - fromMs > mostDays * dayMs) throw new Refusal(400);
      limits.download();
      const text = await tools.energy.csv(board.meterId(), fromMs, toMs);
      answerFile(response, "text/csv; charset=utf-8", `smartmeter_${from}_${to}.csv`, text);
    },
  };
}

/** The span asked for: instants, or whole days of the calendar counted from today. */
function spanOf(query: URLSearchParams, zone: string): { readonly fromMs: number; readonly toMs: number } {
  const numberOf = (name: string): number => {
    const value = query.has(name) ? Number(query.get(name)) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw new Refusal(400);
    return value;
  };
  if (!query.has("day")) return { fromMs: numberOf("from"), toMs: numberOf("to") };
  const [day, days] = [numberOf("day"), numberOf("days")];
  if (Math.abs(day) > mostDays || days < 1 || days > 8) throw new Refusal(400);
  const first = dayAfter(localDay(Date.now(), zone), day);
  return { fromMs: startOfDay(first, zone), toMs: startOfDay(dayAfter(first, days), zone) };
}

/** The month (`2026-01`) or year (`2026`) that many months before a day. */
function monthsBack(day: string, months: number, span: EnergySpan): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const name = new Date(Date.UTC(year, month - 1 - months, 1)).toISOString();
  return name.slice(0, span === "month" ? 7 : 4);
}

/** Today, and yesterday until its file has it, as the last telegram tells them; its day is the one it came on. */
function recentDays(board: MeterBoard, zone: string): RecentDay[] {
  const { reading } = board.view();
  if (reading === undefined) return [];
  const { values, incomplete, caveats, receivedAtMs } = reading;
  const today = localDay(receivedAtMs, zone);
  const dayOf = (name: string, which: string, endMs: number): RecentDay => {
    const found = (key: string): number | undefined =>
      [...values, ...incomplete].find((value) => value.key === `${key}_${which}`)?.value;
    return {
      name,
      endMs,
      importKwh: found("energy_import"),
      exportKwh: found("energy_export"),
      cost: found("cost"),
      income: found("income"),
      caveat: caveats[`energy_import_${which}`],
    };
  };
  const days = [dayOf(dayAfter(today, -1), "yesterday", startOfDay(today, zone)), dayOf(today, "today", receivedAtMs)];
  return days.filter(({ importKwh }) => importKwh !== undefined);
}

function sparkOf(board: MeterBoard, nowMs: number): SparkView {
  const bucketMs = dayMs / sparkPoints;
  const first = Math.floor(nowMs / bucketMs) - sparkPoints + 1;
  const sums = Array.from({ length: sparkPoints }, () => ({ sum: 0, count: 0 }));
  for (const { atMs, mean } of board.history.read(first * bucketMs, nowMs, nowMs).points) {
    const slot = sums[Math.floor(atMs / bucketMs) - first];
    if (slot === undefined) continue;
    slot.sum += mean;
    slot.count++;
  }
  return {
    index: board.meter.index,
    mean: sums.map(({ sum, count }) => (count === 0 ? null : Math.round(sum / count))),
  };
}
