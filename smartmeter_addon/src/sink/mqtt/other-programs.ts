/**
 * Other programs that publish below the same base. Only what they say about themselves tells them apart.
 */
import { createFault, type Fault } from "../../fault.ts";
import type { Topics } from "./mqtt-topics.ts";

/** Times are of a clock that nobody sets. */
export interface OtherPrograms {
  /** A bridge's state was heard; true where it is another program's that was not there before. */
  heard(payload: string, nowMs: number): boolean;
  /** The program with this level of topics has ended; `bridge`: one of an earlier version. */
  ended(id: string): void;
  /** Whether any was heard lately. */
  areThere(nowMs: number): boolean;
  /** Whether the one with this level of topics was heard lately; `bridge`: one of an earlier version. */
  isThere(id: string, nowMs: number): boolean;
  /** The fault that topics are shared; undefined while they are not. */
  fault(nowMs: number): Fault | undefined;
}

/** Most programs that are told apart. */
const mostOthers = 20;
const earlierVersion = "an earlier version";

const nameOf = (id: string): string => (id === "bridge" ? earlierVersion : id);

/** One for each connection. `goneMs`: a program that has sent no state for this long is gone. */
export function createOtherPrograms({ base, instance: own }: Topics, goneMs: number): OtherPrograms {
  const heardAtMs = new Map<string, number>();
  const present = (nowMs: number): string[] =>
    [...heardAtMs].flatMap(([name, atMs]) => (nowMs - atMs < goneMs ? [name] : []));

  return {
    heard(payload, nowMs) {
      const name = instanceIn(payload) ?? earlierVersion;
      if (name === own || (heardAtMs.size >= mostOthers && !heardAtMs.has(name))) return false;
      const isNew = !present(nowMs).includes(name);
      heardAtMs.set(name, nowMs);
      return isNew;
    },
    ended: (id) => void heardAtMs.delete(nameOf(id)),
    isThere: (id, nowMs) => present(nowMs).includes(nameOf(id)),
    areThere: (nowMs) => present(nowMs).length > 0,
    fault(nowMs) {
      const names = present(nowMs);
      if (names.length === 0) return undefined;
      return createFault("topics-shared", { is: "names", base, own, names: names.join(", ") });
    },
  };
}

/** The program that a bridge's state comes from; undefined: an earlier version, or nothing of ours. */
function instanceIn(payload: string): string | undefined {
  return /"instance":"(bridge-[0-9a-f]{8})"/.exec(payload)?.[1];
}
