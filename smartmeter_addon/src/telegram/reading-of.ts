/** From a telegram, its envelope and its sender to the reading, and to what else helps to judge it. */
import { wallSeconds } from "../cosem/date-time.ts";
import type { Envelope } from "../envelope/envelope.ts";
import type { Identity } from "../envelope/identity.ts";
import { ProtocolError } from "../fault.ts";
import { mix, type Telegram } from "./plan.ts";
import type { Reading } from "./reading.ts";

/** Inner and outer clock of one telegram differ by 2 s at the most in real ones. */
const clockTolerance = 5;

/** Inner minus outer clock, s; undefined where there is one clock only. */
export function clockDifferenceOf({ time, headerTime }: Telegram): number | undefined {
  return time === undefined || headerTime === undefined ? undefined : wallSeconds(time) - wallSeconds(headerTime);
}

/** Throws `clocks-disagree` where the two clocks of a telegram can't both be right. */
export function checkClocks(difference: number | undefined): void {
  if (difference !== undefined && Math.abs(difference) > clockTolerance)
    throw new ProtocolError("clocks-disagree", { is: "apart", seconds: difference });
}

function productOf(definition: Telegram["definition"], manufacturer: string | undefined): string | undefined {
  for (const entry of definition?.products ?? nothing) if (entry.manufacturer === manufacturer) return entry.model;
  return undefined;
}
const nothing = [] as const;

export function readingOf(
  { definition, layout, time, headerTime, values, texts }: Telegram,
  { sender, counter, authenticated, unproven, framing }: Envelope,
  { meterId, meterNumber, deviceName, manufacturer }: Identity,
  receivedAtMs: number | undefined,
): Reading {
  const reading = {
    meterId,
    systemTitle: sender.systemTitle,
    meterNumber,
    deviceName,
    manufacturer,
    meterTime: time ?? headerTime,
    invocationCounter: counter,
    authenticated,
    layout,
    operator: definition?.operators.length === 1 ? definition.operators[0] : undefined,
    product: productOf(definition, manufacturer),
    framing,
    receivedAtMs,
    values,
    texts,
  };
  return unproven ? { ...reading, unproven } : reading;
}

/**
 * What of a telegram is not in its reading and yet helps to judge it; `security` and `header` never change on one line,
 * `damage` is what the line has shown until now.
 */
export function circumstancesOf<Damage>(
  { structure, absent, types, invokeId, habit, headerHabit }: Telegram,
  { security, header }: Envelope,
  { sender }: Identity,
  clockDifference: number | undefined,
  damage: Damage,
) {
  return {
    structure: mix(mix(structure, security), header),
    absent,
    types,
    sender,
    invokeId,
    clockDifference,
    innerHabit: habit,
    outerHabit: headerHabit,
    damage,
  };
}
