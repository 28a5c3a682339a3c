/** The boards of all meters, and everything that went wrong on them or elsewhere. */
import type { MeterHandle } from "../sink/sink.ts";
import type { ClockDrift } from "../status/clock-drift.ts";
import { createFaultBook } from "./fault-book.ts";
import { createMeterBoard, type MeterBoard } from "./meter-board.ts";
import type { FaultView } from "./view.ts";

/** Which meters there are, and what their boards need. */
export interface BoardsNeeds {
  readonly meters: readonly MeterHandle[];
  /** Compares the meter's clock with the host's, in the household's time zone. */
  readonly drift: ClockDrift;
  /** Gives what was kept of a meter's curve before the start, and asks for it anew whenever that is to be saved. */
  readonly keep?: ((meter: MeterHandle, state: () => unknown) => unknown) | undefined;
}

/** Nobody reads more, even with a thousand meters. */
const mostFaults = 200;

/** A board for each of these meters; any other gets its own with its first event. */
export function createBoards({ meters, drift, keep }: BoardsNeeds) {
  const boards = new Map<number, MeterBoard>();
  const ownFaults = createFaultBook(undefined);

  function of(meter: MeterHandle): MeterBoard {
    const known = boards.get(meter.index);
    if (known !== undefined) return known;
    const board = createMeterBoard(meter, drift);
    boards.set(meter.index, board);
    const kept = keep?.(meter, () => board.curveState());
    if (kept !== undefined) board.history.restore(kept);
    return board;
  }

  for (const meter of meters) of(meter);
  return {
    of,
    /** The board at a position in the list; undefined where there is none. */
    at: (index: number): MeterBoard | undefined => boards.get(index),
    all: (): Iterable<MeterBoard> => boards.values(),
    /** Faults of no meter's line. */
    ownFaults,
    /** All faults, the latest first. */
    faults: (): FaultView[] =>
      [ownFaults.all(), ...[...boards.values()].map((board) => board.faults())]
        .flat()
        .sort((one, other) => other.lastAtMs - one.lastAtMs)
        .slice(0, mostFaults),
  };
}

export type Boards = ReturnType<typeof createBoards>;
