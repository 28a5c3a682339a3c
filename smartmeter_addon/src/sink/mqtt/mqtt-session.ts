/**
 * What one connection listens to, and what follows from it: its own availability, other programs on the same topics,
 * meters that only an earlier run of this program knew, messages that must be read back.
 */
import type { IPublishPacket, MqttClient } from "mqtt";
import type { Fault } from "../../fault.ts";
import { createAvailabilityWatch } from "./availability-watch.ts";
import type { Abilities } from "./broker-abilities.ts";
import type { ProtocolLevel } from "./mqtt-identity.ts";
import { type Arrival, type Message, retained } from "./mqtt-messages.ts";
import type { MqttPublisher } from "./mqtt-publisher.ts";
import { createSweeper } from "./mqtt-sweeper.ts";
import type { Topics } from "./mqtt-topics.ts";
import { createOtherPrograms } from "./other-programs.ts";
import { createReadBack } from "./read-back.ts";
import { createRestating, type RestatingTiming } from "./restating.ts";
import { createStrangers } from "./strangers.ts";

/** What a session hears and whom it tells. */
export interface SessionOptions {
  readonly client: MqttClient;
  readonly protocol: ProtocolLevel;
  readonly abilities: Abilities;
  readonly topics: Topics;
  readonly publisher: MqttPublisher;
  /** Time within which the broker hands out what it has retained, after a subscription. */
  readonly listenMs: number;
  /** Another program that has sent no state for this long is gone. */
  readonly goneMs: number;
  readonly timing: RestatingTiming;
  /** Sends a message; one that cannot be sent is dropped. */
  readonly send: (message: Message) => void;
  /** Home Assistant has started, or another program has ended: everything must be said again. */
  readonly sayEverything: () => void;
  /** What was read back has come. */
  readonly onKept: (topic: string) => void;
}

/** Lasts as long as one connection. */
export interface Session {
  /** A message of ours is about to be sent. */
  said(message: Message): void;
  /** Takes back what others retained on topics where we retain nothing. */
  sweep(cleared: readonly string[]): void;
  /** Checks under MQTT 3.1.1, which has no way to say that a message was not allowed, that the broker has retained it. */
  readBack(message: Message): void;
  /** A message that was read back in vain; undefined while there is none. */
  unproven(): Fault | undefined;
  /** Another program on the same topics; undefined while there is none. */
  shared(): Fault | undefined;
  stop(): void;
}

/** Subscribes at once. */
export function openSession(options: SessionOptions): Session {
  const { client, protocol, abilities, topics, publisher, listenMs, goneMs, send } = options;
  const nowMs = (): number => performance.now();
  const timers = createTimers(listenMs);

  const watch = createAvailabilityWatch(topics);
  const sweeper = createSweeper(client, listenMs, `"${topics.base}/`);
  const programs = createOtherPrograms(topics, goneMs);
  const readBack = createReadBack({ client, later: timers.later, onKept: options.onKept });
  const strangers = createStrangers({
    client,
    topics,
    watch,
    later: timers.later,
    goneMs,
    isThere: (owner) => (owner === undefined ? programs.areThere(nowMs()) : programs.isThere(owner, nowMs())),
    onOrphan(id) {
      if (!publisher.knows(id)) for (const message of publisher.disowned(id)) send(message);
    },
  });
  /** What we said last of our own availability, by topic. */
  const own = new Map<string, string>();
  const restating = createRestating((topic) => {
    const payload = own.get(topic);
    if (payload !== undefined) send(retained(topic, payload));
  }, options.timing);

  const onAvailability = (topic: string, payload: string, arrival: Arrival): void => {
    const heard = watch.heard(topic, payload, arrival);
    if (heard.kind === "restate") {
      // Another program may hear a meter that we do not, so we insist only on a meter being available.
      if (heard.payload !== "online" && programs.areThere(nowMs())) return;
      restating.want(topic);
    } else if (heard.kind === "stranger") strangers.announced(heard.id);
    else if (heard.kind === "ended") {
      programs.ended(heard.id);
      options.sayEverything();
    }
    // Nothing needs to be retained for a program that has ended: silence says the same.
    const isProgram = topic.startsWith(`${topics.base}/bridge`) && topic !== topics.bridgeAvailability;
    const isLeft = arrival === "retained" || topic === topics.formerAvailability;
    if (isProgram && payload === "offline" && isLeft) send(retained(topic, ""));
  };

  const onMessage = (topic: string, payload: Buffer, { retain }: IPublishPacket): void => {
    const text = payload.toString();
    const arrival = retain ? "retained" : "live";
    if (topics.births.includes(topic)) {
      if (text === "online") options.sayEverything();
    } else if (topic.startsWith(`${topics.base}/`) && topic.endsWith("/availability"))
      onAvailability(topic, text, arrival);
    else if (topic === topics.bridgeState && arrival === "live") {
      // The other one should know of us at once, and not only half a minute later.
      if (programs.heard(text, nowMs())) send(publisher.bridgeState(nowMs()));
    } else strangers.heard(topic, text);
    readBack.heard(topic, payload, arrival);
  };

  /** What was said of a stranger is not ours to defend: another program may come to hear it. */
  const isOurs = (topic: string): boolean =>
    topic === topics.bridgeAvailability ||
    (topic.endsWith("/availability") && publisher.knows(topic.slice(topics.base.length + 1, -"/availability".length)));

  client.on("message", onMessage);
  client.subscribe([...topics.births, topics.allAvailability, topics.bridgeState], { qos: 1 });
  sweeper.sweep(publisher.unretained());

  return {
    said({ topic, payload, retain }) {
      if (payload === "") return;
      // The session needs its own subscription to the bridge's state, which reading back would end.
      if (protocol === 4 && !(retain && abilities.retains) && topic !== topics.bridgeState) readBack.expect(topic);
      if (!isOurs(topic)) return;
      watch.said(topic, payload);
      own.set(topic, payload);
    },
    sweep: (cleared) => sweeper.sweep(publisher.unretained(), cleared),
    readBack({ topic }) {
      if (protocol === 4 && abilities.retains) readBack.look(topic);
    },
    unproven: readBack.unproven,
    shared: () => programs.fault(nowMs()),
    stop() {
      client.off("message", onMessage);
      sweeper.stop();
      restating.stop();
      timers.stop();
    },
  };
}

/** Timers that end together; `usualMs`: how long each takes where nothing else is said. */
function createTimers(usualMs: number) {
  const running = new Set<NodeJS.Timeout>();
  return {
    later(action: () => void, afterMs = usualMs): void {
      const timer = setTimeout(() => {
        running.delete(timer);
        action();
      }, afterMs);
      running.add(timer);
    },
    stop(): void {
      for (const timer of running) clearTimeout(timer);
    },
  };
}
