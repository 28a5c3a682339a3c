/** Compares an export from the grid operator's portal with the quarter hours that were read here. */
import { checkBill, isGood } from "../bill/compare.ts";
import { parsePortalFile } from "../bill/portal-export.ts";
import { problemText, reportLines } from "../bill/report.ts";
import type { Language } from "../language/language.ts";
import { decodeText } from "../paste/decode-text.ts";
import type { EnergyStore } from "../web/curve.ts";
import type { CompareVerdict } from "../web/view.ts";

/** The file is compared and forgotten: nothing of it is kept, and nothing leaves this machine. */
export function createCompare(store: EnergyStore, timeZone: string) {
  return async (meterId: string | undefined, file: Uint8Array, language: Language): Promise<CompareVerdict> => {
    const portals = parsePortalFile(decodeText(file), timeZone);
    if ("problem" in portals) return { good: false, lines: [problemText(portals, language)] };
    const rows = portals.flatMap(({ rows, winterRows = [] }) => [...rows, ...winterRows]);
    const fromMs = rows.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY);
    const toMs = rows.reduce((most, { endMs }) => Math.max(most, endMs), 0);
    const longestMs = Math.max(...portals.map(({ windowMs }) => windowMs));
    // A file that stamps each window with its end may begin one window later than it says.
    const checks = checkBill(portals, await store.windows(meterId, fromMs - longestMs, toMs + longestMs));
    return { good: isGood(checks), lines: reportLines(checks, language, timeZone) };
  };
}
