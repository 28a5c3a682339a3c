// A relay to a broker that can stop passing octets while all sockets stay open, as a cut cable or a dead host leaves them.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface FreezingProxy {
  readonly port: number;
  /** Nothing passes any more, in either direction; new connections hang as well. */
  freeze(): void;
  close(): void;
}

export async function openFreezingProxy(target: number): Promise<FreezingProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket.on("error", () => {}));
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((inside) => {
    keep(inside);
    if (frozen) return;
    const outside = connect(target, "127.0.0.1");
    keep(outside);
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      from.on("data", (octets) => !frozen && to.write(octets));
      from.on("close", () => !frozen && to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      frozen = true;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
