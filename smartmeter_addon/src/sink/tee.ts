import { createServer, type Server, type Socket } from "node:net";
import type { Log } from "../log.ts";
import type { TeeOptions } from "../options/outputs.ts";

/** The line's octets as they come, for second programs that listen on the same head. */
export interface Tee {
  /** Octets of a meter's line; neither throws nor waits. */
  write(meter: number, octets: Uint8Array): void;
  close(): Promise<void>;
}

/** A listener that does not read is put off at this backlog, in octets. */
const mostWaiting = 65_536;
const mostListeners = 16;

/** Listens on one port a meter, from `port` upwards. Nothing that listeners send reaches the meter. */
export function openTee(options: TeeOptions, meters: number, log: Log): Tee {
  const listeners = Array.from({ length: meters }, () => new Set<Socket>());
  const servers = listeners.map((sockets, meter) => serve(sockets, options.host, options.port + meter, log));
  return {
    write(meter, octets) {
      for (const socket of listeners[meter] ?? []) {
        if (socket.writableLength > mostWaiting) socket.destroy();
        else socket.write(octets);
      }
    },
    async close() {
      for (const sockets of listeners) for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function serve(sockets: Set<Socket>, host: string, port: number, log: Log): Server {
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.resume();
  });
  server.maxConnections = mostListeners;
  server.on("error", (error) => log.error(`tee: port ${port} of ${host} cannot be used: ${error.message}`));
  server.listen(port, host, () => log.info(`tee: the line's octets are at ${host}:${port}`));
  return server;
}
