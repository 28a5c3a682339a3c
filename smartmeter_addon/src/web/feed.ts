/** What the page is told besides readings and statuses. */
import type { LinkStatistics } from "../decoder.ts";
import type { Fault } from "../fault.ts";
import type { MeterHandle } from "../sink/sink.ts";
import type { SourceEvent } from "../source/source.ts";
import type { MeterEvent } from "../telegram/reading.ts";

/**
 * What the page shows beyond the events every sink gets: how the line lives between two telegrams. The run command
 * hands over what passes through its hands anyway; nothing here waits, throws or flows back.
 */
export interface WebFeed {
  /** Every event of a meter's source: octets, opening, probing, faults. */
  source(meter: MeterHandle, event: SourceEvent): void;
  /** Every event of a meter's decoder. */
  decoded(meter: MeterHandle, event: MeterEvent): void;
  /** The decoder's totals, after each push. */
  statistics(meter: MeterHandle, statistics: LinkStatistics): void;
  /** A fault of no meter's line: broker, outputs, the program itself. */
  fault(fault: Fault): void;
}
