/** Connections of a Modbus server: who may connect, how many there may be, and when they are closed. */
import { createServer, type Socket } from "node:net";
import { createSocketLimit } from "../../http/connections.ts";
import { keepListening, type Listening } from "../listening.ts";
import { createFrameReader, encodeAnswer, type ModbusRequest } from "./modbus.ts";

/** Where to listen, and what to answer. */
export interface ModbusServerOptions {
  readonly host: string;
  readonly port: number;
  mayRead(address: string): boolean;
  /** The answer's PDU, and whether the meter behind it is silent. Times are of a clock that nobody sets. */
  answer(
    request: ModbusRequest,
    address: string,
    nowMs: number,
  ): { readonly pdu: Uint8Array; readonly silent: boolean };
  onListening(port: number | undefined): void;
  onRefused(address: string): void;
}

/** A server that keeps listening until it is closed. */
export interface ModbusServer extends Listening {
  /** Once a second: closes connections whose meter has been silent for {@link partingMs}. `silent`: all meters are. */
  tick(nowMs: number, silent: boolean): void;
}

/** Time between the first answer that says the meter is silent and the end of the connection. */
const partingMs = 5000;
/** Twice what a household of inverters, wallboxes and managers has. */
const mostConnections = 128;
/** A client that does not take its answers is disconnected at this backlog, in octets. */
const mostWaiting = 65_536;
const keepAliveMs = 60_000;

interface Connection {
  /** Since when every answer has been that the meter is silent; undefined while there are values. */
  silentSinceMs: number | undefined;
}

/** Listens at once, and tries again for as long as the port is taken. */
export function openModbusServer(options: ModbusServerOptions): ModbusServer {
  const connections = new Map<Socket, Connection>();
  const limit = createSocketLimit(mostConnections);

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs }, (socket) => {
    const address = plainAddress(socket.remoteAddress);
    socket.on("error", () => {});
    if (!options.mayRead(address)) {
      options.onRefused(address);
      socket.destroy();
      return;
    }
    const connection: Connection = { silentSinceMs: undefined };
    const read = createFrameReader();
    connections.set(socket, connection);
    limit.enter(socket);
    socket.on("close", () => connections.delete(socket));
    socket.on("data", (octets) => {
      const { requests, broken } = read(octets);
      for (const request of requests) {
        if (socket.writableLength > mostWaiting) {
          socket.destroy();
          return;
        }
        const nowMs = performance.now();
        const { pdu, silent } = options.answer(request, address, nowMs);
        connection.silentSinceMs = silent ? (connection.silentSinceMs ?? nowMs) : undefined;
        socket.write(encodeAnswer(request, pdu));
        limit.asked(socket);
      }
      if (broken) socket.destroy();
    });
  });
  const listening = keepListening(server, options, () => options.onListening(listening.port));
  return {
    ...listening,
    get port() {
      return listening.port;
    },
    tick(nowMs, silent) {
      for (const [socket, connection] of connections) {
        if (silent) connection.silentSinceMs ??= nowMs;
        if (connection.silentSinceMs !== undefined && nowMs - connection.silentSinceMs >= partingMs) socket.destroy();
      }
    },
    close() {
      for (const socket of connections.keys()) socket.destroy();
      return listening.close();
    },
  };
}

/** The address without the prefix of an IPv4 address in an IPv6 socket. */
function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}
