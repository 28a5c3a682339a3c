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
import { runPlan, type Telegram } from "./plan.ts";

export type { Sender } from "./definition-fit.ts";
export type { Telegram } from "./plan.ts";

/** Reads the texts of one line; what it has found out about one layout serves for the next telegram. */
export function createTelegramReader(definitions: Definitions) {
  const plans = createKnownPlans();

  function planRun(content: Content, octets: Uint8Array, sender: Sender): { telegram: Telegram; length: number } {
    const known = plans.find(octets, sender);
    const plan = known ?? compile(content, octets, definitions, sender);
    const telegram = runPlan(plan, octets);
    if (known === undefined) plans.add(plan, octets, sender);
    return { telegram, length: plan.length };
  }

  return {
    /** The telegrams of a text, one after the other. Throws `ProtocolError` where one is none; those before it stand. */
    *read(content: Content, text: Uint8Array, sender: Sender): Generator<Telegram, void> {
      for (let rest = text; ; ) {
        const { telegram, length } = planRun(content, rest, sender);
        yield telegram;
        if (length === rest.length) return;
        rest = rest.subarray(length + llc.length);
      }
    },
  };
}

/** The body of one data-notification. Throws `layout-unknown`, `value-invalid`, `data-invalid`, `time-invalid`. */
export function readTelegram(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Telegram {
  return runPlan(compileBody(octets, body, definitions, sender), octets);
}

/** A DSMR text. Throws as {@link readTelegram} does. */
export function readDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return runPlan(compileDsmr(octets, definitions, sender), octets);
}

/** The deciphered records of AMIS. Throws as {@link readTelegram} does. */
export function readAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  return runPlan(compileAmis(octets, definitions, sender), octets);
}
