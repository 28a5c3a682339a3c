/** Reads telegrams: the first of a layout makes a plan (`plan.ts`), and that is run over it and all that are built so. */
import type { Data } from "../dlms/axdr.ts";
import type { Content } from "../envelope/envelope.ts";
import { llc } from "../link/hdlc.ts";
import { compile } from "./compile.ts";
import { compileBody } from "./compile-body.ts";
import { compileAmis, compileDsmr } from "./compile-text.ts";
import type { Definitions } from "./definition.ts";
import type { Sender } from "./definition-fit.ts";
import { createKnownPlans } from "./known-plans.ts";
import { createPlanReader, type Telegram } from "./plan.ts";

export type { Sender } from "./definition-fit.ts";
export type { Telegram } from "./plan.ts";

/** The telegram a text begins with, and how many octets it takes. */
interface First {
  readonly telegram: Telegram;
  readonly length: number;
}

/** Reads the texts of one line; what it has found out about one layout serves for the next telegram. */
export function createTelegramReader(definitions: Definitions) {
  const plans = createKnownPlans();
  /** Layouts this line has sent: what some lists come after. */
  const sent = new Set<string>();

  function readFirst(content: Content, octets: Uint8Array, sender: Sender): First {
    const known = plans.find(octets, sender);
    if (known !== undefined) return { telegram: known.read(octets), length: known.plan.length };
    const plan = compile(content, octets, definitions, { ...sender, sent });
    const read = createPlanReader(plan);
    const telegram = read(octets);
    plans.add({ plan, read }, octets, sender);
    sent.add(plan.layout);
    return { telegram, length: plan.length };
  }

  /** One telegram behind the other, each read when it is asked for. */
  function* readAll(content: Content, text: Uint8Array, sender: Sender, first: First): Generator<Telegram, void> {
    let { telegram, length } = first;
    for (let rest = text; ; ) {
      yield telegram;
      if (length === rest.length) return;
      rest = rest.subarray(length + llc.length);
      ({ telegram, length } = readFirst(content, rest, sender));
    }
  }

  return {
    /** The telegrams of a text, in order. Throws `ProtocolError` where one is none; those before it stand. */
    read(content: Content, text: Uint8Array, sender: Sender): Iterable<Telegram> {
      const first = readFirst(content, text, sender);
      // Nearly every text is one telegram.
      return first.length === text.length ? [first.telegram] : readAll(content, text, sender, first);
    },
  };
}

/** The body of one data-notification. Throws `layout-unknown`, `value-invalid`, `data-invalid`, `time-invalid`. */
export function readTelegram(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Telegram {
  return createPlanReader(compileBody(octets, body, definitions, sender))(octets);
}

/** A DSMR text. Throws as {@link readTelegram} does. */
export function readDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return createPlanReader(compileDsmr(octets, definitions, sender))(octets);
}

/** The deciphered records of AMIS. Throws as {@link readTelegram} does. */
export function readAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return createPlanReader(compileAmis(octets, definitions, sender))(octets);
}
