/** Decides which readings are published, by the table in `rules/`. */
import { createFault, type Fault } from "../fault.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { type Believed, beginAnew, believe, listsOf, namesOf } from "./believed.ts";
import { createDoubts, type Doubts, findingsAlone } from "./doubts.ts";
import { createHeld, type Held, uncontradictedOf } from "./held.ts";
import { createLeftOut } from "./left-out.ts";
import { type Circumstances, createExaminer, type Examined } from "./measures.ts";
import { createNature, type Nature } from "./nature.ts";
import { createNewLists, type NewLists } from "./new-lists.ts";
import { createProportion, type ProportionState } from "./proportion.ts";
import { type Course, courseOf, type Finding } from "./rules/rule.ts";
import { habitsOf, type RuleName, suspicionsOf } from "./rules/rules.ts";
import { describedList, listOf, type Snapshot, snapshotOf } from "./snapshot.ts";

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

/**
 * A reading that nothing speaks against is published. Any other is held until the next one decides: if that follows
 * from the held one and not from the last, both are true and the change is reported; if it follows from the last, the
 * held one is left out. The very first waits for the second in the same way. A contradiction always speaks against a
 * reading; what is unusual, or a new habit, only where damage is the likelier reason for it.
 */
export function createJudge(state: MeterState | undefined, unchecked: boolean) {
  const believed: Believed = { last: state?.last, others: state?.others ?? [], arrived: 0 };
  const newLists = createNewLists();
  const proportion = createProportion(state?.proportion);
  const doubts = createDoubts(proportion);
  const held = createHeld(believed, newLists, doubts);
  const leftOut = createLeftOut(proportion);
  const nature = createNature((state?.natures ?? []) as readonly Nature[]);
  const examined = createExaminer();

  function publish(reading: Reading, snapshot: Snapshot): MeterEvent[] {
    const lost = believe(believed, snapshot);
    newLists.publish(reading, snapshot.structure);
    proportion.believed(snapshot.ways ?? [], snapshot.seconds);
    const published: MeterEvent = { kind: "reading", reading };
    return lost <= 0 ? [published] : [{ kind: "fault", fault: lostFault(lost) }, published];
  }

  /** The next telegram goes on as if it had never been. */
  function leaveOut({ reading, doubt, snapshot }: Held): MeterEvent[] {
    believed.arrived++;
    if (doubt === undefined) return [];
    const isStructure = doubt.rule.name === "other-structure";
    if (isStructure && snapshot.sender === believed.last?.sender) newLists.drop(reading, snapshot);
    const proven = leftOut.add(reading, doubt, snapshot.seconds);
    return [
      { kind: "left-out", reading, ...toldOf(doubt) },
      ...proven.map((one): MeterEvent => ({ kind: "proven", reading: one })),
    ];
  }

  /** Both the held reading and the one that confirms it are true. */
  function release(one: Held): MeterEvent[] {
    held.remove(one);
    const { reading, doubt, snapshot } = one;
    if (doubt === undefined) return publish(reading, snapshot);
    // What a meter begins anew with contradicts what all of its lists said.
    beginAnew(believed, doubt.rule.name === "other-structure" ? listsOf(believed) : namesOf(believed));
    const told: MeterEvent = { kind: "fault", fault: confirmedFault(doubt) };
    return [told, ...publish(reading, withoutWay(snapshot, doubt))];
  }

  /** What is held gives way to one that nothing speaks against. */
  function settle(now: Examined): MeterEvent[] {
    // On a line without damage a list that stands well between two others is one of the meter's.
    const second = proportion.isDamaged() ? undefined : held.secondListBefore(now);
    if (second !== undefined) held.remove(second);
    const published = second === undefined ? [] : publish(second.reading, second.snapshot);
    return [...published, ...held.takeAll().flatMap(leaveOut)];
  }

  /** Nothing has confirmed it, nor does it confirm what was held before. */
  function wait(now: Examined, judged: Judged, alone: readonly Finding[]): MeterEvent[] {
    const { last, others } = believed;
    const { course, doubt, ways } = judged;
    const list = listOf(now.shape.structure, last, others);
    const snapshot = snapshotOf(now, last, list, last === undefined ? held.waysAfter(now) : ways);
    const against = doubts.among(alone, now, course);
    const { reading } = now;
    held.add({ reading, doubt, alone: against, afterHeld: held.doubtAfter(now), snapshot });
    return doubt === undefined ? [{ kind: "first", reading }] : [{ kind: "held", reading, ...toldOf(doubt) }];
  }

  function take(reading: Reading, circumstances: Circumstances): MeterEvent[] {
    if (unchecked) return [{ kind: "reading", reading }];
    proportion.telegram(circumstances.damage);
    newLists.pass();
    const now = examined(reading, circumstances);
    const course = believed.last && courseOf(believed.last, now, believed.others);
    const suspicions = suspicionsOf(now, course);
    const found = doubts.of(now, course, suspicions);
    const rare = found?.rule.name === "other-structure" ? rareListOf(now, believed, newLists, doubts) : undefined;
    const doubt = rare === undefined ? found : undefined;
    const ways = keysOf(suspicions, course?.list?.ways);
    const isOpen = believed.last === undefined || doubt !== undefined;
    const alone = isOpen ? findingsAlone(now, suspicions) : [];
    const before = isOpen ? held.confirmedBy(now, alone) : held.borneOutBy(now);
    if (before === undefined && isOpen) return wait(now, { course, doubt, ways }, alone);
    const events = before === undefined ? [] : release(before);
    // Nearly always nothing is held.
    if (!held.isEmpty()) events.push(...settle(now));
    const list = rare ?? listOf(now.shape.structure, believed.last, believed.others);
    const published = publish(reading, snapshotOf(now, believed.last, list, ways));
    const news = nature.take(now);
    return events.length + news.length === 0 ? published : [...events, ...published, ...news];
  }

  return {
    /** A reading whose hard checks are passed. */
    take,
    /** Nothing will come any more: readings of a meter none of which is contradicted are true. */
    end: (): MeterEvent[] =>
      uncontradictedOf(held.takeAll()).flatMap(({ reading, snapshot }) => publish(reading, snapshot)),
    state() {
      const { last, others } = believed;
      return { last, others, proportion: proportion.state(), natures: nature.known() };
    },
  };
}

/** What is found out of a telegram before anything is decided. */
interface Judged {
  readonly course: Course | undefined;
  readonly doubt: Finding | undefined;
  readonly ways: readonly string[];
}

/** What was left out for its structure, if `now` follows from it as from the last one: the meter has two lists. */
function rareListOf(
  now: Examined,
  { last, others }: Believed,
  newLists: NewLists,
  doubts: Doubts,
): Snapshot | undefined {
  const first = newLists.find(now) ?? (last && describedList(now, last));
  if (first === undefined || last === undefined) return undefined;
  const doubt = doubts.between(now, courseOf(last, now, [first, ...others]), habitsOf(first.ways));
  return doubt === undefined ? first : undefined;
}

/** What lasts is no matter of how often this household does what is over with the next telegram. */
function withoutWay(snapshot: Snapshot, { rule, key }: Finding): Snapshot {
  return rule.kind === "unusual" ? { ...snapshot, ways: snapshot.ways?.filter((way) => way !== key) } : snapshot;
}

const toldOf = ({ rule, reason }: Finding) => ({ rule: rule.name as RuleName, reason });

function lostFault(lost: number): Fault {
  return { ...createFault("telegrams-lost", `${lost} telegrams were not received`), count: lost };
}

function confirmedFault({ rule: { code, en, de }, reason }: Finding): Fault {
  const fault = createFault(code, `${reason}; the next telegram confirms it`);
  return code === "implausible" ? { ...fault, seen: { is: "confirmed", found: { en, de } } } : fault;
}

/** The keys of what was found; most telegrams do what the one before did, and share its list of them. */
function keysOf(findings: readonly Finding[], before: readonly string[] | undefined): readonly string[] {
  if (before?.length === findings.length && findings.every(({ key }, index) => key === before[index])) return before;
  return findings.map(({ key }) => key);
}
