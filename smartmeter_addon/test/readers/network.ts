/** A network between a program and a server: it can be listened to, and frozen so that nothing passes and nobody is told. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Network {
  readonly host: "127.0.0.1";
  readonly port: number;
  freeze(isFrozen: boolean): void;
  /** What the server has said so far, in hexadecimal. */
  answers(): string;
  close(): Promise<void>;
}

export async function openNetwork(toPort: number): Promise<Network> {
  const sockets = new Set<Socket>();
  /** Sockets whose other end went away while nobody could be told. */
  const left = new Set<Socket>();
  let isFrozen = false;
  let answers = "";

  function add(socket: Socket, other: () => Socket, isServer: boolean): void {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (octets) => {
      if (isFrozen) return;
      if (isServer) answers += octets.toString("hex");
      other().write(octets);
    });
    socket.on("close", () => {
      sockets.delete(socket);
      if (isFrozen) left.add(other());
      else other().destroy();
    });
  }

  const server = createServer((near) => {
    const far = connect(toPort, "127.0.0.1");
    add(near, () => far, false);
    add(far, () => near, true);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    freeze(frozen) {
      isFrozen = frozen;
      if (!frozen) for (const socket of left) socket.destroy();
    },
    answers: () => answers,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
