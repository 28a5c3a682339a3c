/** The meters behind their unit ids: what each serves, and until when. */
import type { MeterHandle, ReadingEvent, StatusEvent } from "../../derive/events.ts";
import type { Reading } from "../../telegram/reading.ts";
import { pointsOf } from "./points.ts";
import { createRegisters } from "./registers.ts";
import type { SunspecOptions } from "./sunspec-options.ts";

/** One meter behind its unit id. */
interface Unit {
  readonly unit: number;
  registers: Uint8Array | undefined;
  /** When the current reading arrived. */
  atMs: number;
  /** Its status says that it no longer speaks. */
  gone: boolean;
  /** Between two of its telegrams, as far as it is known. */
  intervalMs: number | undefined;
  /** What the log was told last. */
  toldSilent: boolean;
}

/** Times are of a clock that nobody sets. */
export interface SunspecUnits {
  /** Serves a reading from now on. */
  reading(event: ReadingEvent, nowMs: number): void;
  /** Stops serving a meter whose status says that it no longer speaks. */
  status(event: StatusEvent): void;
  /** What is read at a unit id; undefined while its meter is silent, or where there is none. */
  registers(unit: number, nowMs: number): Uint8Array | undefined;
  areAllSilent(nowMs: number): boolean;
  /** The units that have fallen silent or speak again since this was last asked. */
  changes(nowMs: number): { readonly unit: number; readonly silent: boolean }[];
  /** A unit whose telegrams come further apart than this. */
  slowerThan(intervalMs: number): { readonly unit: number; readonly intervalMs: number } | undefined;
}

/** Unit ids by which a client means the device itself (Modbus Messaging on TCP/IP, clause 4.4.2.2). */
const itself: ReadonlySet<number> = new Set([0, 255]);
/** The last unit id a device may have. */
const lastUnit = 247;

/** A unit exists as soon as its meter has been heard. */
export function createUnits(options: SunspecOptions, version: string): SunspecUnits {
  const staleMs = options.stale * 1000;
  const units = new Map<number, Unit>();

  const isSilent = ({ registers, atMs, gone }: Unit, nowMs: number): boolean =>
    registers === undefined || gone || nowMs - atMs > staleMs;

  const unitOf = (id: number): Unit => {
    const known = units.get(id);
    if (known !== undefined) return known;
    const unit = { unit: id, registers: undefined, atMs: 0, gone: false, intervalMs: undefined, toldSilent: false };
    units.set(id, unit);
    return unit;
  };

  return {
    reading({ meter, reading, receivedAtMs }, nowMs) {
      const id = unitId(options, meter, reading.meterId);
      if (id === undefined) return;
      const unit = unitOf(id);
      // A reading may have been held back. If the host's clock was set meanwhile, it counts as older, never as newer.
      const heldMs = Math.max(0, Date.now() - receivedAtMs);
      unit.registers = registersOf(reading, id, options, version);
      unit.atMs = Number.isFinite(heldMs) ? nowMs - heldMs : Number.NEGATIVE_INFINITY;
      unit.gone = false;
    },
    status({ meter, status }) {
      const id = unitId(options, meter, undefined);
      const unit = id === undefined ? undefined : units.get(id);
      if (unit === undefined) return;
      unit.gone = !status.available;
      unit.intervalMs = status.intervalMs;
    },
    registers(id, nowMs) {
      const unit = units.get(itself.has(id) ? options.unit : id);
      return unit === undefined || isSilent(unit, nowMs) ? undefined : unit.registers;
    },
    areAllSilent: (nowMs) => [...units.values()].every((unit) => isSilent(unit, nowMs)),
    changes(nowMs) {
      const changed = [...units.values()].filter(
        (unit) => unit.registers !== undefined && isSilent(unit, nowMs) !== unit.toldSilent,
      );
      for (const unit of changed) unit.toldSilent = !unit.toldSilent;
      return changed.map(({ unit, toldSilent }) => ({ unit, silent: toldSilent }));
    },
    slowerThan(limitMs) {
      for (const { unit, intervalMs = 0 } of units.values()) if (intervalMs > limitMs) return { unit, intervalMs };
      return undefined;
    },
  };
}

/** The unit id of a meter; undefined where it is not served. */
function unitId({ unit, meter: only }: SunspecOptions, meter: MeterHandle, meterId: string | undefined) {
  if (only !== undefined) return only === String(meter.index) || only === meterId ? unit : undefined;
  const id = unit + meter.index;
  return id <= lastUnit ? id : undefined;
}

function registersOf(reading: Reading, unit: number, options: SunspecOptions, version: string): Uint8Array {
  const { manufacturer, model, phases } = options;
  const isNumber = model === "203" || model === "213";
  const nameplate = {
    manufacturer: manufacturer ?? reading.manufacturer ?? "Smart Meter",
    model: (isNumber ? undefined : model) ?? reading.product ?? "Smart Meter",
    version,
    serialNumber: reading.meterNumber ?? reading.meterId,
    unit,
  };
  return createRegisters(model === "203" ? 203 : 213, nameplate, pointsOf(reading, phases));
}
