import type { Sentence } from "../../texts/language.ts";

/** How a meter speaks: wired M-Bus and P1 share the RJ12 socket, not the pins. */
export type Socket = "mbus" | "p1" | "ir";

export interface Model {
  readonly name: string;
  readonly socket: Socket;
  /** Usual line settings; found by the program itself. */
  readonly settings: string;
  /** Seconds between two telegrams. */
  readonly interval: number;
  /** The reader must also send: each telegram wants an acknowledgement. */
  readonly acknowledged?: true;
  /** Gives an authentication key beside the key, or not, where that differs from the operator's other meters. */
  readonly keys?: 1 | 2;
}

export interface Operator {
  readonly name: string;
  /** What the operator's letter and portal call the key and, where there is one, the authentication key. */
  readonly keyNames: readonly [Sentence] | readonly [Sentence, Sentence];
  /** Empty: none of its meters can be read by cable or infrared head. */
  readonly models: readonly Model[];
}

const kaifaSagemcom: readonly Model[] = [
  { name: "Kaifa MA309 / MA110", socket: "mbus", settings: "2400 8E1", interval: 5 },
  { name: "Sagemcom T210-D / S210", socket: "mbus", settings: "2400 8E1", interval: 5 },
];

const west: readonly Model[] = [
  { name: "Kaifa MA309M / MA110M", socket: "mbus", settings: "2400 8E1", interval: 5 },
  { name: "Honeywell / Elster DM515", socket: "mbus", settings: "2400 8E1", interval: 5 },
];

const styria: readonly Model[] = [
  { name: "Sagemcom T210-D-r / S210", socket: "p1", settings: "115200 8N1", interval: 5 },
  { name: "Landis+Gyr E450", socket: "mbus", settings: "2400 8E1", interval: 5 },
];

const guek = [{ en: "GUEK", de: "GUEK" }] as const;
const guekAndGak = [guek[0], { en: "GAK", de: "GAK" }] as const;
const key = [{ en: "key", de: "Schlüssel" }] as const;
const aes = [{ en: "AES key", de: "AES-Schlüssel" }] as const;

/**
 * The facts of every Austrian operator's customer interface (oesterreichsenergie's adapter concept and the operators'
 * own papers). Only the set-up view uses them: the reader itself needs no operator.
 */
export const operators: readonly Operator[] = [
  { name: "Netz Niederösterreich (EVN)", keyNames: guek, models: kaifaSagemcom },
  {
    name: "Wiener Netze",
    keyNames: key,
    models: [
      { name: "Iskraemeco AM550", socket: "ir", settings: "9600 8N1", interval: 1 },
      { name: "Siemens IM150 / IM151 / IM350 / IM351", socket: "ir", settings: "9600 8N1", interval: 1 },
      { name: "Landis+Gyr E450", socket: "ir", settings: "9600 8N1", interval: 5 },
    ],
  },
  {
    name: "Netz Oberösterreich",
    keyNames: aes,
    models: [
      {
        name: "Siemens AMIS TD-3510 / 3511 / 3512",
        socket: "ir",
        settings: "9600 8E1",
        interval: 1,
        acknowledged: true,
      },
    ],
  },
  {
    name: "Netz Burgenland",
    keyNames: guekAndGak,
    models: [
      { name: "Landis+Gyr E450, Infrarot / infrared", socket: "ir", settings: "9600 8N1", interval: 5 },
      { name: "Landis+Gyr E450, RJ12", socket: "mbus", settings: "2400 8E1", interval: 5 },
      { name: "Kaifa MA309", socket: "ir", settings: "9600 8N1", interval: 15, keys: 1 },
    ],
  },
  { name: "Energienetze Steiermark", keyNames: guekAndGak, models: styria },
  { name: "Stromnetz Graz", keyNames: guekAndGak, models: styria },
  { name: "Feistritzwerke", keyNames: guekAndGak, models: styria },
  {
    name: "Kärnten Netz (KNG)",
    keyNames: key,
    models: [
      { name: "Siemens IM150 / IM350", socket: "p1", settings: "115200 8N1", interval: 1 },
      { name: "Iskraemeco AM550", socket: "p1", settings: "115200 8N1", interval: 1 },
    ],
  },
  {
    name: "Stadtwerke / Energie Klagenfurt",
    keyNames: key,
    models: [{ name: "Landis+Gyr E450", socket: "mbus", settings: "2400 8E1", interval: 5 }],
  },
  {
    name: "Wels Strom (eww)",
    keyNames: key,
    models: [{ name: "Siemens IM150 / IM350", socket: "p1", settings: "115200 8N1", interval: 1 }],
  },
  { name: "TINETZ", keyNames: guek, models: west },
  { name: "Innsbrucker Kommunalbetriebe (IKB)", keyNames: guek, models: west },
  { name: "Salzburg Netz", keyNames: guek, models: west },
  { name: "Vorarlberger Energienetze", keyNames: guek, models: west },
  { name: "E-Werke Reutte", keyNames: guek, models: west },
  { name: "Linz Netz", keyNames: key, models: [] },
];

/** How many keys this meter needs. */
export function keysOf(operator: Operator, model: Model | undefined): 1 | 2 {
  return model?.keys ?? (operator.keyNames.length === 2 ? 2 : 1);
}

/** What stands on which of the six pins of the RJ12 socket, by the names of `words.setup.pins`. */
export const pinsOf: Readonly<Record<"mbus" | "p1", Readonly<Record<number, PinName>>>> = {
  mbus: { 3: "mbus", 4: "mbus" },
  p1: { 1: "power", 2: "request", 3: "ground", 5: "data", 6: "powerGround" },
};

export type PinName = "mbus" | "power" | "request" | "ground" | "data" | "powerGround";
