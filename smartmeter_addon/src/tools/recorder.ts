/** Makes a capture while the meter speaks. */
import type { MeterKeys } from "../envelope/keyring.ts";
import type { Fault, FaultCode } from "../fault.ts";
import { concatOctets } from "../octets.ts";
import type { Capture } from "./capture-file.ts";
import { createResealer, type Resealer } from "./reseal/reseal.ts";
import { testAuthenticationKey, testKey } from "./simulate/simulate.ts";

/** Longest recording: an hour of the most talkative meters is less. */
const mostOctets = 4_000_000;

/** Makes a capture while the meter speaks; what goes in is never kept as it was. */
export interface Recorder {
  octets(octets: Uint8Array): void;
  /** Another port setting is tried: octets heard with a wrong one are no telegrams of anybody. */
  probing(): void;
  settled(settings: string): void;
  fault(fault: Fault): void;
  /** No more fits in. */
  isFull(): boolean;
  finish(about: Pick<Capture, "version" | "source" | "seconds"> & { readonly settings: string | undefined }): Capture;
}

export function createRecorder(keys: MeterKeys): Recorder {
  const faults = new Map<FaultCode, number>();
  let resealer: Resealer = createResealer({ keys });
  let parts: Uint8Array[] = [];
  let size = 0;
  let settled: string | undefined;

  function keep(octets: Uint8Array): void {
    if (octets.length === 0) return;
    parts.push(octets);
    size += octets.length;
  }

  return {
    octets(octets) {
      if (size < mostOctets) keep(resealer.push(octets));
    },
    probing() {
      if (settled !== undefined) return;
      resealer = createResealer({ keys });
      parts = [];
      size = 0;
    },
    settled(settings) {
      settled = settings;
    },
    fault({ code }) {
      faults.set(code, (faults.get(code) ?? 0) + 1);
    },
    isFull: () => size >= mostOctets,
    finish({ version, source, seconds, settings }) {
      keep(resealer.end());
      const { sealed, "made-up": madeUp, plain } = resealer.statistics();
      return {
        version,
        source,
        settings: settled ?? settings,
        seconds,
        key: testKey,
        authenticationKey: testAuthenticationKey,
        telegrams: { sealed, madeUp, plain },
        faults: [...faults].map(([code, count]) => ({ code, count })),
        octets: concatOctets(parts),
      };
    },
  };
}
