/** Texts and codes in a telegram, such as the meter's number. */
import type { Obis } from "./obis.ts";

/** A text or code the telegram carries: meter number, device name, consumer message. */
export interface TextValue {
  readonly obis: Obis;
  readonly text: string;
}
