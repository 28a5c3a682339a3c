/** What is the same of a field in both languages: its layer, who defines it, whether it changes. */
import type { FieldKey } from "./words-en.ts";

/** Which layer of the stack a field belongs to. */
export type FieldLayer = "link" | "transfer" | "security" | "application" | "data" | "none";

export interface FieldFacts {
  readonly layer: FieldLayer;
  /** The standard or book that defines the field. */
  readonly clause: string | undefined;
  /** Differs from telegram to telegram of one meter. */
  readonly changes: boolean;
}

type Keys = readonly FieldKey[];

const mbus = "EN 13757-2";
const hdlc = "IEC 62056-46";
const green = "DLMS UA Green Book";
const blue = "DLMS UA Blue Book";
const records = "EN 13757-3";

function facts(
  layer: FieldLayer,
  clause: string | undefined,
  constant: Keys,
  changing: Keys,
): [FieldKey, FieldFacts][] {
  return [
    ...constant.map((key): [FieldKey, FieldFacts] => [key, { layer, clause, changes: false }]),
    ...changing.map((key): [FieldKey, FieldFacts] => [key, { layer, clause, changes: true }]),
  ];
}

const table = new Map<FieldKey, FieldFacts>([
  ...facts("none", undefined, [], ["gap", "damaged", "rest"]),
  ...facts(
    "link",
    mbus,
    [
      "mbusStart",
      "mbusControl",
      "mbusLength",
      "mbusOverflow",
      "mbusLengthAgain",
      "mbusStartAgain",
      "mbusAddress",
      "mbusStop",
    ],
    ["amisControl", "checksum"],
  ),
  ...facts("link", mbus, ["shortStart", "shortControl", "acknowledgement"], []),
  ...facts("link", records, ["mbusCi", "amisCi", "stsap", "dtsap"], ["piece"]),
  ...facts(
    "link",
    hdlc,
    ["hdlcFlag", "hdlcFormat", "hdlcDestination", "hdlcSource", "hdlcControl", "hcs", "llc", "llcInside", "hdlcEnd"],
    ["fcs"],
  ),
  ...facts("transfer", green, ["gbtTag", "gbtControl", "gbtNumber", "gbtAcknowledged"], ["blockData"]),
  ...facts(
    "security",
    green,
    ["cipherTag", "titleLength", "systemTitle", "length", "securityControl"],
    ["invocationCounter", "ciphertext", "tag"],
  ),
  ...facts("application", green, ["notificationTag", "timeLength", "timeTag"], ["invokeId"]),
  ...facts(
    "data",
    `${blue}, date-time`,
    ["year", "month", "deviation"],
    ["day", "weekday", "hour", "minute", "second", "hundredths", "clockStatus", "clock", "date", "time"],
  ),
  ...facts(
    "data",
    `${green}, A-XDR`,
    ["structure", "array", "empty", "octets"],
    ["plainNumber", "rawNumber", "number", "text"],
  ),
  ...facts("data", `${blue}, OBIS`, ["logicalName", "objectName", "objectClass", "objectAttribute", "objectIndex"], []),
  ...facts("data", `${blue}, scaler_unit`, ["scalerUnit", "scaler", "unit"], []),
  ...facts(
    "security",
    `${records}, mode 5`,
    ["amisId", "amisManufacturer", "amisVersion", "amisMedium", "amisConfiguration"],
    ["amisAccess", "amisStatus", "amisCiphertext"],
  ),
  ...facts("data", records, ["filler", "recordHead"], ["recordClock", "recordValue"]),
  ...facts("data", "DSMR P1", ["textName", "textEmpty"], ["textLine", "textEnd"]),
]);

export function factsOf(key: FieldKey): FieldFacts {
  return table.get(key) as FieldFacts;
}
