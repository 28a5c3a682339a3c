/**
 * Who this program is to the broker. It must be the same after every restart: a broker ends the old session of a client
 * id before it lets the new one in, and so the last will of a session that died does not come after the new `online`.
 */
import { createHash } from "node:crypto";
import * as v from "valibot";
import type { OutputMemory } from "../output.ts";

/** Version of MQTT as CONNECT gives it: 5, or 4 for 3.1.1. */
export type ProtocolLevel = 4 | 5;

/** Who this program is to the broker. */
export interface MqttIdentity {
  readonly clientId: string;
  /** The level of this program's own topics. */
  readonly instance: string;
  /** The version that worked last; undefined: none has yet. */
  readonly protocol: ProtocolLevel | undefined;
  /** Keeps the version that works. */
  remember(protocol: ProtocolLevel): void;
}

/** What the identity is made from. */
export interface IdentityOptions {
  /** The client id set in the options. */
  readonly clientId: string | undefined;
  /** Tells this configuration from others. */
  readonly seed: string;
  readonly memory: OutputMemory | undefined;
}

const kept = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  protocol: v.optional(v.picklist([4, 5])),
});

/**
 * The identity from the data folder, or from the options where there is none. A client id in the options decides alone,
 * so that giving two programs different ones tells them apart.
 */
export function recallIdentity({ clientId, seed, memory }: IdentityOptions): MqttIdentity {
  const loaded = v.safeParse(kept, memory?.load());
  const memorized = loaded.success ? loaded.output : { id: digest(seed) };
  const id = clientId === undefined ? memorized.id : digest(clientId);
  let { protocol } = loaded.success ? loaded.output : { protocol: undefined };
  if (!loaded.success) memory?.save(memorized);
  return {
    clientId: clientId ?? `smartmeter_${id}`,
    instance: `bridge-${id}`,
    get protocol() {
      return protocol;
    },
    remember(works) {
      if (works === protocol) return;
      protocol = works;
      memory?.save({ id: memorized.id, protocol });
    },
  };
}

/** Eight hexadecimal digits that give away nothing about a key. */
const digest = (text: string): string => createHash("sha256").update(`mqtt ${text}`).digest("hex").slice(0, 8);
