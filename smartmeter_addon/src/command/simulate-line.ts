/** Where a virtual meter's octets go: a TCP port, a serial port or standard output. */
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Where a virtual meter's octets go. */
export interface MeterLine {
  /** Resolves as soon as somebody listens; a live meter waits for it before it sends. */
  listening(): Promise<void>;
  write(octets: Uint8Array): Promise<void>;
  /** Resolves when the line is gone for good (pipe or port closed). */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

type Heard = (octets: Uint8Array) => void;

/** More than this unread by a client: it has stopped reading, and misses telegrams like on a real line. */
const mostUnread = 65_536;

/** A bridge on 127.0.0.1: every client hears the same meter, and what any of them says goes to the meter. */
export function openTcpLine(port: number, heard: Heard): Promise<MeterLine & { readonly port: number }> {
  const clients = new Set<Socket>();
  let waiting: (() => void)[] = [];
  function release(): void {
    for (const resolve of waiting) resolve();
    waiting = [];
  }
  const server = createServer({ noDelay: true }, (socket) => {
    clients.add(socket);
    socket.on("data", heard);
    // A client that breaks off is the client's business; `close` follows.
    socket.on("error", () => {});
    socket.on("close", () => clients.delete(socket));
    release();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        gone: new Promise(() => {}),
        listening: () => (clients.size > 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),
        async write(octets) {
          for (const socket of clients) if (socket.writableLength < mostUnread) socket.write(octets);
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            release();
            for (const socket of clients) socket.end();
            // One that reads nothing any more would hold the end up for ever.
            setTimeout(() => clients.forEach((socket) => void socket.destroy()), 1000).unref();
          }),
      }),
    );
  });
}

/** A serial port (or pseudo-terminal) with the meter's speed and parity, 8 data bits and 1 stop bit. */
export async function openSerialLine(
  path: string,
  baudRate: number,
  parity: "none" | "even",
  heard: Heard,
): Promise<MeterLine> {
  const { SerialPort } = await import("serialport");
  const port = new SerialPort({ path, baudRate, parity, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const gone = new Promise<void>((resolve) => {
    port.once("close", () => resolve());
    port.once("error", () => resolve());
  });
  port.on("data", heard);
  return {
    gone,
    listening: () => Promise.resolve(),
    async write(octets) {
      // Nobody reads: the line's own buffer is full, and the telegram is lost as on a real one.
      if (port.writableLength < mostUnread) port.write(octets);
    },
    // What was written last goes out first, unless nobody takes it.
    close: () =>
      new Promise((resolve) => {
        const shut = (): void => void port.close(() => resolve());
        const limit = setTimeout(shut, 1000);
        port.drain(() => {
          clearTimeout(limit);
          shut();
        });
      }),
  };
}

/** Standard output; a reader that goes away ends it. */
export function openStdoutLine(): MeterLine {
  const gone = new Promise<void>((resolve) => {
    process.stdout.on("error", () => resolve());
  });
  return {
    gone,
    listening: () => Promise.resolve(),
    write: (octets) => new Promise((resolve) => process.stdout.write(octets, () => resolve())),
    close: () => Promise.resolve(),
  };
}
