// Lays an export of the grid operator's portal over the own quarter hours.
import { readFile } from "node:fs/promises";
import { checkBill, isGood } from "../bill/compare.ts";
import { parsePortalFile } from "../bill/portal-export.ts";
import { problemText, reportLines } from "../bill/report.ts";
import type { EnergyWindow, WindowQuality } from "../derive/energy-windows.ts";
import { homeZone, isTimeZone } from "../host/time-zone.ts";
import { decodeText } from "../paste/decode-text.ts";
import { storedMeters, storedWindows } from "../sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../sink/quarter-hours/quarter-hours.ts";
import { languageOf, reasonOf, WrongUse, withFile } from "./inputs.ts";

const usage = `usage: smartmeter compare [--data FOLDER | --quarters FILE] [--meter ID] [--time-zone ZONE]
                          [--language de|en] [--json] FILE

Compares the quarter hours in FILE, a CSV from your grid operator's portal, with your own. Nothing leaves
this machine.
--data      the data folder of "run"; without it SMARTMETER_DATA, or /data in the app
--quarters  quarter hours as "smartmeter quarters" prints them, instead of the data folder
--meter     which meter, if the folder holds several
--json      every window as JSON
`;

const flags = {
  data: { type: "string" },
  quarters: { type: "string" },
  meter: { type: "string" },
  "time-zone": { type: "string" },
  language: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Exit 0: nothing differs; 1: something differs, or nothing could be compared; 2: wrong use. */
export function compareCommand(args: string[]): Promise<number> {
  return withFile({ usage, flags, what: ": the portal's CSV" }, args, async (file, values) => {
    const zone = values["time-zone"] ?? homeZone;
    if (!isTimeZone(zone)) throw new WrongUse(`--time-zone ${zone}: a name like ${homeZone}`);
    const language = languageOf(values);
    const portals = parsePortalFile(decodeText(await contentOf(file)), zone);
    if ("problem" in portals) {
      process.stderr.write(`${file}: ${problemText(portals, language)}\n`);
      return 1;
    }
    const checks = checkBill(portals, await ownWindows(values, process.env.SMARTMETER_DATA ?? "/data"));
    const lines =
      values.json === true
        ? checks.map(({ comparison }) => JSON.stringify(comparison))
        : reportLines(checks, language, zone);
    process.stdout.write(`${lines.join("\n")}\n`);
    return isGood(checks) ? 0 : 1;
  });
}

interface OwnValues {
  readonly data?: string | undefined;
  readonly quarters?: string | undefined;
  readonly meter?: string | undefined;
}

async function ownWindows({ data, quarters, meter }: OwnValues, usualData: string): Promise<readonly EnergyWindow[]> {
  if (quarters !== undefined) return parseQuarters(decodeText(await contentOf(quarters)), quarters);
  const folder = quarterHoursFolder(data ?? usualData);
  const meters = await storedMeters(folder);
  if (meters.length === 0) throw new WrongUse(`${folder}: no quarter hours there; --data names the data folder`);
  if (meter === undefined && meters.length > 1)
    throw new WrongUse(`several meters: --meter ${meters.join(" or --meter ")}`);
  if (meter !== undefined && !meters.includes(meter))
    throw new WrongUse(`--meter ${meter}: one of ${meters.join(", ")}`);
  return storedWindows(folder, meter ?? (meters[0] as string));
}

/** What `smartmeter quarters` prints. */
function parseQuarters(text: string, file: string): EnergyWindow[] {
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line, at): EnergyWindow => {
      const [start = "", end = "", importWh = "", exportWh = "", quality = ""] = line.split(";");
      const startMs = Date.parse(start);
      const endMs = Date.parse(end);
      if (Number.isNaN(startMs) || Number.isNaN(endMs) || !["complete", "estimated", "missing"].includes(quality))
        throw new WrongUse(`${file}, line ${at + 2}: not a line that "smartmeter quarters" prints`);
      const energy = (wh: string) => (wh === "" ? undefined : { wh: Number(wh), leastWh: 0, mostWh: undefined });
      return {
        startMs,
        endMs,
        quality: quality as WindowQuality,
        imported: energy(importWh),
        exported: energy(exportWh),
        importRegisterWh: undefined,
        exportRegisterWh: undefined,
      };
    });
}

async function contentOf(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new WrongUse(`${file}: ${reasonOf(error)}`);
  });
}
