/** What is known of a broker's abilities: the version it speaks, and the limits its answers tell. */
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

/** What a broker can do unless it says otherwise. */
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
  /** The socket was open, and no answer came, or none that is MQTT. `hung-up`: the broker closed it without a word. */
  readonly unanswered: "hung-up" | "otherwise" | undefined;
}

/** Finds out how to speak to a broker: MQTT 5 first, then 3.1.1, each with the will that it can carry. */
export interface Approach {
  readonly protocol: ProtocolLevel;
  /** What is known so far, and what the will may ask for. */
  readonly known: Abilities;
  /** An attempt failed; true where another way is worth trying at once. */
  refused(refusal: RefusedConnect): boolean;
  /**
   * The broker has let us in: next time it does not, all ways are open again. `again`: it may have hung up on a larger
   * will by chance, so that one must be tried once more before this one counts.
   */
  accepted(): "stay" | "again";
  /** The broker ended the connection over a message of this many octets. */
  tooLong(octets: number): void;
  /** A connection has lasted for a while: what was learnt before it may have changed. */
  lasted(): void;
}

/**
 * What a will asks of a broker. Under MQTT 3.1.1 a broker that does not have it can only hang up, so these are tried in
 * turn, the most demanding first.
 */
const wills = [
  { retains: true, mostQos: 1 },
  { retains: false, mostQos: 1 },
  { retains: true, mostQos: 0 },
  { retains: false, mostQos: 0 },
] as const;

/** `fixed`: the version set in the options; `remembered`: the one that worked last. */
export function createApproach(fixed: ProtocolLevel | undefined, remembered: ProtocolLevel | undefined): Approach {
  let protocol: ProtocolLevel = fixed ?? remembered ?? 5;
  let known = allAbilities;
  /** Both versions have been refused since the last success, so a pause is due. */
  let turned = false;
  /** The will offered now, as a position in the list; under MQTT 5 always the first. */
  let offered = 0;
  /** A lesser will was accepted, and the whole one was offered again after that. */
  let isRetried = false;

  const turn = (): boolean => {
    if (fixed !== undefined) return false;
    protocol = protocol === 5 ? 4 : 5;
    turned = !turned;
    return turned;
  };

  const offer = (will: number): void => {
    offered = will;
    known = { ...known, ...wills[will] };
  };

  /** False once the broker has hung up on all wills: then it is not because of them. */
  const offerLess = (): boolean => {
    offer((offered + 1) % wills.length);
    if (offered === 0) isRetried = false;
    return offered !== 0;
  };

  return {
    get protocol() {
      return protocol;
    },
    get known() {
      return known;
    },
    refused({ code, unanswered }) {
      // Under MQTT 5 a broker says which part of the will it does not have.
      if (code === 154 && known.retains) {
        known = { ...known, retains: false };
        return true;
      }
      if (code === 155 && known.mostQos === 1) {
        known = { ...known, mostQos: 0 };
        return true;
      }
      if (protocol === 4 && unanswered === "hung-up" && offerLess()) return true;
      return code === 1 || code === 132 || unanswered !== undefined ? turn() : false;
    },
    accepted() {
      turned = false;
      const isSure = offered === 0 || isRetried;
      isRetried = offered !== 0;
      if (isSure) return "stay";
      offer(0);
      return "again";
    },
    tooLong(octets) {
      known = { ...known, mostOctets: octets - 1 };
    },
    lasted() {
      known = allAbilities;
      offered = 0;
      isRetried = false;
    },
  };
}
