/** What the status tracker has to say, as lines for the log. */
import { isProblem } from "../faults/fault-table.ts";
import type { Language } from "../language/language.ts";
import { formatNumber, formatSpan } from "../language/message.ts";
import { quantities } from "../telegram/quantity.ts";
import type { NumericValue, Reading } from "../telegram/reading.ts";
import { faultBegins, faultEnds, message } from "../texts/log-lines.ts";
import type { LogEntry } from "./status.ts";

/** A line for the log. */
export interface LogSentence {
  readonly level: "info" | "warning";
  readonly text: string;
}

/** Power, energy, and voltage and current of three phases. */
const mostValues = 12;
const secondMs = 1000;

/** What the status tracker found worth a word, as lines for the log; `meter` is what the user calls the meter. */
export function describeEntry(language: Language, meter: string, entry: LogEntry): LogSentence[] {
  const info = (text: string): LogSentence[] => [{ level: "info", text }];
  switch (entry.kind) {
    case "begins":
      return [
        { level: isProblem(entry.fault.code) ? "warning" : "info", text: faultBegins(language, meter, entry.fault) },
      ];
    case "ends":
      return info(faultEnds(language, meter, entry.fault, formatSpan(entry.spanMs)));
    case "opened": {
      const { description: port, settings } = entry;
      if (settings === undefined) return info(message(language, "opened", { meter, port }));
      return info(message(language, "openedWith", { meter, port, settings }));
    }
    case "probing":
      return info(message(language, "probing", { meter, ...entry }));
    case "settled":
      return info(message(language, "settled", { meter, settings: entry.settings }));
    case "second-awaited":
      return info(message(language, isCiphered(entry.reading) ? "secondAwaitedKey" : "secondAwaited", { meter }));
    case "first-reading":
      return firstReading(language, meter, entry.reading).flatMap(info);
    case "rhythm":
      return info(message(language, "interval", { meter, interval: formatSpan(wholeSeconds(entry.intervalMs)) }));
    case "silent":
      return [{ level: "warning", text: message(language, "silent", { meter, span: formatSpan(entry.spanMs) }) }];
    case "speaking":
      return info(message(language, "speaking", { meter, span: formatSpan(entry.spanMs) }));
    case "hourly":
      return info(hourly(language, meter, entry));
  }
}

/** Whether a key has opened it. */
const isCiphered = ({ systemTitle, framing }: Reading): boolean => systemTitle !== undefined || framing === "amis";

/** A rhythm of 4983 ms is one of 5 s. */
const wholeSeconds = (ms: number): number => Math.max(1, Math.round(ms / secondMs)) * secondMs;

function firstReading(language: Language, meter: string, reading: Reading): string[] {
  const { meterId: id, framing, layout, product, operator } = reading;
  const lines = [message(language, "firstReading", { meter, id, framing, layout })];
  if (product !== undefined && operator !== undefined) {
    lines.push(message(language, "product", { meter, product, operator }));
  }
  const values = valuesText(language, reading);
  if (values !== "") lines.push(message(language, "firstValues", { meter, values }));
  return lines;
}

/** `Power import 233 W, Energy import 12.937 kWh`: what is shown without being asked for, in the order of the catalogue. */
export function valuesText(language: Language, reading: Reading): string {
  const rank = ({ quantity }: NumericValue): number => (quantity === undefined ? -1 : quantities.indexOf(quantity));
  return reading.values
    .filter(({ quantity }) => quantity?.enabled === true)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, mostValues)
    .map(({ quantity, value }) => {
      if (quantity === undefined) return "";
      const number = formatNumber(language, value / quantity.divisor, quantity.decimals);
      return `${quantity[language]} ${number} ${quantity.displayUnit ?? ""}`.trimEnd();
    })
    .join(", ");
}

function hourly(language: Language, meter: string, entry: Extract<LogEntry, { kind: "hourly" }>): string {
  const { telegrams, faults, skippedOctets: skipped } = entry.counts;
  if (telegrams === 0) return message(language, "hourlySilent", { meter });
  // Without an invocation counter the telegrams that came stand for all.
  const share = entry.linkQuality ?? telegrams / (telegrams + faults);
  // Never 100 % where a telegram was lost.
  const percent = Math.floor(share * 1000) / 10;
  const quality = formatNumber(language, percent, percent === 100 ? 0 : 1);
  if (faults > 0) return message(language, "hourlyTrouble", { meter, telegrams, quality, faults, skipped });
  if (entry.linkQuality === undefined) return message(language, "hourlyPlain", { meter, telegrams });
  return message(language, "hourly", { meter, telegrams, quality });
}
