/**
 * Modbus over TCP as a server that can only be read: a frame is an MBAP header (transaction, protocol 0, length, unit)
 * and a PDU (function code and data); Modbus Messaging on TCP/IP, clause 3.1, and Modbus Application Protocol, clause
 * 6.
 */

/** A request, taken out of its frame. */
export interface ModbusRequest {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** Exception codes. */
export const exceptions = {
  illegalFunction: 0x01,
  illegalAddress: 0x02,
  illegalValue: 0x03,
  /** A gateway's device does not answer: the meter is silent, or there is none at that unit id. */
  targetSilent: 0x0b,
} as const;

const headerOctets = 7;
/** Unit id and PDU; the longest PDU has 253 octets. */
const mostLength = 254;
const readHolding = 3;
const readInput = 4;
const mostRegisters = 125;

/**
 * Cuts a connection's octets into requests; `broken` once they are not Modbus, since nothing can be found from there
 * on.
 */
export function createFrameReader(): (octets: Uint8Array) => { requests: ModbusRequest[]; broken: boolean } {
  let kept: Uint8Array = new Uint8Array(0);
  return (octets) => {
    const all = kept.length === 0 ? octets : Buffer.concat([kept, octets]);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const requests: ModbusRequest[] = [];
    let at = 0;
    while (all.length - at >= headerOctets - 1) {
      const length = view.getUint16(at + 4);
      if (view.getUint16(at + 2) !== 0 || length < 2 || length > mostLength) return { requests, broken: true };
      const end = at + headerOctets - 1 + length;
      if (end > all.length) break;
      const pdu = all.subarray(at + headerOctets, end);
      requests.push({ transaction: view.getUint16(at), unit: view.getUint8(at + headerOctets - 1), pdu });
      at = end;
    }
    kept = all.slice(at);
    return { requests, broken: false };
  };
}

/** The frame that answers a request. */
export function encodeAnswer({ transaction, unit }: ModbusRequest, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerOctets + pdu.length);
  const view = new DataView(frame.buffer);
  view.setUint16(0, transaction);
  view.setUint16(4, pdu.length + 1);
  view.setUint8(6, unit);
  frame.set(pdu, headerOctets);
  return frame;
}

/** The PDU that answers a request with an exception code. */
export function encodeException(pdu: Uint8Array, exception: number): Uint8Array {
  return Uint8Array.of((pdu[0] as number) | 0x80, exception);
}

/** Whether it reads holding or input registers; every other function is refused, writing included. */
export function isRead(pdu: Uint8Array): boolean {
  return pdu[0] === readHolding || pdu[0] === readInput;
}

/** Answer to a read of registers, which are two octets each and begin at address `first`. */
export function answerRead(pdu: Uint8Array, registers: Uint8Array, first: number): Uint8Array {
  if (pdu.length !== 5) return encodeException(pdu, exceptions.illegalValue);
  const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
  const address = view.getUint16(1);
  const count = view.getUint16(3);
  if (count < 1 || count > mostRegisters) return encodeException(pdu, exceptions.illegalValue);
  const octets = registers.subarray(2 * (address - first), 2 * (address - first + count));
  if (address < first || octets.length < 2 * count) return encodeException(pdu, exceptions.illegalAddress);
  const answer = new Uint8Array(2 + octets.length);
  answer[0] = pdu[0] as number;
  answer[1] = octets.length;
  answer.set(octets, 2);
  return answer;
}
