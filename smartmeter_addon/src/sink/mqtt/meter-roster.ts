/** Which entry of the options hears which meter, and the meters that are remembered. */
import type { MeterHandle } from "../sink.ts";
import { createKnownMeter, loadKnownMeters, type MeterStore, retireUnknownKeys } from "./known-meters.ts";
import { createMqttLine, type MqttLine } from "./mqtt-line.ts";
import type { Entry, MessageOptions } from "./mqtt-messages.ts";
import { startingStatus } from "./mqtt-status.ts";

/** What the roster begins with. */
export interface RosterOptions extends MessageOptions {
  readonly store: MeterStore | undefined;
  /** Host time of the start, ms since 1970. */
  readonly startedAtMs: number;
}

/** The entries of the options and the meters they hear. */
export interface MeterRoster {
  /** In the order of the options. */
  readonly entries: () => Entry[];
  /** All meters ever heard, the one assigned last at the end. */
  readonly lines: () => MqttLine[];
  readonly ids: () => string[];
  readonly entryOf: (handle: MeterHandle) => Entry;
  readonly knows: (id: string) => boolean;
  readonly isHeard: (line: MqttLine) => boolean;
  /** The entry now hears the meter with this id; gives the entries that had heard it, and the entry's former meter. */
  readonly assign: (entry: Entry, id: string) => { losing: Entry[]; former: MqttLine | undefined };
  /**
   * Stores what is known. If the store fails, which it reports itself, only the next start's memory is lost.
   */
  readonly save: () => void;
}

/** Most meters remembered; beyond that, the ones that were heard longest ago are forgotten. */
const mostMeters = 4000;

/** Begins with the meters in the store. */
export function createRoster(options: RosterOptions): MeterRoster {
  const lines = new Map<string, MqttLine>();
  const entries = new Map<number, Entry>();

  const entryOf = (handle: MeterHandle): Entry => {
    let entry = entries.get(handle.index);
    if (entry === undefined) {
      const status = startingStatus(options.startedAtMs);
      entry = { handle, line: undefined, status, statusSentAtMs: Number.NEGATIVE_INFINITY };
      entries.set(handle.index, entry);
    }
    return entry;
  };

  const isHeard = (line: MqttLine): boolean => [...entries.values()].some((entry) => entry.line === line);

  const forgetOldest = (): void => {
    if (lines.size <= mostMeters) return;
    const oldest = [...lines.values()].find((line) => !isHeard(line));
    if (oldest !== undefined) lines.delete(oldest.known.id);
  };

  for (const handle of options.meters) entryOf(handle);
  for (const known of loadKnownMeters(options.store)) {
    retireUnknownKeys(known);
    const line = createMqttLine(known, options);
    lines.set(known.id, line);
    const entry = entries.get(known.entry);
    if (entry !== undefined && entry.handle.name === known.name) entry.line = line;
  }

  return {
    entries: () => [...entries.values()],
    lines: () => [...lines.values()],
    ids: () => [...lines.keys()],
    entryOf,
    knows: (id) => lines.has(id),
    isHeard,
    assign(entry, id) {
      const former = entry.line;
      const line = lines.get(id) ?? createMqttLine(createKnownMeter(id, entry.handle), options);
      lines.delete(id);
      lines.set(id, line);
      const losing = [...entries.values()].filter((other) => other !== entry && other.line === line);
      entry.line = line;
      for (const other of losing) other.line = undefined;
      forgetOldest();
      return { losing, former };
    },
    save() {
      try {
        options.store?.save([...lines.values()].map(({ known }) => known));
      } catch {
        // The store reports it.
      }
    },
  };
}
