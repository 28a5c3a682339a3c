// Lays an export of the grid operator's portal over the own quarter hours.
import { createReadStream } from "node:fs";
import { checkBill, isGood } from "../bill/compare.ts";
import { largestExport, parsePortalFile } from "../bill/portal-export.ts";
import { problemText, reportLines } from "../bill/report.ts";
import type { EnergyWindow, WindowQuality } from "../derive/energy-windows.ts";
import { homeZone, isTimeZone } from "../host/time-zone.ts";
import { concatOctets } from "../octets.ts";
import { decodeText } from "../paste/decode-text.ts";
import { storedMeters, storedWindows } from "../sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../sink/quarter-hours/quarter-hours.ts";
import { eitherMeter, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { fileError, languageOf, WrongUse, withFile } from "./inputs.ts";

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
  return withFile({ usage: usages.compare, flags, what: wrongUse.onePortalFile }, args, async (file, values) => {
    const zone = values["time-zone"] ?? homeZone;
    if (!isTimeZone(zone)) throw new WrongUse(wrongUse.zone, { text: zone, zone: homeZone });
    const language = languageOf(values);
    const content = await contentOf(file);
    const portals =
      content === undefined ? ({ problem: "too-large" } as const) : parsePortalFile(decodeText(content), zone);
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
  if (quarters !== undefined) {
    const content = await contentOf(quarters);
    if (content === undefined) throw new WrongUse(wrongUse.notQuarters, { file: quarters, line: 1 });
    return parseQuarters(decodeText(content), quarters);
  }
  const folder = quarterHoursFolder(data ?? usualData);
  const meters = await storedMeters(folder);
  if (meters.length === 0) throw new WrongUse(wrongUse.noQuarters, { folder });
  if (meter === undefined && meters.length > 1)
    throw new WrongUse(wrongUse.severalMeters, { names: eitherMeter(meters) });
  if (meter !== undefined && !meters.includes(meter))
    throw new WrongUse(wrongUse.meterUnknown, { text: meter, names: meters.join(", ") });
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
      const isNumber = [importWh, exportWh].every((wh) => Number.isFinite(Number(wh)));
      const isKnown = ["complete", "estimated", "missing"].includes(quality);
      if (Number.isNaN(startMs) || Number.isNaN(endMs) || !isNumber || !isKnown)
        throw new WrongUse(wrongUse.notQuarters, { file, line: at + 2 });
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

/** Undefined: the file is larger than what it should be can be; of a device there is no end. */
async function contentOf(file: string): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > largestExport) return undefined;
    }
  } catch (error) {
    throw fileError(file, error);
  }
  return concatOctets(parts);
}
