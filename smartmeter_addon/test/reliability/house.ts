import { parseHex } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import type { Seal } from "../../src/tools/encode/encode-apdu.ts";
import type { Phase, Register, Snapshot } from "../../src/tools/simulate/household.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import { amisMeter, dsmrMeter, meterKinds, pushMeters } from "../../src/tools/simulate/simulate-meters.ts";
import { amisTelegramOf, dsmrTelegram, pushTelegram } from "../../src/tools/simulate/simulate-telegrams.ts";
import { createTestDecoder } from "../support/feed.ts";

/** What the three wires do at a moment; index counts telegrams. */
export type Scene = (index: number, secondsIn: number) => readonly [Phase, Phase, Phase];

export const wire = (watts: number, voltage = 231): Phase => ({ voltage, watts, vars: Math.round(watts * 0.05) - 20 });

export interface SceneResult {
  readonly sent: number;
  /** Numbers of the telegrams that became readings, in the order they came out. */
  readonly read: readonly number[];
  readonly held: readonly string[];
  readonly faults: readonly string[];
}

export interface SceneOptions {
  readonly meter: string;
  readonly scene: Scene;
  readonly telegrams: number;
  readonly startMs: number;
  /** Milliseconds added before the telegram of that number, and telegrams the meter sent unheard in that time. */
  readonly gaps?: Readonly<Record<number, { readonly ms: number; readonly unheard: boolean }>>;
}

/** Plays a scene in the house of one meter to a fresh decoder. */
export function playScene({ meter, scene, telegrams, startMs, gaps = {} }: SceneOptions): SceneResult {
  const kind = meterKinds.find(({ id }) => id === meter);
  const push = pushMeters.find(({ id }) => id === meter);
  if (kind === undefined) throw new RangeError(meter);
  const decoder = createTestDecoder();
  const { intervalMs } = kind;
  const wattMs = [0, 0, 0, 0];
  const read: number[] = [];
  const held: string[] = [];
  const faults: string[] = [];
  const numbers = new Map<number, number>();
  let counter = 5000;
  let atMs = startMs;

  function note(events: readonly MeterEvent[]): void {
    for (const event of events) {
      if (event.kind === "reading") read.push(numbers.get(event.reading.receivedAtMs as number) as number);
      else if (event.kind === "quarantined") held.push(event.reason);
      else if (event.kind === "fault") faults.push(event.fault.code);
    }
  }

  for (let index = 0; index < telegrams; index++) {
    const gap = gaps[index];
    if (gap !== undefined) {
      atMs += gap.ms;
      if (gap.unheard) counter += Math.round(gap.ms / intervalMs);
    }
    const wires = scene(index, (index * intervalMs) / 1000);
    const phases: readonly Phase[] = push?.phases === 1 ? [mergePhases(wires)] : wires;
    const watts = phases.reduce((sum, phase) => sum + phase.watts, 0);
    const vars = phases.reduce((sum, phase) => sum + phase.vars, 0);
    const power = [Math.max(watts, 0), Math.max(-watts, 0), Math.max(vars, 0), Math.max(-vars, 0)] as const;
    for (let at = 0; at < 4; at++) wattMs[at] = (wattMs[at] as number) + (power[at] as number) * intervalMs;
    const energy = wattMs.map((sum, at) => registerOf(1_000_000 * (at + 1) + Math.floor(sum / 3_600_000)));
    const snapshot = { time: viennaTime(atMs), phases, power, energy } as unknown as Snapshot;
    numbers.set(atMs, index);
    note(decoder.push(telegramOf(snapshot), atMs));
    counter++;
    atMs += intervalMs;
  }
  note(decoder.end());
  return { sent: telegrams, read, held, faults };

  function telegramOf(snapshot: Snapshot): Uint8Array {
    const seal: Seal = {
      key: testKey,
      authenticationKey: testAuthenticationKey,
      systemTitle: parseHex((push?.title ?? dsmrMeter.title).padEnd(15, "0").concat("1")) as Uint8Array,
      invocationCounter: counter,
      securityControl: push?.securityControl ?? 0x30,
    };
    if (push !== undefined) return pushTelegram(push, snapshot, seal, 1).octets;
    return (kind === amisMeter ? amisTelegramOf(snapshot, seal) : dsmrTelegram(snapshot, seal)).octets;
  }
}

function registerOf(total: number): Register {
  const day = Math.floor(total * 0.7);
  return { total, tariffs: [day, total - day] };
}

function mergePhases([first, second, third]: readonly [Phase, Phase, Phase]): Phase {
  const { voltage } = first;
  return {
    voltage,
    watts: first.watts + second.watts + third.watts,
    vars: first.vars + second.vars + third.vars,
  };
}
