/** A fault as a value, and the one exception that becomes one. What there is to know of each fault stands in `faults/`. */

import type { FaultLayer } from "./faults/fault-row.ts";
import { type FaultCode, faultRows } from "./faults/fault-table.ts";

export type { FaultCode, FaultLayer };

/** Something that went wrong, as a value: what events, log, status entity and page carry. */
export interface Fault {
  readonly code: FaultCode;
  readonly layer: FaultLayer;
  /** What was seen, in English, with its numbers and without any secret. */
  readonly message: string;
  /** How many octets of the line were given up for it. */
  readonly octets: number;
  /** How many things it speaks of, where that is more than one: telegrams lost. */
  readonly count?: number;
}

export function createFault(code: FaultCode, message: string, octets = 0): Fault {
  return { code, layer: faultRows[code].layer, message, octets };
}

/** The one exception decoders throw; `decoder.ts` turns it into a {@link Fault}. Any other exception is a bug. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
