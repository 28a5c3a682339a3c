// What the comparison says, for people: one verdict, the sums, and the windows that differ.
import type { Language } from "../language/language.ts";
import type { BillCheck, ComparedWindow, Peak } from "./compare.ts";
import type { PortalProblem } from "./portal-export.ts";

/** What a window of the export is called: one, several. */
type Words = readonly [one: string, many: string];

const locales = { en: "en-GB", de: "de-AT" } as const;

const texts = {
  en: {
    windows: { 15: ["quarter hour", "quarter hours"], 30: ["half hour", "half hours"], 60: ["hour", "hours"] },
    right: ([one]: Words) => `The bill agrees with your meter: every ${one} that both sides measured is equal.`,
    wrong: (count: number, [one, many]: Words, wh: string) =>
      `${count === 1 ? `1 ${one} differs` : `${count} ${many} differ`}, by ${wh} in all. `,
    few: "Look at them below, and ask the grid operator about them if they matter.",
    most: "That is nearly all of them: the file is probably of another meter, or holds only a part of what yours counts.",
    nothing: ([, many]: Words) => `Nothing can be said: none of the export's ${many} were heard here.`,
    estimates: ([one]: Words) => `Nothing can be said: there is no ${one} that both sides measured.`,
    part: (column: string) =>
      `Nothing can be said: the column “${column}” is only a part of what your meter counts. Choose a download of the whole in the portal.`,
    coarse: ([, many]: Words, step: string) =>
      `Nothing can be said: the file's values are rounded to ${step}, which is more than most ${many} hold. Choose a download with more decimals in the portal.`,
    negative: (count: number, [one, many]: Words) =>
      `${count === 1 ? `1 ${one} of the file is` : `${count} ${many} of the file are`} below zero, which energy in one direction never is.`,
    partly: (count: string) => ` ${count} could not be compared.`,
    points: (count: number, point: string) =>
      `The file holds ${count} metering points. The one that fits your meter best is compared: ${point}.`,
    direction: { import: "import", export: "export" },
    total: "Export of the portal",
    both: "Heard by both",
    own: "own",
    portal: "portal",
    peak: ([one]: Words) => `Highest ${one}`,
    verdicts: {
      equal: "equal",
      different: "different",
      "estimated-here": "estimated here",
      "estimated-there": "estimated by the operator",
      "missing-here": "missing here",
      "missing-there": "missing in the export",
    },
    shifted: ([, many]: Words) => `The export's times are taken as the ends of its ${many}, because only so they fit.`,
    winterTime:
      "The export's clock keeps winter time all year: its times in summer were read an hour later, because only then do they fit.",
    problems: {
      workbook: "This is an Excel workbook. Choose CSV in the portal, or open it in Excel and save it as CSV.",
      "too-large":
        "The file is larger than any export of quarter hours: ten years of them have less than 32 MB. Choose the CSV from the portal.",
      "no-stamps":
        "This is no export of quarter hours: no line begins with a date. Download the values as CSV, not the page or a PDF.",
      "twelve-hours":
        "The file writes its times with AM and PM, and nobody can tell whether its dates begin with the day or the month. Set the portal or Excel to 24 hours, such as 31.01.2026 13:15, and save it as CSV again.",
      "serial-dates":
        "The file has Excel's day numbers in place of dates. In Excel, format their column as date and time, such as 31.01.2026 13:15, and save it as CSV again.",
      "no-values": "Dates are there, but no column of energies. Choose quarter-hour values in the portal.",
      "no-windows":
        "The values are not a quarter of an hour or an hour apart. Choose quarter-hour values in the portal, not days.",
    },
  },
  de: {
    windows: {
      15: ["Viertelstunde", "Viertelstunden"],
      30: ["halbe Stunde", "halbe Stunden"],
      60: ["Stunde", "Stunden"],
    },
    right: ([one]: Words) =>
      `Die Abrechnung stimmt mit deinem Zähler überein: Jede ${one}, die beide gemessen haben, ist gleich.`,
    wrong: (count: number, [one, many]: Words, wh: string) =>
      `${count === 1 ? `1 ${one} weicht` : `${count} ${many} weichen`} ab, zusammen um ${wh}. `,
    few: "Sie stehen unten; wenn es um etwas geht, frag deinen Netzbetreiber danach.",
    most: "Das sind fast alle: Die Datei ist wohl von einem anderen Zähler oder enthält nur einen Teil dessen, was deiner zählt.",
    nothing: ([one]: Words) => `Dazu lässt sich nichts sagen: Keine ${one} der Datei wurde hier gehört.`,
    estimates: ([one]: Words) => `Dazu lässt sich nichts sagen: Es gibt keine ${one}, die beide gemessen haben.`,
    part: (column: string) =>
      `Dazu lässt sich nichts sagen: Die Spalte „${column}“ ist nur ein Teil dessen, was dein Zähler zählt. Wähle im Portal eine Datei mit dem Ganzen.`,
    coarse: ([one]: Words, step: string) =>
      `Dazu lässt sich nichts sagen: Die Werte der Datei sind auf ${step} gerundet, und das ist mehr, als in eine ${one} meist passt. Wähle im Portal eine Datei mit mehr Nachkommastellen.`,
    negative: (count: number, [one, many]: Words) =>
      `${count === 1 ? `1 ${one} der Datei liegt` : `${count} ${many} der Datei liegen`} unter null, was es bei Energie in einer Richtung nicht gibt.`,
    partly: (count: string) => ` Nicht vergleichen ließen sich ${count}.`,
    points: (count: number, point: string) =>
      `In der Datei stehen ${count} Zählpunkte. Verglichen ist der, der am besten zu deinem Zähler passt: ${point}.`,
    direction: { import: "Bezug", export: "Einspeisung" },
    total: "Datei aus dem Portal",
    both: "Von beiden gehört",
    own: "eigene",
    portal: "Portal",
    peak: ([one]: Words) => `Höchste ${one}`,
    verdicts: {
      equal: "gleich",
      different: "verschieden",
      "estimated-here": "hier geschätzt",
      "estimated-there": "vom Netzbetreiber geschätzt",
      "missing-here": "fehlt hier",
      "missing-there": "fehlt in der Datei",
    },
    shifted: ([, many]: Words) => `Die Zeiten der Datei sind als Ende der ${many} gelesen, weil sie nur so passen.`,
    winterTime:
      "Die Uhr der Datei bleibt das ganze Jahr auf Winterzeit: Ihre Zeiten im Sommer wurden eine Stunde später gelesen, weil sie nur so passen.",
    problems: {
      workbook: "Das ist eine Excel-Mappe. Wähle im Portal CSV, oder öffne sie in Excel und speichere sie als CSV.",
      "too-large":
        "Die Datei ist größer als jede mit Viertelstunden: Zehn Jahre davon haben weniger als 32 MB. Wähle die CSV aus dem Portal.",
      "no-stamps":
        "Das ist keine Datei mit Viertelstunden: Keine Zeile beginnt mit einem Datum. Lade die Werte als CSV herunter, nicht die Seite oder ein PDF.",
      "twelve-hours":
        "Die Uhrzeiten der Datei stehen mit AM und PM da, und niemand weiß, ob im Datum der Tag oder der Monat vorne steht. Stell im Portal oder in Excel auf 24 Stunden um, etwa 31.01.2026 13:15, und speichere noch einmal als CSV.",
      "serial-dates":
        "Statt eines Datums stehen in der Datei die Tageszahlen von Excel. Formatiere die Spalte in Excel als Datum mit Uhrzeit, etwa 31.01.2026 13:15, und speichere noch einmal als CSV.",
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

/** No operator errs in so many; of fewer windows than a few hours hold, nobody can tell. */
const mostDiffer = 0.8;
const leastJudged = 16;

/** The verdict in one sentence, or two where something could not be compared. */
function verdictText({ comparison, portal }: BillCheck, words: Words, language: Language): string {
  const { counts, windows, tooCoarse } = comparison;
  const said = texts[language];
  const judged = counts.equal + counts.different;
  if (judged === 0) return counts["missing-here"] === windows.length ? said.nothing(words) : said.estimates(words);
  if (portal.part !== undefined && counts.different > 0) return said.part(portal.part);
  if (tooCoarse && counts.different === 0) return said.coarse(words, kilo(portal.stepWh, language));
  const rest = windows.length - judged;
  const partly = rest === 0 ? "" : said.partly(counted(rest, words));
  if (counts.different === 0) return said.right(words) + partly;
  const off = windows
    .filter(({ verdict }) => verdict === "different")
    .reduce((sum, { portalWh = 0, ownWh = 0 }) => sum + Math.abs(portalWh - ownWh), 0);
  const isMost = judged >= leastJudged && counts.different > mostDiffer * judged;
  return said.wrong(counts.different, words, kilo(off, language)) + (isMost ? said.most : said.few) + partly;
}

const counted = (count: number, [one, many]: Words): string => `${count} ${count === 1 ? one : many}`;

/** Lines for people, a paragraph a direction: verdict, sums, counts, peaks, and the windows that differ. */
export function reportLines(checks: readonly BillCheck[], language: Language, timeZone: string): string[] {
  return checks.flatMap((check, at) => [...(at > 0 ? [""] : []), ...checkLines(check, language, timeZone)]);
}

function checkLines(check: BillCheck, language: Language, timeZone: string): string[] {
  const { portal, comparison, points } = check;
  const said = texts[language];
  const words = said.windows[(portal.windowMs / 60_000) as keyof typeof said.windows];
  const time = new Intl.DateTimeFormat(locales[language], { dateStyle: "short", timeStyle: "short", timeZone });
  const power = (peak: Peak | undefined): string =>
    peak === undefined ? "–" : `${kilo(peak.watts, language).replace("kWh", "kW")} (${time.format(peak.startMs)})`;
  const { counts, windows, totalWh, portalWh, ownWh, portalPeak, ownPeak, shifted, winterTime } = comparison;
  // Of a part nothing else can be expected than that it is less.
  const isPart = portal.part !== undefined && counts.different > 0;
  const rows = (Object.keys(counts) as ComparedWindow["verdict"][])
    .filter((verdict) => counts[verdict] > 0 && !(comparison.tooCoarse && verdict === "equal"))
    .filter((verdict) => !isPart || (verdict !== "equal" && verdict !== "different"))
    .map((verdict) => `  ${String(counts[verdict]).padStart(6)} ${said.verdicts[verdict]}`);
  const below = windows.filter(({ portalWh = 0 }) => portalWh < 0).length;
  const notable = isPart ? [] : windows.filter(({ verdict }) => verdict === "different").slice(0, 50);
  return [
    verdictText(check, words, language),
    "",
    ...(points > 1 ? [said.points(points, portal.point ?? "–")] : []),
    `${said.total}: ${counted(windows.length, words)}, ${said.direction[portal.direction]}, ${kilo(totalWh, language)}`,
    `${said.both}: ${said.portal} ${kilo(portalWh, language)}, ${said.own} ${kilo(ownWh, language)}`,
    `${said.peak(words)}: ${said.portal} ${power(portalPeak)}, ${said.own} ${power(ownPeak)}`,
    ...(below > 0 ? [said.negative(below, words)] : []),
    ...(shifted ? [said.shifted(words)] : []),
    ...(winterTime ? [said.winterTime] : []),
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
