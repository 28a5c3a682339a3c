/** When a reported fault begins to stand, and what ends it. A single damaged telegram is not worth reporting. */
import { createFault, type Fault, type FaultCode } from "../fault.ts";
import { faultCodes, faultRows } from "../faults/fault-table.ts";
import type { Reading } from "../telegram/reading.ts";
import { createOutcomes } from "./sliding-window.ts";
import type { StandingChange, StandingFaults } from "./standing.ts";

/** This many telegrams in a row must fail before a key that worked is called changed: a single one may be damaged. */
const rotationProof = 3;

const rareFaults = faultCodes.filter((code) => faultRows[code].until === "rare");

/** What the course of a fault depends on besides the faults themselves. */
export interface FaultCourseNeeds {
  readonly standing: StandingFaults;
  /** The key of this entry has opened telegrams before. */
  readonly workedBefore: boolean;
  /** Whether the link layer has ever proven a frame on this line. */
  hasProvenFrame(): boolean;
}

/** Every method returns the faults that begin or end by it. */
export function createFaultCourse({ standing, workedBefore, hasProvenFrame }: FaultCourseNeeds) {
  const outcomes = createOutcomes();
  let opensTelegrams = workedBefore;

  function report(fault: Fault, atMs: number): StandingChange[] {
    if (opensTelegrams && (fault.code === "key-wrong" || fault.code === "key-other-meter")) {
      return reportLostKey(fault, atMs);
    }
    const { until, kind } = faultRows[fault.code];
    if (kind === "foreign") return standing.beginForeign(fault, atMs);
    if (until === "rare") return isConsequence(fault) ? [] : reportRare(fault, atMs);
    if (until === "decoded") outcomes.note(fault.code);
    // Quality counts these from the readings; a single gap is nothing to report.
    return fault.code === "telegrams-lost" ? [] : standing.begin(fault, atMs);
  }

  /** A single telegram that does not open may be a damaged one. */
  function reportLostKey(fault: Fault, atMs: number): StandingChange[] {
    outcomes.note(fault.code);
    if (outcomes.inARow(fault.code) < rotationProof) return [];
    if (fault.code === "key-other-meter") return standing.begin(fault, atMs);
    return standing.begin(createFault("key-rotated", `the key opened telegrams before: ${fault.message}`), atMs);
  }

  /** Something else has already been said, or will be, about what caused this fault. */
  function isConsequence({ code, layer, seen }: Fault): boolean {
    // A telegram that began before anyone listened counts once, however many of its blocks follow.
    if (code === "block-order" && seen?.is === "follows") return true;
    if (faultRows[code].kind === "consequence" && outcomes.latest() === "frame-damaged") return true;
    // Until a frame has proven itself, the line is judged by its octets.
    if (code === "octets-skipped" && !hasProvenFrame()) return true;
    return layer === "link" && standing.some((fault) => fault.layer === "line");
  }

  function reportRare(fault: Fault, atMs: number): StandingChange[] {
    outcomes.note(fault.code);
    if (!outcomes.isFrequent(fault.code)) return [];
    return standing.begin({ ...fault, share: outcomes.share(fault.code) }, atMs);
  }

  /** The key fits and the text was understood. */
  function opened(atMs: number): StandingChange[] {
    opensTelegrams = true;
    return [...standing.endAll("frame", atMs), ...standing.endAll("decoded", atMs)];
  }

  const endRare = (code: FaultCode, atMs: number): StandingChange[] =>
    standing.has(code) && outcomes.isRare(code) ? standing.end(code, atMs) : [];

  return {
    /** The decoder or the program has met this fault. */
    report,
    /** The first telegram was understood; whether its values are true, the next one decides. */
    first: opened,
    /** A telegram was understood, whatever becomes of its values. */
    decoded({ authenticated }: Reading, atMs: number): StandingChange[] {
      outcomes.note(undefined);
      return [
        ...opened(atMs),
        ...(authenticated ? standing.endAll("verified", atMs) : []),
        ...rareFaults.flatMap((code) => endRare(code, atMs)),
      ];
    },
  };
}
