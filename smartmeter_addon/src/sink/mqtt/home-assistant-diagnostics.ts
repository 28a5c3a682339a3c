/** The diagnostic entities of Home Assistant's discovery. */
import { faultCodes } from "../../faults/fault-table.ts";
import type { Language } from "../../language/language.ts";

/** An entity about the reading rather than of it. Its value is in the status topic under its key. */
export interface Diagnostic {
  readonly key: string;
  readonly platform: "sensor" | "binary_sensor";
  /** Undefined: Home Assistant's own translated name for the class. */
  readonly name: Readonly<Record<Language, string>> | undefined;
  readonly deviceClass: string | undefined;
  readonly stateClass: "total_increasing" | undefined;
  readonly options: readonly string[] | undefined;
  /** False for what changes with every telegram, to spare the recorder; users can enable it. */
  readonly enabled: boolean;
}

const plain = { platform: "sensor", deviceClass: undefined, stateClass: undefined, options: undefined } as const;

/** Entities that say what is wrong, even before the meter has been heard for the first time. */
export const statusDiagnostics: readonly Diagnostic[] = [
  {
    ...plain,
    key: "status",
    name: { en: "Status", de: "Status" },
    deviceClass: "enum",
    options: ["starting", "waiting", "ok", ...faultCodes],
    enabled: true,
  },
  {
    ...plain,
    key: "problem",
    platform: "binary_sensor",
    name: undefined,
    deviceClass: "problem",
    enabled: true,
  },
];

/** Entities of a meter that has been heard. */
export const meterDiagnostics: readonly Diagnostic[] = [
  ...statusDiagnostics,
  {
    ...plain,
    key: "meter_time",
    name: { en: "Meter time", de: "Zählerzeit" },
    deviceClass: "timestamp",
    enabled: false,
  },
  {
    ...plain,
    key: "last_seen",
    name: { en: "Last telegram", de: "Letztes Telegramm" },
    deviceClass: "timestamp",
    enabled: false,
  },
  {
    ...plain,
    key: "telegrams",
    name: { en: "Telegrams decoded", de: "Telegramme" },
    stateClass: "total_increasing",
    enabled: false,
  },
  {
    ...plain,
    key: "errors",
    name: { en: "Telegram errors", de: "Telegrammfehler" },
    stateClass: "total_increasing",
    enabled: true,
  },
];
