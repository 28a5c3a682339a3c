/** Lays an export of the grid operator's portal over the quarter hours that were read here. */
import { compareExport } from "../bill/compare.ts";
import { parsePortalExport } from "../bill/portal-export.ts";
import { problemText, reportLines } from "../bill/report.ts";
import type { Language } from "../language/language.ts";
import { decodeText } from "../paste/decode-text.ts";
import type { EnergyStore } from "../web/curve.ts";
import type { CompareVerdict } from "../web/view.ts";

/** The file is judged and forgotten: nothing of it is kept, nothing leaves this machine. */
export function createCompare(store: EnergyStore, timeZone: string) {
  return async (meterId: string | undefined, file: Uint8Array, language: Language): Promise<CompareVerdict> => {
    const portal = parsePortalExport(decodeText(file), timeZone);
    if ("problem" in portal) return { good: false, lines: [problemText(portal, language)] };
    const starts = portal.rows.map(({ startMs }) => startMs);
    const fromMs = starts.reduce((least, startMs) => Math.min(least, startMs), Number.POSITIVE_INFINITY);
    const toMs = starts.reduce((most, startMs) => Math.max(most, startMs), 0) + portal.windowMs;
    // A file whose stamps are ends may begin a window later than it says.
    const windows = await store.windows(meterId, fromMs - portal.windowMs, toMs + portal.windowMs);
    const own = windows.map(({ startMs, endMs, quality, imported, exported }) => ({
      startMs,
      endMs,
      quality,
      wh: (portal.direction === "import" ? imported : exported)?.wh,
    }));
    const comparison = compareExport(portal, own);
    const { equal, different } = comparison.counts;
    return { good: different === 0 && equal > 0, lines: reportLines(portal, comparison, language, timeZone) };
  };
}
