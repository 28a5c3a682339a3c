import { createFault } from "../fault.ts";
import { type Doubt, moreThanApparent, outOfRange } from "./doubt.ts";
import { doubtAfter } from "./plausibility.ts";
import type { MeterEvent, Reading } from "./reading.ts";
import { type Circumstances, leastRelation, type Shape, type Snapshot, shapeOf, snapshotOf } from "./snapshot.ts";

/** What must survive a restart, as plain data. */
export interface MeterState {
  readonly last: Snapshot | undefined;
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

/**
 * Decides which readings are published. One that follows from the last is; any other is held until the next one
 * decides: if that follows from the held one and not from the last, both are true and the change is reported; if it
 * follows from the last, the held one is dropped. The very first waits for the second in the same way.
 */
export function createJudge(state: MeterState | undefined, unchecked: boolean) {
  let last = state?.last;
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
    last = snapshot;
    if (traits.size >= mostTraits) traits.clear();
    for (const trait of snapshot.traits) traits.add(trait);
    events.push({ kind: "reading", reading });
  }

  /** The held reading that `reading` follows from. */
  function confirmed(reading: Reading, its: Shape, circumstances: Circumstances, isOdd: boolean): Held | undefined {
    return held.find(({ snapshot, odd }) => {
      const seen = new Set([...traits, ...snapshot.traits]);
      return odd === isOdd && doubtAfter(snapshot, reading, its, circumstances, seen) === undefined;
    });
  }

  function doubtAfterHeld(reading: Reading, its: Shape, circumstances: Circumstances): Doubt | undefined {
    const before = held.findLast(({ snapshot }) => snapshot.sender === circumstances.sender);
    return before && doubtAfter(before.snapshot, reading, its, circumstances, traits);
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
    held = [];
  }

  /** Both the held reading and the one that confirms it are true. */
  function release({ reading, doubt, snapshot }: Held, events: MeterEvent[]): void {
    if (doubt !== undefined) {
      events.push({ kind: "fault", fault: createFault(doubt.code, `${doubt.reason}; the next telegram confirms it`) });
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
      const its = shape;
      const own = outOfRange(reading.values) ?? moreThanApparent(reading, its);
      const doubt = own ?? (last && doubtAfter(last, reading, its, circumstances, traits));
      if (last === undefined || doubt !== undefined) {
        const before = confirmed(reading, its, circumstances, own !== undefined);
        if (before === undefined) {
          const snapshot = snapshotOf(reading, its, circumstances, last, held.at(-1)?.snapshot ?? last);
          const afterHeld = doubtAfterHeld(reading, its, circumstances);
          hold({ reading, doubt, odd: own !== undefined, afterHeld, snapshot }, events);
          return;
        }
        release(before, events);
        held = held.filter((other) => other !== before);
      }
      if (held.length > 0) drop();
      publish(reading, snapshotOf(reading, its, circumstances, last, last), events);
    },
    /** Nothing will come any more: readings of a meter none of which is contradicted are true. */
    end(events: MeterEvent[]): void {
      const contradicted = new Set(held.filter(isContradicted).map(({ snapshot }) => snapshot.sender));
      for (const { reading, snapshot } of held)
        if (!contradicted.has(snapshot.sender)) publish(reading, snapshot, events);
      held = [];
    },
    state: () => ({ last, traits: [...traits] }),
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
