/**
 * The quarter hours of all meters as they were before the start: running windows from the state, the rest from files.
 */
import { createEnergy, type Energy } from "../derive/energy.ts";
import type { EnergyWindowsState } from "../derive/energy-windows.ts";
import type { Log } from "../log.ts";
import { tariffOf } from "../options/tariff.ts";
import { loadHistory, storedMeters } from "../sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../sink/quarter-hours/quarter-hours.ts";
import { usualQuarterHours } from "../sink/quarter-hours/quarter-hours-options.ts";
import { faultBegins } from "../texts/log-lines.ts";
import type { ProgramOptions } from "./program-options.ts";
import type { StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

/** Undefined where quarter hours are switched off. `data`: the folder that keeps them; undefined: nothing is kept. */
export async function recallEnergy(
  { options, timeZone, log, language }: ProgramOptions,
  data: string | undefined,
  saver: StateSaver,
): Promise<Energy | undefined> {
  const { enabled, window, limit, year_starts } = { ...usualQuarterHours, ...options.quarter_hours };
  if (!enabled) return undefined;
  const store = openStore({
    folder: data,
    name: "energy",
    onFault: (fault) => fault && log.warning(faultBegins(language, "energy.json", fault)),
  });
  const settings = {
    windowMs: window * 60_000,
    zone: timeZone,
    tariff: options.tariff && tariffOf(options.tariff),
    limitW: limit,
    yearStarts: year_starts,
  };
  const energy = createEnergy(settings, restoredStates(store.load()));
  if (data !== undefined) await restoreHistories(energy, quarterHoursFolder(data), log);
  saver.add((how) => store.save(energy.state(), how));
  return energy;
}

/** A folder that cannot be read costs its own contents and nothing else. */
async function restoreHistories(energy: Energy, folder: string, log: Log): Promise<void> {
  try {
    for (const meter of await storedMeters(folder)) energy.restore(meter, await loadHistory(folder, meter));
  } catch (error) {
    log.warning(`quarter_hours: ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The states that this program wrote; where there is anything else, the meter starts over. */
function restoredStates(loaded: unknown): Record<string, EnergyWindowsState> {
  if (typeof loaded !== "object" || loaded === null) return {};
  return Object.fromEntries(
    Object.entries(loaded as Record<string, EnergyWindowsState>).filter(([, state]) => isState(state)),
  );
}

function isState(state: EnergyWindowsState | undefined): boolean {
  const { windowMs, last, start } = state ?? {};
  const numbers = [windowMs, last?.atMs, last?.importWh, start === undefined ? 0 : start.imported?.wh];
  return (
    numbers.every((value) => typeof value === "number" && Number.isFinite(value)) && typeof last?.device === "string"
  );
}
