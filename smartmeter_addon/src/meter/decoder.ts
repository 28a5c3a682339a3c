import { decodeDateTime, type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { apduTag, decodeCiphered, decodeNotification, securityBits } from "../dlms/apdu.ts";
import { decodeData } from "../dlms/axdr.ts";
import { createBlockTransfer } from "../dlms/block-transfer.ts";
import { createFault, type FaultCode, ProtocolError } from "../fault.ts";
import type { Framing, LinkEvent, LinkStatistics, Proof } from "../link/link.ts";
import { createLinkDecoder } from "../link/link-decoder.ts";
import { equalOctets, toHex, toText } from "../octets.ts";
import { dsmrChecks, isDsmr } from "../records/dsmr.ts";
import type { Definitions } from "./definition.ts";
import { identify, manufacturerOf } from "./identity.ts";
import { createJudge, type MeterState } from "./judge.ts";
import { createKeyring, type MeterKeys, type Opened } from "./keyring.ts";
import type { MeterEvent, Reading } from "./reading.ts";
import { habitAt, mix, readAmis, readDsmr, readTelegram, type Telegram } from "./telegram.ts";

export interface MeterDecoderOptions {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
  /** What {@link MeterDecoder.state} gave before the last end of the program. */
  readonly state?: MeterState | undefined;
  /** Id of the meter instead of the one its telegrams give. */
  readonly id?: string | undefined;
  /** Id of a meter whose telegrams give none (AMIS). */
  readonly fallbackId?: string | undefined;
  readonly requireAuthentication?: boolean | undefined;
  /** Leaves out what compares a telegram with others and its two clocks with each other. */
  readonly unchecked?: boolean | undefined;
}

export interface MeterDecoder {
  /** Octets as they come from the line, cut anywhere. The time only travels along, into {@link Reading}. */
  push(octets: Uint8Array, receivedAtMs?: number): MeterEvent[];
  /** Nothing came for a while. */
  idle(): MeterEvent[];
  /** Nothing will come any more: what was held back and is not contradicted is a reading. */
  end(): MeterEvent[];
  /** What must survive a restart; plain data. */
  state(): MeterState;
  statistics(): LinkStatistics;
}

export type { LinkStatistics } from "../link/link.ts";
export type { MeterState } from "./judge.ts";
export type { MeterKeys } from "./keyring.ts";

/** Envelope of one telegram, as far as it is open. */
interface Envelope {
  readonly framing: Framing;
  readonly title: Uint8Array | undefined;
  readonly manufacturer: string | undefined;
  readonly counter: number | undefined;
  readonly authenticated: boolean;
  /** Security control, and whatever else of the envelope never changes. */
  readonly security: number;
  /** Address of a sender without system title. */
  readonly address: string;
}

const bare = {
  title: undefined,
  manufacturer: undefined,
  counter: undefined,
  authenticated: false,
  security: 0,
  address: "",
};

/** The clock in the header of a data-notification. */
interface Outer {
  readonly time: MeterTime | undefined;
  readonly habit: number;
  readonly invokeId: number | undefined;
}

const noOuter: Outer = { time: undefined, habit: 0, invokeId: undefined };

const deepestEnvelope = 4;
const llc = [0xe6, 0xe7, 0x00] as const;
/** Inner and outer clock of one telegram differ by 2 s at the most in real ones (`facts` 7.4). */
const clockTolerance = 5;

/** Octets of one meter's line in, proven readings out. Knows no time, no file and no socket. */
export function createMeterDecoder(options: MeterDecoderOptions): MeterDecoder {
  const { definitions, fallbackId = "meter", requireAuthentication = false, unchecked = false } = options;
  const keyring = createKeyring(options.keys);
  const blocks = createBlockTransfer();
  const judge = createJudge(options.state, unchecked);
  const link = createLinkDecoder(prove);
  const noted = new Set<FaultCode>();
  let tagVerified = options.state?.tagVerified ?? false;
  let lastApdu: Uint8Array | undefined;
  let opened: { readonly octets: Uint8Array; readonly result: Opened } | undefined;
  let events: MeterEvent[] = [];
  let arrivedAtMs: number | undefined;

  function fault(code: FaultCode, message: string, octets = 0): void {
    events.push({ kind: "fault", fault: createFault(code, message, octets) });
  }

  /** Says a thing that stays as it is once, until `forget`. */
  function note(code: FaultCode, message: string): void {
    if (noted.has(code)) return;
    noted.add(code);
    fault(code, message);
  }

  function open(octets: Uint8Array): Opened {
    if (opened?.octets === octets) return opened.result;
    const result = keyring.open(octets, decodeCiphered(octets));
    opened = { octets, result };
    return result;
  }

  /** For APDUs that come without a link check of their own. */
  function prove(apdu: Uint8Array): Proof {
    try {
      const ciphered = apdu[0] === apduTag.generalGloCiphering;
      const { text, tagVerified: verified } = ciphered ? open(apdu) : { text: apdu, tagVerified: undefined };
      if (verified === false && tagVerified) return "none";
      if (verified === true || (isDsmr(text) && dsmrChecks(text))) return "checked";
      return decodeData(text, decodeNotification(text).body).end === text.length ? "exact" : "none";
    } catch {
      return "none";
    }
  }

  function authenticate(securityControl: number, verified: boolean | undefined): boolean {
    if (verified === true) {
      tagVerified = true;
      return true;
    }
    const tagged = (securityControl & securityBits.authenticated) !== 0;
    const hasKey = options.keys.authenticationKey !== undefined;
    if (hasKey && tagVerified)
      throw new ProtocolError(
        "tag-bad",
        tagged ? "the authentication tag is wrong" : "the authentication tag is missing",
      );
    if (tagged && verified === false) note("authentication-key-wrong", "the authentication key does not fit the tags");
    else if (tagged) note("authentication-key-missing", "telegrams carry a tag, and there is no key to verify it");
    if (requireAuthentication) throw new ProtocolError("tag-bad", "the telegram is not authenticated");
    return false;
  }

  /** Takes one envelope after the other off, by the tag that stands at the start of what is left. */
  function unwrap(framing: Framing, apdu: Uint8Array): void {
    let octets = apdu;
    let envelope: Envelope = { ...bare, framing };
    for (let depth = 0; depth < deepestEnvelope; depth++) {
      switch (octets[0]) {
        case apduTag.generalBlockTransfer: {
          const { apdu: whole, restarted } = blocks.take(octets);
          if (restarted) fault("block-order", "a block transfer began anew before the last one was complete");
          if (whole === undefined) return;
          octets = whole;
          break;
        }
        case apduTag.generalGloCiphering: {
          if (isDuplicate(octets)) return;
          const { text, next } = decipher(octets, envelope);
          remember(octets);
          octets = text;
          envelope = next;
          break;
        }
        case apduTag.dataNotification:
          if (envelope.title === undefined && isDuplicate(octets)) return;
          readNotifications(octets, envelope);
          if (envelope.title === undefined) remember(octets);
          return;
        default:
          if (!isDsmr(octets))
            throw new ProtocolError("apdu-unknown", `an APDU with the tag ${octets[0]?.toString(16)}`);
          if (envelope.title === undefined && isDuplicate(octets)) return;
          if (envelope.title === undefined) remember(octets);
          deliver(readDsmr(octets, definitions, envelope), noOuter, envelope);
          return;
      }
    }
    throw new ProtocolError("apdu-unknown", `more than ${deepestEnvelope} envelopes`);
  }

  function decipher(octets: Uint8Array, { framing }: Envelope): { text: Uint8Array; next: Envelope } {
    const ciphered = decodeCiphered(octets);
    const title = octets.slice(ciphered.titleAt, ciphered.titleEnd);
    if (title.length !== 8) throw new ProtocolError("apdu-unknown", `a system title of ${title.length} octets`);
    const { text, tagVerified: verified, note: said } = openFor(octets, toHex(title));
    if (said !== undefined) note(said, "another of the keys given turned out to be the right one");
    const authenticated = authenticate(ciphered.securityControl, verified);
    const manufacturer = manufacturerOf(toText(title, 0, 3));
    return {
      text,
      next: {
        ...bare,
        framing,
        title,
        manufacturer,
        counter: ciphered.invocationCounter,
        authenticated,
        security: ciphered.securityControl,
      },
    };
  }

  /** Opens an APDU; a failure names its sender, which stands in clear. */
  function openFor(octets: Uint8Array, title: string): Opened {
    try {
      return open(octets);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const known = judge.state().last?.sender;
      const isOther = error.code === "key-wrong" && known !== undefined && !known.startsWith(title);
      throw new ProtocolError(isOther ? "key-other-meter" : error.code, `${error.message} (system title ${title})`);
    }
  }

  function readNotifications(octets: Uint8Array, envelope: Envelope): void {
    let rest = octets;
    for (;;) {
      const { dateTime, body, invokeId } = decodeNotification(rest);
      const time = dateTime === undefined ? undefined : decodeDateTime(rest, dateTime);
      const outer = { time, invokeId, habit: dateTime === undefined ? 0 : habitAt(rest, time, dateTime) };
      const data = decodeData(rest, body);
      const following = rest.subarray(data.end);
      const another = following.length > llc.length && llc.every((octet, index) => following[index] === octet);
      if (following.length > 0 && !another)
        throw new ProtocolError("data-invalid", `${following.length} octets follow the last value`);
      deliver(readTelegram(rest, data, definitions, envelope), outer, envelope);
      if (!another) return;
      rest = following.subarray(llc.length);
    }
  }

  function unwrapAmis(apdu: Uint8Array): void {
    const header = 12;
    if (apdu.length <= header + 1 || (apdu.length - header - 1) % 16 !== 0)
      throw new ProtocolError("apdu-length", `an AMIS telegram of ${apdu.length} octets`);
    if (isDuplicate(apdu)) return;
    const address = Uint8Array.of(...apdu.subarray(5, 7), ...apdu.subarray(1, 5), ...apdu.subarray(7, 9));
    const code = (apdu[6] as number) * 256 + (apdu[5] as number);
    const manufacturer = String.fromCharCode(...[10, 5, 0].map((shift) => 64 + ((code >> shift) & 31)));
    const accessNumber = apdu[9] as number;
    try {
      const { text, note: said } = keyring.openMode5({ address, accessNumber }, apdu.subarray(header + 1));
      if (said !== undefined) note(said, "another of the keys given turned out to be the right one");
      remember(apdu);
      if (requireAuthentication) throw new ProtocolError("tag-bad", "AMIS telegrams carry no authentication tag");
      const envelope: Envelope = { ...bare, framing: "amis", manufacturer, address: toHex(address) };
      deliver(readAmis(text, definitions, envelope), noOuter, envelope);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new ProtocolError(error.code, `${error.message} (manufacturer ${manufacturer})`);
    }
  }

  function isDuplicate(octets: Uint8Array): boolean {
    if (lastApdu === undefined || !equalOctets(lastApdu, octets)) return false;
    fault("duplicate", "the same telegram came twice", octets.length);
    return true;
  }

  function remember(octets: Uint8Array): void {
    lastApdu = octets.slice();
  }

  function deliver(telegram: Telegram, outer: Outer, envelope: Envelope): void {
    const { definition, time: inner, texts } = telegram;
    const twoClocks = inner !== undefined && outer.time !== undefined;
    const clockDifference = twoClocks ? wallSeconds(inner) - wallSeconds(outer.time) : undefined;
    if (!unchecked && clockDifference !== undefined && Math.abs(clockDifference) > clockTolerance)
      throw new ProtocolError(
        "clocks-disagree",
        `the two clocks of the telegram are ${Math.abs(clockDifference)} s apart`,
      );
    const identity = identify(envelope.title, texts, fallbackId);
    const manufacturer = envelope.manufacturer ?? identity.manufacturer;
    const reading: Reading = {
      ...identity,
      meterId: options.id ?? identity.meterId,
      manufacturer,
      meterTime: inner ?? outer.time,
      invocationCounter: envelope.counter,
      authenticated: envelope.authenticated,
      layout: telegram.layout,
      operator: definition?.operators.length === 1 ? definition.operators[0] : undefined,
      product: definition?.products.find((entry) => entry.manufacturer === manufacturer)?.model,
      framing: envelope.framing,
      receivedAtMs: arrivedAtMs,
      values: telegram.values,
      texts,
    };
    if (definition?.unconfirmed === true)
      note("layout-unconfirmed", `the layout ${definition.name} has never been checked against a real meter`);
    const circumstances = {
      structure: mix(telegram.structure, envelope.security),
      address: envelope.address,
      invokeId: outer.invokeId,
      clockDifference,
      habits: [telegram.habit, outer.habit],
    };
    events.push(...judge.take(reading, circumstances));
  }

  function onLink(happened: readonly LinkEvent[]): void {
    for (const event of happened) {
      if (event.kind === "reply") events.push(event);
      else if (event.kind === "fault") {
        events.push(event);
        // Blocks of two telegrams must never become one.
        if (event.fault.octets > 0 && blocks.drop()) fault("block-order", "the rest of a block transfer did not come");
      } else decodeApdu(event.framing, event.apdu);
    }
  }

  function decodeApdu(framing: Framing, apdu: Uint8Array): void {
    try {
      if (framing === "amis") unwrapAmis(apdu);
      else unwrap(framing, apdu);
    } catch (error) {
      // Whatever a telegram brings about costs that telegram only; what is not ours is a bug and says so.
      if (error instanceof ProtocolError) fault(error.code, error.message, apdu.length);
      else fault("internal-error", error instanceof Error ? error.message : String(error), apdu.length);
    }
  }

  function take(): MeterEvent[] {
    const taken = events;
    events = [];
    opened = undefined;
    return taken;
  }

  return {
    push(octets, receivedAtMs) {
      arrivedAtMs = receivedAtMs;
      onLink(link.push(octets));
      return take();
    },
    idle() {
      onLink(link.idle());
      return take();
    },
    end() {
      onLink(link.end());
      if (blocks.drop()) fault("block-order", "the rest of a block transfer did not come");
      events.push(...judge.end());
      return take();
    },
    state: () => ({ ...judge.state(), tagVerified }),
    statistics: link.statistics,
  };
}
