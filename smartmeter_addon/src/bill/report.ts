// What the comparison says, for people: one verdict, the sums, and the windows that differ.
import type { Language } from "../language/language.ts";
import type { ComparedWindow, Comparison, Peak } from "./compare.ts";
import type { PortalExport, PortalProblem } from "./portal-export.ts";

const locales = { en: "en-GB", de: "de-AT" } as const;

const texts = {
  en: {
    right: "The bill agrees with your meter: every quarter hour that both sides measured is equal.",
    wrong: (count: number, wh: string) =>
      `${count === 1 ? "1 quarter hour differs" : `${count} quarter hours differ`}, by ${wh} in all. Look at them below, and ask the grid operator about them if they matter.`,
    nothing: "Nothing can be said: none of the export's quarter hours were heard here.",
    partly: (count: string) => ` ${count} could not be compared.`,
    one: "1 quarter hour",
    many: (count: number) => `${count} quarter hours`,
    direction: { import: "import", export: "export" },
    total: "Export of the portal",
    both: "Heard by both",
    own: "own",
    portal: "portal",
    peak: "Highest quarter hour",
    verdicts: {
      equal: "equal",
      different: "different",
      "estimated-here": "estimated here",
      "estimated-there": "estimated by the operator",
      "missing-here": "missing here",
      "missing-there": "missing in the export",
    },
    shifted: "The export's times are taken as the ends of its quarter hours, because only so they fit.",
    problems: {
      "no-stamps":
        "This is no export of quarter hours: no line begins with a date. Download the values as CSV, not the page or a PDF.",
      "no-values": "Dates are there, but no column of energies. Choose quarter-hour values in the portal.",
      "no-windows":
        "The values are not a quarter of an hour or an hour apart. Choose quarter-hour values in the portal, not days.",
    },
  },
  de: {
    right: "Die Abrechnung stimmt mit deinem Zähler überein: Jede Viertelstunde, die beide gemessen haben, ist gleich.",
    wrong: (count: number, wh: string) =>
      `${count === 1 ? "1 Viertelstunde weicht" : `${count} Viertelstunden weichen`} ab, zusammen um ${wh}. Sie stehen unten; wenn es um etwas geht, frag deinen Netzbetreiber danach.`,
    nothing: "Dazu lässt sich nichts sagen: Keine Viertelstunde der Datei wurde hier gehört.",
    partly: (count: string) => ` Nicht vergleichen ließen sich ${count}.`,
    one: "1 Viertelstunde",
    many: (count: number) => `${count} Viertelstunden`,
    direction: { import: "Bezug", export: "Einspeisung" },
    total: "Datei aus dem Portal",
    both: "Von beiden gehört",
    own: "eigene",
    portal: "Portal",
    peak: "Höchste Viertelstunde",
    verdicts: {
      equal: "gleich",
      different: "verschieden",
      "estimated-here": "hier geschätzt",
      "estimated-there": "vom Netzbetreiber geschätzt",
      "missing-here": "fehlt hier",
      "missing-there": "fehlt in der Datei",
    },
    shifted: "Die Zeiten der Datei sind als Ende der Viertelstunden gelesen, weil sie nur so passen.",
    problems: {
      "no-stamps":
        "Das ist keine Datei mit Viertelstunden: Keine Zeile beginnt mit einem Datum. Lade die Werte als CSV herunter, nicht die Seite oder ein PDF.",
      "no-values": "Zeiten sind da, aber keine Spalte mit Energien. Wähle im Portal die Viertelstundenwerte.",
      "no-windows":
        "Zwischen den Werten liegt weder eine Viertelstunde noch eine Stunde. Wähle im Portal Viertelstundenwerte, keine Tage.",
    },
  },
} as const;

/** Why a file is no export, with what to do. */
export function problemText({ problem, line }: PortalProblem, language: Language): string {
  const where = line === undefined ? "" : language === "de" ? ` (Zeile ${line})` : ` (line ${line})`;
  return `${texts[language].problems[problem]}${where}`;
}

/** The verdict in one sentence, or two where something could not be compared. */
export function verdictText({ counts, windows }: Comparison, language: Language): string {
  const said = texts[language];
  const number = (count: number): string => (count === 1 ? said.one : said.many(count));
  const judged = counts.equal + counts.different;
  if (judged === 0) return said.nothing;
  const rest = windows.length - judged;
  const partly = rest === 0 ? "" : said.partly(number(rest));
  if (counts.different === 0) return said.right + partly;
  const off = windows
    .filter(({ verdict }) => verdict === "different")
    .reduce((sum, { portalWh = 0, ownWh = 0 }) => sum + Math.abs(portalWh - ownWh), 0);
  return said.wrong(counts.different, kilo(off, language)) + partly;
}

/** Lines for a terminal: verdict, sums, counts, peaks, and the windows that are not equal. */
export function reportLines(
  portal: PortalExport,
  comparison: Comparison,
  language: Language,
  timeZone: string,
): string[] {
  const said = texts[language];
  const time = new Intl.DateTimeFormat(locales[language], { dateStyle: "short", timeStyle: "short", timeZone });
  const power = (peak: Peak | undefined): string =>
    peak === undefined ? "–" : `${kilo(peak.watts, language).replace("kWh", "kW")} (${time.format(peak.startMs)})`;
  const { counts, windows, totalWh, portalWh, ownWh, portalPeak, ownPeak, shifted } = comparison;
  const rows = (Object.keys(counts) as ComparedWindow["verdict"][])
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `  ${String(counts[verdict]).padStart(6)} ${said.verdicts[verdict]}`);
  const notable = windows.filter(({ verdict }) => verdict === "different").slice(0, 50);
  return [
    verdictText(comparison, language),
    "",
    `${said.total}: ${said.many(windows.length)}, ${said.direction[portal.direction]}, ${kilo(totalWh, language)}`,
    `${said.both}: ${said.portal} ${kilo(portalWh, language)}, ${said.own} ${kilo(ownWh, language)}`,
    `${said.peak}: ${said.portal} ${power(portalPeak)}, ${said.own} ${power(ownPeak)}`,
    ...(shifted ? [said.shifted] : []),
    ...rows,
    ...notable.map(
      (window) =>
        `  ${time.format(window.startMs)}  ${said.portal} ${kilo(window.portalWh ?? 0, language)}  ${said.own} ${kilo(window.ownWh ?? 0, language)}`,
    ),
  ];
}

function kilo(wh: number, language: Language): string {
  const number = new Intl.NumberFormat(locales[language], { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  return `${number.format(wh / 1000)} kWh`;
}
