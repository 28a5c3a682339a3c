/** What a broker can do, as far as it is known: the version it speaks, and the limits it told in its answers. */
import type { IConnackPacket } from "mqtt-packet";
import type { ProtocolLevel } from "./mqtt-identity.ts";

/** Limits of one connection. MQTT 3.1.1 has no way to tell them. */
export interface Abilities {
  readonly retains: boolean;
  readonly mostQos: 0 | 1;
  /** Octets of the largest packet it takes; undefined where it named no limit. */
  readonly mostOctets: number | undefined;
  /** Most messages of QoS 1 under way at once. */
  readonly mostInFlight: number;
}

/** What a broker can do that says nothing else. */
export const allAbilities: Abilities = { retains: true, mostQos: 1, mostOctets: undefined, mostInFlight: 65_535 };

/** The abilities that a broker tells in CONNACK (MQTT 5, section 3.2.2.3). */
export function abilitiesOf({ properties = {} }: IConnackPacket, known: Abilities): Abilities {
  const { retainAvailable, maximumQoS, maximumPacketSize, receiveMaximum } = properties;
  return {
    retains:
      known.retains &&
      (retainAvailable as boolean | number | undefined) !== false &&
      Number(retainAvailable ?? 1) !== 0,
    mostQos: maximumQoS === 0 ? 0 : known.mostQos,
    mostOctets: lesser(maximumPacketSize, known.mostOctets),
    mostInFlight: receiveMaximum ?? known.mostInFlight,
  };
}

const lesser = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.min(one, other);

/** How an attempt ended before the broker let us in. */
export interface RefusedConnect {
  /** Reason code of CONNACK; undefined: there was none. */
  readonly code: number | undefined;
  /** The socket was open, and the broker closed it or sent something that is no answer. */
  readonly withoutAnswer: boolean;
}

/** Finds out how to speak to a broker: MQTT 5 first, then 3.1.1, each with the will that it can carry. */
export interface Approach {
  readonly protocol: ProtocolLevel;
  /** What is known so far, and what the will may ask for. */
  readonly known: Abilities;
  /** An attempt failed; true where another way is worth trying at once. */
  refused(refusal: RefusedConnect): boolean;
  /** The broker has let us in: next time it does not, all ways are open again. */
  accepted(): void;
  /**
   * The broker ended the connection over a message of this many octets; undefined: what was learnt from that may have
   * changed.
   */
  tooLong(octets: number | undefined): void;
}

/** `fixed`: the version set in the options; `remembered`: the one that worked last. */
export function createApproach(fixed: ProtocolLevel | undefined, remembered: ProtocolLevel | undefined): Approach {
  let protocol: ProtocolLevel = fixed ?? remembered ?? 5;
  let known = allAbilities;
  /** Both versions have been refused since the last success, so a pause is due. */
  let turned = false;

  const turn = (): boolean => {
    if (fixed !== undefined) return false;
    protocol = protocol === 5 ? 4 : 5;
    turned = !turned;
    return turned;
  };

  return {
    get protocol() {
      return protocol;
    },
    get known() {
      return known;
    },
    refused({ code, withoutAnswer }) {
      // A will that is retained or of QoS 1 is refused before the broker can say that it has no such thing.
      if (code === 154 && known.retains) {
        known = { ...known, retains: false };
        return true;
      }
      if (code === 155 && known.mostQos === 1) {
        known = { ...known, mostQos: 0 };
        return true;
      }
      return code === 1 || code === 132 || withoutAnswer ? turn() : false;
    },
    accepted() {
      turned = false;
    },
    tooLong(octets) {
      known = { ...known, mostOctets: octets === undefined ? undefined : octets - 1 };
    },
  };
}
