/** What the commands have in common: flags, keys, language, input files, and the answer to wrong use. */
import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { MeterKeys } from "../envelope/keyring.ts";
import { parseKey } from "../key/keys.ts";
import { chooseLanguage, type Language, type Sentence } from "../language/language.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { decodeText, isText } from "../paste/decode-text.ts";
import { createInputDecoder, type InputDecoder } from "../paste/input-decoder.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import { parseCapture } from "../tools/capture-file.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";

/** A command was called in a way it does not understand; the message is for the person who did. */
export class WrongUse extends Error {}

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

/** Runs a command; wrong use ends it with the explanation on standard error and exit code 2. */
export async function withUsage(usage: string, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
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
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

/**
 * A command that reads one file: prints its usage where `--help` is given, and hands on the file and the flags. `what` says
 * which file it wants; no file, or more than one, is wrong use.
 */
export function withFile<Flags extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
  { usage, flags, what }: { readonly usage: string; readonly flags: Flags; readonly what: string },
  args: string[],
  command: (file: string, values: ReturnType<typeof parseFlags<Flags>>["values"]) => Promise<number>,
): Promise<number> {
  return withUsage(usage, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if ((values as { help?: unknown }).help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new WrongUse(`one file${what}`);
    return command(file, values);
  });
}

export function languageOf({ language }: KeyValues): Language {
  if (language !== undefined && !["auto", "de", "en"].includes(language)) {
    throw new WrongUse(`--language ${language}: auto, de or en`);
  }
  return chooseLanguage({ wish: language, locale: process.env.LANG });
}

/** The keys given; `recorded` stands in for all of them where none is. */
export function keysOf(values: KeyValues, language: Language, recorded: MeterKeys = {}): MeterKeys {
  const given = {
    key: keyOf("--key", values.key ?? keyFromFile(values["key-file"]) ?? fromEnvironment("SMARTMETER_KEY"), language),
    authenticationKey: keyOf(
      "--authentication-key",
      values["authentication-key"] ?? fromEnvironment("SMARTMETER_AUTHENTICATION_KEY"),
      language,
    ),
    previousKey: keyOf(
      "--previous-key",
      values["previous-key"] ?? fromEnvironment("SMARTMETER_PREVIOUS_KEY"),
      language,
    ),
  };
  return Object.values(given).every((key) => key === undefined) ? recorded : given;
}

/** The key a file holds, so that no command line shows it. */
export function keyFromFile(file: string | undefined, origin = "--key-file"): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readOptionsFile(file).trim();
  } catch (error) {
    throw new WrongUse(`${origin} ${file}: ${reasonOf(error)}`);
  }
}

/** The variable, or what stands in the file that `…_FILE` names, as `run` has it. */
function fromEnvironment(name: string): string | undefined {
  return process.env[name] || keyFromFile(process.env[`${name}_FILE`] || undefined, `${name}_FILE`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "there is no such file or folder",
  EISDIR: "that is a folder and not a file",
  EACCES: "this user has no permission for it",
  EPERM: "this user has no permission for it",
  EROFS: "nothing can be written there",
  ENOSPC: "there is no space left",
};

/** Why a file cannot be used, for people. */
export function reasonOf(error: unknown): string {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

function keyOf(flag: string, text: string | undefined, language: Language): Uint8Array | undefined {
  if (text === undefined || text === "") return undefined;
  const parsed = parseKey(text);
  if ("problem" in parsed) throw new WrongUse(`${flag}: ${parsed.problem[language]}`);
  return parsed.key;
}

/** A number of seconds of a flag, up to an hour. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new WrongUse(`--seconds ${text}: a number up to 3600`);
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
  if ("problem" in capture) throw new WrongUse(`${file}: ${capture.problem}`);
  const keys = { key: capture.key, authenticationKey: capture.authenticationKey };
  return { octets: once(capture.octets), keys, notes: () => [] };
}

/** Prints what is to be said of the text a recording was written in. */
export function printNotes({ notes }: Recording, language: Language): void {
  for (const note of notes()) process.stderr.write(`${note[language]}\n`);
}

const none = new Uint8Array(0);

async function* readParts(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (file === "-" ? process.stdin : createReadStream(file)) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new WrongUse(`${file}: ${reasonOf(error)}`);
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

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
