/** The flags and the help of `smartmeter simulate`. */
import { parseArgs } from "node:util";
import { parseKey } from "../key/keys.ts";
import { chooseLanguage } from "../language/language.ts";
import { nearest } from "../options/nearest.ts";
import { type SimulatedMeterOptions, simulatedMeterIds } from "../tools/simulate/simulate.ts";

const usage = `usage: smartmeter simulate --meter ID [options] (--tcp PORT | --serial PATH | --stdout)
       smartmeter simulate --list`;

/** The answer to `--help`. */
export const simulateHelp = `${usage}

A virtual meter in a plausible household, on a TCP port of this machine, on a serial port or on standard output.

  --meter ID                which meter; --list shows them
  --tcp PORT                serve clients of 127.0.0.1:PORT; 0 takes any free port and names it
  --serial PATH             send over a serial port or pseudo-terminal
  --stdout                  write bytes to standard output
  --key K                   encryption key; without it the public test key
  --authentication-key K    authentication key; without it the public test key
  --interval S              seconds between two telegrams; without it the meter's own
  --search-interval S       seconds between two searches of a meter that waits for an answer (AMIS); without it a minute
  --count N                 stop after N telegrams; on standard output without waiting in between
  --seed N                  a different household and serial number

The public test keys are 000102030405060708090A0B0C0D0E0F and D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF.
`;

/** What `simulate` was asked for. */
export type SimulateWish = Omit<SimulatedMeterOptions, "startMs"> & {
  readonly searchIntervalMs?: number;
  readonly count: number;
  /** Telegrams come at the meter's pace; otherwise as fast as the reader takes them. */
  readonly live: boolean;
  readonly target: { readonly tcp: number } | { readonly serial: string } | "stdout";
};

interface Problem {
  readonly problem: string;
}

/** The arguments of `simulate`, checked. */
export function parseSimulateArguments(args: string[]): SimulateWish | "help" | "list" | Problem {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return { problem: `${(error as Error).message}\n${usage}` };
  }
  if (values.help === true) return "help";
  if (values.list === true) return "list";
  const { meter, tcp, serial, stdout } = values;
  if (meter === undefined) return { problem: `Which meter? --list shows them.\n${usage}` };
  if (!simulatedMeterIds.includes(meter)) {
    const close = simulatedMeterIds.find((id) => id.startsWith(meter)) ?? nearest(meter, simulatedMeterIds);
    const hint = close === undefined ? "" : ` Did you mean ${close}?`;
    return { problem: `There is no meter "${meter}".${hint} --list shows them all.` };
  }
  const targets = [tcp, serial, stdout].filter((target) => target !== undefined);
  if (targets.length !== 1) return { problem: `Exactly one of --tcp, --serial and --stdout is needed.\n${usage}` };
  const key = keyOf("key", values.key, values.language);
  const authenticationKey = keyOf("authentication-key", values["authentication-key"], values.language);
  const interval = numberOf("interval", values.interval, 0.001, 86_400);
  const searchInterval = numberOf("search-interval", values["search-interval"], 0.001, 86_400);
  const count = numberOf("count", values.count, 1, 4_294_967_295);
  const seed = numberOf("seed", values.seed, 0, 99_999_999);
  const port = numberOf("tcp", tcp, 0, 65_535);
  for (const part of [key, authenticationKey, interval, searchInterval, count, seed, port])
    if (part !== undefined && typeof part === "object" && "problem" in part) return part;
  return {
    meter,
    ...(key instanceof Uint8Array ? { key } : {}),
    ...(authenticationKey instanceof Uint8Array ? { authenticationKey } : {}),
    ...(typeof seed === "number" ? { seed } : {}),
    ...(typeof interval === "number" ? { intervalMs: interval * 1000 } : {}),
    ...(typeof searchInterval === "number" ? { searchIntervalMs: searchInterval * 1000 } : {}),
    count: typeof count === "number" ? count : Number.POSITIVE_INFINITY,
    live: stdout !== true || values.count === undefined || values.interval !== undefined,
    target: typeof port === "number" ? { tcp: port } : serial !== undefined ? { serial } : "stdout",
  };
}

function keyOf(name: string, text: string | undefined, wish: string | undefined): Uint8Array | Problem | undefined {
  if (text === undefined) return undefined;
  const parsed = parseKey(text);
  if (!("problem" in parsed)) return parsed.key;
  return { problem: `--${name}: ${parsed.problem[chooseLanguage({ wish, locale: process.env.LANG })]}` };
}

/** Whole numbers; only the interval may be a part of a second. */
function numberOf(name: string, text: string | undefined, min: number, max: number): number | Problem | undefined {
  if (text === undefined) return undefined;
  const whole = Number.isInteger(min);
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return number;
  return { problem: `--${name} ${text}: a ${whole ? "whole " : ""}number from ${min} to ${max} is needed.` };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    meter: text,
    key: text,
    "authentication-key": text,
    interval: text,
    "search-interval": text,
    count: text,
    seed: text,
    language: text,
    tcp: text,
    serial: text,
    stdout: flag,
    list: flag,
    help: flag,
  } as const;
  return parseArgs({ args, options, strict: true }).values;
}
