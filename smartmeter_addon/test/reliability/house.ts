import { parseHex } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import type { Seal } from "../../src/tools/encode/encode-apdu.ts";
import type { Phase, Register, Snapshot } from "../../src/tools/simulate/household.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import { isPush, meterKinds } from "../../src/tools/simulate/simulate-meters.ts";
import { telegramOf } from "../../src/tools/simulate/simulate-telegrams.ts";
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
  const kind = kindOf(meter);
  const push = isPush(kind) ? kind : undefined;
  const title = kind.framing === "amis" ? "" : kind.title;
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
      else if (event.kind === "held") held.push(event.reason);
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
    note(decoder.push(octetsOf(snapshot), atMs));
    counter++;
    atMs += intervalMs;
  }
  note(decoder.end());
  return { sent: telegrams, read, held, faults };

  function octetsOf(snapshot: Snapshot): Uint8Array {
    const seal: Seal = {
      key: testKey,
      authenticationKey: testAuthenticationKey,
      systemTitle: parseHex(title.padEnd(15, "0").concat("1")) as Uint8Array,
      invocationCounter: counter,
      securityControl: push?.securityControl ?? 0x30,
    };
    return telegramOf(kind, snapshot, seal, 1).octets;
  }
}

function kindOf(meter: string): (typeof meterKinds)[number] {
  const kind = meterKinds.find(({ id }) => id === meter);
  if (kind === undefined) throw new RangeError(meter);
  return kind;
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
