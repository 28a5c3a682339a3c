/** Reads telegrams: the first of a layout makes a plan (`plan.ts`), and that is run over it and all that are built so. */
import type { Data } from "../dlms/axdr.ts";
import type { Content } from "../envelope/envelope.ts";
import { llc } from "../link/hdlc.ts";
import { compile } from "./compile.ts";
import { compileBody } from "./compile-body.ts";
import { compileAmis, compileDsmr } from "./compile-text.ts";
import type { Definitions } from "./definition.ts";
import type { Sender } from "./definition-fit.ts";
import { KnownPlans } from "./known-plans.ts";
import { PlanReader, type Telegram } from "./plan.ts";

export type { Sender } from "./definition-fit.ts";
export type { Telegram } from "./plan.ts";

/** The telegram a text begins with, and how many octets it takes. */
interface First {
  readonly telegram: Telegram;
  readonly length: number;
}

/** Reads the texts of one line; what it has found out about one layout serves for the next telegram. */
export class TelegramReader {
  readonly #definitions: Definitions;
  readonly #plans = new KnownPlans();
  /** Layouts this line has sent: what some lists come after. */
  readonly #sent = new Set<string>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The telegrams of a text, in order. Throws `ProtocolError` where one is none; those before it stand. */
  read(content: Content, text: Uint8Array, sender: Sender): Iterable<Telegram> {
    const first = this.#readFirst(content, text, sender);
    // Nearly every text is one telegram.
    return first.length === text.length ? [first.telegram] : this.#readAll(content, text, sender, first);
  }

  #readFirst(content: Content, octets: Uint8Array, sender: Sender): First {
    const known = this.#plans.find(octets, sender);
    if (known !== undefined) return { telegram: known.read(octets), length: known.plan.length };
    const plan = compile(content, octets, this.#definitions, { ...sender, sent: this.#sent });
    const reader = new PlanReader(plan);
    const telegram = reader.read(octets);
    this.#plans.add(reader, octets, sender);
    this.#sent.add(plan.layout);
    return { telegram, length: plan.length };
  }

  /** One telegram behind the other, each read when it is asked for. */
  *#readAll(content: Content, text: Uint8Array, sender: Sender, first: First): Generator<Telegram, void> {
    let { telegram, length } = first;
    for (let rest = text; ; ) {
      yield telegram;
      if (length === rest.length) return;
      rest = rest.subarray(length + llc.length);
      ({ telegram, length } = this.#readFirst(content, rest, sender));
    }
  }
}

/** The body of one data-notification. Throws `layout-unknown`, `value-invalid`, `data-invalid`, `time-invalid`. */
export function readTelegram(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Telegram {
  return new PlanReader(compileBody(octets, body, definitions, sender)).read(octets);
}

/** A DSMR text. Throws as {@link readTelegram} does. */
export function readDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return new PlanReader(compileDsmr(octets, definitions, sender)).read(octets);
}

/** The deciphered records of AMIS. Throws as {@link readTelegram} does. */
export function readAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return new PlanReader(compileAmis(octets, definitions, sender)).read(octets);
}
