/** Decides which readings are published, by the table in `rules/`. */
import { createFault, type Fault } from "../fault.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { type Believed, beginAnew, believe, listsOf, namesOf } from "./believed.ts";
import { Doubts, findingsAlone } from "./doubts.ts";
import { type Held, HeldReadings, uncontradictedOf } from "./held.ts";
import { LeftOut } from "./left-out.ts";
import { type Circumstances, type Examined, Examiner } from "./measures.ts";
import { type Nature, NatureWatch } from "./nature.ts";
import { NewLists } from "./new-lists.ts";
import { Proportion, type ProportionState } from "./proportion.ts";
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
export class Judge {
  readonly #isUnchecked: boolean;
  readonly #believed: Believed;
  readonly #newLists = new NewLists();
  readonly #proportion: Proportion;
  readonly #doubts: Doubts;
  readonly #held: HeldReadings;
  readonly #leftOut: LeftOut;
  readonly #nature: NatureWatch;
  readonly #examiner = new Examiner();

  constructor(state: MeterState | undefined, unchecked: boolean) {
    this.#isUnchecked = unchecked;
    this.#believed = { last: state?.last, others: state?.others ?? [], arrived: 0 };
    this.#proportion = new Proportion(state?.proportion);
    this.#doubts = new Doubts(this.#proportion);
    this.#held = new HeldReadings(this.#believed, this.#newLists, this.#doubts);
    this.#leftOut = new LeftOut(this.#proportion);
    this.#nature = new NatureWatch((state?.natures ?? []) as readonly Nature[]);
  }

  /** A reading whose hard checks are passed. */
  take(reading: Reading, circumstances: Circumstances): MeterEvent[] {
    if (this.#isUnchecked) return [{ kind: "reading", reading }];
    this.#proportion.telegram(circumstances.damage);
    this.#newLists.pass();
    const now = this.#examiner.examine(reading, circumstances);
    const { last, others } = this.#believed;
    const course = last && courseOf(last, now, others);
    const suspicions = suspicionsOf(now, course);
    const found = this.#doubts.of(now, course, suspicions);
    const rare = found?.rule.name === "other-structure" ? this.#rareListOf(now) : undefined;
    const doubt = rare === undefined ? found : undefined;
    const ways = keysOf(suspicions, course?.list?.ways);
    const isOpen = last === undefined || doubt !== undefined;
    const alone = isOpen ? findingsAlone(now, suspicions) : [];
    const before = isOpen ? this.#held.confirmedBy(now, alone) : this.#held.borneOutBy(now);
    if (before === undefined && isOpen) return this.#wait(now, { course, doubt, ways }, alone);
    const events = before === undefined ? [] : this.#release(before);
    // Nearly always nothing is held.
    if (!this.#held.isEmpty()) events.push(...this.#settle(now));
    const believed = this.#believed;
    const list = rare ?? listOf(now.shape.structure, believed.last, believed.others);
    const published = this.#publish(reading, snapshotOf(now, believed.last, list, ways));
    const news = this.#nature.take(now);
    return events.length + news.length === 0 ? published : [...events, ...published, ...news];
  }

  /** Nothing will come any more: readings of a meter none of which is contradicted are true. */
  end(): MeterEvent[] {
    const all = uncontradictedOf(this.#held.takeAll());
    return all.flatMap(({ reading, snapshot }) => this.#publish(reading, snapshot));
  }

  state() {
    const { last, others } = this.#believed;
    return { last, others, proportion: this.#proportion.state(), natures: this.#nature.known };
  }

  #publish(reading: Reading, snapshot: Snapshot): MeterEvent[] {
    const lost = believe(this.#believed, snapshot);
    this.#newLists.publish(reading, snapshot.structure);
    this.#proportion.believed(snapshot.ways ?? [], snapshot.seconds);
    const published: MeterEvent = { kind: "reading", reading };
    return lost <= 0 ? [published] : [{ kind: "fault", fault: lostFault(lost) }, published];
  }

  /** The next telegram goes on as if it had never been. */
  #leaveOut({ reading, doubt, snapshot }: Held): MeterEvent[] {
    this.#believed.arrived++;
    if (doubt === undefined) return [];
    const isStructure = doubt.rule.name === "other-structure";
    if (isStructure && snapshot.sender === this.#believed.last?.sender) this.#newLists.drop(reading, snapshot);
    const proven = this.#leftOut.add(reading, doubt, snapshot.seconds);
    return [
      { kind: "left-out", reading, ...toldOf(doubt) },
      ...proven.map((one): MeterEvent => ({ kind: "proven", reading: one })),
    ];
  }

  /** Both the held reading and the one that confirms it are true. */
  #release(one: Held): MeterEvent[] {
    this.#held.remove(one);
    const { reading, doubt, snapshot } = one;
    if (doubt === undefined) return this.#publish(reading, snapshot);
    const believed = this.#believed;
    // What a meter begins anew with contradicts what all of its lists said.
    beginAnew(believed, doubt.rule.name === "other-structure" ? listsOf(believed) : namesOf(believed));
    const told: MeterEvent = { kind: "fault", fault: confirmedFault(doubt) };
    return [told, ...this.#publish(reading, withoutWay(snapshot, doubt))];
  }

  /** What is held gives way to one that nothing speaks against. */
  #settle(now: Examined): MeterEvent[] {
    // On a line without damage a list that stands well between two others is one of the meter's.
    const second = this.#proportion.isDamaged() ? undefined : this.#held.secondListBefore(now);
    if (second !== undefined) this.#held.remove(second);
    const published = second === undefined ? [] : this.#publish(second.reading, second.snapshot);
    return [...published, ...this.#held.takeAll().flatMap((one) => this.#leaveOut(one))];
  }

  /** Nothing has confirmed it, nor does it confirm what was held before. */
  #wait(now: Examined, judged: Judged, alone: readonly Finding[]): MeterEvent[] {
    const { last, others } = this.#believed;
    const { course, doubt, ways } = judged;
    const list = listOf(now.shape.structure, last, others);
    const snapshot = snapshotOf(now, last, list, last === undefined ? this.#held.waysAfter(now) : ways);
    const against = this.#doubts.among(alone, now, course);
    const { reading } = now;
    this.#held.add({ reading, doubt, alone: against, afterHeld: this.#held.doubtAfter(now), snapshot });
    return doubt === undefined ? [{ kind: "first", reading }] : [{ kind: "held", reading, ...toldOf(doubt) }];
  }

  /** What was left out for its structure, if `now` follows from it as from the last one: the meter has two lists. */
  #rareListOf(now: Examined): Snapshot | undefined {
    const { last, others } = this.#believed;
    const first = this.#newLists.find(now) ?? (last && describedList(now, last));
    if (first === undefined || last === undefined) return undefined;
    const doubt = this.#doubts.between(now, courseOf(last, now, [first, ...others]), habitsOf(first.ways));
    return doubt === undefined ? first : undefined;
  }
}

/** What is found out of a telegram before anything is decided. */
interface Judged {
  readonly course: Course | undefined;
  readonly doubt: Finding | undefined;
  readonly ways: readonly string[];
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
