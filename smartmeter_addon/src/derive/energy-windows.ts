/**
 * Quarter hours (or other windows) of a meter's registers: pure, no clock, no file. Samples in, finished windows out.
 *
 * A register is read at instants, and a window ends between two of them. The register at that boundary is interpolated
 * once and belongs to both windows, so any sum of windows is exactly the difference of two registers. How far it can be
 * from the truth is known as well: registers never fall, so it lies between the readings around it.
 */

/** What one telegram says about energy. */
export interface EnergySample {
  /** Instant of the reading, ms since 1970, by the meter's clock. */
  readonly atMs: number;
  /** Registers in Wh: 1.8.0 and 2.8.0. A meter that feeds nothing in may send only the first. */
  readonly importWh: number;
  readonly exportWh: number | undefined;
  /** Which device counts. Registers of two devices are never subtracted from each other. */
  readonly device: string;
  /** The instant is proven: the meter's clock agrees with the host's, or nobody can say otherwise. */
  readonly proven: boolean;
}

/**
 * Energy of a window in one direction, Wh. The truth lies within the bounds; `mostWh` is undefined where there is none.
 */
export interface WindowEnergy {
  readonly wh: number;
  readonly leastWh: number;
  readonly mostWh: number | undefined;
}

/**
 * `complete`: both boundaries lie between telegrams that follow each other closely. `estimated`: telegrams are missing
 * at a boundary, or the clock is in doubt. `missing`: the registers before and after it do not belong together, or
 * there are none.
 */
export type WindowQuality = "complete" | "estimated" | "missing";

/** One finished window, from `startMs` to `endMs` (ms since 1970). */
export interface EnergyWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly quality: WindowQuality;
  /** Undefined where it is missing; `exported` also where the meter has no such register. */
  readonly imported: WindowEnergy | undefined;
  readonly exported: WindowEnergy | undefined;
  /** Registers at the window's end, Wh. */
  readonly importRegisterWh: number | undefined;
  readonly exportRegisterWh: number | undefined;
}

/** The window under way. */
export interface RunningWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** Instant of the last sample in it. */
  readonly atMs: number;
  /** Energy since its beginning, Wh; undefined where its beginning was not heard. */
  readonly importedWh: number | undefined;
  readonly exportedWh: number | undefined;
}

/** Where the engine stands, as plain data that survives a restart. */
export interface EnergyWindowsState {
  readonly windowMs: number;
  readonly last: EnergySample;
  /** The boundary at which the running window began; undefined where it was not heard. */
  readonly start: Boundary | undefined;
  /** A clock was in doubt since that boundary. */
  readonly doubtful: boolean;
}

/** One meter's windows. */
export interface EnergyWindows {
  /** Takes a telegram's registers; gives the windows that ended with it, oldest first. */
  push(sample: EnergySample): EnergyWindow[];
  running(): RunningWindow | undefined;
  state(): EnergyWindowsState | undefined;
}

/** A register at a boundary, Wh. */
interface RegisterAt {
  readonly wh: number;
  readonly leastWh: number;
  readonly mostWh: number;
}

interface Boundary {
  readonly atMs: number;
  readonly imported: RegisterAt;
  readonly exported: RegisterAt | undefined;
  /** The telegrams around it follow each other closely. */
  readonly close: boolean;
}

/** Windows that can be chosen, minutes: a day has a whole number of each of them. */
export const windowMinutes = [1, 5, 15, 30, 60] as const;

/** The slowest meter sends every 15 s, and one of its telegrams may be lost. */
const leastGapMs = 30_000;
/** A gap at a boundary is small up to this share of the window. */
const gapShare = 1 / 15;
/** After a longer silence the windows start over; nobody wants to see each missing quarter hour. */
const longestGapMs = 35 * 86_400_000;
/** Registers are sent in whole Wh, so each may lie this far below the truth. */
const stepWh = 1;
/** A meter's clock is corrected by seconds; one that stays behind for longer than this was wrong before. */
const setBackMs = 3_600_000;

/**
 * Cuts a register's rise into windows of `windowMs`, aligned to the epoch (time zones are whole hours away from it).
 */
export function createEnergyWindows(windowMs: number, restored?: EnergyWindowsState): EnergyWindows {
  let state = restored?.windowMs === windowMs ? restored : undefined;
  const closeMs = Math.max(leastGapMs, windowMs * gapShare);

  const begin = (sample: EnergySample): void => {
    const startsHere = sample.atMs % windowMs === 0;
    state = {
      windowMs,
      last: sample,
      start: startsHere ? boundaryAt(sample.atMs, sample, sample, closeMs) : undefined,
      doubtful: !sample.proven,
    };
  };

  /** Windows of which nothing is known, up to the one that holds the sample. */
  const missingUntil = (fromMs: number, toMs: number): EnergyWindow[] => {
    if (toMs <= fromMs || toMs - fromMs > longestGapMs) return [];
    return starts(fromMs, toMs, windowMs).map((startMs) => missingWindow(startMs, windowMs));
  };

  return {
    push(sample) {
      if (state === undefined) {
        begin(sample);
        return [];
      }
      const { last } = state;
      if (isBelated(last, sample)) return [];
      if (!follows(last, sample)) {
        const missing = missingUntil(floorTo(last.atMs, windowMs), floorTo(sample.atMs, windowMs));
        begin(sample);
        return missing;
      }
      if ((sample.exportWh === undefined) !== (last.exportWh === undefined)) {
        // Of two lists, one may lack a register. Only a meter that leaves it out for a whole window no longer sends it.
        if (sample.atMs - last.atMs <= windowMs) return [];
      }
      let { start, doubtful } = state;
      doubtful ||= !sample.proven;
      const ended: EnergyWindow[] = [];
      for (const startMs of starts(floorTo(last.atMs, windowMs), floorTo(sample.atMs, windowMs), windowMs)) {
        const end = boundaryAt(startMs + windowMs, last, sample, closeMs);
        ended.push(start === undefined ? missingWindow(startMs, windowMs, end) : windowOf(start, end, doubtful));
        start = end;
        doubtful = !sample.proven;
      }
      state = { windowMs, last: sample, start, doubtful };
      return ended;
    },
    running() {
      if (state === undefined) return undefined;
      const { last, start } = state;
      const startMs = floorTo(last.atMs, windowMs);
      const since = (register: number | undefined, at: RegisterAt | undefined): number | undefined =>
        register === undefined || at === undefined ? undefined : Math.max(0, register - at.wh);
      return {
        startMs,
        endMs: startMs + windowMs,
        atMs: last.atMs,
        importedWh: since(last.importWh, start?.imported),
        exportedWh: since(last.exportWh, start?.exported),
      };
    },
    state: () => state,
  };
}

/**
 * The state as it was at the end of a stored window. A crash may have lost what was learnt after the last save; then
 * the window's registers are the truth, and the next one begins with them.
 */
export function resumedAfter(state: EnergyWindowsState, window: EnergyWindow): EnergyWindowsState {
  const { endMs, importRegisterWh, exportRegisterWh } = window;
  if (state.last.atMs >= endMs || importRegisterWh === undefined) return state;
  const last = { ...state.last, atMs: endMs, importWh: importRegisterWh, exportWh: exportRegisterWh };
  return { ...state, last, start: boundaryAt(endMs, last, last, 0), doubtful: false };
}

/** Whether a telegram came late, or a clock was set back a little: time continues where it was. */
function isBelated(last: EnergySample, sample: EnergySample): boolean {
  if (sample.device !== last.device || sample.atMs > last.atMs) return false;
  return sample.importWh <= last.importWh || last.atMs - sample.atMs <= setBackMs;
}

/** Whether the registers of both belong together: the same device, nothing fell, not too long ago. */
function follows(last: EnergySample, sample: EnergySample): boolean {
  return (
    sample.device === last.device &&
    sample.importWh >= last.importWh &&
    (sample.exportWh ?? Number.POSITIVE_INFINITY) >= (last.exportWh ?? 0) &&
    sample.atMs > last.atMs &&
    sample.atMs - last.atMs <= longestGapMs
  );
}

function boundaryAt(atMs: number, before: EnergySample, after: EnergySample, closeMs: number): Boundary {
  const share = after.atMs === before.atMs ? 1 : (atMs - before.atMs) / (after.atMs - before.atMs);
  // A telegram right on the boundary leaves nothing to interpolate.
  const known = atMs === after.atMs ? after : atMs === before.atMs ? before : undefined;
  const register = (from: number, to: number): RegisterAt => {
    const [leastWh, mostWh] = known === after ? [to, to] : known === before ? [from, from] : [from, to];
    return { wh: Math.round(leastWh + (mostWh - leastWh) * (known === undefined ? share : 1)), leastWh, mostWh };
  };
  return {
    atMs,
    imported: register(before.importWh, after.importWh),
    exported:
      before.exportWh === undefined || after.exportWh === undefined
        ? undefined
        : register(before.exportWh, after.exportWh),
    close: known !== undefined || after.atMs - before.atMs <= closeMs,
  };
}

function windowOf(start: Boundary, end: Boundary, doubtful: boolean): EnergyWindow {
  const complete = start.close && end.close && !doubtful;
  const between = (from: RegisterAt | undefined, to: RegisterAt | undefined): WindowEnergy | undefined => {
    if (from === undefined || to === undefined) return undefined;
    const wh = to.wh - from.wh;
    // The energy is exact, but while the time is in doubt nobody knows which window it belongs to.
    if (doubtful) return { wh, leastWh: 0, mostWh: undefined };
    return { wh, leastWh: Math.max(0, to.leastWh - from.mostWh - stepWh), mostWh: to.mostWh - from.leastWh + stepWh };
  };
  return {
    startMs: start.atMs,
    endMs: end.atMs,
    quality: complete ? "complete" : "estimated",
    imported: between(start.imported, end.imported),
    exported: between(start.exported, end.exported),
    importRegisterWh: end.imported.wh,
    exportRegisterWh: end.exported?.wh,
  };
}

function missingWindow(startMs: number, windowMs: number, end?: Boundary): EnergyWindow {
  return {
    startMs,
    endMs: startMs + windowMs,
    quality: "missing",
    imported: undefined,
    exported: undefined,
    importRegisterWh: end?.imported.wh,
    exportRegisterWh: end?.exported?.wh,
  };
}

const floorTo = (atMs: number, windowMs: number): number => Math.floor(atMs / windowMs) * windowMs;

/** Beginnings of the windows that end after `fromMs` and no later than `toMs`; both are boundaries. */
function starts(fromMs: number, toMs: number, windowMs: number): number[] {
  return Array.from({ length: Math.max(0, Math.round((toMs - fromMs) / windowMs)) }, (_, at) => fromMs + at * windowMs);
}
