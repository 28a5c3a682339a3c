/** How everything stands together: the one sentence above all meters and outputs. */
import type { FaultCode } from "../fault.ts";
import type { MeterStatus } from "./meter-status.ts";

/** What the sentence needs of a meter's status. */
export type Standing = Pick<MeterStatus, "code" | "problem" | "available">;

/** What the sentence needs of an output; `code` is its fault while it fails. */
export interface OutputStanding {
  readonly state: "idle" | "ok" | "failing";
  readonly code?: FaultCode;
}

/** Everything together. */
export interface Whole {
  /** `bad`: somebody has to do something; `wait`: something has not spoken yet. */
  readonly tone: "good" | "wait" | "bad";
  readonly meters: number;
  /** Positions of the meters with a problem, and of those that are not heard though nothing is wrong with them. */
  readonly troubled: readonly number[];
  readonly waiting: readonly number[];
  /** Positions of the outputs that fail. */
  readonly failing: readonly number[];
}

/** Undefined for a meter that has no status yet. */
export function wholeOf(meters: readonly (Standing | undefined)[], outputs: readonly OutputStanding[]): Whole {
  const positions = <Entry>(list: readonly Entry[], judge: (entry: Entry) => boolean): number[] =>
    list.flatMap((entry, at) => (judge(entry) ? [at] : []));
  const troubled = positions(meters, (meter) => meter?.problem === true);
  const waiting = positions(meters, (meter) => meter?.problem !== true && meter?.available !== true);
  const failing = positions(outputs, ({ state }) => state === "failing");
  const tone = troubled.length + failing.length > 0 ? "bad" : waiting.length > 0 ? "wait" : "good";
  return { tone, meters: meters.length, troubled, waiting, failing };
}
