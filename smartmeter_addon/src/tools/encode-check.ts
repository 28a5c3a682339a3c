function reflected(octets: Uint8Array, start: number, polynomial: number): number {
  let register = start;
  for (const octet of octets) {
    register ^= octet;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >>> 1) ^ polynomial : register >>> 1;
  }
  return register;
}

/** CRC-16/X.25, the HCS and FCS of HDLC (IEC 62056-46); "123456789" gives 906E. */
export function crcX25(octets: Uint8Array): number {
  return reflected(octets, 0xffff, 0x8408) ^ 0xffff;
}

/** CRC-16/ARC, the check of a DSMR text from `/` to `!`; "123456789" gives BB3D. */
export function crcArc(octets: Uint8Array): number {
  return reflected(octets, 0, 0xa001);
}

/** Sum modulo 256, the check of an M-Bus frame (EN 13757-2). */
export function checksum(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => (sum + octet) & 255, 0);
}
