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
import { type Telegram, TelegramReader } from "./telegram/telegram.ts";

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
  return new Decoder(options);
}

/** The layers of one line, put together. */
class Decoder implements MeterDecoder {
  readonly #isUnchecked: boolean;
  readonly #tellsPlaintext: boolean;
  readonly #link: LinkDecoder;
  readonly #envelopes: Envelopes;
  readonly #telegrams: TelegramReader;
  readonly #identifier: Identifier;
  readonly #verdicts: Verdicts;
  readonly #damage = new LineDamageCount();
  readonly #events = new Events();
  #arrivedAtMs: number | undefined;

  constructor(options: MeterDecoderOptions) {
    const { keys, definitions, requireAuthentication = false, unchecked = false, plaintext = false } = options;
    const before = rememberedOf(options.state);
    const authentication = requireAuthentication ? "required" : "optional";
    this.#isUnchecked = unchecked;
    this.#tellsPlaintext = plaintext;
    this.#link = new LinkDecoder((apdu) => this.#prove(apdu), options.telling);
    this.#envelopes = new Envelopes(keys, { authentication, clearText: unchecked ? "read" : "refused" }, before);
    this.#telegrams = new TelegramReader(definitions);
    this.#identifier = new Identifier(options.id, options.fallbackId ?? "meter");
    this.#verdicts = new Verdicts(options, before);
  }

  push(octets: Uint8Array, receivedAtMs?: number): MeterEvent[] {
    this.#arrivedAtMs = receivedAtMs;
    this.#onLink(this.#link.push(octets));
    return this.#take();
  }

  idle(): MeterEvent[] {
    this.#onLink(this.#link.idle());
    return this.#take();
  }

  end(): MeterEvent[] {
    this.#onLink(this.#link.end());
    this.#onEnvelopes(this.#envelopes.interrupt());
    this.#events.add(this.#verdicts.end());
    return this.#take();
  }

  state(): DecoderState {
    const { tagVerified, opened } = this.#envelopes.state();
    return { ...this.#verdicts.state(), tagVerified, opened };
  }

  statistics(): LinkStatistics {
    return this.#link.statistics();
  }

  #prove(apdu: Uint8Array): Proof {
    try {
      return this.#envelopes.prove(apdu);
    } catch (error) {
      this.#events.failed(error, 0);
      return "none";
    }
  }

  #onLink(happened: readonly LinkEvent[]): void {
    for (const event of happened) {
      if (event.kind === "apdu") this.#onApdu(event);
      else if (event.kind === "gap") this.#onEnvelopes(this.#envelopes.interrupt());
      else {
        if (event.kind === "fault") this.#damage.link(event.fault);
        this.#events.push(event);
      }
    }
  }

  #onApdu({ framing, apdu, header }: Extract<LinkEvent, { kind: "apdu" }>): void {
    try {
      this.#onEnvelopes(this.#envelopes.take(framing, apdu, header));
    } catch (error) {
      if (error instanceof ProtocolError) this.#damage.content(framing, error.code);
      this.#events.failed(error, apdu.length);
    }
  }

  #onEnvelopes(opened: readonly EnvelopeEvent[]): void {
    for (const event of opened) {
      if (event.kind === "text") this.#onText(event);
      else if (event.kind === "fault") this.#events.push(event);
      else if (event.kind === "refused") throw event.error;
      else this.#events.note(event.fault.code, () => event.fault);
    }
  }

  #onText({ content, text, envelope }: Extract<EnvelopeEvent, { kind: "text" }>): void {
    if (this.#tellsPlaintext) this.#events.push({ kind: "plaintext", octets: new Uint8Array(text) });
    const sender = { framing: envelope.framing, manufacturer: envelope.sender.manufacturer };
    for (const telegram of this.#telegrams.read(content, text, sender)) this.#onTelegram(telegram, envelope);
    this.#envelopes.wasRead(text, envelope);
  }

  #onTelegram(telegram: Telegram, envelope: Envelope): void {
    const events = this.#events;
    const difference = clockDifferenceOf(telegram);
    if (!this.#isUnchecked) checkClocks(difference);
    if (telegram.definition?.unconfirmed === true) events.note("layout-unconfirmed", () => unconfirmedLayout(telegram));
    if (telegram.unscaled.length > 0) events.note("scaler-unknown", () => unscaledValues(telegram));
    const identity = this.#identifier.identify(envelope.sender, telegram.texts);
    const reading = readingOf(telegram, envelope, identity, this.#arrivedAtMs);
    const shown = this.#damage.seen(this.#link.damaged);
    const circumstances = circumstancesOf(telegram, envelope, identity, difference, shown);
    events.add(this.#verdicts.take(reading, circumstances, envelope, identity));
  }

  #take(): MeterEvent[] {
    this.#envelopes.forget();
    return this.#events.take();
  }
}

/** What one call of the decoder brings. */
class Events {
  #events: MeterEvent[] = [];
  readonly #noted: FaultCode[] = [];

  push(event: MeterEvent): void {
    this.#events.push(event);
  }

  add(more: readonly MeterEvent[]): void {
    for (const event of more) this.#events.push(event);
  }

  /** The one place where an error becomes a fault. It costs what was at hand; what is no `ProtocolError` is a bug and says so. */
  failed(error: unknown, octets: number): void {
    const fault =
      error instanceof ProtocolError
        ? faultOf(error, octets)
        : createFault("internal-error", error instanceof Error ? error.message : String(error), octets);
    this.#events.push({ kind: "fault", fault });
  }

  /** Says a thing that stays as it is once; its text is made then, not with every telegram. */
  note(code: FaultCode, made: () => Fault): void {
    if (this.#noted.includes(code)) return;
    this.#noted.push(code);
    this.#events.push({ kind: "fault", fault: made() });
  }

  take(): MeterEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}

/** More than the judge ever holds. */
const mostWaiting = 8;

/**
 * Whether a reading is new, by its envelope, and true, by the judge. What was let in is believed once the judge publishes
 * it: most of it at once, the rest later.
 */
class Verdicts {
  readonly #isUnchecked: boolean;
  readonly #acceptsUnproven: boolean;
  readonly #admission: Admission;
  readonly #judge: Judge;
  /** What was let in and is not published yet. The judge holds only a few of them; the oldest gives way. */
  #waiting: readonly { readonly reading: Reading; readonly admitted: Admitted }[] = [];

  constructor({ state, unchecked = false, acceptUnchecked = false }: MeterDecoderOptions, before: AdmittedBefore) {
    this.#isUnchecked = unchecked;
    this.#acceptsUnproven = acceptUnchecked;
    this.#admission = new Admission(before);
    this.#judge = new Judge(state, unchecked);
  }

  /** Throws `not-ciphered` and `replayed` where the reading is not to be let in. */
  take(reading: Reading, circumstances: Circumstances, envelope: Envelope, identity: Identity): readonly MeterEvent[] {
    if (this.#isUnchecked) return this.#judge.take(reading, circumstances);
    if (envelope.unproven && !this.#acceptsUnproven) return unprovenReading(reading);
    const admitted = this.#admission.admit(envelope, identity, secondsOf(reading.meterTime), reading.values);
    return this.#believe(this.#judge.take(reading, circumstances), reading, admitted);
  }

  /** Nothing will come any more. */
  end(): readonly MeterEvent[] {
    return this.#believe(this.#judge.end());
  }

  state() {
    return { ...this.#judge.state(), ...this.#admission.state() };
  }

  #believe(verdicts: readonly MeterEvent[], taken?: Reading, admitted?: Admitted): readonly MeterEvent[] {
    let isHeld = admitted !== undefined;
    for (const event of verdicts) {
      if (event.kind !== "reading" && event.kind !== "left-out") continue;
      const isTaken = event.reading === taken;
      const known = isTaken ? admitted : this.#takeWaiting(event.reading);
      if (known !== undefined && event.kind === "reading") this.#admission.believe(known);
      if (isTaken) isHeld = false;
    }
    if (isHeld && taken !== undefined && admitted !== undefined) this.#wait(taken, admitted);
    return verdicts;
  }

  #wait(reading: Reading, admitted: Admitted): void {
    this.#waiting = [...this.#waiting, { reading, admitted }].slice(-mostWaiting);
  }

  #takeWaiting(reading: Reading): Admitted | undefined {
    const found = this.#waiting.find((entry) => entry.reading === reading);
    this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found?.admitted;
  }
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
