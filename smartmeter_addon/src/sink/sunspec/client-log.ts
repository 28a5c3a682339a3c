/** What the log is told of clients: who reads, how often, and who was refused. */
import type { Language } from "../../language/language.ts";
import { message } from "../../texts/log-lines.ts";
import type { OutputContext } from "../output.ts";
import type { Clients } from "./clients.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** The log names at most this many addresses that were refused. */
const mostRefused = 100;

/** Times are of a clock that nobody sets. */
export function createClientLog(clients: Clients, log: OutputContext["log"], language: Language) {
  const refused = new Set<string>();
  let tellRatesAtMs = Number.POSITIVE_INFINITY;

  return {
    /** A client asked; a new one is told at once, and a minute later how often it asks. */
    asked(address: string, unit: number, nowMs: number): void {
      if (!clients.asked(address, unit, nowMs)) return;
      log.info(message(language, "sunspecClient", { address, unit }));
      tellRatesAtMs = Math.min(tellRatesAtMs, nowMs + minuteMs);
    },
    /** A client is not among those that may read; each address is told once. */
    refused(address: string): void {
      if (refused.has(address) || refused.size >= mostRefused) return;
      refused.add(address);
      log.warning(message(language, "sunspecRefused", { address }));
    },
    /** Tells once an hour how often each client asks, as long as there are any. */
    tick(nowMs: number): void {
      if (nowMs < tellRatesAtMs) return;
      const list = clients.list(nowMs);
      tellRatesAtMs = list.length === 0 ? Number.POSITIVE_INFINITY : nowMs + hourMs;
      const rates = list.map(({ address, perMinute }) => `${address} ${perMinute}/min`).join(", ");
      if (list.length > 0) log.info(message(language, "sunspecRates", { rates }));
    },
  };
}
