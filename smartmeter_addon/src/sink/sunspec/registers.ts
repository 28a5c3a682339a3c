/**
 * The registers of a SunSpec meter: "SunS", model 1 (nameplate), model 213 (floating point) or 203 (whole numbers with
 * scale factors), and the end. Unknown points hold the value that SunSpec has for them, never 0.
 */
import type { PointName, Points } from "./points.ts";

/** Address of the first register; everything else follows without a gap. */
export const firstRegister = 40_000;

/** SunSpec's number of the model. */
export type MeterModel = 203 | 213;

/** What model 1, the nameplate, says; texts are cut at 32 octets, the version at 16. */
export interface Nameplate {
  readonly manufacturer: string;
  readonly model: string;
  readonly version: string;
  readonly serialNumber: string;
  /** Unit id. */
  readonly unit: number;
}

/** Where a point is, in registers from its model's first; phases A, B and C follow the total. */
interface Place {
  readonly float: number;
  readonly integer: number;
  /** Power of ten for the whole number, and the register that holds it. */
  readonly scale: number;
  readonly scaleAt: number;
  /** 16 bits signed, or an accumulator of 32 bits. */
  readonly kind: "int16" | "acc32";
  readonly phases: 0 | 3;
}

const measured = (float: number, integer: number, scale: number, scaleAt: number, phases: 0 | 3 = 3): Place => {
  return { float, integer, scale, scaleAt, kind: "int16", phases };
};
const counted = (float: number, integer: number, scaleAt: number): Place => {
  return { float, integer, scale: 0, scaleAt, kind: "acc32", phases: 3 };
};

/** Scales are fixed, since clients read them once; a value that does not fit 16 bits is unknown. */
const places: Readonly<Record<PointName, Place>> = {
  A: measured(2, 2, -2, 6),
  PhV: measured(10, 7, -1, 15),
  PPV: measured(18, 11, -1, 15),
  Hz: measured(26, 16, -2, 17, 0),
  W: measured(28, 18, 0, 22),
  VA: measured(36, 23, 0, 27),
  VAR: measured(44, 28, 0, 32),
  // Per cent in model 203, a ratio in model 213.
  PF: measured(52, 33, -1, 37),
  TotWhExp: counted(60, 38, 54),
  TotWhImp: counted(68, 46, 54),
  TotVAhExp: counted(76, 55, 71),
  TotVAhImp: counted(84, 63, 71),
  TotVArhImpQ1: counted(92, 72, 104),
  TotVArhImpQ2: counted(100, 80, 104),
  TotVArhExpQ3: counted(108, 88, 104),
  TotVArhExpQ4: counted(116, 96, 104),
};

/** Registers of a model behind the two with its id and length. */
const lengths = { 1: 65, 203: 105, 213: 124 } as const;
const nameplateAt = 2;
const meterAt = nameplateAt + 2 + lengths[1];
/** NaN and the values of whole numbers that mean "not there". */
const floatUnknown = 0x7fc0_0000;
const integerUnknown = 0x8000;

/** All registers from {@link firstRegister} on, two octets each, most significant first. */
export function createRegisters(model: MeterModel, nameplate: Nameplate, points: Points): Uint8Array {
  const end = meterAt + 2 + lengths[model];
  const octets = new Uint8Array(2 * (end + 2));
  const view = new DataView(octets.buffer);
  const set16 = (register: number, value: number): void => view.setUint16(2 * register, value);
  const set32 = (register: number, value: number): void => view.setUint32(2 * register, value);

  set32(0, 0x5375_6e53);
  set16(nameplateAt, 1);
  set16(nameplateAt + 1, lengths[1]);
  const plate = (register: number, registers: number, text: string): void =>
    octets.set(encodeText(text, 2 * registers), 2 * (nameplateAt + register));
  plate(2, 16, nameplate.manufacturer);
  plate(18, 16, nameplate.model);
  plate(42, 8, nameplate.version);
  plate(50, 16, nameplate.serialNumber);
  set16(nameplateAt + 66, nameplate.unit);

  set16(meterAt, model);
  set16(meterAt + 1, lengths[model]);
  for (const [name, place] of Object.entries(places) as [PointName, Place][]) {
    if (model === 203) set16(meterAt + place.scaleAt, place.scale & 0xffff);
    for (const [at, value] of points[name].slice(0, 1 + place.phases).entries()) {
      if (model === 213) {
        const octet = 2 * (meterAt + place.float + 2 * at);
        if (value === undefined) view.setUint32(octet, floatUnknown);
        else view.setFloat32(octet, value);
      } else if (place.kind === "acc32") set32(meterAt + place.integer + 2 * at, accumulated(value));
      else set16(meterAt + place.integer + at, scaled(name === "PF" ? percent(value) : value, place.scale));
    }
  }
  set16(end, 0xffff);
  return octets;
}

const percent = (ratio: number | undefined): number | undefined => (ratio === undefined ? undefined : ratio * 100);

function scaled(value: number | undefined, scale: number): number {
  const whole = value === undefined ? Number.NaN : Math.round(value * 10 ** -scale);
  return Math.abs(whole) <= 0x7fff ? whole & 0xffff : integerUnknown;
}

/** Accumulators start over after 32 bits; 0 means "not there". */
function accumulated(value: number | undefined): number {
  return value === undefined ? 0 : Math.round(Math.max(0, value)) % 2 ** 32;
}

/** UTF-8 in a field of `octets`, cut between characters and filled up with zeros. */
function encodeText(text: string, octets: number): Uint8Array {
  const encoded = new Uint8Array(octets);
  // Writes whole characters only.
  new TextEncoder().encodeInto(text, encoded);
  return encoded;
}
