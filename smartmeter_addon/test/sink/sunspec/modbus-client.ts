/** A Modbus client of a few lines, for tests that send what no proper client would. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface ModbusClient {
  readonly socket: Socket;
  /** Sends a PDU and gives the answer's. */
  ask(pdu: readonly number[], unit?: number): Promise<Buffer>;
  /** Reads registers by function 3; throws `exception N` where it is refused. */
  read(address: number, count: number, unit?: number): Promise<Buffer>;
  readonly closed: Promise<void>;
}

export const host = "127.0.0.1";

export function frame(pdu: readonly number[], unit = 1, transaction = 7, protocol = 0): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(protocol, 2);
  header.writeUInt16BE(pdu.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, Buffer.from(pdu)]);
}

export const readPdu = (address: number, count: number, code = 3): number[] => [
  ...[code, address >> 8, address & 0xff, count >> 8, count & 0xff],
];

export async function openModbusClient(port: number): Promise<ModbusClient> {
  const socket = connect(port, host).on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  let heard = Buffer.alloc(0);
  let wanting: (() => void) | undefined;
  socket.on("data", (octets: Buffer) => {
    heard = Buffer.concat([heard, octets]);
    wanting?.();
  });
  socket.on("close", () => wanting?.());
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const end = heard.length < 6 ? Number.POSITIVE_INFINITY : 6 + heard.readUInt16BE(4);
      if (heard.length >= end) {
        const pdu = heard.subarray(7, end);
        heard = heard.subarray(end);
        return pdu;
      }
      if (socket.destroyed) throw new Error("closed");
      await new Promise<void>((resolve) => {
        wanting = resolve;
      });
    }
  };
  const client: ModbusClient = {
    socket,
    closed,
    async ask(pdu, unit) {
      socket.write(frame(pdu, unit));
      return next();
    },
    async read(address, count, unit) {
      const answer = await client.ask(readPdu(address, count), unit);
      if (answer[0] !== 3) throw new Error(`exception ${answer[1]}`);
      return answer.subarray(2);
    },
  };
  return client;
}
