import { type FaultCode, faultCodes } from "../fault.ts";

/**
 * What a fault does: `stops` lets no value through, `hurts` should be looked at although values come, `notice` is worth
 * knowing and no problem.
 */
export type Weight = "stops" | "hurts" | "notice";

/** What ends a fault: the port opens, octets come, a frame proves itself, a telegram is decoded, a tag verifies … */
export type Until =
  | "opened"
  | "octets"
  | "frame"
  | "decoded"
  | "verified"
  /** it has not happened for ten minutes */
  | "calm"
  /** it has become rare among the last telegrams */
  | "rare"
  /** whoever reported it says so */
  | "told";

export interface Rule {
  readonly weight: Weight;
  readonly until: Until;
}

const stopsUntil = (until: Until): Rule => ({ weight: "stops", until });
const hurtsUntil = (until: Until): Rule => ({ weight: "hurts", until });
const notice: Rule = { weight: "notice", until: "calm" };

/** How each fault stands and falls. Those that end when `rare` also begin only when they are frequent. */
export const rules: Readonly<Record<FaultCode, Rule>> = {
  "port-missing": stopsUntil("opened"),
  "port-ambiguous": stopsUntil("opened"),
  "port-busy": stopsUntil("opened"),
  "port-denied": stopsUntil("opened"),
  "port-lost": stopsUntil("opened"),
  "port-failed": stopsUntil("opened"),
  "host-unreachable": stopsUntil("opened"),
  "line-silent": stopsUntil("octets"),
  "foreign-sml": stopsUntil("frame"),
  "foreign-iec62056-21": stopsUntil("frame"),
  "foreign-dsmr": stopsUntil("frame"),
  "foreign-wmbus": stopsUntil("frame"),
  "inverted-suspect": stopsUntil("frame"),
  "speed-suspect": stopsUntil("frame"),
  "parity-suspect": stopsUntil("frame"),
  "no-frame": stopsUntil("frame"),
  "octets-skipped": { weight: "notice", until: "rare" },
  "frame-damaged": hurtsUntil("rare"),
  "frame-incomplete": hurtsUntil("rare"),
  "segment-order": hurtsUntil("rare"),
  "framing-changed": notice,
  "apdu-unknown": hurtsUntil("rare"),
  "apdu-length": hurtsUntil("rare"),
  "block-order": hurtsUntil("rare"),
  "key-missing": stopsUntil("decoded"),
  "key-form": stopsUntil("decoded"),
  "key-wrong": stopsUntil("decoded"),
  "key-repaired": notice,
  "keys-swapped": hurtsUntil("told"),
  "key-rotated": stopsUntil("decoded"),
  "key-other-meter": stopsUntil("decoded"),
  "authentication-key-missing": { weight: "notice", until: "verified" },
  "authentication-key-wrong": hurtsUntil("verified"),
  "tag-bad": hurtsUntil("rare"),
  "data-invalid": hurtsUntil("rare"),
  "layout-unknown": stopsUntil("decoded"),
  "value-invalid": hurtsUntil("rare"),
  "time-invalid": hurtsUntil("rare"),
  "clocks-disagree": hurtsUntil("rare"),
  duplicate: notice,
  "counter-backwards": notice,
  "telegrams-lost": hurtsUntil("told"),
  "meter-changed": notice,
  "clock-set": notice,
  "clock-off": hurtsUntil("told"),
  "structure-changed": notice,
  implausible: hurtsUntil("rare"),
  "layout-unconfirmed": notice,
  "state-damaged": notice,
  "state-unwritable": hurtsUntil("told"),
  "option-invalid": stopsUntil("opened"),
  "internal-error": hurtsUntil("rare"),
  "broker-missing": hurtsUntil("told"),
  "broker-unreachable": hurtsUntil("told"),
  "broker-refused": hurtsUntil("told"),
  "broker-tls": hurtsUntil("told"),
  "supervisor-refused": hurtsUntil("told"),
  "output-failed": hurtsUntil("told"),
  "output-port-failed": hurtsUntil("told"),
};

/** Whether the fault is something the user should look at. */
export function isProblem(code: FaultCode): boolean {
  return rules[code].weight !== "notice";
}

/** What stops everything comes first, then what hurts, then notices; within one weight the way of the data decides. */
export const byPriority: readonly FaultCode[] = (["stops", "hurts", "notice"] as const).flatMap((weight) =>
  faultCodes.filter((code) => rules[code].weight === weight),
);

/** What octets look like that nothing has recognised: withdrawn as soon as something does. */
export const guesses: readonly FaultCode[] = ["inverted-suspect", "speed-suspect", "parity-suspect", "no-frame"];

/** Faults of a telegram that follow from a damaged frame just before: no diagnosis of their own. */
export const consequences: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "octets-skipped",
  "frame-incomplete",
  "segment-order",
  "block-order",
  "apdu-length",
]);
