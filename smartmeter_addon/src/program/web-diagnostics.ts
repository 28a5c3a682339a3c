/** Everything a helper needs, in one file that can be shared: it has no key, no meter number and no person's name. */
import { release } from "node:os";
import type { Options } from "../options/options.ts";
import { withoutSecrets } from "../secret.ts";
import type { DiagnosticsQuestion } from "../web/tools.ts";
import type { LogLine } from "../web/view.ts";

/** What the file is made from. */
export interface DiagnosticsNeeds {
  readonly version: string;
  readonly inApp: boolean;
  readonly timeZone: string;
  readonly options: Options;
  log(): readonly LogLine[];
  /** The octets resealed, as the text of a capture. */
  capture(meter: number, octets: Uint8Array): string;
}

/** Options whose values may name a person or a place. */
const personal = /^(user(name)?|login|client_id|org|bucket|database|token|password|id|name)$/;
/** Names that say nothing and appear in many lines of the log. */
const usualNames = /^(homeassistant|smartmeter|addons|influxdb)$/i;
/** Options that hold addresses. */
const addresses = /^(host|url|broker|port|hosts|device)$/;
/** Addresses that say nothing about anybody: this machine, private networks, Home Assistant's own names. */
const harmless =
  /^(?:[\w+.-]+:\/\/)?(?:localhost|core-[a-z]+|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w-]+\.local\b|\/dev\/|\d+$)/;

/** A function that makes the file's text, JSON. */
export function createDiagnostics(needs: DiagnosticsNeeds) {
  const { version, inApp, timeZone, options, log, capture } = needs;
  return ({ state, boards }: DiagnosticsQuestion): string => {
    /** What must not leave the house, with its replacement; the longest first, so that no part of one is left over. */
    const hidden = new Map<string, string>();
    const hide = (text: string | undefined, by: string): void => {
      if (text !== undefined && text.length >= 4) hidden.set(text, by);
    };
    for (const { index, name, reading } of boards) {
      const by = `meter-${index + 1}`;
      for (const text of [name, reading?.meterId, reading?.meterNumber, reading?.deviceName]) hide(text, by);
      hide(reading?.meterId.toUpperCase(), by);
    }
    const configuration: unknown = JSON.parse(
      JSON.stringify(options, (key: string, value: unknown) => {
        if (typeof value !== "string") return value;
        if (personal.test(key)) {
          if (value.length >= 6 && !usualNames.test(value)) hide(value, "…");
          return "…";
        }
        if (addresses.test(key) && !harmless.test(value)) {
          hide(value, "…");
          hide(/^(?:[\w+.-]+:\/\/)?(?:[^@/]*@)?([^:/]+)/.exec(value)?.[1], "…");
        }
        return value;
      }),
    );
    const captures = boards.map(({ index, octets }) => JSON.parse(capture(index, octets)) as unknown);
    const { faults, outputs, meters } = state;
    const told = {
      program: `smartmeter ${version}`,
      where: inApp ? "app" : "standalone",
      node: process.versions.node,
      platform: `${process.platform} ${process.arch} ${release()}`,
      timeZone,
      madeAt: new Date().toISOString(),
      configuration,
      meters: meters.map(({ index, status }) => ({ index, status })),
      lines: boards.map(({ index, line, status }) => ({ index, line, status })),
      outputs,
      faults,
      log: log().map(({ atMs, level, text }) => `${new Date(atMs).toISOString()} ${level} ${text}`),
    };
    const text = shared(JSON.stringify(told, null, 1), hidden);
    // Captures are already sealed, and the numbers in them are made up.
    return `${text.slice(0, text.lastIndexOf("}")).trimEnd()},\n "captures": ${JSON.stringify(captures)}\n}\n`;
  };
}

/** Eight octets in hexadecimal. */
const systemTitle = /\b[0-9A-Fa-f]{16}\b/g;

/** The text with everything hidden that must be, and without system titles and readers' serial numbers. */
function shared(text: string, hidden: ReadonlyMap<string, string>): string {
  const names = [...hidden].sort(([one], [other]) => other.length - one.length);
  const plain = names.reduce((rest, [name, by]) => rest.replaceAll(JSON.stringify(name).slice(1, -1), by), text);
  return withoutSecrets(plain)
    .replaceAll(systemTitle, "…")
    .replaceAll(/(usb-[\w.-]*?)_[A-Za-z0-9]{6,}(?=-if\d\d)/g, "$1_…");
}
