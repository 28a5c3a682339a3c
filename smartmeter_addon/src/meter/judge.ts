import { createFault } from "../fault.ts";
import { type Doubt, doubtAfter, moreThanApparent, outOfRange } from "./plausibility.ts";
import type { MeterEvent, Reading } from "./reading.ts";
import { type Shape, type Snapshot, shapeOf, snapshotOf } from "./snapshot.ts";

/** What must survive a restart, as plain data. */
export interface MeterState {
  readonly last: Snapshot | undefined;
  readonly patterns: readonly number[];
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
  readonly snapshot: Snapshot;
}

/** Held readings that wait for company; the oldest gives way. */
const mostHeld = 3;
const mostPatterns = 16;

/**
 * Decides which readings are published. One that follows from the last is; any other is held until the next one
 * decides: if that follows from the held one and not from the last, both are true and the change is reported; if it
 * follows from the last, the held one is dropped. The very first waits for the second in the same way.
 */
export function createJudge(state: MeterState | undefined, unchecked: boolean) {
  let last = state?.last;
  const patterns = new Set(state?.patterns ?? []);
  let held: Held[] = [];
  let shape: Shape | undefined;

  function publish(reading: Reading, snapshot: Snapshot, events: MeterEvent[]): void {
    const lost = lostBetween(last, snapshot);
    if (lost > 0)
      events.push({
        kind: "fault",
        fault: { ...createFault("telegrams-lost", `${lost} telegrams were not received`), count: lost },
      });
    last = snapshot;
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.add(snapshot.pattern);
    events.push({ kind: "reading", reading });
  }

  /** The first held reading that `reading` follows from. */
  function confirmed(reading: Reading, its: Shape, isOdd: boolean): Held | undefined {
    return held.find(
      ({ snapshot, odd }) =>
        odd === isOdd && doubtAfter(snapshot, reading, its, new Set([...patterns, snapshot.pattern])) === undefined,
    );
  }

  function hold(reading: Reading, its: Shape, doubt: Doubt | undefined, odd: boolean, events: MeterEvent[]): void {
    held.push({ reading, doubt, odd, snapshot: snapshotOf(reading, its, last) });
    if (held.length > mostHeld) held.shift();
    if (doubt !== undefined) events.push({ kind: "quarantined", reading, reason: doubt.reason });
  }

  return {
    /** A reading whose hard checks are passed. */
    take(reading: Reading, structure: number): MeterEvent[] {
      if (unchecked) return [{ kind: "reading", reading }];
      if (shape?.structure !== structure) shape = shapeOf(reading.values, structure);
      const its = shape;
      const events: MeterEvent[] = [];
      const own = outOfRange(reading.values) ?? moreThanApparent(reading.values, its);
      const doubt = own ?? (last === undefined ? undefined : doubtAfter(last, reading, its, patterns));
      if (last !== undefined && doubt === undefined) {
        held = [];
        publish(reading, snapshotOf(reading, its, last), events);
        return events;
      }
      const before = confirmed(reading, its, own !== undefined);
      if (before === undefined) {
        hold(reading, its, doubt, own !== undefined, events);
        return events;
      }
      held = [];
      if (before.doubt !== undefined)
        events.push({
          kind: "fault",
          fault: createFault(before.doubt.code, `${before.doubt.reason}; the next telegram confirms it`),
        });
      if (before.doubt !== undefined) last = undefined;
      publish(before.reading, before.snapshot, events);
      publish(reading, snapshotOf(reading, its, before.snapshot), events);
      return events;
    },
    /** Nothing will come any more: a reading that stands alone, or alone for its meter, is one. */
    end(): MeterEvent[] {
      const events: MeterEvent[] = [];
      if (last !== undefined) return events;
      for (const { reading, snapshot, doubt } of held) {
        const alone = held.every((other) => other.snapshot === snapshot || other.snapshot.sender !== snapshot.sender);
        if (alone && doubt === undefined) publish(reading, snapshot, events);
      }
      held = [];
      return events;
    },
    state: () => ({ last, patterns: [...patterns] }),
  };
}

/** Telegrams between two of the same meter that never came, by the invocation counter. */
function lostBetween(before: Snapshot | undefined, after: Snapshot): number {
  if (before?.counter === undefined || after.counter === undefined || before.sender !== after.sender) return 0;
  return Math.max(0, after.counter - before.counter - 1);
}
