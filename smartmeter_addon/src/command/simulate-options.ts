/** The flags and the help of `smartmeter simulate`. */
import { nearest } from "../options/nearest.ts";
import { wrongUse } from "../texts/command-lines.ts";
import { type SimulatedMeterOptions, simulatedMeterIds } from "../tools/simulate/simulate.ts";
import { keyOf, languageOf, parseFlags, WrongUse } from "./inputs.ts";

/** What `simulate` was asked for. */
export type SimulateWish = Omit<SimulatedMeterOptions, "startMs"> & {
  readonly searchIntervalMs?: number;
  readonly count: number;
  /** Telegrams come at the meter's pace; otherwise as fast as the reader takes them. */
  readonly live: boolean;
  readonly target: { readonly tcp: number } | { readonly serial: string } | "stdout";
};

/** The arguments of `simulate`, checked. Throws {@link WrongUse}. */
export function parseSimulateArguments(args: string[]): SimulateWish | "list" {
  const values = parse(args);
  languageOf(values);
  if (values.list === true) return "list";
  const { meter, tcp, serial, stdout } = values;
  if (meter === undefined) throw new WrongUse(wrongUse.whichMeter);
  if (!simulatedMeterIds.includes(meter)) {
    const close = simulatedMeterIds.find((id) => id.startsWith(meter)) ?? nearest(meter, simulatedMeterIds);
    throw close === undefined
      ? new WrongUse(wrongUse.noSuchMeter, { meter })
      : new WrongUse(wrongUse.meant, { meter, close });
  }
  const targets = [tcp, serial, stdout].filter((target) => target !== undefined);
  if (targets.length !== 1) throw new WrongUse(wrongUse.oneTarget);
  const key = keyOf("--key", values.key);
  const authenticationKey = keyOf("--authentication-key", values["authentication-key"]);
  const interval = numberOf("interval", values.interval, 0.001, 86_400);
  const searchInterval = numberOf("search-interval", values["search-interval"], 0.001, 86_400);
  const count = numberOf("count", values.count, 1, 4_294_967_295);
  const seed = numberOf("seed", values.seed, 0, 99_999_999);
  const port = numberOf("tcp", tcp, 0, 65_535);
  return {
    meter,
    ...(key === undefined ? {} : { key }),
    ...(authenticationKey === undefined ? {} : { authenticationKey }),
    ...(seed === undefined ? {} : { seed }),
    ...(interval === undefined ? {} : { intervalMs: interval * 1000 }),
    ...(searchInterval === undefined ? {} : { searchIntervalMs: searchInterval * 1000 }),
    count: count ?? Number.POSITIVE_INFINITY,
    live: stdout !== true || values.count === undefined || values.interval !== undefined,
    target: port !== undefined ? { tcp: port } : serial !== undefined ? { serial } : "stdout",
  };
}

/** Whole numbers; only the interval may be a part of a second. */
function numberOf(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const whole = Number.isInteger(min);
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return number;
  throw new WrongUse(whole ? wrongUse.whole : wrongUse.number, { name, text, min: String(min), max: String(max) });
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
  } as const;
  const { values, positionals } = parseFlags(args, options);
  if (positionals.length > 0) throw new WrongUse(wrongUse.extra, { text: positionals.join(" ") });
  return values;
}
