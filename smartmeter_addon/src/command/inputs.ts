import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseKey } from "../keys.ts";
import type { MeterKeys } from "../meter/keyring.ts";
import { toText } from "../octets.ts";
import { decodeInput } from "../source/replay.ts";
import { chooseLanguage, type Language } from "../texts/language.ts";
import { parseCapture } from "../tools/capture-file.ts";

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

export function languageOf({ language }: KeyValues): Language {
  if (language !== undefined && !["auto", "de", "en"].includes(language)) {
    throw new WrongUse(`--language ${language}: auto, de or en`);
  }
  return chooseLanguage({ wish: language, locale: process.env.LANG });
}

/** The keys given; `recorded` stands in for all of them where none is. */
export function keysOf(values: KeyValues, language: Language, recorded: MeterKeys = {}): MeterKeys {
  const { env } = process;
  const given = {
    key: keyOf("--key", values.key ?? keyFromFile(values["key-file"]) ?? env.SMARTMETER_KEY, language),
    authenticationKey: keyOf(
      "--authentication-key",
      values["authentication-key"] ?? env.SMARTMETER_AUTHENTICATION_KEY,
      language,
    ),
    previousKey: keyOf("--previous-key", values["previous-key"] ?? env.SMARTMETER_PREVIOUS_KEY, language),
  };
  return Object.values(given).every((key) => key === undefined) ? recorded : given;
}

/** The key a file holds, so that no command line shows it. */
export function keyFromFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new WrongUse(`--key-file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
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
  readonly octets: Uint8Array;
  readonly keys: MeterKeys;
}

/** The content of a file or of standard input (`-`): raw octets, hexadecimal digits, or a capture. */
export async function readRecording(file: string): Promise<Recording> {
  let content: Uint8Array;
  try {
    content = file === "-" ? await readStandardInput() : readFileSync(file);
  } catch (error) {
    throw new WrongUse(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const capture = parseCapture(toText(content));
  if (capture === undefined) return { octets: decodeInput(content), keys: {} };
  if ("problem" in capture) throw new WrongUse(`${file}: ${capture.problem}`);
  return { octets: capture.octets, keys: { key: capture.key, authenticationKey: capture.authenticationKey } };
}

async function readStandardInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts);
}
