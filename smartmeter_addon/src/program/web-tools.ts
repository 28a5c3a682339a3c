/** What the page needs beyond the server: explanations, the key doctor, pastes, captures, licences. */
import { existsSync, readFileSync } from "node:fs";
import { createMeterDecoder, type MeterKeys } from "../decoder.ts";
import { describeFault } from "../fault.ts";
import { type ParsedKey, parseKey, repairTexts } from "../key/keys.ts";
import type { Language, Sentence } from "../language/language.ts";
import { toHex } from "../octets.ts";
import { decodeInput } from "../paste/input-decoder.ts";
import type { Definitions } from "../telegram/definition.ts";
import { statusTitle } from "../texts/help.ts";
import { annotate, type ExplainedTelegram } from "../tools/explain/explain.ts";
import { explainUnknown } from "../tools/explain/explain-draft.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";
import { createKeyTrial, publicKeys, sealedPublicly } from "../tools/recording/opening-keys.ts";
import { reseal } from "../tools/reseal/reseal.ts";
import type { AnnotatedTelegram, KeyQuestion, WebTools } from "../web/tools.ts";
import type { KeyVerdict } from "../web/view.ts";

/** What the tools are made from. */
export interface WebToolsOptions {
  readonly version: string;
  /** A meter's keys from the options. */
  keysOf(meter: number): MeterKeys;
  readonly definitions: Definitions;
}

/** The tools that need a meter's keys or the definitions. */
export function createWebTools({ version, keysOf, definitions }: WebToolsOptions) {
  return {
    annotate(meter: number, octets: Uint8Array, language: Language): AnnotatedTelegram[] {
      const found = annotate(octets, { keys: keysOf(meter), definitions, language });
      const telegrams = withoutEnds(found.filter(({ unit }) => unit !== undefined));
      // Octets that are not a telegram are worth showing if there is nothing else.
      return (telegrams.length === 0 ? found : telegrams).map((telegram) => viewTelegram(telegram, language));
    },
    async readPaste(meter: number, octets: Uint8Array, language: Language) {
      const own = keysOf(meter);
      const read = decodeInput(octets, createOctetCheck({ keys: own, definitions }));
      const trial = createKeyTrial(own);
      const keys = trial.push(read.octets) ?? trial.end();
      const options = { keys, definitions };
      const found = annotate(read.octets, { ...options, language });
      return {
        telegrams: found.map((telegram) => viewTelegram(telegram, language)),
        notes: [...read.notes, ...(keys === publicKeys ? [sealedPublicly] : [])].map((note) => note[language]),
        draft: (await explainUnknown(read.octets, options, language))?.trim(),
      };
    },
    checkKey: (question: KeyQuestion) => judgeKey(question, definitions),
    capture(meter: number, octets: Uint8Array) {
      const sealed = reseal(octets, { keys: keysOf(meter) });
      // The telegrams carry their day; the name only has to tell two downloads apart.
      const name = `smartmeter-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.json`;
      return { name, text: `${JSON.stringify({ program: `smartmeter ${version}`, hex: toHex(sealed) }, null, 2)}\n` };
    },
    licences,
  } satisfies WebTools;
}

/** The bundler puts both files beside the program; they are read only when asked for, to save memory. */
function licences(): string | undefined {
  const files = ["LICENSE", "THIRD-PARTY.txt"].map((name) => new URL(name, import.meta.url));
  if (!files.every((file) => existsSync(file))) return undefined;
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}

/** The telegrams that are whole: what was kept of a line may begin and end inside one. */
function withoutEnds(telegrams: ExplainedTelegram[]): ExplainedTelegram[] {
  const first = telegrams.findIndex(({ unit }) => unit?.state !== "stray");
  const last = telegrams.findLastIndex(({ unit }) => unit?.state !== "unfinished");
  return telegrams.slice(Math.max(0, first), last + 1);
}

function viewTelegram({ end, title, fault, parts }: ExplainedTelegram, language: Language): AnnotatedTelegram {
  return {
    end,
    title,
    fault: fault && describeFault(fault, language),
    parts: parts.map((part) => ({
      title: part.title,
      hex: toHex(part.octets),
      fields: part.fields.map(({ start, length, depth, layer, name, value, meaning, clause }) => {
        return { at: start, length, depth, layer, name, value, meaning, clause };
      }),
    })),
  };
}

const rightForm: Sentence = { en: "The form is right.", de: "Die Form stimmt." };

/**
 * Judges the form of the key asked about; then tries it, with the other key if there is one, on the meter's last
 * telegrams.
 */
function judgeKey(question: KeyQuestion, definitions: Definitions): KeyVerdict {
  const { kind, key, authenticationKey, octets, language } = question;
  const asked = parseKey(kind === "key" ? key : authenticationKey);
  if ("problem" in asked) return { good: false, text: asked.problem[language], opens: undefined };
  const text = [rightForm[language], repairsOf(asked, language)].filter((part) => part !== "").join(" ");
  const keys = { ...octetsOf("key", key), ...octetsOf("authenticationKey", authenticationKey) };
  if (keys.key === undefined) return { good: true, text, opens: undefined };

  const decoder = createMeterDecoder({ keys, definitions, unchecked: true });
  const events = [...decoder.push(octets), ...decoder.end()];
  const faults = new Set(events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : [])));
  const readings = events.flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
  // Two keys that work only when swapped, or joined to one, are wrong where they are.
  const misplaced = (["keys-swapped", "key-repaired"] as const).find((code) => faults.has(code));
  if (misplaced !== undefined) return { good: false, text: statusTitle(misplaced, language), opens: undefined };
  if (readings.length === 0) return { good: true, text, opens: faults.has("key-wrong") ? false : undefined };
  if (kind === "key") return { good: true, text, opens: true };
  if (readings.some(({ authenticated }) => authenticated)) return { good: true, text, opens: true };
  return { good: true, text, opens: faults.has("authentication-key-wrong") ? false : undefined };
}

function octetsOf<Name extends string>(name: Name, typed: string): { [key in Name]?: Uint8Array } {
  const parsed = parseKey(typed);
  return ("key" in parsed ? { [name]: parsed.key } : {}) as { [key in Name]?: Uint8Array };
}

function repairsOf(parsed: ParsedKey, language: Language): string {
  if ("problem" in parsed || parsed.repairs.length === 0) return "";
  return `(${parsed.repairs.map((repair) => repairTexts[repair][language]).join(", ")})`;
}
