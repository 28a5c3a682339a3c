/** Who reads, and how often: for the log and the page. */
import type { OutputClient } from "../sink.ts";

/** How often each client asked in the last minute. Times are of a clock that nobody sets. */
export interface Clients {
  /** Counts a request; true where this client has never asked before, or not for a long time. */
  asked(address: string, unit: number, nowMs: number): boolean;
  /** Those that asked in the last minute. */
  list(nowMs: number): OutputClient[];
}

interface Client {
  units: Set<number>;
  /** Requests in each tenth of the last minute; the newest is at `slot`. */
  readonly counts: Uint32Array;
  slot: number;
  firstAtMs: number;
  lastAtMs: number;
}

const slotMs = 6000;
const minuteMs = 60_000;
/** After this long without a request it counts as a new client. */
const forgottenMs = 600_000;
const mostClients = 64;
const mostUnits = 8;

export function createClients(): Clients {
  const clients = new Map<string, Client>();

  /** Empties the tenths that have passed since this client's last request. */
  const turn = (client: Client, nowMs: number): void => {
    const slot = Math.floor(nowMs / slotMs);
    for (let at = Math.max(client.slot + 1, slot - 9); at <= slot; at++) client.counts[at % 10] = 0;
    client.slot = slot;
  };

  return {
    asked(address, unit, nowMs) {
      let client = clients.get(address);
      const isNew = client === undefined || nowMs - client.lastAtMs > forgottenMs;
      if (client === undefined || isNew) {
        const counts = new Uint32Array(10);
        client = { units: new Set(), counts, slot: Math.floor(nowMs / slotMs), firstAtMs: nowMs, lastAtMs: nowMs };
      }
      turn(client, nowMs);
      client.counts[client.slot % 10] = (client.counts[client.slot % 10] ?? 0) + 1;
      client.lastAtMs = nowMs;
      if (client.units.size < mostUnits) client.units.add(unit);
      // The client that asked last moves to the end; where there are too many, the first goes.
      clients.delete(address);
      clients.set(address, client);
      for (const oldest of clients.keys()) {
        if (clients.size <= mostClients) break;
        clients.delete(oldest);
      }
      return isNew;
    },
    list(nowMs) {
      return [...clients]
        .filter(([, { lastAtMs }]) => nowMs - lastAtMs <= minuteMs)
        .map(([address, client]) => {
          turn(client, nowMs);
          const requests = client.counts.reduce((sum, count) => sum + count, 0);
          const spanMs = Math.min(minuteMs, Math.max(slotMs, nowMs - client.firstAtMs));
          return { address, units: [...client.units], perMinute: Math.round((requests * minuteMs) / spanMs) };
        });
    },
  };
}
