/** The core as one thing: octets of one meter's line in, events out; each layer is entered once, and here. */
import { formatObis } from "./cosem/obis.ts";
import { type DecoderState, rememberedOf } from "./decoder-state.ts";
import { Admission, type Admitted, type AdmittedBefore } from "./envelope/admission.ts";
import { type Envelope, type EnvelopeEvent, Envelopes } from "./envelope/envelope.ts";
import { Identifier, type Identity } from "./envelope/identity.ts";
import type { MeterKeys } from "./envelope/keyring.ts";
import { createFault, type Fault, type FaultCode, faultOf, ProtocolError } from "./fault.ts";
import { Judge } from "./judge/judge.ts";
import { LineDamageCount } from "./judge/line-damage.ts";
import { type Circumstances, secondsOf } from "./judge/measures.ts";
import type { LinkEvent, LinkStatistics, Proof, Telling } from "./link/link.ts";
import { LinkDecoder } from "./link/link-decoder.ts";
import type { Definitions } from "./telegram/definition.ts";
import type { MeterEvent, Reading } from "./telegram/reading.ts";
import { checkClocks, circumstancesOf, clockDifferenceOf, readingOf } from "./telegram/reading-of.ts";
import { createTelegramReader, type Telegram } from "./telegram/telegram.ts";

export type { DecoderState } from "./decoder-state.ts";
export type { MeterKeys } from "./envelope/keyring.ts";
export type { LinkStatistics } from "./link/link.ts";

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
  /** Takes texts without a check (DSMR 2.2), which nothing proves. */
  readonly acceptUnchecked?: boolean | undefined;
  /** Leaves out what compares a telegram with others and its two clocks with each other. */
  readonly unchecked?: boolean | undefined;
  /** Also gives the deciphered text of each telegram, which holds the meter's number and all values. */
  readonly plaintext?: boolean | undefined;
  /** `cuts`: also tells where the line was cut, before what came of it. */
  readonly telling?: Telling | undefined;
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

/** Octets of one meter's line in, proven readings out. Knows no time, no file and no socket. */
export function createMeterDecoder(options: MeterDecoderOptions): MeterDecoder {
  const { keys, definitions, requireAuthentication = false, unchecked = false } = options;
  const before = rememberedOf(options.state);
  const authentication = requireAuthentication ? "required" : "optional";
  const envelopes = new Envelopes(keys, { authentication, clearText: unchecked ? "read" : "refused" }, before);
  const telegrams = createTelegramReader(definitions);
  const identifier = new Identifier(options.id, options.fallbackId ?? "meter");
  const verdicts = createVerdicts(options, before);
  const link = new LinkDecoder(prove, options.telling);
  const damage = new LineDamageCount();
  const events = createEvents();
  let arrivedAtMs: number | undefined;

  function prove(apdu: Uint8Array): Proof {
    try {
      return envelopes.prove(apdu);
    } catch (error) {
      events.failed(error, 0);
      return "none";
    }
  }

  function onLink(happened: readonly LinkEvent[]): void {
    for (const event of happened) {
      if (event.kind === "apdu") onApdu(event);
      else if (event.kind === "gap") onEnvelopes(envelopes.interrupt());
      else {
        if (event.kind === "fault") damage.link(event.fault);
        events.push(event);
      }
    }
  }

  function onApdu({ framing, apdu, header }: Extract<LinkEvent, { kind: "apdu" }>): void {
    try {
      onEnvelopes(envelopes.take(framing, apdu, header));
    } catch (error) {
      if (error instanceof ProtocolError) damage.content(framing, error.code);
      events.failed(error, apdu.length);
    }
  }

  function onEnvelopes(opened: readonly EnvelopeEvent[]): void {
    for (const event of opened) {
      if (event.kind === "text") onText(event);
      else if (event.kind === "fault") events.push(event);
      else if (event.kind === "refused") throw event.error;
      else events.note(event.fault.code, () => event.fault);
    }
  }

  function onText({ content, text, envelope }: Extract<EnvelopeEvent, { kind: "text" }>): void {
    if (options.plaintext === true) events.push({ kind: "plaintext", octets: new Uint8Array(text) });
    const sender = { framing: envelope.framing, manufacturer: envelope.sender.manufacturer };
    for (const telegram of telegrams.read(content, text, sender)) onTelegram(telegram, envelope);
    envelopes.wasRead(text, envelope);
  }

  function onTelegram(telegram: Telegram, envelope: Envelope): void {
    const difference = clockDifferenceOf(telegram);
    if (!unchecked) checkClocks(difference);
    if (telegram.definition?.unconfirmed === true) events.note("layout-unconfirmed", () => unconfirmedLayout(telegram));
    if (telegram.unscaled.length > 0) events.note("scaler-unknown", () => unscaledValues(telegram));
    const identity = identifier.identify(envelope.sender, telegram.texts);
    const reading = readingOf(telegram, envelope, identity, arrivedAtMs);
    const shown = damage.seen(link.damaged);
    const circumstances = circumstancesOf(telegram, envelope, identity, difference, shown);
    events.add(verdicts.take(reading, circumstances, envelope, identity));
  }

  function take(): MeterEvent[] {
    envelopes.forget();
    return events.take();
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
      onEnvelopes(envelopes.interrupt());
      events.add(verdicts.end());
      return take();
    },
    state() {
      const { tagVerified, opened } = envelopes.state();
      return { ...verdicts.state(), tagVerified, opened };
    },
    statistics: () => link.statistics(),
  };
}

/** What one call of the decoder brings. */
function createEvents() {
  let events: MeterEvent[] = [];
  const noted = new Set<FaultCode>();

  /** The one place where an error becomes a fault. It costs what was at hand; what is no `ProtocolError` is a bug and says so. */
  function failed(error: unknown, octets: number): void {
    const fault =
      error instanceof ProtocolError
        ? faultOf(error, octets)
        : createFault("internal-error", error instanceof Error ? error.message : String(error), octets);
    events.push({ kind: "fault", fault });
  }

  return {
    failed,
    push(event: MeterEvent): void {
      events.push(event);
    },
    add(more: readonly MeterEvent[]): void {
      for (const event of more) events.push(event);
    },
    /** Says a thing that stays as it is once; its text is made then, not with every telegram. */
    note(code: FaultCode, made: () => Fault): void {
      if (noted.has(code)) return;
      noted.add(code);
      events.push({ kind: "fault", fault: made() });
    },
    take(): MeterEvent[] {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

/** More than the judge ever holds. */
const mostWaiting = 8;

/**
 * Whether a reading is new, by its envelope, and true, by the judge. What was let in is believed once the judge publishes
 * it: most of it at once, the rest later.
 */
function createVerdicts(options: MeterDecoderOptions, before: AdmittedBefore) {
  const { state, unchecked = false, acceptUnchecked = false } = options;
  const admission = new Admission(before);
  const judge = new Judge(state, unchecked);
  /** What was let in and is not published yet. The judge holds only a few of them; the oldest gives way. */
  let waiting: readonly { readonly reading: Reading; readonly admitted: Admitted }[] = [];

  function wait(reading: Reading, admitted: Admitted): void {
    waiting = [...waiting, { reading, admitted }].slice(-mostWaiting);
  }

  function takeWaiting(reading: Reading): Admitted | undefined {
    const found = waiting.find((entry) => entry.reading === reading);
    waiting = waiting.filter((entry) => entry !== found);
    return found?.admitted;
  }

  function believe(verdicts: readonly MeterEvent[], taken?: Reading, admitted?: Admitted): readonly MeterEvent[] {
    let isHeld = admitted !== undefined;
    for (const event of verdicts) {
      if (event.kind !== "reading" && event.kind !== "left-out") continue;
      const isTaken = event.reading === taken;
      const known = isTaken ? admitted : takeWaiting(event.reading);
      if (known !== undefined && event.kind === "reading") admission.believe(known);
      if (isTaken) isHeld = false;
    }
    if (isHeld && taken !== undefined && admitted !== undefined) wait(taken, admitted);
    return verdicts;
  }

  return {
    /** Throws `not-ciphered` and `replayed` where the reading is not to be let in. */
    take(
      reading: Reading,
      circumstances: Circumstances,
      envelope: Envelope,
      identity: Identity,
    ): readonly MeterEvent[] {
      if (unchecked) return judge.take(reading, circumstances);
      if (envelope.unproven && !acceptUnchecked) return unprovenReading(reading);
      const admitted = admission.admit(envelope, identity, secondsOf(reading.meterTime), reading.values);
      return believe(judge.take(reading, circumstances), reading, admitted);
    },
    /** Nothing will come any more. */
    end: (): readonly MeterEvent[] => believe(judge.end()),
    state: () => ({ ...judge.state(), ...admission.state() }),
  };
}

/** As many values as fit into a message. */
const fewValues = 4;

function unscaledValues({ unscaled }: Telegram): Fault {
  const names = unscaled.map(formatObis).join(", ");
  return createFault("scaler-unknown", { is: "names", names });
}

function unconfirmedLayout({ definition, layout }: Telegram): Fault {
  return createFault("layout-unconfirmed", { is: "layout", layout: definition?.name ?? layout });
}

/** What a text that nothing proves says, for whoever looks into it. */
function unprovenReading(reading: Reading): readonly MeterEvent[] {
  const said = reading.values
    .slice(0, fewValues)
    .map(({ obis, value, unit }) => `${formatObis(obis)} ${value} ${unit}`);
  const message = `a text of ${reading.values.length} values without a check: ${said.join(", ")}`;
  return [
    { kind: "fault", fault: createFault("text-unproven", message) },
    { kind: "unproven", reading },
  ];
}
