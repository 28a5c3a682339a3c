/** Decides which readings are published, by the table in `rules/`. */
import { createFault } from "../fault.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { type Circumstances, type Examined, examine, isDescribed, type Shape, shapeOf } from "./measures.ts";
import { createNature, type Nature } from "./nature.ts";
import { createNewLists } from "./new-lists.ts";
import { createProportion, type ProportionState } from "./proportion.ts";
import { isExplainedByBits } from "./rules/explained.ts";
import { type Course, courseOf, type Finding } from "./rules/rule.ts";
import { contradictionOf, habitsOf, type RuleName, suspicionsOf } from "./rules/rules.ts";
import { listOf, type Snapshot, snapshotOf, withoutValues } from "./snapshot.ts";

/** What must survive a restart, as plain data. */
export interface MeterState {
  readonly last: Snapshot | undefined;
  /** The last readings of the other lists this meter sends in turn. */
  readonly others?: readonly Snapshot[] | undefined;
  /** What this line and this meter have shown. */
  readonly proportion?: ProportionState | undefined;
  /** How this meter measures, where that is out of the ordinary. */
  readonly natures?: readonly string[] | undefined;
  /** A tag of this meter has verified with the configured key. */
  readonly tagVerified: boolean;
}

/** A reading nobody has confirmed yet. */
interface Held {
  readonly reading: Reading;
  /** Undefined for the very first reading: nothing speaks against it, nothing for it. */
  readonly doubt: Finding | undefined;
  /** What it does by itself, whatever came before, and speaks against it: what confirms it does so, too. */
  readonly alone: readonly string[];
  /** What speaks against its coming after the one of its meter that was held before. */
  readonly afterHeld: Finding | undefined;
  readonly snapshot: Snapshot;
}

/** Held readings that wait for company; the oldest gives way. */
const mostHeld = 3;
/** Lists a meter sends beside the last one; the oldest gives way. */
const mostOthers = 3;
/** Readings left out for a reason that may prove to be their meter's way; the oldest gives way. */
const mostLeftOut = 16;

/**
 * A reading that nothing speaks against is published. Any other is held until the next one decides: if that follows
 * from the held one and not from the last, both are true and the change is reported; if it follows from the last, the
 * held one is left out. The very first waits for the second in the same way. A contradiction always speaks against a
 * reading; what is unusual, or a new habit, only where damage is the likelier reason for it.
 */
export function createJudge(state: MeterState | undefined, unchecked: boolean) {
  let last = state?.last;
  let others: readonly Snapshot[] = state?.others ?? [];
  const newLists = createNewLists();
  const proportion = createProportion(state?.proportion);
  const nature = createNature((state?.natures ?? []) as readonly Nature[]);
  let held: Held[] = [];
  let leftOut: { readonly reading: Reading; readonly key: string }[] = [];
  /** Telegrams left out since the last one published: they did arrive. */
  let arrived = 0;
  let shape: Shape | undefined;

  /** The first thing that speaks against a reading; `known`: what the one it should follow from did as well. */
  function doubtOf(
    now: Examined,
    course: Course | undefined,
    known: readonly string[] = habitsOf(course?.list?.ways),
  ): Finding | undefined {
    return (
      contradictionOf(now, course, known) ?? suspicionsOf(now, course).find((found) => isDamage(found, now, known))
    );
  }

  /** A way that is not known, on a line where damage is the likelier reason for it. */
  function isDamage({ key }: Finding, now: Examined, known: readonly string[]): boolean {
    return !known.includes(key) && proportion.isDamage(key, now.seconds);
  }

  /** What cannot be, or what is damage. */
  function speaksAgainst(
    finding: Finding,
    now: Examined,
    course: Course | undefined,
    known: readonly string[],
  ): boolean {
    const { kind } = finding.rule;
    // Before anything is known of a meter every habit is new.
    return kind === "contradiction" || ((course !== undefined || kind !== "habit") && isDamage(finding, now, known));
  }

  /** The first of these that is damage, and that flipped bits explain. */
  function likelyDamage(
    suspicions: readonly Finding[],
    now: Examined,
    course: Course | undefined,
  ): Finding | undefined {
    // Nearly every line is clean, and nearly every telegram does something that damage may do as well.
    if (suspicions.length === 0 || proportion.isClean()) return undefined;
    const known = habitsOf(course?.list?.ways);
    return suspicions.find(
      (finding) =>
        speaksAgainst(finding, now, course, known) &&
        isExplainedByBits(finding, now, course, (other) => !isDamage(other, now, known)),
    );
  }

  function publish(reading: Reading, snapshot: Snapshot): MeterEvent[] {
    const lost = lostBetween(last, snapshot) - arrived;
    arrived = 0;
    if (last !== undefined && last.structure !== snapshot.structure) others = [last, ...others];
    if (others.length > 0)
      others = others.filter((other) => other.structure !== snapshot.structure).slice(0, mostOthers);
    last = snapshot;
    newLists.publish(reading, snapshot.structure);
    proportion.believed(snapshot.ways ?? [], snapshot.seconds);
    const published: MeterEvent = { kind: "reading", reading };
    if (lost <= 0) return [published];
    const fault = createFault("telegrams-lost", `${lost} telegrams were not received`);
    return [{ kind: "fault", fault: { ...fault, count: lost } }, published];
  }

  /** The lists this meter sends, for readings that may contradict what was published. */
  const knownLists = (): Snapshot[] => [...(last === undefined ? [] : [last]), ...others].map(withoutValues);

  /** The held reading that `now` follows from. */
  function confirmed(now: Examined, alone: readonly Finding[]): Held | undefined {
    const known = knownLists();
    const { structure } = now.shape;
    // The very first list of a meter is no new one.
    const isNew = last !== undefined && listOf(structure, undefined, known) === undefined;
    const before = held.filter(({ snapshot }) => snapshot.structure === structure).length;
    if (isNew && before + 1 < newLists.inARow(now)) return undefined;
    return held.find((one) => {
      const { snapshot } = one;
      const own = last === undefined && isDescribed(one.reading) ? describedList(now, snapshot) : undefined;
      const lists = own === undefined ? known : [own, ...known];
      // A list nobody knows is confirmed by none but itself.
      const isKnown =
        own !== undefined ||
        snapshot.structure === structure ||
        listOf(snapshot.structure, undefined, known) !== undefined;
      if (!isKnown || !one.alone.every((key) => alone.some((finding) => finding.key === key))) return false;
      return doubtOf(now, courseOf(snapshot, now, lists), [...habitsOf(snapshot.ways), ...one.alone]) === undefined;
    });
  }

  /** The held reading that went too far, where `now`, which follows from the last one as well, has gone no less far. */
  function borneOut(now: Examined): Held | undefined {
    if (now.circumstances.absent !== 0) return undefined;
    return held.find(({ doubt, snapshot }) => {
      if (doubt === undefined || !isTooFar(doubt) || snapshot.structure !== now.shape.structure) return false;
      const course = courseOf(snapshot, now, knownLists());
      return contradictionOf(now, course) === undefined && (doubt.rule.name !== "clock-back" || isOnBeat(course));
    });
  }

  /** What was left out for its structure, if this follows from it as from the last one: the meter has two lists. */
  function rareList(now: Examined): Snapshot | undefined {
    const first = newLists.find(now) ?? (last && describedList(now, last));
    if (first === undefined || last === undefined) return undefined;
    return doubtOf(now, courseOf(last, now, [first, ...others]), habitsOf(first.ways)) === undefined
      ? first
      : undefined;
  }

  /** What it does, seen from the one of its list that nobody has confirmed yet. */
  function waysAfterHeld(now: Examined): string[] {
    const before = held.findLast(({ snapshot }) => snapshot.structure === now.shape.structure)?.snapshot;
    return suspicionsOf(now, before && courseOf(before, now, [])).map(({ key }) => key);
  }

  function doubtAfterHeld(now: Examined): Finding | undefined {
    const before = held.findLast(({ snapshot }) => snapshot.sender === now.circumstances.sender);
    return before && doubtOf(now, courseOf(before.snapshot, now, knownLists()));
  }

  function hold(suspect: Held): MeterEvent[] {
    held.push(suspect);
    if (held.length > mostHeld) held.shift();
    const { doubt, reading } = suspect;
    return doubt === undefined
      ? [{ kind: "first", reading }]
      : [{ kind: "held", reading, rule: doubt.rule.name as RuleName, reason: doubt.reason }];
  }

  /** The next telegram goes on as if the held ones had never been. */
  function leaveOut(): MeterEvent[] {
    const events = held.flatMap(({ reading, doubt, snapshot }): MeterEvent[] => {
      arrived++;
      if (doubt === undefined) return [];
      const isStructure = doubt.rule.name === "other-structure";
      if (isStructure && snapshot.sender === last?.sender) newLists.drop(reading, snapshot);
      const event: MeterEvent = { kind: "left-out", reading, rule: doubt.rule.name as RuleName, reason: doubt.reason };
      return [event, ...(doubt.rule.kind === "contradiction" ? contradict(doubt) : suspect(reading, doubt, snapshot))];
    });
    held = [];
    return events;
  }

  function contradict({ rule }: Finding): MeterEvent[] {
    if (rule.name !== "another-meter") proportion.contradicted();
    return [];
  }

  /** What comes more often than damage explains was true each time; whoever wants extremes gets it now. */
  function suspect(reading: Reading, { key }: Finding, { seconds }: Snapshot): MeterEvent[] {
    leftOut = [...leftOut, { reading, key }].slice(-mostLeftOut);
    if (!proportion.leftOut(key, seconds)) return [];
    const proven = leftOut.filter((one) => one.key === key);
    leftOut = leftOut.filter((one) => one.key !== key);
    return proven.map((one) => ({ kind: "proven", reading: one.reading }));
  }

  /** Both the held reading and the one that confirms it are true. */
  function release({ reading, doubt, snapshot }: Held): MeterEvent[] {
    if (doubt === undefined) return publish(reading, snapshot);
    const { code, name, kind, en, de } = doubt.rule;
    const told = createFault(code, `${doubt.reason}; the next telegram confirms it`);
    const fault = code === "implausible" ? { ...told, seen: { is: "confirmed", found: { en, de } } } : told;
    // What a meter begins anew with contradicts what all of its lists said.
    const lists = last === undefined ? others : [last, ...others];
    others = name === "other-structure" ? lists : lists.map(withoutValues);
    last = undefined;
    // What lasts is no matter of how often this household does what is over with the next telegram.
    const ways = kind === "unusual" ? snapshot.ways?.filter((key) => key !== doubt.key) : snapshot.ways;
    return [{ kind: "fault", fault }, ...publish(reading, { ...snapshot, ways })];
  }

  /** A list built in a new way that stands well between two others, on a line without damage: the meter sends both. */
  function isSecondList({ doubt, reading, snapshot }: Held, now: Examined): boolean {
    if (doubt?.rule.name !== "other-structure" || snapshot.sender !== last?.sender) return false;
    if (proportion.isDamaged() || newLists.isSuspect(reading, snapshot.structure)) return false;
    return contradictionOf(now, courseOf(snapshot, now, [...others, ...(last ? [last] : [])])) === undefined;
  }

  /** What is held gives way to one that nothing speaks against. */
  function settle(now: Examined): MeterEvent[] {
    const second = held.find((one) => isSecondList(one, now));
    if (second === undefined) return leaveOut();
    held = held.filter((one) => one !== second);
    return [...publish(second.reading, second.snapshot), ...leaveOut()];
  }

  function take(reading: Reading, circumstances: Circumstances): MeterEvent[] {
    if (unchecked) return [{ kind: "reading", reading }];
    proportion.telegram(circumstances.damage);
    newLists.pass();
    if (shape?.structure !== circumstances.structure || shape.absent !== circumstances.absent)
      shape = shapeOf(reading.values, circumstances);
    const now = examine(reading, shape, circumstances);
    const course = last && courseOf(last, now, others);
    const suspicions = suspicionsOf(now, course);
    const events: MeterEvent[] = [];
    let doubt = contradictionOf(now, course) ?? likelyDamage(suspicions, now, course);
    const rare = doubt?.rule.name === "other-structure" ? rareList(now) : undefined;
    if (rare !== undefined) doubt = undefined;
    const ways = keysOf(suspicions, course?.list?.ways);
    const isOpen = last === undefined || doubt !== undefined;
    const alone = isOpen ? findingsAlone(now, suspicions) : [];
    const before = isOpen ? confirmed(now, alone) : borneOut(now);
    if (before !== undefined) {
      events.push(...release(before));
      held = held.filter((one) => one !== before);
    } else if (isOpen) {
      const list = listOf(shape.structure, last, others);
      const snapshot = snapshotOf(now, last, list, last === undefined ? waysAfterHeld(now) : ways);
      const known = habitsOf(course?.list?.ways);
      const against = alone.filter((finding) => speaksAgainst(finding, now, course, known)).map(({ key }) => key);
      return hold({ reading, doubt, alone: against, afterHeld: doubtAfterHeld(now), snapshot });
    }
    // Nearly always nothing is held.
    if (held.length > 0) events.push(...settle(now));
    const list = rare ?? listOf(shape.structure, last, others);
    const published = publish(reading, snapshotOf(now, last, list, ways));
    const news = nature.take(now);
    return events.length + news.length === 0 ? published : [...events, ...published, ...news];
  }

  return {
    /** A reading whose hard checks are passed. */
    take,
    /** Nothing will come any more: readings of a meter none of which is contradicted are true. */
    end(): MeterEvent[] {
      const contradicted = new Set(held.filter(isContradicted).map(({ snapshot }) => snapshot.sender));
      const events = held.flatMap(({ reading, snapshot }) =>
        contradicted.has(snapshot.sender) ? [] : publish(reading, snapshot),
      );
      held = [];
      return events;
    },
    state: () => ({ last, others, proportion: proportion.state(), natures: nature.known() }),
  };
}

/** The snapshot of a list that has not come before and yet is the meter's own: a definition describes it; else undefined. */
function describedList(now: Examined, before: Snapshot): Snapshot | undefined {
  return isDescribed(now.reading) ? snapshotOf(now, before, undefined, []) : undefined;
}

/** The keys of what was found; most telegrams do what the one before did, and share its list of them. */
function keysOf(findings: readonly Finding[], before: readonly string[] | undefined): readonly string[] {
  if (before?.length === findings.length && findings.every(({ key }, index) => key === before[index])) return before;
  return findings.map(({ key }) => key);
}

/** What was found in the reading itself, whatever came before: only one that does it as well confirms it. */
function findingsAlone(now: Examined, suspicions: readonly Finding[]): readonly Finding[] {
  const impossible = contradictionOf(now, undefined);
  const odd = suspicions.filter(({ rule }) => rule.of === "telegram");
  return impossible === undefined ? odd : [impossible, ...odd];
}

/**
 * What time alone makes possible, or makes good: a telegram later the same rise is none too fast, and a clock that was set
 * back by little has caught up.
 */
function isTooFar({ rule: { name } }: Finding): boolean {
  return name === "register-leaps" || name === "counter-jumps" || name === "clock-back";
}

/** Whether the clock went on by exactly what it does from telegram to telegram. */
function isOnBeat({ list, stepInList, passedInList }: Course): boolean {
  return list?.pace !== undefined && stepInList !== undefined && passedInList === stepInList * list.pace;
}

/** What is merely rare contradicts nothing; nor does a counter, which meters begin anew and documents use again. */
function isContradicted({ doubt, afterHeld }: Held): boolean {
  return [doubt, afterHeld].some(
    (found) => found?.rule.kind === "contradiction" && found.rule.code !== "counter-backwards",
  );
}

/** Telegrams between two of the same meter that never came, by the invocation counter. */
function lostBetween(before: Snapshot | undefined, after: Snapshot): number {
  if (before?.counter === undefined || after.counter === undefined || before.sender !== after.sender) return 0;
  return Math.max(0, after.counter - before.counter - 1);
}
