/** Virtual meters: sums and differences of meters. */
import type { MeterStatus } from "../status/meter-status.ts";
import { quantityByKey } from "../telegram/quantity.ts";
import type { NumericValue, Reading } from "../telegram/reading.ts";
import type { MeterHandle, OutputEvent } from "./events.ts";

/** Which meters a virtual one is made of, by their ids or their positions. */
export interface VirtualMeterOptions {
  readonly id: string;
  readonly name?: string | undefined;
  readonly add: readonly string[];
  readonly subtract?: readonly string[] | undefined;
}

/** A sum or difference of meters, as one more meter for every output. */
export interface VirtualMeter {
  readonly handle: MeterHandle;
  /** Takes an event of a real meter; gives what the virtual one says in turn. */
  accept(event: OutputEvent): OutputEvent[];
}

/** Quantities that can be added; voltages and angles cannot. */
const keys = ["energy_import", "energy_export", "power_import", "power_export"] as const;

/**
 * Two meters' registers are read seconds apart, so a difference that seems to fall by up to this, in Wh, is held at its
 * last value.
 */
const heldWh = 100;
/** A member's reading counts for this many of its own intervals, and at least this long. */
const intervals = 3;
const leastAgeMs = 60_000;

/** Positions of the meters a virtual one is made of; a name that is neither a position nor an id is undefined. */
export function membersOf(names: readonly string[], meters: readonly { readonly id?: string | undefined }[]) {
  return names.map((name) => {
    const byId = meters.findIndex(({ id }) => id === name);
    if (byId >= 0) return byId;
    return /^\d+$/.test(name) && Number(name) < meters.length ? Number(name) : undefined;
  });
}

/** Speaks whenever its first added meter speaks, as long as all members do. `add` and `subtract` are positions. */
export function createVirtualMeter(
  { id, name }: Pick<VirtualMeterOptions, "id" | "name">,
  index: number,
  add: readonly number[],
  subtract: readonly number[],
): VirtualMeter {
  const handle = { index, name: name ?? id };
  const members = [...new Set([...add, ...subtract])];
  const readings = new Map<number, { reading: Reading; atMs: number }>();
  const statuses = new Map<number, MeterStatus>();
  const held = new Map<string, number>();

  const isFresh = (member: number, nowMs: number): boolean => {
    const latest = readings.get(member);
    const ageMs = Math.max(leastAgeMs, intervals * (statuses.get(member)?.intervalMs ?? 0));
    return latest !== undefined && nowMs - latest.atMs <= ageMs && statuses.get(member)?.available !== false;
  };

  const combined = (key: (typeof keys)[number]): number | undefined => {
    const value = (member: number): number =>
      readings.get(member)?.reading.values.find(({ quantity }) => quantity?.key === key)?.value ?? Number.NaN;
    const total =
      add.reduce((sum, member) => sum + value(member), 0) - subtract.reduce((sum, member) => sum + value(member), 0);
    return Number.isNaN(total) ? undefined : total;
  };

  const values = (): NumericValue[] => {
    const totals = new Map(keys.map((key) => [key, combined(key)]));
    const power = (totals.get("power_import") ?? Number.NaN) - (totals.get("power_export") ?? 0);
    if (subtract.length > 0 && !Number.isNaN(power)) {
      // A difference has its own direction: one part may use what another feeds in.
      totals.set("power_import", Math.max(0, power));
      totals.set("power_export", Math.max(0, -power));
    }
    return [...totals].flatMap(([key, total]) => {
      const quantity = quantityByKey(key);
      if (total === undefined || total < 0 || quantity?.obis === undefined) return [];
      const before = held.get(key);
      const value =
        key.startsWith("energy") && before !== undefined && total < before && before - total <= heldWh ? before : total;
      held.set(key, value);
      return [{ obis: quantity.obis, value, unit: quantity.unit, step: 1, quantity }];
    });
  };

  const reading = (): Reading => ({
    meterId: id,
    systemTitle: undefined,
    meterNumber: undefined,
    deviceName: undefined,
    manufacturer: undefined,
    meterTime: undefined,
    invocationCounter: undefined,
    authenticated: members.every((member) => readings.get(member)?.reading.authenticated),
    layout: "virtual",
    operator: undefined,
    product: undefined,
    framing: "virtual",
    values: values(),
    texts: [],
  });

  return {
    handle,
    accept(event) {
      if (event.kind === "price") return [];
      const { index: member } = event.meter;
      if (!members.includes(member)) return [];
      if (event.kind === "status") {
        statuses.set(member, event.status);
        const known = members.flatMap((at) => statuses.get(at) ?? []);
        return known.length < members.length
          ? []
          : [{ kind: "status", meter: handle, status: combinedStatus(known), atMs: event.atMs }];
      }
      if (event.kind !== "reading") return [];
      const { receivedAtMs } = event;
      readings.set(member, { reading: event.reading, atMs: receivedAtMs });
      if (member !== add[0] || !members.every((at) => isFresh(at, receivedAtMs))) return [];
      return [{ kind: "reading", meter: handle, reading: reading(), receivedAtMs }];
    },
  };
}

/** The status of a virtual meter is that of its worst member. */
function combinedStatus(members: readonly MeterStatus[]): MeterStatus {
  const worst = members.find(({ code }) => code !== "ok") ?? (members[0] as MeterStatus);
  const count = (name: keyof MeterStatus["counts"]): number =>
    members.reduce((sum, { counts }) => sum + counts[name], 0);
  const quality = members.flatMap(({ linkQuality }) => linkQuality ?? []);
  return {
    ...worst,
    sinceMs: Math.max(...members.map(({ sinceMs }) => sinceMs)),
    problem: members.some(({ problem }) => problem),
    available: members.every(({ available }) => available),
    counts: {
      telegrams: count("telegrams"),
      faults: count("faults"),
      held: count("held"),
      leftOut: count("leftOut"),
      duplicates: count("duplicates"),
      lost: count("lost"),
      octets: count("octets"),
      skippedOctets: count("skippedOctets"),
    },
    linkQuality: quality.length === 0 ? undefined : Math.min(...quality),
    source: undefined,
  };
}
