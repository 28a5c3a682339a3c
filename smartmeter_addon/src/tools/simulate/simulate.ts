/** A virtual meter: household, clock and telegrams put together. */
import { parseHex, toHex } from "../../octets.ts";
import type { Seal } from "../encode/encode-apdu.ts";
import { testAuthenticationKey, testKey } from "../test-keys.ts";
import { createHousehold, type Household } from "./household.ts";
import { isPush, type MeterKind, meterKinds } from "./simulate-meters.ts";
import { type SimulatedTelegram, telegramOf } from "./simulate-telegrams.ts";

export { testAuthenticationKey, testKey } from "../test-keys.ts";
export type { SimulatedTelegram } from "./simulate-telegrams.ts";

export interface SimulatedMeterOptions {
  /** One of {@link simulatedMeterIds}. */
  readonly meter: string;
  readonly key?: Uint8Array | undefined;
  readonly authenticationKey?: Uint8Array | undefined;
  /** Household and serial number; the same seed gives the same octets. */
  readonly seed?: number | undefined;
  /** What the meter counts, where it is not the household of the seed. */
  readonly household?: Household | undefined;
  readonly startMs: number;
  readonly intervalMs?: number | undefined;
  readonly meterNumber?: string | undefined;
  readonly systemTitle?: Uint8Array | undefined;
  /** Invocation counter (AMIS: access number) of the first telegram. */
  readonly counter?: number | undefined;
}

export interface SimulatedMeterDescription extends MeterKind {
  /** Hexadecimal; undefined for AMIS, which has none. */
  readonly systemTitle: string | undefined;
  readonly baudRate: number;
  readonly parity: "none" | "even";
  /** The meter wants every telegram acknowledged ({@link createAmisMeter}). */
  readonly needsReplies: boolean;
  /** Telegrams carry an authentication tag. */
  readonly tagged: boolean;
}

export interface SimulatedMeter {
  describe(): SimulatedMeterDescription;
  /** The next telegram, at `atMs` or one interval after the last. */
  next(atMs?: number): SimulatedTelegram;
}

export const simulatedMeterIds: readonly string[] = meterKinds.map((kind) => kind.id);

/** A virtual meter in a plausible household. Pure: no clock but the given one, no randomness but the seed. */
export function createSimulatedMeter(options: SimulatedMeterOptions): SimulatedMeter {
  const kind = meterKinds.find((entry) => entry.id === options.meter);
  if (kind === undefined) throw new RangeError(`unknown meter ${options.meter}`);
  const isAmis = kind.framing === "amis";
  const seed = options.seed ?? 1;
  const intervalMs = options.intervalMs ?? kind.intervalMs;
  const household = options.household ?? createHousehold(seed, options.startMs, isPush(kind) ? kind.phases : 3);
  const systemTitle = options.systemTitle ?? titleOf(isAmis ? "" : kind.title, seed);
  let counter = options.counter ?? (isAmis ? 0 : 0x1000);
  let nextMs = options.startMs;
  const seal = (): Seal => ({
    key: options.key ?? testKey,
    authenticationKey: options.authenticationKey ?? testAuthenticationKey,
    systemTitle,
    invocationCounter: counter,
    securityControl: isAmis ? 0x30 : kind.securityControl,
  });
  return {
    describe: () => ({
      ...pick(kind),
      intervalMs,
      systemTitle: isAmis ? undefined : toHex(systemTitle),
      baudRate: Number(kind.settings.split(" ")[0]),
      parity: kind.settings.endsWith("8E1") ? "even" : "none",
      needsReplies: isAmis,
      tagged: !isAmis && (seal().securityControl & 0x10) !== 0,
    }),
    next(atMs = nextMs) {
      nextMs = atMs + intervalMs;
      const snapshot = household.advance(atMs);
      const telegram = telegramOf(kind, snapshot, seal(), seed, options.meterNumber);
      counter++;
      return telegram;
    },
  };
}

function pick({ id, operator, product, framing, layout, settings, intervalMs }: MeterKind): MeterKind {
  return { id, operator, product, framing, layout, settings, intervalMs };
}

function titleOf(start: string, serial: number): Uint8Array {
  const width = 16 - start.length;
  const rest = (serial % 16 ** width).toString(16).padStart(width, "0");
  return parseHex(start + rest) as Uint8Array;
}
