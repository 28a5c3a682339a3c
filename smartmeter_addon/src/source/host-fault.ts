/** What goes wrong on the way to a reader in the network, as a fault that says it in words. */
import { createFault, type Fault } from "../fault.ts";

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing listens on that port",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name cannot be looked up at the moment",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "no answer",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
};

/** The system's error as words; undefined for none. */
export function reasonOf(error: NodeJS.ErrnoException | undefined): string | undefined {
  return error === undefined ? undefined : (reasons[error.code ?? ""] ?? error.message);
}

export function unreachable(name: string, error: NodeJS.ErrnoException | undefined): Fault {
  return createFault("host-unreachable", `${name}: ${reasonOf(error) ?? "no answer"}`);
}

/** What a bridge says in words before it hangs up belongs to the fault: `Port already in use`. */
export function disconnected(name: string, reason: string | undefined, words: string | undefined): Fault {
  if (words === undefined) {
    return createFault("reader-disconnected", `${name}: ${reason ?? "the other side closed the connection"}`);
  }
  const isTaken = /in use|busy|already (open|connected)|too many/i.test(words);
  return createFault(
    isTaken ? "reader-taken" : "reader-disconnected",
    `${name}: the other side said "${words}" and closed the connection`,
  );
}
