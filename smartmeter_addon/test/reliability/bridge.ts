import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A serial server on this machine: whoever connects hears what is sent. */
export interface Bridge {
  /** `tcp://127.0.0.1:…` */
  readonly port: string;
  readonly sockets: ReadonlySet<Socket>;
  send(octets: Uint8Array): void;
  close(): Promise<void>;
}

export async function openBridge(): Promise<Bridge> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    send(octets) {
      for (const socket of sockets) socket.write(octets);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
