import { hdlcBlockTelegram, hdlcTelegram, mbusTelegram } from "../encode/encode-link.ts";
import type { ClockStyle } from "./simulate-clock.ts";
import { bare, flatScaled, type Layout, nestedScaled, valuesAndNumber } from "./simulate-layouts.ts";

/** What the virtual meters of one family share; `simulate-meters.ts` makes the single ones of it. */

/** What every virtual meter tells about itself. */
export interface MeterKind {
  readonly id: string;
  readonly operator: string;
  readonly product: string;
  readonly framing: "mbus" | "hdlc" | "p1" | "amis";
  /** Layout as the decoder names it. */
  readonly layout: string;
  /** Port settings, `2400 8E1`. */
  readonly settings: string;
  readonly intervalMs: number;
}

/** A meter that pushes data-notifications: what differs from one to the next, as data. */
export interface PushMeter extends MeterKind {
  readonly framing: "mbus" | "hdlc";
  readonly phases: 1 | 3;
  readonly values: readonly string[];
  readonly write: Layout;
  readonly voltageScaler: -1 | 0;
  readonly powerFactorType: "uint16" | "int16";
  /** Manufacturer, device type: the system title's first hexadecimal digits; the serial fills the rest. */
  readonly title: string;
  readonly meterNumber: (serial: number) => string;
  /** Logical device name where it is not the one IDIS derives from the system title. */
  readonly deviceName?: (serial: number) => string;
  readonly securityControl: 0x20 | 0x21 | 0x30;
  /** long-invoke-id-and-priority by invocation counter. */
  readonly invokeId: (counter: number) => number;
  readonly outerClock: ClockStyle;
  readonly innerClock: ClockStyle;
  readonly frame: (apdu: Uint8Array) => Uint8Array;
}

export const energies = ["1-0:1.8.0", "1-0:2.8.0", "1-0:3.8.0", "1-0:4.8.0"];
export const powers = ["1-0:1.7.0", "1-0:2.7.0", "1-0:3.7.0", "1-0:4.7.0"];
export const activePowers = powers.slice(0, 2);
export const voltages = ["1-0:32.7.0", "1-0:52.7.0", "1-0:72.7.0"];
export const currents = ["1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"];
export const angles = ["1-0:81.7.40", "1-0:81.7.51", "1-0:81.7.62"];
export const tariffs = [1, 2, 3, 4].flatMap((c) => [0, 1, 2].map((e) => `1-0:${c}.8.${e}`).concat(`1-0:${c}.7.0`));

export const digits = (serial: number, width: number): string => `${serial % 10 ** width}`.padStart(width, "0");
const own = { deviation: true, hundredths: 0, status: 0 } as const;
const doubtful = { ...own, status: 0x02 } as const;
export const local = { deviation: false, hundredths: 0xff, status: 0 } as const;
export const localInvalid = { ...local, status: 0x01 } as const;

export const short = { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x02, 0x23) };
export const long = { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x00, 0x02, 0x00, 0x23) };
export const landisGyr = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };

export const common = {
  phases: 3,
  voltageScaler: -1,
  powerFactorType: "uint16",
  securityControl: 0x20,
  outerClock: own,
  innerClock: own,
  invokeId: (counter: number) => counter,
  meterNumber: (serial: number) => digits(serial, 8),
} as const;

export const noe = {
  ...common,
  operator: "Netz Niederösterreich",
  framing: "mbus",
  layout: "obis-scaled",
  settings: "2400 8E1",
  intervalMs: 5000,
  write: flatScaled,
  values: [...energies.slice(0, 2), ...activePowers, ...voltages, ...currents, "1-0:13.7.0"],
  invokeId: (counter: number) => 0x800b0000 + (counter & 0xffff),
  frame: mbusTelegram,
} as const;
export const noeKaifa = { title: "4B464D6750", meterNumber: (serial: number) => `1812${digits(serial, 8)}` } as const;
export const noeSagemcom = {
  title: "5341475905",
  meterNumber: (serial: number) => `1782${digits(serial, 8)}`,
  powerFactorType: "int16",
  outerClock: doubtful,
  innerClock: doubtful,
} as const;

export const ksmWest = {
  ...common,
  operator: "KSM-West (TINETZ, IKB, Salzburg Netz, Vorarlberger Energienetze)",
  framing: "mbus",
  layout: "obis-scaled",
  settings: "2400 8E1",
  intervalMs: 5000,
  write: nestedScaled,
  securityControl: 0x21,
  invokeId: (counter: number) => 0x170000 + (counter & 0xffff),
  frame: mbusTelegram,
} as const;

export const wien = {
  ...common,
  operator: "Wiener Netze",
  framing: "hdlc",
  layout: "wien",
  settings: "9600 8N1",
  values: [...energies, ...powers],
  write: bare("without"),
} as const;

export const kaernten = {
  ...common,
  framing: "hdlc",
  layout: "kaernten",
  settings: "115200 8N1",
  // Date and time stand in the body as two strings without a deviation.
  innerClock: local,
  intervalMs: 1000,
  values: [...energies, ...activePowers],
} as const;

export const blockTransfer = {
  ...common,
  product: "Landis+Gyr E450",
  framing: "hdlc",
  settings: "2400 8E1",
  intervalMs: 5000,
  securityControl: 0x30,
  voltageScaler: 0,
  outerClock: local,
  frame: (apdu: Uint8Array) => hdlcBlockTelegram(apdu, landisGyr),
} as const;

export const burgenlandE450 = {
  ...blockTransfer,
  operator: "Netz Burgenland",
  layout: "burgenland-e450",
  settings: "9600 8N1",
  write: valuesAndNumber,
  innerClock: local,
  invokeId: (counter: number) => counter + 6,
  frame: (apdu: Uint8Array) => hdlcTelegram(apdu, landisGyr),
} as const;
export const burgenlandValues = [...voltages, ...currents, ...activePowers, ...energies.slice(0, 2)];
