/** What a row of the tables in this folder holds: everything the program knows of one fault. */
import type { Sentence } from "../language/language.ts";

/** The layer that saw a fault, in the order of the way of the data. */
export type FaultLayer =
  | "port"
  | "line"
  | "link"
  | "apdu"
  | "security"
  | "data"
  | "meter"
  | "program"
  | "broker"
  | "output";

/**
 * What a fault does: `stops` lets no value through, `hurts` should be looked at although values come, `notice` is worth
 * knowing and no problem.
 */
export type Weight = "stops" | "hurts" | "notice";

/** What ends a fault: the port opens, octets come, a frame proves itself, a telegram is decoded, a tag verifies … */
export type Until =
  | "opened"
  | "octets"
  | "frame"
  | "decoded"
  | "verified"
  /** it has not happened for ten minutes */
  | "calm"
  /** it has become rare among the last telegrams; such a fault also begins only when it is frequent */
  | "rare"
  /** whoever reported it says so */
  | "told";

export interface FaultRow {
  readonly layer: FaultLayer;
  readonly weight: Weight;
  readonly until: Until;
  /**
   * `guess`: what octets look like that nothing has recognised, withdrawn as soon as something does. `foreign`: another
   * device, or what a bridge does to octets, was recognised for sure. `consequence`: follows from a damaged frame just before and is no diagnosis then.
   */
  readonly kind?: "guess" | "foreign" | "consequence";
  /** Two to seven words that no other fault has. */
  readonly title: Sentence;
  /** What was seen. */
  readonly seen: Sentence;
  /** What was seen this time, with its facts as `{name}`: sentences that whoever throws the fault chooses from. */
  readonly here?: Readonly<Record<string, Sentence>>;
  /** The same for those who look into a telegram: sentences with places and numbers that tell users nothing. */
  readonly details?: Readonly<Record<string, Sentence>>;
  /** What it means. */
  readonly means: Sentence;
  /** What to do next. */
  readonly next: Sentence;
}
