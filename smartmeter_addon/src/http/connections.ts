// A bound on a server's connections that nobody can use to keep others out.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Keeps a server at `most` connections. A new one is let in, and the one that has waited longest goes: of the address
 * that holds most, without a request first. So sockets that say nothing, or nothing whole, keep nobody else out.
 * `isLasting`: a request whose answer goes on by nature; its connection stays.
 */
export function limitConnections(server: Server, most: number, isLasting: (request: IncomingMessage) => boolean): void {
  /** In the order in which they were last asked something; whether what they were asked goes on. */
  const sockets = new Map<Socket, "waiting" | "lasting">();

  server.on("connection", (socket) => {
    sockets.set(socket, "waiting");
    socket.on("close", () => void sockets.delete(socket));
    const leaving = sockets.size > most ? longestWaiting(sockets) : undefined;
    if (leaving === undefined) return;
    // It closes a moment later, and until then the next one must not choose it again.
    sockets.delete(leaving);
    leaving.destroy();
  });
  server.on("request", (request: IncomingMessage) => {
    const { socket } = request;
    if (!sockets.delete(socket)) return;
    sockets.set(socket, isLasting(request) ? "lasting" : "waiting");
  });
}

function longestWaiting(sockets: ReadonlyMap<Socket, "waiting" | "lasting">): Socket | undefined {
  const waiting = [...sockets].filter(([, state]) => state === "waiting").map(([socket]) => socket);
  const counts = new Map<string | undefined, number>();
  for (const { remoteAddress } of waiting) counts.set(remoteAddress, (counts.get(remoteAddress) ?? 0) + 1);
  const largest = Math.max(...counts.values());
  return waiting.find(({ remoteAddress }) => counts.get(remoteAddress) === largest);
}
