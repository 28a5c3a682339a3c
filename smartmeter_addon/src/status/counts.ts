/** What has been counted on one meter's line since the start. */
import type { Fault } from "../fault.ts";
import type { LinkStatistics } from "../link/link.ts";
import type { SourceEvent } from "../source/source.ts";
import type { MeterEvent } from "../telegram/reading.ts";
import type { MeterStatus } from "./meter-status.ts";

/** All but the lost telegrams, which the steps of the invocation counter tell. */
type Counts = Omit<MeterStatus["counts"], "lost">;

/** Counts what happens; decides nothing. */
export function createCounts() {
  const counts = { telegrams: 0, faults: 0, held: 0, leftOut: 0, duplicates: 0, octets: 0, skippedOctets: 0 };

  function fault({ code }: Fault): void {
    counts.faults++;
    if (code === "duplicate") counts.duplicates++;
  }

  return {
    source(event: SourceEvent): void {
      if (event.kind === "octets") counts.octets += event.octets.length;
      else if (event.kind === "fault") fault(event.fault);
    },
    link({ skippedOctets }: LinkStatistics): void {
      counts.skippedOctets = skippedOctets;
    },
    meter(event: MeterEvent): void {
      if (event.kind === "reading") counts.telegrams++;
      else if (event.kind === "held") counts.held++;
      else if (event.kind === "left-out") counts.leftOut++;
      else if (event.kind === "fault") fault(event.fault);
    },
    /** A fault that comes neither from the port nor from a telegram. */
    fault,
    sums: (): Counts => ({ ...counts }),
  };
}
