/** From the octets of a telegram to the plan that reads it. */
import { decodeNotification } from "../dlms/apdu.ts";
import { decodeData } from "../dlms/axdr.ts";
import type { Content } from "../envelope/envelope.ts";
import { ProtocolError } from "../fault.ts";
import { llc, startsWithLlc } from "../link/hdlc.ts";
import { compileBody } from "./compile-body.ts";
import { compileAmis, compileDsmr } from "./compile-text.ts";
import type { Definitions } from "./definition.ts";
import type { Sender } from "./definition-fit.ts";
import type { Plan } from "./plan.ts";

/** Where the invoke-id of a data-notification stands. */
const invokeIdAt = 1;

/**
 * The plan of the telegram a text begins with. Throws `ProtocolError`: `data-invalid`, `layout-unknown`, `value-invalid`,
 * `time-invalid`.
 */
export function compile(content: Content, octets: Uint8Array, definitions: Definitions, sender: Sender): Plan {
  if (content === "dsmr") return compileDsmr(octets, definitions, sender);
  if (content === "amis") return compileAmis(octets, definitions, sender);
  const { dateTime, body } = decodeNotification(octets);
  const data = decodeData(octets, body);
  if (!canEndAt(octets, data.end))
    throw new ProtocolError("data-invalid", { is: "left-over", octets: octets.length - data.end });
  const clock = dateTime === undefined ? undefined : ({ kind: "date-time", at: dateTime } as const);
  return { ...compileBody(octets, data, definitions, sender), header: { invokeId: invokeIdAt, clock } };
}

/**
 * Whether a data-notification can end there: with the text, or where another one follows behind a link control header
 * (`ch-e450-three-apdus-in-one-hdlc-frame`).
 */
export function canEndAt(octets: Uint8Array, end: number): boolean {
  return octets.length === end || (octets.length > end + llc.length && startsWithLlc(octets, end));
}
