// A bound on a server's connections that nobody can use to keep others out.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** Keeps a server's connections at a bound; it is told of each one, and of what each is asked. */
export interface SocketLimit {
  enter(socket: Socket): void;
  /** `lasting`: the answer continues by nature, and the connection stays. */
  asked(socket: Socket, answer?: "lasting"): void;
}

/**
 * Keeps a server at `most` connections. A new one is let in, and the one that has waited longest goes: of the address
 * that holds most, without a request first. So sockets that say nothing, or nothing whole, keep nobody else out.
 */
export function createSocketLimit(most: number): SocketLimit {
  /** In the order in which they were last asked something; whether what they were asked continues. */
  const sockets = new Map<Socket, "waiting" | "lasting">();
  return {
    enter(socket) {
      sockets.set(socket, "waiting");
      socket.on("close", () => void sockets.delete(socket));
      const leaving = sockets.size > most ? longestWaiting(sockets) : undefined;
      if (leaving === undefined) return;
      // It closes a moment later, and until then the next one must not choose it again.
      sockets.delete(leaving);
      leaving.destroy();
    },
    asked(socket, answer) {
      if (sockets.delete(socket)) sockets.set(socket, answer ?? "waiting");
    },
  };
}

/** The bound for a server of HTTP. `isLasting`: a request whose answer continues by nature. */
export function limitConnections(server: Server, most: number, isLasting: (request: IncomingMessage) => boolean): void {
  const limit = createSocketLimit(most);
  server.on("connection", (socket) => limit.enter(socket));
  server.on("request", (request: IncomingMessage) => {
    limit.asked(request.socket, isLasting(request) ? "lasting" : undefined);
  });
}

function longestWaiting(sockets: ReadonlyMap<Socket, "waiting" | "lasting">): Socket | undefined {
  const waiting = [...sockets].filter(([, state]) => state === "waiting").map(([socket]) => socket);
  const counts = new Map<string | undefined, number>();
  for (const { remoteAddress } of waiting) counts.set(remoteAddress, (counts.get(remoteAddress) ?? 0) + 1);
  const largest = Math.max(...counts.values());
  return waiting.find(({ remoteAddress }) => counts.get(remoteAddress) === largest);
}
