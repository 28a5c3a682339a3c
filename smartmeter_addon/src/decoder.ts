import { wallSeconds } from "./cosem/date-time.ts";
import { type Content, createEnvelopes, type Envelope } from "./envelope/envelope.ts";
import { createIdentifier, type Identity } from "./envelope/identity.ts";
import type { MeterKeys } from "./envelope/keyring.ts";
import { createKnownIds } from "./envelope/known-ids.ts";
import { clockOf, createReplayWatch, type Life } from "./envelope/replay.ts";
import { createFault, type FaultCode, ProtocolError } from "./fault.ts";
import { secondsOf } from "./judge/examined.ts";
import { createJudge, type MeterState } from "./judge/judge.ts";
import type { LinkEvent, LinkStatistics } from "./link/link.ts";
import { createLinkDecoder } from "./link/link-decoder.ts";
import type { Definitions } from "./telegram/definition.ts";
import { mix } from "./telegram/plan.ts";
import type { MeterEvent, Reading } from "./telegram/reading.ts";
import { createTelegramReader, type Telegram } from "./telegram/telegram.ts";

export type { MeterKeys } from "./envelope/keyring.ts";
export type { LinkStatistics } from "./link/link.ts";

/** What a decoder must remember over a restart, as plain data; what is undefined was written by an older program. */
export interface DecoderState extends MeterState {
  /** The keys have opened a telegram of this line. */
  readonly opened?: boolean | undefined;
  /** Ids that ciphered telegrams have used. */
  readonly ids?: readonly string[] | undefined;
  /** How far each sender of ciphered telegrams has come. */
  readonly lives?: readonly Life[] | undefined;
}

/** One meter's keys and memory, and how strict to be. */
export interface MeterDecoderOptions {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
  /** What {@link MeterDecoder.state} gave before the last end of the program. */
  readonly state?: DecoderState | undefined;
  /** Id of the meter instead of the one its telegrams give. */
  readonly id?: string | undefined;
  /** Id of a meter whose telegrams give none (AMIS). */
  readonly fallbackId?: string | undefined;
  readonly requireAuthentication?: boolean | undefined;
  /** Leaves out what compares a telegram with others and its two clocks with each other. */
  readonly unchecked?: boolean | undefined;
  /** Also gives the deciphered text of each telegram, which holds the meter's number and all values. */
  readonly plaintext?: boolean | undefined;
}

/** The core as one thing: octets in, events out; see `docs/architecture.md`. */
export interface MeterDecoder {
  /** Octets as they come from the line, cut anywhere. The time only travels along, into {@link Reading}. */
  push(octets: Uint8Array, receivedAtMs?: number): MeterEvent[];
  /** Nothing came for a while. */
  idle(): MeterEvent[];
  /** Nothing will come any more: what was held back and is not contradicted is a reading. */
  end(): MeterEvent[];
  /** What must survive a restart. */
  state(): DecoderState;
  statistics(): LinkStatistics;
}

/** Inner and outer clock of one telegram differ by 2 s at the most in real ones (`facts` 7.4). */
const clockTolerance = 5;

/** What is remembered of ciphered telegrams; the state of an older program tells of the last reading alone. */
function rememberedOf(state: DecoderState | undefined) {
  const { last, opened, ids, lives } = state ?? {};
  const [title = "", number = "", name = ""] = last?.sender.split(" ") ?? [];
  // Clear text has neither system title nor address.
  const isCiphered = last !== undefined && title !== "";
  const { counter, seconds, registerNames = [], registers = [] } = last ?? {};
  const values = registerNames.map((obis, index) => ({ obis, value: registers[index] as number }));
  const life: Life = {
    ...{ sender: title, clock: clockOf(seconds) },
    now: { counter, seconds, lastSeconds: seconds, values },
  };
  return {
    title: isCiphered ? title : undefined,
    opened: opened ?? isCiphered,
    ids: ids ?? (isCiphered ? [title, number, name].filter((id) => id !== "") : []),
    lives: lives ?? (isCiphered ? [life] : []),
  };
}

/** Octets of one meter's line in, proven readings out. Knows no time, no file and no socket. */
export function createMeterDecoder(options: MeterDecoderOptions): MeterDecoder {
  const { definitions, unchecked = false } = options;
  const before = rememberedOf(options.state);
  const noted = new Set<FaultCode>();
  const judge = createJudge(options.state, unchecked);
  const identify = createIdentifier(options.id, options.fallbackId ?? "meter");
  const envelopes = createEnvelopes({
    keys: options.keys,
    requireAuthentication: options.requireAuthentication ?? false,
    tagVerified: options.state?.tagVerified ?? false,
    opened: before.opened,
    openedTitle: before.title,
    mixed: unchecked,
    onText: read,
    onFault: fault,
    onNote: note,
  });
  const knownIds = createKnownIds(before.ids);
  const replays = createReplayWatch(before.lives);
  const link = createLinkDecoder(envelopes.prove);
  const telegrams = createTelegramReader(definitions);
  let events: MeterEvent[] = [];
  let arrivedAtMs: number | undefined;
  /** One envelope may hold several telegrams; it is one moment. */
  let placed: Envelope | undefined;

  function fault(code: FaultCode, message: string, octets = 0): void {
    events.push({ kind: "fault", fault: createFault(code, message, octets) });
  }

  /** Says a thing that stays as it is once. */
  function note(code: FaultCode, message: string): void {
    if (noted.has(code)) return;
    noted.add(code);
    fault(code, message);
  }

  function read(content: Content, text: Uint8Array, envelope: Envelope): void {
    if (options.plaintext === true) events.push({ kind: "plaintext", octets: new Uint8Array(text) });
    const sender = { framing: envelope.framing, manufacturer: envelope.sender.manufacturer };
    for (const telegram of telegrams.read(content, text, sender)) deliver(telegram, envelope);
  }

  function deliver(telegram: Telegram, envelope: Envelope): void {
    const { definition, time: inner, headerTime: outer, texts } = telegram;
    const twoClocks = inner !== undefined && outer !== undefined;
    const clockDifference = twoClocks ? wallSeconds(inner) - wallSeconds(outer) : undefined;
    if (!unchecked && clockDifference !== undefined && Math.abs(clockDifference) > clockTolerance)
      throw new ProtocolError("clocks-disagree", `the two clocks of the telegram are ${clockDifference} s apart`);
    if (definition?.unconfirmed === true)
      note("layout-unconfirmed", `the layout ${definition.name} has never been checked against a real meter`);
    const identity = identify(envelope.sender, texts);
    const { manufacturer } = identity;
    const reading: Reading = {
      meterId: identity.meterId,
      systemTitle: envelope.sender.systemTitle,
      meterNumber: identity.meterNumber,
      deviceName: identity.deviceName,
      manufacturer,
      meterTime: inner ?? outer,
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
    if (!unchecked) place(reading, identity, envelope);
    judge.take(
      reading,
      {
        structure: mix(mix(telegram.structure, envelope.security), envelope.header),
        absent: telegram.absent,
        types: telegram.types,
        sender: identity.sender,
        invokeId: telegram.invokeId,
        clockDifference,
        innerHabit: telegram.habit,
        outerHabit: telegram.headerHabit,
      },
      events,
    );
  }

  /** Refuses what claims to be another meter, and what was sent before. */
  function place({ meterTime, values }: Reading, identity: Identity, envelope: Envelope): void {
    if (!envelope.ciphered) {
      const claimed = knownIds.claimedBy(identity);
      if (claimed === undefined) return;
      throw new ProtocolError("not-ciphered", `the telegram is in clear text, and that of ${claimed} is ciphered`);
    }
    const { systemTitle, address } = envelope.sender;
    const moment = { counter: envelope.counter, seconds: secondsOf(meterTime), values };
    const again = placed === envelope ? undefined : replays.take(systemTitle ?? address, moment);
    if (again !== undefined) throw new ProtocolError("replayed", again);
    placed = envelope;
    knownIds.add(identity);
  }

  function onLink(happened: readonly LinkEvent[]): void {
    for (const event of happened) {
      if (event.kind === "apdu") decode(event);
      else if (event.kind === "gap") envelopes.interrupt();
      else events.push(event);
    }
  }

  function decode({ framing, apdu, header }: Extract<LinkEvent, { kind: "apdu" }>): void {
    try {
      envelopes.take(framing, apdu, header);
    } catch (error) {
      // Whatever a telegram brings about costs that telegram only; what is not ours is a bug and says so.
      if (error instanceof ProtocolError) fault(error.code, error.message, apdu.length);
      else fault("internal-error", error instanceof Error ? error.message : String(error), apdu.length);
    }
  }

  function take(): MeterEvent[] {
    const taken = events;
    events = [];
    envelopes.forget();
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
      envelopes.interrupt();
      judge.end(events);
      return take();
    },
    state: () => ({
      ...judge.state(),
      tagVerified: envelopes.tagVerified(),
      opened: envelopes.opened(),
      ids: knownIds.state(),
      lives: replays.state(),
    }),
    statistics: link.statistics,
  };
}
