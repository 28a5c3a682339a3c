/**
 * Tables of a reflected 16-bit CRC: what an octet brings about with no, one, two and three octets behind it. Four octets
 * at a time then depend on the sum before them only once.
 */
function createTables(polynomial: number): Uint16Array {
  const tables = new Uint16Array(4 * 256);
  for (let octet = 0; octet < 256; octet++) {
    let crc = octet;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    tables[octet] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 255] as number);
  }
  return tables;
}

const x25 = createTables(0x8408);
const arc = createTables(0xa001);

/** Frame check sequence of HDLC (CRC-16/X.25, IEC 62056-46); sent low octet first. "123456789" gives 906E. */
export function fcs16(octets: Uint8Array, start: number, end: number): number {
  return crcOf(x25, 0xffff, octets, start, end) ^ 0xffff;
}

/** Check of a DSMR telegram (CRC-16/ARC) over '/'..'!'. "123456789" gives BB3D. */
export function crc16Arc(octets: Uint8Array, start: number, end: number): number {
  return crcOf(arc, 0, octets, start, end);
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const blank = 0x20;

/** {@link crc16Arc} of a text as a meter sends it: each line without blanks at its end, CR LF behind it. */
export function crc16ArcOfLines(octets: Uint8Array, start: number, end: number): number {
  const lines: number[] = [];
  for (let at = start; at < end; at++) {
    const octet = octets[at] as number;
    if (octet === lineFeed) {
      while (lines.at(-1) === blank || lines.at(-1) === carriageReturn) lines.pop();
      lines.push(carriageReturn);
    }
    lines.push(octet);
  }
  return crc16Arc(Uint8Array.from(lines), 0, lines.length);
}

function crcOf(tables: Uint16Array, first: number, octets: Uint8Array, start: number, end: number): number {
  let crc = first;
  let at = start;
  for (const whole = end - 3; at < whole; at += 4) {
    const sum = crc ^ ((octets[at] as number) | ((octets[at + 1] as number) << 8));
    crc =
      (tables[768 + (sum & 255)] as number) ^
      (tables[512 + (sum >>> 8)] as number) ^
      (tables[256 + (octets[at + 2] as number)] as number) ^
      (tables[octets[at + 3] as number] as number);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (tables[(crc ^ (octets[at] as number)) & 255] as number);
  return crc;
}
