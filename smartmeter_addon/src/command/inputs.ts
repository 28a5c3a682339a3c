/** What the commands have in common: flags, keys, language, input files, and the answer to wrong use. */
import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { MeterKeys } from "../envelope/keyring.ts";
import { reasonOf } from "../fault.ts";
import { parseKey } from "../key/keys.ts";
import { chooseLanguage, type Language, type Sentence, type Words } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { decodeText, isText } from "../paste/decode-text.ts";
import { createInputDecoder, type InputDecoder } from "../paste/input-decoder.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import { wrongUse } from "../texts/command-lines.ts";
import { parseCapture } from "../tools/capture-file.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";
import { createKeyTrial, publicKeys, sealedPublicly } from "../tools/recording/opening-keys.ts";

/** A command was called in a way it does not understand; the words are for the person who did. */
export class WrongUse extends Error {
  readonly words: Sentence;

  constructor(words: Sentence, facts: Readonly<Record<string, Words | number>> = {}) {
    const filled = sentence(words, facts);
    super(filled.en);
    this.words = filled;
  }
}

/** Flags of every command that reads telegrams. The keys can also come from the environment, which nobody else sees. */
export const keyFlags = {
  key: { type: "string" },
  "key-file": { type: "string" },
  "authentication-key": { type: "string" },
  "previous-key": { type: "string" },
  language: { type: "string" },
  help: { type: "boolean" },
} as const;

interface KeyValues {
  readonly key?: string | undefined;
  readonly "key-file"?: string | undefined;
  readonly "authentication-key"?: string | undefined;
  readonly "previous-key"?: string | undefined;
  readonly language?: string | undefined;
}

/** The language asked for, before anything else of the arguments is certain. */
export function languageFrom(args: readonly string[]): Language {
  const at = args.indexOf("--language");
  const joined = args.find((arg) => arg.startsWith("--language="))?.slice("--language=".length);
  const wish = joined ?? (at < 0 ? undefined : args[at + 1]) ?? process.env.SMARTMETER_LANGUAGE;
  return chooseLanguage({ wish, locale: process.env.LANG });
}

/** The language to say in what is wrong with the configuration; `wish`: what it asks for itself, as far as that can be read. */
export function languageOfProblems(wish: unknown): Language {
  const { SUPERVISOR_TOKEN = "", TZ, LANG } = process.env;
  const inApp = SUPERVISOR_TOKEN !== "";
  const asked = typeof wish === "string" ? wish : inApp ? "auto" : undefined;
  return chooseLanguage({ wish: asked, timeZone: inApp ? TZ : undefined, locale: LANG });
}

/** Runs a command; wrong use ends it with the explanation on standard error and exit code 2, `--help` with how it is called. */
export async function withUsage(
  usage: Sentence,
  args: readonly string[],
  command: () => Promise<number>,
): Promise<number> {
  const language = languageFrom(args);
  if (args.includes("--help")) {
    process.stdout.write(usage[language]);
    return 0;
  }
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    process.stderr.write(`${error.words[language]}\n\n${usage[language]}`);
    return 2;
  }
}

/** Arguments by their flags; whatever is unknown or lacks its value is wrong use. */
export function parseFlags<Flags extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
  args: string[],
  options: Flags,
) {
  try {
    return parseArgs({ args, options: options as NonNullable<Flags>, allowPositionals: true });
  } catch (error) {
    throw flagError(error);
  }
}

/** Node's error about arguments in our words. */
export function flagError(error: unknown): WrongUse {
  const { code, message } = error as NodeJS.ErrnoException;
  const flag = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
  if (flag === undefined) return new WrongUse(wrongUse.strange);
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return new WrongUse(wrongUse.unknownFlag, { flag });
  const isTooMuch = message.includes("does not take an argument");
  return new WrongUse(isTooMuch ? wrongUse.tooMuchValue : wrongUse.noValue, { flag });
}

/** A command that reads one file, and its flags. `what` says which file it wants; no file, or more than one, is wrong use. */
export function withFile<Flags extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
  { usage, flags, what }: { readonly usage: Sentence; readonly flags: Flags; readonly what: Sentence },
  args: string[],
  command: (file: string, values: ReturnType<typeof parseFlags<Flags>>["values"]) => Promise<number>,
): Promise<number> {
  return withUsage(usage, args, async () => {
    const { values, positionals } = parseFlags(args, flags);
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new WrongUse(what);
    return command(file, values);
  });
}

export function languageOf({ language }: KeyValues): Language {
  if (language !== undefined && !["auto", "de", "en"].includes(language)) {
    throw new WrongUse(wrongUse.language, { text: language });
  }
  return chooseLanguage({ wish: language, locale: process.env.LANG });
}

/** The keys given; `recorded` stands in for all of them where none is. */
export function keysOf(values: KeyValues, recorded: MeterKeys = {}): MeterKeys {
  const given = {
    key: keyOf("--key", values.key ?? keyFromFile(values["key-file"]) ?? fromEnvironment("SMARTMETER_KEY")),
    authenticationKey: keyOf(
      "--authentication-key",
      values["authentication-key"] ?? fromEnvironment("SMARTMETER_AUTHENTICATION_KEY"),
    ),
    previousKey: keyOf("--previous-key", values["previous-key"] ?? fromEnvironment("SMARTMETER_PREVIOUS_KEY")),
  };
  return Object.values(given).every((key) => key === undefined) ? recorded : given;
}

/** The key a file holds, so that no command line shows it. */
export function keyFromFile(file: string | undefined, origin = "--key-file"): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readOptionsFile(file).trim();
  } catch (error) {
    throw fileError(`${origin} ${file}`, error);
  }
}

/** The variable, or what is in the file that `…_FILE` names, as `run` has it. */
function fromEnvironment(name: string): string | undefined {
  return process.env[name] || keyFromFile(process.env[`${name}_FILE`] || undefined, `${name}_FILE`);
}

const missing: Sentence = {
  en: "there is no such file or folder",
  de: "eine solche Datei oder einen solchen Ordner gibt es nicht",
};
const denied: Sentence = { en: "this user has no permission for it", de: "dieser Benutzer darf das nicht" };
const reasons: Readonly<Record<string, Sentence>> = {
  ENOENT: missing,
  ENOTDIR: missing,
  EISDIR: { en: "that is a folder and not a file", de: "das ist ein Ordner und keine Datei" },
  EACCES: denied,
  EPERM: denied,
  EROFS: { en: "nothing can be written there", de: "dort lässt sich nichts schreiben" },
  ENOSPC: { en: "there is no space left", de: "der Speicher ist voll" },
};

/** Why a file cannot be used. */
export function fileError(file: string, error: unknown): WrongUse {
  const { code = "", what } = error as { code?: string; what?: Sentence };
  return new WrongUse(wrongUse.about, { what: file, reason: reasons[code] ?? what ?? reasonOf(error) });
}

/** The octets of a key; throws {@link WrongUse} where it is none. */
export function keyOf(flag: string, text: string | undefined): Uint8Array | undefined {
  if (text === undefined || text === "") return undefined;
  const parsed = parseKey(text);
  if ("problem" in parsed) throw new WrongUse(wrongUse.about, { what: flag, reason: parsed.problem });
  return parsed.key;
}

/** A number of seconds of a flag, up to an hour. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new WrongUse(wrongUse.seconds, { text });
}

/** What a file or standard input holds: its octets, and the keys it brings along if it is a capture. */
export interface Recording {
  /** Part by part, so that a recording of any size takes no more memory than one part. */
  readonly octets: AsyncIterable<Uint8Array>;
  readonly keys: MeterKeys;
  /** How a text was read, and what in it could not be; all of it is known once the octets are. */
  notes(): readonly Sentence[];
}

/** The content of a file or of standard input (`-`): raw octets, a text that writes them out, or a capture. */
export async function openRecording(file: string): Promise<Recording> {
  const parts = readParts(file)[Symbol.asyncIterator]();
  const { value: first = none } = await parts.next();
  const rest = { [Symbol.asyncIterator]: () => parts };
  if (!isText(first) || !decodeText(first).trimStart().startsWith("{")) return decodedRecording(first, rest);
  // A capture is one piece of JSON.
  const content = Buffer.concat([first, await buffer(rest)]);
  const capture = parseCapture(decodeText(content));
  if (capture === undefined) return decodedRecording(content, once(none));
  if ("problem" in capture) throw new WrongUse(wrongUse.about, { what: file, reason: capture.problem });
  const keys = { key: capture.key, authenticationKey: capture.authenticationKey };
  return { octets: once(capture.octets), keys, notes: () => [] };
}

/**
 * The recording from its beginning and the keys that open it: those given, or the public ones where only they open what
 * comes first. That is said on standard error.
 */
export async function withOpeningKeys(
  { octets }: Recording,
  given: MeterKeys,
  language: Language,
): Promise<{ readonly octets: AsyncIterable<Uint8Array>; readonly keys: MeterKeys }> {
  const trial = createKeyTrial(given);
  const parts = octets[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let keys: MeterKeys | undefined;
  while (keys === undefined && length < mostTried) {
    const { value, done } = await parts.next();
    if (done === true) break;
    first.push(value);
    length += value.length;
    keys = trial.push(value);
  }
  keys ??= trial.end();
  if (keys === publicKeys) process.stderr.write(`${sealedPublicly[language]}\n`);
  return { octets: chain(first, parts), keys };
}

/** Of a recording in which no telegram is opened by any key. */
const mostTried = 65_536;

/** Prints what there is to say about the text a recording was written in. */
export function printNotes({ notes }: Recording, language: Language): void {
  for (const note of notes()) process.stderr.write(`${note[language]}\n`);
}

const none = new Uint8Array(0);

async function* readParts(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (file === "-" ? process.stdin : createReadStream(file)) as AsyncIterable<Buffer>;
  } catch (error) {
    throw fileError(file, error);
  }
}

function decodedRecording(first: Uint8Array, rest: AsyncIterable<Uint8Array>): Recording {
  // No key: the checks of the line and of texts tell forms apart well enough.
  const decoder = createInputDecoder(createOctetCheck({ keys: {}, definitions: loadDefinitions() }));
  return { octets: decoded(decoder, first, rest), keys: {}, notes: decoder.notes };
}

async function* decoded(
  decoder: InputDecoder,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield decoder.push(first);
  for await (const part of rest) yield decoder.push(part);
  yield decoder.end();
}

async function* chain(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
