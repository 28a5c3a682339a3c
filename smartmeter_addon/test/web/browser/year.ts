/** Quarter hours and days of more than a year in a data folder, as the program would have written them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMeterDecoder } from "../../../src/decoder.ts";
import type { EnergyWindow } from "../../../src/derive/energy-windows.ts";
import { localDay, startOfDay } from "../../../src/host/calendar.ts";
import { dayAfter } from "../../../src/host/day-after.ts";
import { daysFile, monthFile } from "../../../src/sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../../../src/sink/quarter-hours/quarter-hours.ts";
import { dayHeader, formatDay, formatWindow, windowHeader } from "../../../src/sink/quarter-hours/window-rows.ts";
import { loadDefinitions } from "../../../src/telegram/definitions.ts";
import type { Reading } from "../../../src/telegram/reading.ts";
import { createSimulatedMeter, testKey } from "../../../src/tools/simulate/simulate.ts";

/** What a simulated meter sends, as it is read once it is believed. */
export function simulatedReading(meter: string, startMs: number): Reading {
  const decoder = createMeterDecoder({ keys: { key: testKey }, definitions: loadDefinitions() });
  const simulated = createSimulatedMeter({ meter, startMs });
  for (let atMs = startMs; atMs < startMs + 600_000; atMs += 5000)
    for (const event of decoder.push(simulated.next(atMs).octets, atMs))
      if (event.kind === "reading") return event.reading;
  throw new Error(`${meter} is not read`);
}

const quarterMs = 900_000;

/** Up to `endMs`; at noon the sun feeds in, in the evening people cook. */
export function writeYear(data: string, meterId: string, endMs: number, zone: string, days = 400): void {
  const folder = quarterHoursFolder(data);
  mkdirSync(folder, { recursive: true });
  const months = new Map<string, string[]>();
  const totals: string[] = [];
  const today = localDay(endMs, zone);
  for (let day = dayAfter(today, -days); day <= today; day = dayAfter(day)) {
    const sum = { importWh: 0, exportWh: 0, peakWh: 0, peakMs: 0, count: 0 };
    const nextDay = startOfDay(dayAfter(day), zone);
    for (let startMs = startOfDay(day, zone); startMs < Math.min(nextDay, endMs - quarterMs); startMs += quarterMs) {
      const window = windowAt(startMs, (startMs - startOfDay(day, zone)) / 3_600_000, Number(day.slice(5, 7)));
      const month = day.slice(0, 7);
      months.set(month, [...(months.get(month) ?? []), formatWindow(window, zone)]);
      sum.importWh += window.imported?.wh ?? 0;
      sum.exportWh += window.exported?.wh ?? 0;
      sum.count++;
      if ((window.imported?.wh ?? 0) > sum.peakWh) [sum.peakWh, sum.peakMs] = [window.imported?.wh ?? 0, startMs];
    }
    if (day === today) continue;
    const { importWh, exportWh, count } = sum;
    const peak = { watts: 4 * sum.peakWh, startMs: sum.peakMs };
    const windows = { complete: count, estimated: 0, missing: 0 };
    const money = { cost: (importWh / 1000) * 0.28, income: (exportWh / 1000) * 0.07 };
    totals.push(formatDay({ day, importWh, exportWh, windows, peak, ...money }, zone));
  }
  for (const [month, lines] of months)
    writeFileSync(join(folder, monthFile(meterId, month)), [windowHeader, ...lines, ""].join("\n"));
  writeFileSync(join(folder, daysFile(meterId)), [dayHeader, ...totals, ""].join("\n"));
}

function windowAt(startMs: number, hour: number, month: number): EnergyWindow {
  const summer = (1 - Math.cos((2 * Math.PI * (month - 0.5)) / 12)) / 2;
  const sun = Math.max(0, Math.sin((Math.PI * (hour - 6)) / 12)) * (400 + 3200 * summer);
  const life = 250 + 900 * Math.exp(-((hour - 19) ** 2) / 4) + 500 * Math.exp(-((hour - 7) ** 2) / 2);
  const wobble = 1 + 0.3 * Math.sin(startMs / 5_400_000) + 0.2 * Math.sin(startMs / 86_400_000);
  const net = (life + 400 * (1 - summer)) * wobble - sun * (0.7 + 0.3 * Math.sin(startMs / 200_000_000));
  const energy = (watts: number) => {
    const wh = Math.round(Math.max(0, watts) / 4);
    return { wh, leastWh: wh, mostWh: wh };
  };
  return {
    startMs,
    endMs: startMs + quarterMs,
    quality: "complete",
    imported: energy(net),
    exported: energy(-net),
    importRegisterWh: undefined,
    exportRegisterWh: undefined,
  };
}
