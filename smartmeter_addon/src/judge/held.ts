/** Readings that nobody has confirmed yet, and which of them a telegram confirms. */
import type { Reading } from "../telegram/reading.ts";
import { type Believed, listsOf, namesOf } from "./believed.ts";
import type { Doubts } from "./doubts.ts";
import { type Examined, isDescribed } from "./measures.ts";
import type { NewLists } from "./new-lists.ts";
import { type Course, courseOf, type Finding } from "./rules/rule.ts";
import { contradictionOf, habitsOf, suspicionsOf } from "./rules/rules.ts";
import { describedList, listOf, type Snapshot } from "./snapshot.ts";

/** A reading nobody has confirmed yet. */
export interface Held {
  readonly reading: Reading;
  /** Undefined for the very first reading: nothing speaks against it, nothing for it. */
  readonly doubt: Finding | undefined;
  /** What it does by itself, whatever came before, and speaks against it: what confirms it does so, too. */
  readonly alone: readonly Finding[];
  /** What speaks against its coming after the one of its meter that was held before. */
  readonly afterHeld: Finding | undefined;
  readonly snapshot: Snapshot;
}

/** Held readings that wait for company; the oldest gives way. */
const mostHeld = 3;

/** The readings of one line that wait for company. */
export class HeldReadings {
  readonly #believed: Believed;
  readonly #newLists: NewLists;
  readonly #doubts: Doubts;
  #held: readonly Held[] = [];

  constructor(believed: Believed, newLists: NewLists, doubts: Doubts) {
    this.#believed = believed;
    this.#newLists = newLists;
    this.#doubts = doubts;
  }

  isEmpty(): boolean {
    return this.#held.length === 0;
  }

  add(suspect: Held): void {
    this.#held = [...this.#held, suspect].slice(-mostHeld);
  }

  remove(one: Held): void {
    this.#held = this.#held.filter((other) => other !== one);
  }

  /** All of them; none is held any more. */
  takeAll(): readonly Held[] {
    const all = this.#held;
    this.#held = [];
    return all;
  }

  /** The one that `now` follows from; `does`: what it does by itself. */
  confirmedBy(now: Examined, does: readonly Finding[]): Held | undefined {
    if (this.#held.length === 0 || this.#isTooNew(now, namesOf(this.#believed))) return undefined;
    return this.#held.find((one) => this.#isConfirmed(one, now, does));
  }

  /** The one that went too far, where `now`, which follows from the last one as well, has gone no less far. */
  borneOutBy(now: Examined): Held | undefined {
    if (now.circumstances.absent !== 0) return undefined;
    return this.#held.find(({ doubt, snapshot }) => {
      if (doubt === undefined || !isTooFar(doubt) || snapshot.structure !== now.shape.structure) return false;
      const course = courseOf(snapshot, now, namesOf(this.#believed));
      return contradictionOf(now, course) === undefined && (doubt.rule.name !== "clock-back" || isOnBeat(course));
    });
  }

  /** The one built in a new way that stands well between the last one and `now`: the meter sends both. */
  secondListBefore(now: Examined): Held | undefined {
    return this.#held.find(({ doubt, reading, snapshot }) => {
      if (doubt?.rule.name !== "other-structure" || snapshot.sender !== this.#believed.last?.sender) return false;
      if (this.#newLists.isSuspect(reading, snapshot.structure)) return false;
      return contradictionOf(now, courseOf(snapshot, now, listsOf(this.#believed))) === undefined;
    });
  }

  /** What it does, seen from the one of its list that was held last. */
  waysAfter(now: Examined): readonly string[] {
    const before = this.#held.findLast(({ snapshot }) => snapshot.structure === now.shape.structure)?.snapshot;
    return suspicionsOf(now, before && courseOf(before, now, [])).map(({ key }) => key);
  }

  /** What speaks against its coming after the one of its meter that was held last. */
  doubtAfter(now: Examined): Finding | undefined {
    const before = this.#held.findLast(({ snapshot }) => snapshot.sender === now.circumstances.sender);
    return before && this.#doubts.between(now, courseOf(before.snapshot, now, namesOf(this.#believed)));
  }

  /** Whether a list that nobody knows has come too rarely to be believed. */
  #isTooNew(now: Examined, known: readonly Snapshot[]): boolean {
    const { structure } = now.shape;
    // The very first list of a meter is no new one.
    if (this.#believed.last === undefined || listOf(structure, undefined, known) !== undefined) return false;
    const before = this.#held.filter(({ snapshot }) => snapshot.structure === structure).length;
    return before + 1 < this.#newLists.inARow(now);
  }

  #isConfirmed({ reading, alone, snapshot }: Held, now: Examined, does: readonly Finding[]): boolean {
    const known = namesOf(this.#believed);
    const own = this.#believed.last === undefined && isDescribed(reading) ? describedList(now, snapshot) : undefined;
    // A list nobody knows is confirmed by none but itself.
    const isKnown =
      own !== undefined ||
      snapshot.structure === now.shape.structure ||
      listOf(snapshot.structure, undefined, known) !== undefined;
    if (!isKnown || !alone.every(({ key }) => does.some((finding) => finding.key === key))) return false;
    const course = courseOf(snapshot, now, own === undefined ? known : [own, ...known]);
    const ways = [...habitsOf(snapshot.ways), ...alone.map(({ key }) => key)];
    return this.#doubts.between(now, course, ways) === undefined;
  }
}

/** Those of a meter none of which is contradicted. */
export function uncontradictedOf(all: readonly Held[]): readonly Held[] {
  const contradicted = new Set(all.filter(isContradicted).map(({ snapshot }) => snapshot.sender));
  return all.filter(({ snapshot }) => !contradicted.has(snapshot.sender));
}

/** What is merely rare contradicts nothing; nor does a counter, which meters begin anew and documents use again. */
function isContradicted({ doubt, afterHeld }: Held): boolean {
  return [doubt, afterHeld].some(
    (found) => found?.rule.kind === "contradiction" && found.rule.code !== "counter-backwards",
  );
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
