/**
 * Every fault this program can report: its code (stable: log, status entity, page and documentation name it) and the
 * layer that saw it. The help texts stand in `texts/faults-en.ts` and `texts/faults-de.ts`.
 */
const layerOf = {
  "port-missing": "port",
  "port-ambiguous": "port",
  "port-busy": "port",
  "port-denied": "port",
  "port-lost": "port",
  "port-failed": "port",
  "host-unreachable": "port",
  "line-silent": "line",
  "foreign-sml": "line",
  "foreign-iec62056-21": "line",
  "foreign-dsmr": "line",
  "foreign-wmbus": "line",
  "inverted-suspect": "line",
  "speed-suspect": "line",
  "parity-suspect": "line",
  "no-frame": "line",
  "octets-skipped": "link",
  "frame-damaged": "link",
  "frame-incomplete": "link",
  "segment-order": "link",
  "framing-changed": "link",
  "apdu-unknown": "apdu",
  "apdu-length": "apdu",
  "block-order": "apdu",
  "key-missing": "security",
  "key-form": "security",
  "key-wrong": "security",
  "key-repaired": "security",
  "keys-swapped": "security",
  "key-rotated": "security",
  "key-other-meter": "security",
  "authentication-key-missing": "security",
  "authentication-key-wrong": "security",
  "tag-bad": "security",
  "data-invalid": "data",
  "layout-unknown": "data",
  "value-invalid": "data",
  "time-invalid": "data",
  "clocks-disagree": "data",
  duplicate: "meter",
  "counter-backwards": "meter",
  "telegrams-lost": "meter",
  "meter-changed": "meter",
  "clock-set": "meter",
  "clock-off": "meter",
  "structure-changed": "meter",
  implausible: "meter",
  "layout-unconfirmed": "meter",
  "state-damaged": "program",
  "state-unwritable": "program",
  "option-invalid": "program",
  "internal-error": "program",
  "broker-missing": "broker",
  "broker-unreachable": "broker",
  "broker-refused": "broker",
  "broker-tls": "broker",
  "supervisor-refused": "broker",
  "output-failed": "output",
  "output-port-failed": "output",
} as const;

export type FaultCode = keyof typeof layerOf;
export type FaultLayer = (typeof layerOf)[FaultCode];

/** All codes, in the order of the way of the data, and within one layer the surer ones first. */
export const faultCodes = Object.keys(layerOf) as FaultCode[];

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
  return { code, layer: layerOf[code], message, octets };
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
