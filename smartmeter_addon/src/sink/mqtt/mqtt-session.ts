// What one connection listens to, and what follows from it: its own availability, other programs on the same topics,
// meters that only a former life of this program knew, discovery that must be read back.
import type { IPublishPacket, MqttClient } from "mqtt";
import { createFault, type Fault } from "../../fault.ts";
import { createAvailabilityWatch } from "./availability-watch.ts";
import { type Message, retained } from "./mqtt-messages.ts";
import type { MqttPublisher } from "./mqtt-publisher.ts";
import { createSweeper } from "./mqtt-sweeper.ts";
import type { Topics } from "./mqtt-topics.ts";
import { createRestating, type RestatingTiming } from "./restating.ts";

export interface SessionOptions {
  readonly client: MqttClient;
  readonly topics: Topics;
  readonly publisher: MqttPublisher;
  /** What the broker keeps comes within this after subscribing. */
  readonly listenMs: number;
  readonly timing: RestatingTiming;
  /** Sends a message, and lets it go where that fails. */
  readonly send: (message: Message) => void;
  /** Home Assistant, or whoever depends on another program, is to hear everything again. */
  readonly sayEverything: () => void;
  /** What was read back has come. */
  readonly onKept: (topic: string) => void;
}

export interface Session {
  /** A message of ours that is on its way. */
  said(message: Message): void;
  /** Takes back what others retained where nothing of ours is. */
  sweep(cleared: readonly string[]): void;
  /** Looks whether the broker has kept a message: MQTT 3.1.1 has no way to say that it was not allowed. */
  readBack(message: Message): void;
  /** A message that was read back in vain; undefined while there is none. */
  unproven(): Fault | undefined;
  /** Another program on the same topics; undefined while there is none. */
  shared(): Fault | undefined;
  stop(): void;
}

/** A program sends its state every 30 s: after three of them missed it is gone. */
const otherGoneMs = 100_000;
/** More of them are not told apart. */
const mostOthers = 20;
const anEarlierVersion = "an earlier version";

export function openSession(options: SessionOptions): Session {
  const { client, topics, publisher, listenMs, send } = options;
  const watch = createAvailabilityWatch(topics);
  const sweeper = createSweeper(client, listenMs, `"${topics.base}/`);
  /** Which program announced a meter that we do not know: the level of its topics. */
  const owners = new Map<string, string>();
  const timers = new Set<NodeJS.Timeout>();
  /** Other programs below the same base, and when they were heard last. */
  const others = new Map<string, number>();
  let deciding = false;
  /** What is read back and has not come; a fault once it is late. */
  const awaited = new Map<string, Fault | undefined>();

  const say = new Map<string, string>();
  const restating = createRestating((topic) => {
    const payload = say.get(topic);
    if (payload !== undefined) send(retained(topic, payload));
  }, options.timing);

  const later = (action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, listenMs);
    timers.add(timer);
  };

  const present = (): string[] =>
    [...others].flatMap(([name, atMs]) => (performance.now() - atMs < otherGoneMs ? [name] : []));

  /** Meters that are announced as there, although the program that announced them is not. */
  const disownStrangers = (): void => {
    deciding = false;
    for (const id of watch.strangers()) {
      const owner = owners.get(id);
      const isAlive = owner === undefined ? watch.others().size > 0 || present().length > 0 : watch.others().has(owner);
      if (!isAlive && !publisher.knows(id)) for (const message of publisher.disowned(id)) send(message);
    }
    const asked = [...owners.keys()].map((id) => topics.discovery(id));
    if (asked.length > 0 && client.connected) client.unsubscribe(asked);
  };

  const stranger = (id: string): void => {
    client.subscribe(topics.discovery(id), { qos: 1 });
    if (deciding) return;
    deciding = true;
    later(disownStrangers);
  };

  const onAvailability = (topic: string, payload: string, kept: boolean): void => {
    const heard = watch.heard(topic, payload, kept);
    if (heard.kind === "restate") {
      // Another program may hear a meter that we do not: only that it is there is worth a quarrel.
      if (heard.payload !== "online" && present().length > 0) return;
      restating.want(topic);
    } else if (heard.kind === "stranger") stranger(heard.id);
    else if (heard.kind === "ended") {
      others.delete(heard.id === "bridge" ? anEarlierVersion : heard.id);
      options.sayEverything();
    }
    // Of a program that has ended nothing needs to be kept: who is silent is not there.
    const isProgram = topic.startsWith(`${topics.base}/bridge`) && topic !== topics.bridgeAvailability;
    if (isProgram && payload === "offline" && (kept || topic === topics.formerAvailability)) send(retained(topic, ""));
  };

  const onBridgeState = (payload: string): void => {
    const name = instanceIn(payload) ?? anEarlierVersion;
    if (name === topics.instance) return;
    const isNew = !present().includes(name);
    if (others.size >= mostOthers && !others.has(name)) return;
    others.set(name, performance.now());
    // It is to know of us as well, and not only in half a minute.
    if (isNew) send(publisher.bridgeState(performance.now()));
  };

  const onMessage = (topic: string, payload: Buffer, { retain }: IPublishPacket): void => {
    const text = payload.toString();
    if (topics.births.includes(topic)) {
      if (text === "online") options.sayEverything();
    } else if (topic.startsWith(`${topics.base}/`) && topic.endsWith("/availability"))
      onAvailability(topic, text, retain);
    else if (topic === topics.bridgeState && !retain) onBridgeState(text);
    else noteOwner(topic, text);
    if (payload.length > 0 && awaited.delete(topic)) {
      client.unsubscribe(topic);
      options.onKept(topic);
    }
  };

  const noteOwner = (topic: string, text: string): void => {
    const id = watch.strangers().find((each) => topics.discovery(each) === topic);
    const owner = id === undefined ? undefined : ownerIn(text, topics.base);
    if (id !== undefined && owner !== undefined) owners.set(id, owner);
  };

  /** What was said of a stranger is not ours to defend: another program may come to hear it. */
  const isOurs = (topic: string): boolean =>
    topic === topics.bridgeAvailability ||
    (topic.endsWith("/availability") && publisher.knows(topic.slice(topics.base.length + 1, -"/availability".length)));

  client.on("message", onMessage);
  client.subscribe([...topics.births, topics.allAvailability, topics.bridgeState], { qos: 1 });
  sweeper.sweep(publisher.unretained());

  return {
    said({ topic, payload }) {
      if (payload === "" || !isOurs(topic)) return;
      watch.said(topic, payload);
      say.set(topic, payload);
    },
    sweep: (cleared) => sweeper.sweep(publisher.unretained(), cleared),
    readBack({ topic }) {
      awaited.set(topic, awaited.get(topic));
      client.subscribe(topic, { qos: 1 }, (refused, granted = []) => {
        // Who may not listen there can tell nothing. Mosquitto does not say so, it is only silent.
        if (refused !== null || granted.some(({ qos }) => (qos as number) === 128)) awaited.delete(topic);
        else
          later(() => awaited.has(topic) && awaited.set(topic, createFault("write-unproven", { is: "topic", topic })));
      });
    },
    unproven: () => [...awaited.values()].find((fault) => fault !== undefined),
    shared() {
      const names = present();
      if (names.length === 0) return undefined;
      const { base, instance: own } = topics;
      return createFault("topics-shared", { is: "names", base, own, names: names.join(", ") });
    },
    stop() {
      client.off("message", onMessage);
      sweeper.stop();
      restating.stop();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The program that a bridge's state comes from; undefined: an earlier version, or nothing of ours. */
function instanceIn(payload: string): string | undefined {
  return /"instance":"(bridge-[0-9a-f]{8})"/.exec(payload)?.[1];
}

/** The program that a device's entities depend on, by the level of its availability topic. */
function ownerIn(discovery: string, base: string): string | undefined {
  const start = discovery.indexOf(`"${base}/bridge`);
  return start < 0 ? undefined : /^"([^"]*)\/availability"/.exec(discovery.slice(start))?.[1]?.slice(base.length + 1);
}
