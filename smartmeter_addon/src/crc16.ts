/** One table of a reflected 16-bit CRC. */
function createTable(polynomial: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, octet) => {
    let crc = octet;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

const x25 = createTable(0x8408);
const arc = createTable(0xa001);

/** Frame check sequence of HDLC (CRC-16/X.25, IEC 62056-46); sent low octet first. "123456789" gives 906E. */
export function fcs16(octets: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ (x25[(crc ^ (octets[at] as number)) & 255] as number);
  return crc ^ 0xffff;
}

/** Check of a DSMR telegram (CRC-16/ARC) over '/'..'!'. "123456789" gives BB3D. */
export function crc16Arc(octets: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ (arc[(crc ^ (octets[at] as number)) & 255] as number);
  return crc;
}
