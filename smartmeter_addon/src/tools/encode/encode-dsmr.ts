/** DSMR texts with their CRC. */
import { crc16Arc } from "../../crc16.ts";
import { characters } from "./encode-axdr.ts";

/** A DSMR telegram: identification, empty line, object lines, `!` and the CRC over everything up to the `!`. */
export function dsmrText(identification: string, lines: readonly string[]): Uint8Array {
  const text = `/${[identification, "", ...lines].join("\r\n")}\r\n!`;
  const octets = characters(text);
  const crc = crc16Arc(octets, 0, octets.length).toString(16).toUpperCase().padStart(4, "0");
  return characters(`${text}${crc}\r\n`);
}
