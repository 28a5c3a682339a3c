/** What the page is told besides readings and statuses. */
import type { LinkStatistics } from "../decoder.ts";
import type { Fault } from "../fault.ts";
import type { MeterHandle } from "../sink/sink.ts";
import type { SourceEvent } from "../source/source.ts";
import type { MeterEvent } from "../telegram/reading.ts";

/**
 * What the page shows beyond the events that every output gets: how the line is doing between two telegrams. The program
 * hands over what it has anyway; nothing here waits, throws or flows back.
 */
export interface WebFeed {
  /** Every event of a meter's source: octets, opening, probing, faults. */
  source(meter: MeterHandle, event: SourceEvent): void;
  /** Every event of a meter's decoder. */
  decoded(meter: MeterHandle, event: MeterEvent): void;
  /** The decoder's totals, after each push. */
  statistics(meter: MeterHandle, statistics: LinkStatistics): void;
  /** A fault that belongs to no meter's line: of the broker, an output, or the program itself. */
  fault(fault: Fault): void;
}
