import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sink, SinkEvent } from "../../src/sink/sink.ts";
import { meterNoon, noonMs, readingEvent, statusEvent, until } from "./readings.ts";

/** `away`: refuses connections or writes. `still`: takes them and never answers. */
export type TargetState = "there" | "away" | "still";

/** A sink with a real target, for the suite that every sink passes. */
export interface Subject {
  readonly sink: Sink;
  /** Brings a target that was away or still back. */
  revive(): Promise<void>;
  /** Energy imports in Wh as they arrived at the target, in order; a fifth of them is the voltage in V. */
  arrived(): Promise<number[]>;
  dispose(): Promise<void>;
}

export interface SinkCase {
  readonly name: string;
  open(state: TargetState): Promise<Subject>;
  /** Most entries that may wait in memory and on disk. */
  readonly bound: number;
  /** Keeps everything through an outage; otherwise only the newest reading must arrive after it. */
  readonly keepsAll: boolean;
  /** Between two readings of an outage, ms, where each shall arrive by itself; a minute unless said otherwise. */
  readonly everyMs?: number;
  /** Readings that are held back until the next one comes or the sink is closed. */
  readonly heldBack?: number;
}

/** Slack for a machine under load; the contract says two seconds. */
const closeMs = 8000;

const oddities: SinkEvent[] = [
  readingEvent({}),
  readingEvent({ power_import: Number.NaN, energy_import: Number.POSITIVE_INFINITY, voltage_l1: -0 }),
  readingEvent({ power_import: 1e300, voltage_l1: 1e300 }, Number.NaN),
  readingEvent({ voltage_l1: 230, voltage_l2: Number.NaN, voltage_l3: 1e300 }, 8.64e15),
  readingEvent({ power_import: 1 }, noonMs, { meterId: "a\nb,c=d\u0000 ö/#+" }),
  readingEvent({ power_import: 1 }, noonMs, { meterId: "x".repeat(100_000), meterNumber: '"\\' }),
  readingEvent({ power_import: 1 }, noonMs, {
    meterTime: { ...meterNoon, month: 99, day: 99, offsetMinutes: undefined },
  }),
  statusEvent({ code: "port-lost", available: false, linkQuality: undefined, lastReadingAtMs: undefined }),
  { ...readingEvent({ power_import: 1 }), meter: { index: 3, name: "Zähler\r\n\u001b[31m" } },
];

async function closed(sink: Sink): Promise<void> {
  const beganMs = Date.now();
  await sink.close();
  const tookMs = Date.now() - beganMs;
  assert.ok(tookMs < closeMs, `close took ${tookMs} ms`);
}

/** What a sink promises, whatever it writes to. */
export function testSinkContract(given: SinkCase): void {
  const { name, open, bound, keepsAll, everyMs = 60_000, heldBack = 0 } = given;
  for (const state of ["there", "away", "still"] as const) {
    test(`${name}, target ${state}: odd events neither throw nor wait, and close comes back`, async () => {
      const subject = await open(state);
      try {
        for (const event of oddities) assert.equal(subject.sink.accept(event), undefined);
        await closed(subject.sink);
        for (const event of oddities) assert.equal(subject.sink.accept(event), undefined);
        await closed(subject.sink);
      } finally {
        await subject.dispose();
      }
    });
  }

  for (const state of ["away", "still"] as const) {
    test(`${name}: a storm of readings with the target ${state} stays within the bound`, async () => {
      const subject = await open(state);
      try {
        for (let at = 0; at < 60_000; at++) {
          subject.sink.accept(storming(at));
          if (at % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        const health = subject.sink.health?.();
        if (health !== undefined) assert.ok(health.waiting <= bound, `${health.waiting} waiting, bound ${bound}`);
        await closed(subject.sink);
      } finally {
        await subject.dispose();
      }
    });
  }

  test(`${name}: an outage of the target ends by itself${keepsAll ? ", nothing is lost and the order is kept" : ""}`, async () => {
    const subject = await open("away");
    const sent = Array.from({ length: 200 }, (_, at) => 1000 + at);
    try {
      for (const [at, energy] of sent.entries()) {
        subject.sink.accept(readingEvent({ energy_import: energy, voltage_l1: energy / 5 }, noonMs + at * everyMs));
        if (at % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await subject.revive();
      const through = sent.slice(0, sent.length - heldBack);
      await until("the newest reading", async () => (await subject.arrived()).at(-1) === through.at(-1));
      if (keepsAll) assert.deepEqual(distinct(await subject.arrived()), through);
      if (subject.sink.health !== undefined) await until("health", () => subject.sink.health?.().state === "ok");
      await closed(subject.sink);
      if (keepsAll) assert.deepEqual(distinct(await subject.arrived()), sent);
    } finally {
      await subject.dispose();
    }
  });
}

const storming = (at: number): SinkEvent =>
  readingEvent({ energy_import: at, power_import: at % 9000, voltage_l1: 230 }, noonMs + at * 60_000);

/** Without immediate repetitions: delivery is at least once. */
const distinct = (values: readonly number[]): number[] => values.filter((value, at) => value !== values[at - 1]);
