/** What a virtual meter puts into its telegrams. */
import { formatObis, obis, parseObis } from "../../cosem/obis.ts";
import { type Unit, unitCode } from "../../cosem/unit.ts";
import type { Element } from "../../telegram/definition.ts";
import { axdr } from "../encode/encode-axdr.ts";
import type { Snapshot } from "./household.ts";

/** One value as the telegram carries it: value = raw · 10^scaler in `unit`. */
export interface Measurement {
  readonly obis: string;
  readonly raw: number;
  readonly scaler: number;
  readonly unit: Unit;
  readonly type: "uint32" | "uint16" | "int16";
}

/** How fine a meter resolves voltages: 0.1 V or whole volts. */
export interface Resolution {
  readonly voltageScaler: -1 | 0;
  readonly powerFactorType: "uint16" | "int16";
}

/** Every value any of the meters sends, by logical name. */
export function measure(snapshot: Snapshot, resolution: Resolution): ReadonlyMap<string, Measurement> {
  const all = [...energies(snapshot), ...powers(snapshot), ...phaseValues(snapshot, resolution)];
  all.push({
    obis: "1-0:13.7.0",
    raw: powerFactor(snapshot),
    scaler: -3,
    unit: "1",
    type: resolution.powerFactorType,
  });
  return new Map(all.map((entry) => [entry.obis, entry]));
}

/** The number a right decoder gives: exact division by a power of ten. */
export function numberOf(measurement: Measurement): number {
  return measurement.raw / 10 ** -measurement.scaler;
}

function energies(snapshot: Snapshot): Measurement[] {
  return snapshot.energy.flatMap((register, index) =>
    [register.total, ...register.tariffs].map((raw, tariff) => ({
      obis: `1-0:${index + 1}.8.${tariff}`,
      raw,
      scaler: 0,
      unit: index < 2 ? ("Wh" as const) : ("varh" as const),
      type: "uint32" as const,
    })),
  );
}

function powers(snapshot: Snapshot): Measurement[] {
  return snapshot.power.map((raw, index) => ({
    obis: `1-0:${index + 1}.7.0`,
    raw,
    scaler: 0,
    unit: index < 2 ? "W" : "var",
    type: "uint32",
  }));
}

function phaseValues(snapshot: Snapshot, { voltageScaler }: Resolution): Measurement[] {
  return snapshot.phases.flatMap(({ voltage, watts, vars }, index) => {
    const c = 20 * (index + 1);
    const raw = Math.round(voltage * 10 ** -voltageScaler);
    // Rounded up, so that the power never exceeds what voltage and current of the same telegram allow.
    const current = Math.ceil((100 * Math.hypot(watts, vars)) / (raw / 10 ** -voltageScaler));
    // The E450 shows 400 degrees where no current flows.
    const angle = current === 0 ? 400 : (Math.round((Math.atan2(vars, watts) * 180) / Math.PI) + 360) % 360;
    return [
      { obis: `1-0:${c + 12}.7.0`, raw, scaler: voltageScaler, unit: "V", type: "uint16" },
      { obis: `1-0:${c + 11}.7.0`, raw: current, scaler: -2, unit: "A", type: "uint16" },
      { obis: `1-0:81.7.${[40, 51, 62][index]}`, raw: angle, scaler: 0, unit: "°", type: "uint16" },
    ];
  });
}

/** |P| / S in thousandths; 1 where no power flows, as meters say. */
function powerFactor(snapshot: Snapshot): number {
  const watts = snapshot.power[0] + snapshot.power[1];
  const apparent = Math.hypot(watts, snapshot.power[2] + snapshot.power[3]);
  return apparent === 0 ? 1000 : Math.floor((1000 * watts) / apparent);
}

const name = (text: string): Uint8Array => axdr.obis(parseObis(text) as number);
const number = ({ type, raw }: Measurement): Uint8Array => axdr[type](raw);
const scaled = ({ scaler, unit }: Measurement): Uint8Array => axdr.scalerUnit(scaler, unitCode(unit));

/** What a layout writes: the clock object, the meter's own names, and the values in their order. */
export interface Content {
  readonly clock: Uint8Array;
  readonly measurements: readonly Measurement[];
  readonly meterNumber: string;
  readonly deviceName: string;
}

export type Layout = (content: Content) => Uint8Array;

/** L1: clock, then logical name, value and scaler_unit of each in one flat structure, the meter number last. */
export const flatScaled: Layout = ({ clock, measurements, meterNumber }) =>
  axdr.structure([
    axdr.octetString(clock),
    ...measurements.flatMap((entry) => [name(entry.obis), number(entry), scaled(entry)]),
    axdr.text(meterNumber),
  ]);

/** L2: the clock as two outer elements, everything else a structure of its own. */
export const nestedScaled: Layout = ({ clock, measurements, meterNumber, deviceName }) =>
  axdr.structure([
    name("0-0:1.0.0"),
    axdr.octetString(clock),
    axdr.structure([name("0-0:96.1.0"), axdr.text(meterNumber)]),
    axdr.structure([name("0-0:42.0.0"), axdr.text(deviceName)]),
    ...measurements.map((entry) => axdr.structure([name(entry.obis), number(entry), scaled(entry)])),
  ]);

/** A list without names: the elements of a meter's file, in their order. */
export function positional(elements: readonly Element[]): { values: string[]; write: Layout } {
  return {
    values: elements.filter(isNumber).map(({ obis }) => formatObis(obis as number)),
    write(content) {
      let at = 0;
      const next = (): Measurement => content.measurements[at++] as Measurement;
      return axdr.structure(
        elements.map((element) => (isNumber(element) ? number(next()) : octetsOf(element, content))),
      );
    },
  };
}

const isNumber = ({ type, obis }: Element): boolean => !type.startsWith("octets") && obis !== undefined;
const deviceNameObis = parseObis("0-0:42.0.0");
const meterNumberObis = [parseObis("0-0:96.1.0"), parseObis("0-0:96.1.1")];

/** What is in octets by their role or name; empty where the meter has nothing to say (a message to the consumer). */
function octetsOf({ role, obis: code }: Element, { clock, meterNumber, deviceName }: Content): Uint8Array {
  if (role === "name") return name("0-6:25.9.0");
  if (role === "clock") return axdr.octetString(clock);
  if (role === "time") return axdr.octetString(Uint8Array.of(...clock.subarray(5, 8), 0));
  if (role === "date") return axdr.octetString(clock.slice(0, 5));
  if (code === deviceNameObis) return axdr.text(deviceName);
  return axdr.text(meterNumberObis.includes(code) ? meterNumber : "");
}

/** L7: clock, then logical name and value, units implied. */
export const named: Layout = ({ clock, measurements }) =>
  axdr.structure([axdr.octetString(clock), ...measurements.flatMap((entry) => [name(entry.obis), number(entry)])]);

/** L8: the push object list (class, logical name, attribute, index), then the value of every entry but the first. */
export const objectList: Layout = ({ clock, measurements, meterNumber }) => {
  const setup = obis(0, 8, 25, 9, 0);
  const entry = (classId: number, logicalName: Uint8Array, attribute: number): Uint8Array =>
    axdr.structure([axdr.uint16(classId), logicalName, axdr.int8(attribute), axdr.uint16(0)]);
  const list = [
    entry(40, axdr.obis(setup), 2),
    entry(40, axdr.obis(setup), 1),
    entry(1, name("0-0:96.1.0"), 2),
    entry(8, name("0-0:1.0.0"), 2),
    ...measurements.map((measurement) => entry(3, name(measurement.obis), 2)),
  ];
  return axdr.structure([
    axdr.array(list),
    axdr.obis(setup),
    axdr.text(meterNumber),
    axdr.octetString(clock),
    ...measurements.map(number),
  ]);
};
