/** From one DSMR text, or the records of one AMIS telegram, to its plan. */
import { checkOctets, type DsmrNumber, decodeDsmr } from "../cosem/dsmr.ts";
import { decodeRecords, recordOctets } from "../cosem/mbus-records.ts";
import type { Definitions } from "./definition.ts";
import { fitting, type Sender } from "./definition-fit.ts";
import { type NumberPlace, numberForms, numberPlace } from "./number-place.ts";
import { clockName, mix, type Plan } from "./plan.ts";
import type { TextValue } from "./reading.ts";

/** The plan of a DSMR text. Throws `data-invalid`, `layout-unknown`, `value-invalid`, `time-invalid`. */
export function compileDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Plan {
  const { clockAt, checkAt, lines } = decodeDsmr(octets);
  const definition = fitting(definitions, "dsmr", sender);
  const numbers: NumberPlace[] = [];
  const texts: TextValue[] = [];
  let structure = 0;
  for (const { obis, text, number } of lines) {
    structure = mix(mix(structure, obis), number === undefined ? 0 : text.length);
    if (number !== undefined)
      numbers.push(numberPlace(obis, number.unit, number.scaler, definition, { ...number, form: formOf(number) }));
    else if (obis !== clockName) texts.push({ obis, text });
  }
  return {
    ...{ layout: "dsmr", definition, length: octets.length, numbers, texts, clockTexts: [], unscaled: [] },
    ...{ clock: clockAt === undefined ? undefined : { kind: "dsmr", at: clockAt }, header: undefined },
    ...{ checkDigits: checkAt === undefined ? undefined : [checkAt, checkAt + checkOctets] },
    ...{ structure, absent: 0, types: 0 },
  };
}

const formOf = ({ sign }: DsmrNumber): number =>
  sign === "positive" ? numberForms.digits : numberForms.negativeDigits;

/** The plan of the deciphered records of AMIS. Throws `data-invalid`, `layout-unknown`. */
export function compileAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Plan {
  const { clockAt, records } = decodeRecords(octets);
  const definition = fitting(definitions, "amis", sender);
  const numbers = records.map(({ obis, unit, at, signed }) => {
    const form = signed ? numberForms.recordInt32 : numberForms.recordUint32;
    return numberPlace(obis, unit, 0, definition, { form, at, end: at + recordOctets, point: undefined });
  });
  return {
    ...{ layout: "amis", definition, length: octets.length, numbers, texts: [], clockTexts: [], unscaled: [] },
    ...{ clock: clockAt === undefined ? undefined : { kind: "cp48", at: clockAt }, header: undefined },
    ...{ checkDigits: undefined, structure: records.reduce((sum, { obis }) => mix(sum, obis), 0), absent: 0, types: 0 },
  };
}
