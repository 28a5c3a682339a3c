/** What a rule of the judge is: one row of the table, and what it is given to look at. */
import type { FaultCode } from "../../fault.ts";
import { type Examined, isWeaklyChecked } from "../measures.ts";
import { listOf, type Snapshot } from "../snapshot.ts";
import { type Moves, movesOf } from "./moves.ts";
import { type Rise, risesOf } from "./rises.ts";

/**
 * `contradiction`: cannot be, whatever a household does; held always. `unusual`: a household does it rarely, and a
 * flipped bit does it, too. `habit`: a meter does it always or now and then, and then goes on doing it. The last two
 * are held only where damage is the likelier reason ({@link Proportion}).
 */
export type RuleKind = "contradiction" | "unusual" | "habit";

/** What a rule has found: with its numbers, in English. */
export interface Found {
  readonly reason: string;
  /** Tells apart what a rule finds in several ways or sizes, each of which a meter may have or not. */
  readonly detail?: string;
  /** What the table makes of it. */
  finding?: Finding;
}

interface Row {
  /** Stable: state, counts and documentation use it. */
  readonly name: string;
  readonly kind: RuleKind;
  /** Reported when what was held proves true after all. */
  readonly code: FaultCode;
  /** `weak`: only behind a sum over eight bits without a verified tag. */
  readonly where: "everywhere" | "weak";
  /** What a telegram must carry for the rule to say anything. */
  readonly needs: string;
  /** What was seen, for people. */
  readonly en: string;
  readonly de: string;
}

/** A rule that looks at one telegram as such. */
export interface TelegramRule extends Row {
  readonly of: "telegram";
  check(now: Examined): Found | undefined;
}

/** A rule that looks at a telegram as the one that follows another. */
export interface CourseRule extends Row {
  readonly of: "course";
  check(now: Examined, course: Course): Found | undefined;
}

export type JudgeRule = TelegramRule | CourseRule;

/** A rule that has found something. */
export interface Finding {
  readonly rule: JudgeRule;
  readonly reason: string;
  /** Name of the rule, and detail. */
  readonly key: string;
}

/** What a telegram comes after. */
export interface Course {
  /** The last reading of this meter. */
  readonly before: Snapshot;
  /** The last one built in the same way: `before`, or one of `others`; undefined where there is none. */
  readonly list: Snapshot | undefined;
  /** The last ones of the other lists this meter sends in turn. */
  readonly others: readonly Snapshot[];
  /** Since `before` and since `list`, s by the meter's clock. */
  readonly passed: number | undefined;
  readonly passedInList: number | undefined;
  /** Telegrams the meter says it has sent since `before` and since `list`. */
  readonly step: number | undefined;
  readonly stepInList: number | undefined;
  /** Registers that stand otherwise than in `before` and in `list`. */
  readonly rises: readonly Rise[];
  readonly risesInList: readonly Rise[];
  /** How powers and currents moved since `list`; undefined where that cannot be told. */
  readonly moves: Moves | undefined;
}

export function courseOf(before: Snapshot, now: Examined, others: readonly Snapshot[]): Course {
  const list = listOf(now.circumstances.structure, before, others);
  const passed = secondsAfter(before, now);
  const passedInList = list === undefined || list === before ? passed : secondsAfter(list, now);
  const step = stepAfter(before, now);
  const stepInList = list === undefined || list === before ? step : stepAfter(list, now);
  const rises = risesOf(before, now);
  const risesInList = list === undefined || list === before ? rises : risesOf(list, now);
  const moves = list !== undefined && isWeaklyChecked(now.reading) ? movesOf(list, now, passedInList) : undefined;
  return { before, list, others, passed, passedInList, step, stepInList, rises, risesInList, moves };
}

/** How long after a reading this one was taken, by the meter's clock, s. */
export function secondsAfter(before: Snapshot, { seconds }: Examined): number | undefined {
  return seconds === undefined || before.seconds === undefined ? undefined : seconds - before.seconds;
}

/** How many telegrams after another one this is by the invocation counter. */
function stepAfter({ counter: before }: Snapshot, { reading: { invocationCounter: counter } }: Examined) {
  return counter === undefined || before === undefined ? undefined : counter - before;
}

/** The power of two next to a size, as part of a detail: what a meter does by 8 V it need not do by 200. */
export function sizeOf(size: number, unit: string): string {
  return `${2 ** Math.round(Math.log2(size))} ${unit}`;
}
