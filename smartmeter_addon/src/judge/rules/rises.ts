/** What registers rose by from one telegram to the next: most stand as they stood, and no rule has to look at them. */
import type { Obis } from "../../cosem/obis.ts";
import { type Examined, valueAt } from "../measures.ts";
import { placeOfRegister, type Snapshot } from "../snapshot.ts";

/** A register that stands otherwise than before. */
export interface Rise {
  /** Its place among the registers of the telegram. */
  readonly index: number;
  /** Wh or varh; negative where it fell. */
  readonly rise: number;
  /** What it should have risen by until then, Wh ({@link Snapshot.owed}). */
  readonly owed: number;
}

const none: readonly Rise[] = [];

/** The registers that both name and that differ, in the order of the telegram. */
export function risesOf(before: Snapshot, now: Examined): readonly Rise[] {
  const { registers, registerNames } = now.shape;
  let rises: Rise[] | undefined;
  for (let index = 0; index < registers.length; index++) {
    const place = placeOfRegister(before, registerNames[index] as Obis, index);
    const last = before.registers[place];
    const { value } = valueAt(now, registers[index] as number);
    if (last === undefined || value === last) continue;
    rises ??= [];
    rises.push({ index, rise: value - last, owed: before.owed?.[place] ?? 0 });
  }
  return rises ?? none;
}
