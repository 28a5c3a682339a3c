import { createFault } from "../fault.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { balanceTraits } from "./balance.ts";
import { type Doubt, moreThanApparent, outOfRange } from "./doubt.ts";
import { type Circumstances, type Examined, examine, leastRelation, type Shape, shapeOf } from "./examined.ts";
import { createNewLists } from "./new-lists.ts";
import { doubtAfter } from "./plausibility.ts";
import { listOf, type Snapshot, snapshotOf, withoutValues } from "./snapshot.ts";

/** What must survive a restart, as plain data. */
export interface MeterState {
  readonly last: Snapshot | undefined;
  /** The last readings of the other lists this meter sends in turn. */
  readonly others?: readonly Snapshot[] | undefined;
  readonly traits: readonly number[];
  /** A tag of this meter has verified with the configured key. */
  readonly tagVerified: boolean;
}

/** A reading nobody has confirmed yet. */
interface Held {
  readonly reading: Reading;
  /** Undefined for the very first reading: nothing speaks against it, nothing for it. */
  readonly doubt: Doubt | undefined;
  /** The doubt comes from the reading itself, not from what came before: only one with the same doubt confirms it. */
  readonly odd: boolean;
  /** What speaks against its coming after the one of its meter that was held before. */
  readonly afterHeld: Doubt | undefined;
  readonly snapshot: Snapshot;
}

/** Held readings that wait for company; the oldest gives way. */
const mostHeld = 3;
const mostTraits = 64;
/** Lists a meter sends beside the last one; the oldest gives way. */
const mostOthers = 3;

/**
 * Decides which readings are published. One that follows from the last is; any other is held until the next one
 * decides: if that follows from the held one and not from the last, both are true and the change is reported; if it
 * follows from the last, the held one is dropped. The very first waits for the second in the same way.
 */
export function createJudge(state: MeterState | undefined, unchecked: boolean) {
  let last = state?.last;
  let others: readonly Snapshot[] = state?.others ?? [];
  const newLists = createNewLists();
  const traits = new Set(state?.traits ?? []);
  /** Traits of readings that were dropped. */
  const unusual = new Set<number>();
  let held: Held[] = [];
  let shape: Shape | undefined;

  function publish(reading: Reading, snapshot: Snapshot, events: MeterEvent[]): void {
    const lost = lostBetween(last, snapshot);
    if (lost > 0) {
      const fault = createFault("telegrams-lost", `${lost} telegrams were not received`);
      events.push({ kind: "fault", fault: { ...fault, count: lost } });
    }
    if (last !== undefined && last.structure !== snapshot.structure) others = [last, ...others];
    if (others.length > 0)
      others = others.filter((other) => other.structure !== snapshot.structure).slice(0, mostOthers);
    last = snapshot;
    newLists.publish(reading, snapshot.structure);
    if (traits.size >= mostTraits) traits.clear();
    for (const trait of snapshot.traits) traits.add(trait);
    events.push({ kind: "reading", reading });
  }

  /** The lists this meter sends, for readings that may contradict what was published. */
  const knownLists = (): Snapshot[] => [...(last === undefined ? [] : [last]), ...others].map(withoutValues);

  /** The held reading that `reading` follows from. */
  function confirmed(examined: Examined, isOdd: boolean): Held | undefined {
    const known = knownLists();
    const { structure } = examined.shape;
    // The very first list of a meter is no new one.
    const isNew = last !== undefined && listOf(structure, undefined, known) === undefined;
    const before = held.filter(({ snapshot }) => snapshot.structure === structure).length;
    if (isNew && before + 1 < newLists.inARow(examined)) return undefined;
    return held.find(({ snapshot, odd }) => {
      // A list nobody knows is confirmed by none but itself.
      const isKnown = snapshot.structure === structure || listOf(snapshot.structure, undefined, known) !== undefined;
      if (odd !== isOdd || !isKnown) return false;
      const seen = new Set([...traits, ...snapshot.traits]);
      return doubtAfter(snapshot, examined, seen, known) === undefined;
    });
  }

  /** What was dropped for its structure, if this follows from it as from the last one: the meter has two lists. */
  function rareList(examined: Examined): Snapshot | undefined {
    const first = newLists.find(examined);
    if (first === undefined || last === undefined) return undefined;
    const seen = new Set([...traits, ...first.traits]);
    const doubt = doubtAfter(last, examined, seen, [first, ...others]);
    return doubt === undefined ? first : undefined;
  }

  function doubtAfterHeld(examined: Examined): Doubt | undefined {
    const before = held.findLast(({ snapshot }) => snapshot.sender === examined.circumstances.sender);
    return before && doubtAfter(before.snapshot, examined, traits, knownLists());
  }

  /** The last one of the list built so that nobody has confirmed yet. */
  function previousOf(structure: number): Snapshot | undefined {
    return held.findLast(({ snapshot }) => snapshot.structure === structure)?.snapshot;
  }

  function hold(suspect: Held, events: MeterEvent[]): void {
    held.push(suspect);
    if (held.length > mostHeld) held.shift();
    if (suspect.doubt !== undefined)
      events.push({ kind: "quarantined", reading: suspect.reading, reason: suspect.doubt.reason });
  }

  /** What a meter does now and then is never confirmed by the telegram that follows; the second time it is its way. */
  function drop(): void {
    for (const trait of new Set(held.flatMap(({ snapshot }) => snapshot.traits))) {
      if (trait >= leastRelation || traits.has(trait)) continue;
      if (unusual.delete(trait)) traits.add(trait);
      else if (unusual.size < mostTraits) unusual.add(trait);
    }
    for (const { reading, snapshot, odd } of held)
      if (!odd && snapshot.sender === last?.sender && listOf(snapshot.structure, last, others) === undefined)
        newLists.drop(reading, snapshot);
    held = [];
  }

  /** Both the held reading and the one that confirms it are true. */
  function release({ reading, doubt, snapshot }: Held, events: MeterEvent[]): void {
    if (doubt !== undefined) {
      events.push({ kind: "fault", fault: createFault(doubt.code, `${doubt.reason}; the next telegram confirms it`) });
      // What a meter begins anew with contradicts what all of its lists said.
      const lists = last === undefined ? others : [last, ...others];
      others = doubt.code === "structure-changed" ? lists : lists.map(withoutValues);
      last = undefined;
    }
    publish(reading, snapshot, events);
  }

  return {
    /** A reading whose hard checks are passed. */
    take(reading: Reading, circumstances: Circumstances, events: MeterEvent[]): void {
      if (unchecked) {
        events.push({ kind: "reading", reading });
        return;
      }
      if (shape?.structure !== circumstances.structure || shape.absent !== circumstances.absent)
        shape = shapeOf(reading.values, circumstances);
      const { structure } = shape;
      newLists.pass();
      const examined = examine(reading, shape, circumstances);
      const own = outOfRange(reading.values) ?? moreThanApparent(examined);
      const ownList = listOf(structure, last, others);
      const ownBalance = balanceTraits(ownList, examined);
      let doubt = own ?? (last && doubtAfter(last, examined, traits, others, ownBalance));
      const rare = doubt?.code === "structure-changed" ? rareList(examined) : undefined;
      if (rare !== undefined) doubt = undefined;
      if (last === undefined || doubt !== undefined) {
        const before = confirmed(examined, own !== undefined);
        if (before === undefined) {
          const previous = previousOf(structure) ?? ownList;
          const snapshot = snapshotOf(examined, last, ownList, previous, balanceTraits(previous, examined));
          const afterHeld = doubtAfterHeld(examined);
          hold({ reading, doubt, odd: own !== undefined, afterHeld, snapshot }, events);
          return;
        }
        release(before, events);
        held = held.filter((other) => other !== before);
      }
      if (held.length > 0) drop();
      const list = rare ?? listOf(structure, last, others);
      const balance = list === ownList ? ownBalance : balanceTraits(list, examined);
      publish(reading, snapshotOf(examined, last, list, list, balance), events);
    },
    /** Nothing will come any more: readings of a meter none of which is contradicted are true. */
    end(events: MeterEvent[]): void {
      const contradicted = new Set(held.filter(isContradicted).map(({ snapshot }) => snapshot.sender));
      for (const { reading, snapshot } of held)
        if (!contradicted.has(snapshot.sender)) publish(reading, snapshot, events);
      held = [];
    },
    state: () => ({ last, others, traits: [...traits] }),
  };
}

/** What is merely rare contradicts nothing. */
function isContradicted({ doubt, afterHeld }: Held): boolean {
  return [doubt, afterHeld].some((found) => found !== undefined && found.unusual !== true);
}

/** Telegrams between two of the same meter that never came, by the invocation counter. */
function lostBetween(before: Snapshot | undefined, after: Snapshot): number {
  if (before?.counter === undefined || after.counter === undefined || before.sender !== after.sender) return 0;
  return Math.max(0, after.counter - before.counter - 1);
}
