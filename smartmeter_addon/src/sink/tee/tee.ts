/** The line's raw octets on a TCP port. */

import { createServer, type Socket } from "node:net";
import { hostAndPort } from "../../http/own-name.ts";
import type { Language } from "../../language/language.ts";
import type { Log } from "../../log.ts";
import { message } from "../../texts/log-lines.ts";
import { keepListening, type Listening } from "../listening.ts";
import type { Sink, SinkHealth } from "../sink.ts";
import type { TeeOptions } from "./tee-options.ts";

/** Passes a line's octets on as they come, for other programs that use the same reader. */
export interface Tee extends Sink {
  octets(meter: number, octets: Uint8Array): void;
  /** Whether it listens on every port; names the first one that it cannot have. */
  health(): SinkHealth;
}

/** A listener that does not read is disconnected at this backlog, in octets. */
const mostWaiting = 65_536;
const mostListeners = 16;

/** Listens on one port per meter, from `port` upwards. Nothing that listeners send reaches the meter. */
export function openTee(options: TeeOptions, meters: number, log: Log, language: Language = "en"): Tee {
  const listeners = Array.from({ length: meters }, () => new Set<Socket>());
  const servers = listeners.map((sockets, meter) => {
    const where = { host: options.host, port: options.port + meter };
    const address = hostAndPort(where.host, where.port);
    return serve(sockets, where, () => log.info(message(language, "teeAt", { address })));
  });
  return {
    name: "tee",
    // Only octets are passed on.
    accept() {},
    octets(meter, octets) {
      for (const socket of listeners[meter] ?? []) {
        if (socket.writableLength > mostWaiting) socket.destroy();
        else socket.write(octets);
      }
    },
    health() {
      const all = servers.map((server) => server.health());
      const [first = { state: "idle", message: undefined, waiting: 0, delivered: 0, lost: 0 }] = all;
      const worst = all.find(({ state }) => state === "failing") ?? all.find(({ state }) => state === "idle");
      return worst ?? first;
    },
    async close() {
      for (const sockets of listeners) for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function serve(
  sockets: Set<Socket>,
  where: { readonly host: string; readonly port: number },
  onListening: () => void,
): Listening {
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.resume();
  });
  server.maxConnections = mostListeners;
  return keepListening(server, where, onListening);
}
