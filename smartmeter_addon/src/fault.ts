/** A fault as a value, and the one exception that becomes one. What there is to know of each fault is in `faults/`. */

import { fillFacts, type Seen, type SeenOf } from "./faults/facts.ts";
import type { FaultLayer } from "./faults/fault-row.ts";
import { type FaultCode, type FaultTable, faultRows } from "./faults/fault-table.ts";

export { reasonOf } from "./faults/reasons.ts";
export type { FaultCode, FaultLayer, Seen };

/** Something that went wrong, as a value: what events, log, status entity and page carry. */
export interface Fault {
  readonly code: FaultCode;
  readonly layer: FaultLayer;
  /** What was seen, in English, with its numbers and without any secret: for those who look into it, not for users. */
  readonly message: string;
  /** The same for users, as facts for a sentence of the fault's row; without it that row's `seen` says all there is. */
  readonly seen?: Seen | undefined;
  /** So many of the last telegrams ended like this. */
  readonly share?: { readonly count: number; readonly of: number } | undefined;
  /** How many octets of the line were given up for it. */
  readonly octets: number;
  /** How many things it speaks of, where that is more than one: telegrams lost. */
  readonly count?: number;
}

/** What may be said of this fault: facts for one of the sentences in its row. */
export type SeenBy<Code extends FaultCode> = Code extends FaultCode ? SeenOf<FaultTable[Code]> : never;

/** `seen`: facts for a sentence of its row, which users read, or English for those who look into a telegram. */
export function createFault<Code extends FaultCode>(code: Code, seen: string | SeenBy<Code>, octets = 0): Fault {
  const { layer } = faultRows[code];
  if (typeof seen === "string") return { code, layer, message: seen, octets };
  return { code, layer, message: detailOf(code, seen, "en"), seen, octets };
}

/** The sentence of the fault's row with these facts in it, as users read it. */
export function describeSeen(code: FaultCode, seen: Seen | undefined, language: "en" | "de"): string {
  const { here, seen: plain } = faultRows[code];
  return seen === undefined ? plain[language] : fillFacts(here?.[seen.is] ?? plain, seen, language);
}

/** For those who look into a telegram: with all places and numbers there are. */
export function describeFault({ code, message, seen }: Fault, language: "en" | "de"): string {
  return language === "en" ? message : detailOf(code, seen, language);
}

function detailOf(code: FaultCode, seen: Seen | undefined, language: "en" | "de"): string {
  const detail = seen && faultRows[code].details?.[seen.is];
  return detail === undefined ? describeSeen(code, seen, language) : fillFacts(detail, seen as Seen, language);
}

/** The one exception decoders throw; `decoder.ts` turns it into a {@link Fault}. Any other exception is a bug. */
export class ProtocolError<Code extends FaultCode = FaultCode> extends Error {
  override readonly name = "ProtocolError";
  readonly code: Code;
  readonly seen: Seen | undefined;

  /** `seen`: facts for one of the sentences of its row; without them the row says all there is. */
  constructor(code: Code, seen?: SeenBy<Code>) {
    super(detailOf(code, seen, "en"));
    this.code = code;
    this.seen = seen;
  }

  /** The same, with whose telegram it was behind its English. */
  naming(sender: string): ProtocolError {
    const named = new ProtocolError(this.code, this.seen as never);
    named.message = `${this.message} (${sender})`;
    return named;
  }
}

/** The fault an error of a decoder stands for. */
export function faultOf({ code, message, seen }: ProtocolError, octets: number): Fault {
  const fault = { code, layer: faultRows[code].layer, message, octets };
  return seen === undefined ? fault : { ...fault, seen };
}
