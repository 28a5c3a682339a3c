/** Physical units of COSEM (Blue Book, scaler_unit of class 3) by their enumerated value. */
const units = {
  1: "a",
  2: "mo",
  3: "wk",
  4: "d",
  5: "h",
  6: "min",
  7: "s",
  8: "°",
  9: "°C",
  13: "m³",
  14: "m³",
  15: "m³/h",
  16: "m³/h",
  19: "l",
  20: "kg",
  22: "Nm",
  23: "Pa",
  24: "bar",
  25: "J",
  27: "W",
  28: "VA",
  29: "var",
  30: "Wh",
  31: "VAh",
  32: "varh",
  33: "A",
  34: "C",
  35: "V",
  36: "V/m",
  37: "F",
  38: "Ω",
  40: "Wb",
  41: "T",
  42: "A/m",
  43: "H",
  44: "Hz",
  45: "1/Wh",
  46: "1/varh",
  47: "1/VAh",
  48: "V²h",
  49: "A²h",
  51: "S",
  52: "K",
  56: "%",
  57: "Ah",
  70: "dBm",
  71: "dBµV",
  72: "dB",
  255: "1",
} as const;

type KnownUnit = (typeof units)[keyof typeof units];

/** A unit as readings carry it: base units, `1` for a number without dimension, `unit 99` for one nobody has named. */
export type Unit = KnownUnit | `unit ${number}`;

/** The unit of the enumerated value of one octet. */
export function unitOf(code: number): Unit {
  return units[code as keyof typeof units] ?? `unit ${code}`;
}

/** Where two codes mean the same unit, the lower one counts. */
const codes: ReadonlyMap<string, number> = new Map(
  Object.entries(units)
    .reverse()
    .map(([code, name]) => [name, Number(code)]),
);

/** The enumerated value of a unit. */
export function unitCode(unit: Unit): number {
  return codes.get(unit) ?? Number(unit.slice(5));
}

/** Text of a unit (in any telegram or definition) as a unit; undefined when it is none. */
export function parseUnit(text: string): Unit | undefined {
  return codes.has(text) ? (text as KnownUnit) : undefined;
}
