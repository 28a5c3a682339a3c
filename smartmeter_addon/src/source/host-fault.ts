/** Turns what goes wrong on the way to a network reader into a fault. */
import { createFault, type Fault, type FaultCode, reasonOf } from "../fault.ts";
import type { Sentence } from "../language/language.ts";

export const noAnswer: Sentence = { en: "there was no answer in time", de: "es kam rechtzeitig keine Antwort" };
export const hungUp: Sentence = { en: "the other side closed it", de: "die Gegenstelle hat sie beendet" };

/** Faults of a reader with which there is no connection. */
export const unreachableCodes: readonly FaultCode[] = ["host-unreachable", "host-name-unknown", "reader-not-listening"];

/** `error` undefined: there was no answer in time. */
export function unreachable(host: string, error: NodeJS.ErrnoException | undefined): Fault {
  const reason = error === undefined ? noAnswer : reasonOf(error);
  const code = codeOf(error);
  if (code === "ECONNREFUSED") return createFault("reader-not-listening", { is: "host", host });
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return createFault("host-name-unknown", { is: "host", host, reason });
  return createFault("host-unreachable", { is: "host", host, reason });
}

/** If a name has several addresses, the error of the last one tried says most. */
function codeOf(error: NodeJS.ErrnoException | undefined): string | undefined {
  const { errors } = (error ?? {}) as { errors?: readonly NodeJS.ErrnoException[] };
  return errors?.at(-1)?.code ?? error?.code;
}

/** `error` undefined: the connection ended without one. `words`: what the bridge said before it hung up. */
export function disconnected(
  host: string,
  error: NodeJS.ErrnoException | Sentence | undefined,
  words: string | undefined,
): Fault {
  if (words === undefined) {
    const reason = error === undefined ? hungUp : "en" in error ? error : reasonOf(error);
    return createFault("reader-disconnected", { is: "host", host, reason });
  }
  const isTaken = /in use|busy|already (open|connected)|too many/i.test(words);
  return createFault(isTaken ? "reader-taken" : "reader-disconnected", { is: "said", host, words });
}
