/**
 * An entry with a fixed id keeps its entities when the meter on the wall is exchanged. The new meter's registers begin
 * somewhere else, and Home Assistant would book the difference as energy used. So they go on where the old ones stood:
 * by an offset, which is kept and shown.
 */
import type { Reading } from "../../telegram/reading.ts";
import { rounded, type StateValue } from "../state-values.ts";

/** What was last published of a meter's registers, as plain data; values in the unit people see. */
export interface RegisterState {
  /** The device that counts: its system title or number. */
  device?: string | undefined;
  /** When its last registers came, host time, ms since 1970. */
  atMs?: number | undefined;
  readonly registers: Record<string, { last: number; offset: number }>;
}

/** The values as they are published, and whether an offset has changed with them. */
export interface Continued {
  readonly values: ReadonlyMap<string, StateValue>;
  readonly exchanged: boolean;
}

/** No house connection exceeds this, kW or kvar; it tells a device that was only renamed from a different one. */
const mostPower = 100;
const hourMs = 3_600_000;

/** Lets the registers go on where they stood; `state` is changed in place. */
export function continueRegisters(
  state: RegisterState,
  reading: Reading,
  values: ReadonlyMap<string, StateValue>,
  atMs: number,
): Continued {
  const device = reading.systemTitle ?? reading.meterNumber ?? state.device;
  const isOther = state.device !== undefined && device !== state.device;
  const exchanged = isOther && !goesOn(state, values, atMs);
  const continued = new Map(values);
  for (const value of values.values()) {
    if (!isRegister(value)) continue;
    const { key, quantity } = value;
    const known = state.registers[key];
    const offset = exchanged && known !== undefined ? known.last - value.value : (known?.offset ?? 0);
    const shown = rounded(value.value + offset, quantity?.decimals ?? 3);
    state.registers[key] = { last: shown, offset: rounded(offset, quantity?.decimals ?? 3) };
    continued.set(key, { ...value, value: shown });
  }
  state.device = device;
  state.atMs = atMs;
  return { values: continued, exchanged };
}

/** A register of the meter itself, not a sum of days. */
const isRegister = ({ quantity }: StateValue): boolean =>
  quantity?.obis !== undefined && quantity.stateClass?.startsWith("total") === true;

/** Whether the registers follow from the last ones: the same counter, under another name. */
function goesOn({ registers, atMs: lastMs }: RegisterState, values: ReadonlyMap<string, StateValue>, atMs: number) {
  const hours = Math.max(0, atMs - (lastMs ?? atMs)) / hourMs;
  return [...values.values()].filter(isRegister).every(({ key, value }) => {
    const known = registers[key];
    if (known === undefined) return true;
    const rise = value + known.offset - known.last;
    return rise >= 0 && rise <= 1 + mostPower * hours;
  });
}
