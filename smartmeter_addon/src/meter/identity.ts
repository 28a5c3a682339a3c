import { obis } from "../cosem/obis.ts";
import { readUint32, toHex, toText } from "../octets.ts";
import type { TextValue } from "./reading.ts";

const deviceNameObis = obis(0, 0, 42, 0, 0);
/** Places where meters write the number printed on their case. */
const meterNumberObis = [obis(0, 0, 96, 1, 0), obis(0, 0, 96, 1, 1), obis(1, 1, 96, 1, 1)];

/** Manufacturers (FLAG ids) whose system titles follow IDIS, so that the printed name can be told from them. */
const idisManufacturers = new Set(["LGZ", "SMS", "ISK"]);

/** The three letters a system title or device name starts with; undefined where there are none. */
export function manufacturerOf(name: string): string | undefined {
  const letters = name.slice(0, 3);
  return /^[A-Z]{3}$/.test(letters) ? letters : undefined;
}

/**
 * The printed name of an IDIS meter: three letters, the device type in decimal, the high nibble of the next octet, the
 * remaining 28 bits as eight digits (`facts` 6.7: `534D536770000001` is SMS1030700000001). Undefined for other meters.
 */
export function idisName(title: Uint8Array): string | undefined {
  const letters = manufacturerOf(toText(title, 0, 3));
  if (letters === undefined || !idisManufacturers.has(letters) || title.length !== 8) return undefined;
  const kind = String(title[3]).padStart(3, "0");
  const low = readUint32(title, 4);
  const high = String(low >>> 28).padStart(2, "0");
  return `${letters}${kind}${high}${String(low & 0x0fffffff).padStart(8, "0")}`;
}

export interface Identity {
  readonly meterId: string;
  readonly systemTitle: string | undefined;
  readonly manufacturer: string | undefined;
  readonly deviceName: string | undefined;
  readonly meterNumber: string | undefined;
}

/**
 * Who sent a telegram. The id never depends on anything the operator can change later: IDIS name or system title; the
 * device name or meter number only where there is no title; else `fallback`.
 */
export function identify(title: Uint8Array | undefined, texts: readonly TextValue[], fallback: string): Identity {
  const find = (name: number): string | undefined => texts.find((entry) => entry.obis === name)?.text || undefined;
  const deviceName = find(deviceNameObis);
  const meterNumber = meterNumberObis.map(find).find((text) => text !== undefined);
  if (title === undefined) {
    const meterId = deviceName ?? meterNumber ?? fallback;
    return { meterId, systemTitle: undefined, manufacturer: manufacturerOf(meterId), deviceName, meterNumber };
  }
  const systemTitle = toHex(title);
  const meterId = idisName(title) ?? systemTitle;
  return { meterId, systemTitle, manufacturer: manufacturerOf(toText(title, 0, 3)), deviceName, meterNumber };
}
