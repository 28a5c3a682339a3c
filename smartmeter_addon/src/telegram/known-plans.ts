/** The plans of the layouts a line has sent, and by which octets one is known again. */
import { areCheckDigits, areDigits } from "../cosem/dsmr.ts";
import { canEndAt } from "./compile.ts";
import type { Sender } from "./definition-fit.ts";
import { type DigitRange, digitRanges, fixedRanges, type PlanReader } from "./plan.ts";

/** By what a text is known that a plan fits. */
interface Known {
  readonly reader: PlanReader;
  readonly framing: string;
  readonly manufacturer: string | undefined;
  /** The octets it was made from, and which of them must be the same again: start and end in turn. */
  readonly octets: Uint8Array;
  readonly fixed: Uint16Array;
  readonly digits: readonly DigitRange[];
}

/** Lists one meter sends in turn. */
const mostKnown = 4;

export class KnownPlans {
  #known: readonly Known[] = [];

  /**
   * The plan that reads a text: what tells types, names, units and scalers is the same octet by octet as where the plan
   * was made. A fresh one would be no other. Undefined where no plan fits.
   */
  find(octets: Uint8Array, sender: Sender): PlanReader | undefined {
    for (const entry of this.#known) if (fits(entry, octets, sender)) return entry.reader;
    return undefined;
  }

  add(reader: PlanReader, text: Uint8Array, { framing, manufacturer }: Sender): void {
    const { plan } = reader;
    const octets = new Uint8Array(text.subarray(0, plan.length));
    const entry = { reader, framing, manufacturer, octets, fixed: fixedRanges(plan), digits: digitRanges(plan) };
    this.#known = [entry, ...this.#known].slice(0, mostKnown);
  }
}

function fits(known: Known, octets: Uint8Array, { framing, manufacturer }: Sender): boolean {
  const { octets: before, fixed } = known;
  const { plan } = known.reader;
  if (framing !== known.framing || manufacturer !== known.manufacturer) return false;
  if (octets.length !== before.length && (plan.header === undefined || !canEndAt(octets, before.length))) return false;
  for (let range = 0; range < fixed.length; range += 2) {
    const end = fixed[range + 1] as number;
    for (let at = fixed[range] as number; at < end; at++) if (before[at] !== octets[at]) return false;
  }

  for (const { at, end, point } of known.digits) if (!areDigits(octets, at, end, point)) return false;
  return plan.checkDigits === undefined || areCheckDigits(octets, plan.checkDigits[0]);
}
