/** Takes back what somebody retained on topics that are never retained. */
import type { MqttClient } from "mqtt";

/**
 * Takes back what someone retained on those of our topics that are never retained: after a restart of Home Assistant it
 * would look fresh. It listens to each topic once, and only for as long as a broker needs to hand out what it has
 * retained.
 */
export interface Sweeper {
  /** `cleared`: topics that a message under way clears already; removing a device twice makes Home Assistant warn. */
  sweep(topics: readonly string[], cleared?: readonly string[]): void;
  stop(): void;
}

/** `ours`: a discovery message without this text belongs to a program below another base, and stays. */
export function createSweeper(client: MqttClient, listenMs: number, ours: string): Sweeper {
  const swept = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  client.on("message", (topic, payload, packet) => {
    if (!packet.retain || payload.length === 0 || !swept.has(topic)) return;
    if (topic.endsWith("/config") && !payload.includes(ours)) return;
    client.publish(topic, "", { qos: 1, retain: true });
  });

  return {
    sweep(topics, cleared = []) {
      for (const topic of cleared) swept.add(topic);
      const fresh = topics.filter((topic) => !swept.has(topic));
      if (fresh.length === 0) return;
      for (const topic of fresh) swept.add(topic);
      client.subscribe(fresh);
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (client.connected) client.unsubscribe(fresh);
      }, listenMs);
      timers.add(timer);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
