import { createFault, type Fault } from "../fault.ts";
import type { OutputHealth } from "../sink/sink.ts";

/** Told of a fault when it begins, of `undefined` when it is over. */
export type FaultListener = (fault: Fault | undefined) => void;

/**
 * Makes one fault of an output that fails, however often it fails meanwhile. The broker's connection reports its own,
 * which say more, and is left out by name.
 */
export function createOutputWatch(listenerOf: (output: string) => FaultListener) {
  const failing = new Map<string, FaultListener>();
  return (outputs: readonly OutputHealth[]): void => {
    for (const { name, state, code = "output-failed", message = "no reason known", waiting } of outputs) {
      if (name === "mqtt") continue;
      const listener = failing.get(name);
      if (state === "failing" && listener === undefined) {
        const begun = listenerOf(name);
        failing.set(name, begun);
        const queued = waiting > 0 ? `; entries waiting: ${waiting}` : "";
        begun(createFault(code, `${name}: ${message}${queued}`));
      } else if (state !== "failing" && listener !== undefined) {
        failing.delete(name);
        listener(undefined);
      }
    }
  };
}
