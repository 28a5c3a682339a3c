/** Keeps a server listening on a port that somebody else may have for a while. */
import type { AddressInfo, Server } from "node:net";
import { createFault, type Fault, reasonOf } from "../fault.ts";
import { hostAndPort } from "../http/own-name.ts";
import type { SinkHealth } from "./sink.ts";

/** A server that tries again for as long as somebody else has its port. */
export interface Listening {
  /** Port it listens on; undefined while it does not. */
  readonly port: number | undefined;
  /** Resolves once it is known whether the port is free. */
  readonly settled: Promise<void>;
  /** `failing` with the code `output-port-failed` while the port is not to be had; the server adds its own counts. */
  health(): SinkHealth;
  close(): Promise<void>;
}

const retryMs = 10_000;

/** Opens `server` at an address; `onListening` is called whenever that has worked. */
export function keepListening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  onListening: () => void,
): Listening {
  let problem: Fault | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const open = (): void => {
    server.listen(port, host);
  };
  server.on("listening", () => {
    problem = undefined;
    onListening();
    settle();
  });
  server.on("error", (error) => {
    problem = createFault("output-port-failed", {
      is: "place",
      place: hostAndPort(host, port),
      reason: reasonOf(error),
    });
    // After an error while accepting a connection, the server still listens.
    if (!closed && !server.listening) retry = setTimeout(open, retryMs).unref();
    settle();
  });
  open();
  return {
    get port() {
      return (server.address() as AddressInfo | null)?.port;
    },
    settled,
    health() {
      const counts = { waiting: 0, delivered: 0, lost: 0 };
      if (server.listening) return { state: "ok", message: undefined, ...counts };
      if (problem === undefined) return { state: "idle", message: undefined, ...counts };
      const { code, message, seen } = problem;
      return { state: "failing", code, message, ...(seen && { seen }), ...counts };
    },
    close() {
      closed = true;
      clearTimeout(retry);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
