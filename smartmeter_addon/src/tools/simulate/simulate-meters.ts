/** The virtual meters, made of the files in `meters/`: what a meter's telegrams are like is there. */
import type { CheckedDefinition } from "../../telegram/definition.ts";
import { bundledDefinitions } from "../../telegram/definitions.ts";
import type { VirtualMeterFacts } from "../../telegram/meter-facts.ts";
import { hdlcBlockTelegram, hdlcTelegram, mbusTelegram } from "../encode/encode-link.ts";
import type { ClockStyle } from "./simulate-clock.ts";
import { flatScaled, type Layout, named, nestedScaled, objectList, positional } from "./simulate-layouts.ts";

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

/** A meter that pushes data-notifications. */
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
  readonly deviceName: ((serial: number) => string) | undefined;
  readonly securityControl: 0x20 | 0x21 | 0x30;
  /** long-invoke-id-and-priority by invocation counter. */
  readonly invokeId: (counter: number) => number;
  readonly outerClock: ClockStyle;
  readonly innerClock: ClockStyle;
  readonly frame: (apdu: Uint8Array) => Uint8Array;
}

/** A meter whose APDUs carry the text of DSMR. */
export interface DsmrMeter extends MeterKind {
  readonly framing: "p1";
  readonly title: string;
  readonly values: readonly string[];
  readonly identification: string;
  readonly securityControl: 0x20 | 0x21 | 0x30;
}

/** A meter that sends M-Bus records and waits for answers. */
export interface AmisMeterKind extends MeterKind {
  readonly framing: "amis";
}

const clocks: Readonly<Record<VirtualMeterFacts["clock"][number], ClockStyle>> = {
  offset: { deviation: true, hundredths: 0, status: 0 },
  "offset-doubtful": { deviation: true, hundredths: 0, status: 0x02 },
  local: { deviation: false, hundredths: 0xff, status: 0 },
  "local-invalid": { deviation: false, hundredths: 0xff, status: 0x01 },
};

const hdlcAddresses = {
  short: { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x02, 0x23) },
  long: { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x00, 0x02, 0x00, 0x23) },
  "landis-gyr": { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) },
} as const;

type Definition = CheckedDefinition;

/** Every virtual meter, in the order of the files. */
export const meterKinds: readonly (PushMeter | DsmrMeter | AmisMeterKind)[] = bundledDefinitions.flatMap((definition) =>
  definition.simulate.map((facts) => {
    const kind = kindOf(definition, facts);
    const { layout } = definition;
    if (layout === "amis") return { ...kind, framing: "amis" };
    if (layout !== "dsmr") return pushMeterOf(kind, definition, facts);
    const { system_title: title = "", values, identification, security: securityControl } = facts;
    return { ...kind, framing: "p1", title, values, identification, securityControl };
  }),
);

export const pushMeters: readonly PushMeter[] = meterKinds.filter(isPush);

export function isPush(kind: MeterKind): kind is PushMeter {
  return kind.framing === "mbus" || kind.framing === "hdlc";
}

function kindOf(definition: Definition, facts: VirtualMeterFacts): Omit<MeterKind, "framing"> {
  const { name, layout, operators, products, serial, interval } = definition;
  const settings = facts.serial ?? serial[0];
  const intervalS = facts.interval ?? interval[0];
  const product = facts.product ?? products[0]?.model;
  if (settings === undefined || intervalS === undefined || product === undefined)
    throw new Error(`meters/${name}.yaml: a virtual meter needs a product, serial and interval`);
  return {
    id: facts.id,
    operator: (facts.operators ?? operators).join(", "),
    product,
    layout: layout === "positional" ? name : layout,
    settings,
    intervalMs: intervalS * 1000,
  };
}

function pushMeterOf(kind: Omit<MeterKind, "framing">, definition: Definition, facts: VirtualMeterFacts): PushMeter {
  const elements = definition.elements.filter(({ optional }) => optional !== true || !facts.without_optional);
  const framing = definition.when.framing?.includes("mbus") ? "mbus" : "hdlc";
  const [outer, inner] = facts.clock;
  const { add, bits } = facts.invoke_id;
  const { device_name: deviceName } = facts;
  const serialIn = (pattern: string) => (serial: number) =>
    pattern.replace(/#+/, ({ length }) => `${serial % 10 ** length}`.padStart(length, "0"));
  return {
    ...kind,
    framing,
    phases: facts.phases,
    ...positionalOr(definition, elements, facts),
    voltageScaler: voltageScalerOf(definition),
    powerFactorType: facts.power_factor === "i16" ? "int16" : "uint16",
    title: facts.system_title ?? "",
    meterNumber: serialIn(facts.meter_number),
    deviceName: deviceName === undefined ? undefined : serialIn(deviceName),
    securityControl: facts.security,
    invokeId: (counter) => add + (counter % 2 ** bits),
    outerClock: clocks[outer],
    innerClock: clocks[inner],
    frame: frameOf(framing, facts),
  };
}

function positionalOr(
  { layout }: Definition,
  elements: Definition["elements"],
  facts: VirtualMeterFacts,
): Pick<PushMeter, "values" | "write"> {
  if (layout === "positional") return positional(elements);
  const { values } = facts;
  if (layout === "object-list") return { values, write: objectList };
  if (layout === "obis") return { values, write: named };
  return { values, write: facts.nested ? nestedScaled : flatScaled };
}

/** Self-describing layouts send tenths of a volt; the others what their file says. */
function voltageScalerOf({ layout, elements, implied }: Definition): -1 | 0 {
  if (layout === "obis-scaled") return -1;
  const scaler =
    elements.find(({ unit }) => unit === "V")?.scaler ??
    implied.find(({ unit, above }) => unit === "V" && above === undefined)?.scaler;
  return scaler === -1 ? -1 : 0;
}

function frameOf(framing: PushMeter["framing"], facts: VirtualMeterFacts): PushMeter["frame"] {
  if (framing === "mbus") return (apdu) => mbusTelegram(apdu, facts.first_frame);
  const addresses = hdlcAddresses[facts.addresses];
  return facts.blocks ? (apdu) => hdlcBlockTelegram(apdu, addresses) : (apdu) => hdlcTelegram(apdu, addresses);
}
