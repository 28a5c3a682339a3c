/** Turns the health of outputs into faults that begin once and end once. */
import { createFault, type Fault } from "../fault.ts";
import type { Language } from "../language/language.ts";
import { formatSpan } from "../language/message.ts";
import type { Log } from "../log.ts";
import type { OutputHealth } from "../sink/sink.ts";
import { faultBegins, faultEnds } from "../texts/log-lines.ts";
import type { WebFeed } from "../web/feed.ts";

/** Hears of a fault when it begins or replaces another, and of `undefined` when it is over. */
export type FaultListener = (fault: Fault | undefined) => void;

/** Makes one fault for an output that fails or has something to say, however often it fails in the same way. */
export function createOutputWatch(listenerOf: (output: string) => FaultListener) {
  const failing = new Map<string, { readonly listener: FaultListener; readonly code: Fault["code"] }>();
  return (outputs: readonly OutputHealth[]): void => {
    for (const output of outputs) {
      const { name, state } = output;
      const code = output.code ?? (state === "failing" ? "output-failed" : undefined);
      const before = failing.get(name);
      if (code !== undefined && before?.code !== code) {
        const listener = before?.listener ?? listenerOf(name);
        failing.set(name, { listener, code });
        listener(faultOf(output));
      } else if (code === undefined && before !== undefined) {
        failing.delete(name);
        before.listener(undefined);
      }
    }
  };
}

function faultOf({ name, code = "output-failed", message = "no reason known", seen, waiting }: OutputHealth): Fault {
  const fault = { ...createFault(code, message), ...(seen && { seen }) };
  // The broker's faults name the broker themselves.
  if (fault.layer === "broker") return fault;
  const queued = waiting > 0 ? `; entries waiting: ${waiting}` : "";
  return { ...fault, message: `${name}: ${message}${queued}` };
}

/** Writes a line into the log when a fault of an output begins and when it ends; the page hears of it, too. */
export function createFaultListener(
  output: string,
  { language, log, feed }: { readonly language: Language; readonly log: Log; readonly feed: WebFeed | undefined },
): FaultListener {
  let standing: { fault: Fault; sinceMs: number } | undefined;
  return (fault) => {
    const now = Date.now();
    if (standing !== undefined)
      log.info(faultEnds(language, output, standing.fault, formatSpan(now - standing.sinceMs)));
    standing = fault && { fault, sinceMs: now };
    if (fault === undefined) return;
    log.warning(faultBegins(language, output, fault));
    feed?.fault(fault);
  };
}
