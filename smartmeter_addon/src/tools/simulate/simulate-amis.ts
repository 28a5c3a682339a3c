/** An AMIS meter as the master of its line. */
import { acknowledgement } from "../../link/mbus.ts";
import { amisSearch } from "../encode/encode-amis.ts";
import { createSimulatedMeter, type SimulatedMeterOptions, type SimulatedTelegram } from "./simulate.ts";

export type AmisSending =
  | { readonly kind: "search"; readonly octets: Uint8Array }
  | ({ kind: "telegram" } & SimulatedTelegram);

/** The AMIS meter as the master of its line (protocol facts 8.1). */
export interface AmisMeter {
  readonly mode: "search" | "data";
  /** How long until it sends again: a minute in search mode, a second in data mode. */
  readonly intervalMs: number;
  /** What it sends now. Ten telegrams without acknowledgement bring it back to search mode. */
  send(atMs?: number): AmisSending;
  /** Octets from the reader; everything but E5 is ignored. True when they changed the mode. */
  receive(octets: Uint8Array): boolean;
}

const patience = 10;

/** A virtual AMIS meter: `10 40 F0 30 16` until somebody answers E5, then a telegram a second, each to be answered. */
export function createAmisMeter(
  options: Omit<SimulatedMeterOptions, "meter"> & { readonly searchIntervalMs?: number },
): AmisMeter {
  const meter = createSimulatedMeter({ ...options, meter: "netzooe-amis" });
  const { intervalMs } = meter.describe();
  let mode: "search" | "data" = "search";
  let missing = 0;
  return {
    get mode() {
      return mode;
    },
    get intervalMs() {
      return mode === "search" ? (options.searchIntervalMs ?? 60_000) : intervalMs;
    },
    send(atMs) {
      if (missing >= patience) {
        mode = "search";
        missing = 0;
      }
      if (mode === "search") return { kind: "search", octets: amisSearch };
      missing++;
      return { kind: "telegram", ...meter.next(atMs) };
    },
    receive(octets) {
      if (!octets.includes(acknowledgement)) return false;
      missing = 0;
      const changed = mode === "search";
      mode = "data";
      return changed;
    },
  };
}
