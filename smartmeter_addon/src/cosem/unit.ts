/** Physical units of COSEM (Blue Book, class 3, attribute scaler_unit; `facts` 7.3) by their enumerated value. */
const units = {
  5: "h",
  6: "min",
  7: "s",
  8: "°",
  9: "°C",
  13: "m³",
  27: "W",
  28: "VA",
  29: "var",
  30: "Wh",
  31: "VAh",
  32: "varh",
  33: "A",
  35: "V",
  44: "Hz",
  255: "1",
} as const;

/** A unit as readings carry it: base units, `1` for a number without dimension. */
export type Unit = (typeof units)[keyof typeof units];

/** The unit of the enumerated value; undefined for one this program does not know. */
export function unitOf(code: number): Unit | undefined {
  return units[code as keyof typeof units];
}

/** The enumerated value of a unit. */
export function unitCode(unit: Unit): number {
  return Number(Object.entries(units).find(([, name]) => name === unit)?.[0]);
}

/** Text of a unit (in any telegram or definition) as a unit; undefined when it is none. */
export function parseUnit(text: string): Unit | undefined {
  return Object.values(units).find((name) => name === text);
}
