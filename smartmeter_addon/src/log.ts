/** The log: levels, text and JSON, no secrets. */
import { destination, pino } from "pino";
import { withoutSecrets } from "./secret.ts";

export type LogLevel = "error" | "warning" | "info" | "debug";
export type LogFields = Readonly<Record<string, unknown>>;

/** What every part of the program logs through. Fields appear in the JSON form only; the message says it all. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  readonly level?: LogLevel | undefined;
  /** `text`: `YYYY-MM-DD HH:MM:SS level message`, for the Supervisor's log panel. `json`: one object a line. */
  readonly format?: "text" | "json" | undefined;
  /** Where lines go, synchronously, so that a line is out before a crash: standard output unless said otherwise. */
  readonly descriptor?: number | undefined;
  /** In place of a descriptor. */
  readonly write?: ((line: string) => void) | undefined;
}

const levels = { error: 50, warning: 40, info: 30, debug: 20 } as const;
const secretFields = ["key", "authentication_key", "previous_key", "reader_key", "password", "token", "private_key"];

/** A log that no secret of this process can leave through: marked values, fields named like one, and texts in lines. */
export function createLog(options: LogOptions = {}): Log {
  const write = options.write ?? writerOf(options.descriptor ?? 1);
  const line = options.format === "json" ? (text: string) => text : humanLine;
  const logger = pino(
    {
      level: options.level ?? "info",
      customLevels: levels,
      useOnlyCustomLevels: true,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((name) => [name, `*.${name}`]), censor: "***" },
    },
    { write: (text) => write(withoutSecrets(line(text))) },
  );
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      logger[level](fields, message);
  return { error: at("error"), warning: at("warning"), info: at("info"), debug: at("debug") };
}

/** A log that says nothing. */
export const silentLog: Log = { error: () => {}, warning: () => {}, info: () => {}, debug: () => {} };

function writerOf(descriptor: number): (line: string) => void {
  const stream = destination({ fd: descriptor, sync: true });
  // A pipe that nobody reads any more must not end a program that only wanted to say something, nor be a fault to log.
  stream.on("error", () => {});
  return (line) => void stream.write(line);
}

/** The JSON line as a person reads it, in the time zone of the process. Nothing a meter sends can start a new line. */
function humanLine(json: string): string {
  const { time, level, msg } = JSON.parse(json) as { time: string; level: LogLevel; msg?: string };
  const at = new Date(time);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${at.toTimeString().slice(0, 8)} ${level} ${printable(msg ?? "")}\n`;
}

/** The text without control characters, which a terminal or a log viewer would obey. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
}
