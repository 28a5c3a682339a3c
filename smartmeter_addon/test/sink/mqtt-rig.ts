import type { TestContext } from "node:test";
import type { Fault } from "../../src/fault.ts";
import { silentLog } from "../../src/log.ts";
import { createOutputWatch } from "../../src/program/output-watch.ts";
import type { MeterStore } from "../../src/sink/mqtt/known-meters.ts";
import { createMqttSink, type MqttSinkOptions } from "../../src/sink/mqtt/mqtt.ts";
import type { MqttIdentity } from "../../src/sink/mqtt/mqtt-identity.ts";
import type { Sink } from "../../src/sink/sink.ts";

/** Short pauses, so that tests wait for conditions and not for the sink. */
export const quick = {
  firstPauseMs: 50,
  longestPauseMs: 200,
  answerMs: 1000,
  keepaliveS: 1,
  stableMs: 100,
  askAgainMs: 300,
  settleMs: [50, 150],
} as const;

export interface Rig {
  readonly sink: Sink;
  /** Broker faults as they began, and `undefined` as they ended. */
  readonly faults: (Fault | undefined)[];
}

/** Who the sink under test is, unless a test says otherwise. */
export const testIdentity: MqttIdentity = {
  clientId: "smartmeter_test",
  instance: "bridge-0000beef",
  protocol: undefined,
  remember: () => {},
};

/** The sink under test; closed when the test ends. */
export function startSink(t: TestContext, options: Partial<MqttSinkOptions> & Pick<MqttSinkOptions, "mqtt">): Rig {
  const faults: (Fault | undefined)[] = [];
  const sink = createMqttSink({
    meters: [{ index: 0, name: undefined }],
    language: "en",
    timeZone: "Europe/Vienna",
    version: "1.2.3",
    log: silentLog,
    timing: quick,
    identity: { ...testIdentity, clientId: options.mqtt.client_id ?? testIdentity.clientId },
    ...options,
  });
  const watch = createOutputWatch(() => (fault) => void faults.push(fault));
  const watching = setInterval(() => {
    const health = sink.health?.();
    if (health !== undefined) watch([{ name: sink.name, ...health }]);
  }, 1);
  t.after(() => {
    clearInterval(watching);
    return sink.close();
  });
  return { sink, faults };
}

/** A store in memory: what main keeps in the data folder. */
export function memoryStore(content?: unknown): MeterStore & { content: unknown } {
  const store = {
    content,
    load: () => store.content,
    save: (meters: unknown) => {
      store.content = JSON.parse(JSON.stringify(meters));
    },
  };
  return store;
}
