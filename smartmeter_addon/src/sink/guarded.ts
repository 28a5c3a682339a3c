/** Keeps a bug in one output away from the others. */
import type { Log } from "../log.ts";
import type { SinkEvent } from "./sink.ts";

/** An `accept` that never throws: a bug costs the event, and the log says so once. */
export function guarded(name: string, log: Log, accept: (event: SinkEvent) => void): (event: SinkEvent) => void {
  let logged = "";
  return (event) => {
    try {
      accept(event);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== logged) log.error(`${name}: a ${event.kind} could not be taken: ${text}`);
      logged = text;
    }
  };
}
