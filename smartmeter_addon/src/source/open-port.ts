/** Opens a serial port, or gives a fault that says why it does not open. */
import { constants, read as readCallback } from "node:fs";
import { access } from "node:fs/promises";
import { promisify } from "node:util";
import type { LinuxPortBinding } from "@serialport/bindings-cpp";
import { createFault, type Fault, reasonOf } from "../fault.ts";
import type { SerialSettings } from "./serial-settings.ts";

/** What hears of an open port. */
export interface PortHandlers {
  octets(octets: Uint8Array): void;
  /** The port went away by itself; nothing comes after that. */
  lost(fault: Fault): void;
  /** Aborted: whoever waits for an answer from the network stops waiting. */
  readonly closing?: AbortSignal;
}

/** A port that was opened, until it is closed or lost. */
export interface OpenPort {
  /** Octets for the meter; dropped once the port is gone. */
  write(octets: Uint8Array): void;
  /**
   * Sets the port without reopening it; what is handed on afterwards was heard with these settings. Rejects with a
   * {@link PortError}.
   */
  change?(settings: SerialSettings): Promise<void>;
  close(): Promise<void>;
}

/** The one place where a port is opened; tests put a line between it and the source. */
export type PortOpener = (path: string, settings: SerialSettings, handlers: PortHandlers) => Promise<OpenPort>;

/** Why a port cannot be opened or used, where the opener knows it. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

const read = promisify(readCallback);

/**
 * Opens the port for this process alone (the package takes `flock`). Octets with a wrong parity are passed on as they
 * are: it sets IGNPAR without INPCK, and Linux then checks nothing.
 */
export const openPort: PortOpener = async (path, settings, handlers) => {
  const { SerialPort } = await import("serialport");
  const { speed, dataBits, parity, stopBits } = settings;
  const options = { path, baudRate: speed, dataBits, parity, stopBits, lock: true, hupcl: false };
  // Without `hupcl` the control lines stay up between two settings: some readers draw their power from them.
  const port = (await SerialPort.binding.open(options)) as LinuxPortBinding;
  // The package reports events outside any callback scope, and Node 26.4 and later leave what waits for them until
  // something else turns the loop. An immediate turns it at once.
  for (const event of ["readable", "writable"]) port.poller.on(event, () => setImmediate(() => undefined));
  let closing: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const isOpen = (): boolean => closing === undefined;

  /** Closes the descriptor only after the last read and write: its number may be another file's right afterwards. */
  async function close(): Promise<void> {
    port.poller.stop(); // ends a wait for octets
    await Promise.all([reading, writing]);
    await port.close().catch(() => undefined);
  }

  function lose(): void {
    if (!isOpen()) return;
    closing = close();
    handlers.lost(createFault("port-lost", { is: "path", path }));
  }

  const reading = readAll(port, isOpen, handlers.octets).catch(lose);
  return {
    write(octets) {
      writing = writing.then(() => (isOpen() ? port.write(Buffer.from(octets)) : undefined)).catch(lose);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
};

/**
 * Reads until an error. The package's own `read` calls itself for ever once a port that was pulled out gives no more
 * octets (its issue 162), so the reading is done here, and no octets mean the end.
 */
async function readAll(port: LinuxPortBinding, isOpen: () => boolean, take: PortHandlers["octets"]): Promise<void> {
  const buffer = Buffer.allocUnsafe(4096);
  while (isOpen()) {
    const bytesRead = await readSome(port, buffer);
    if (!isOpen()) return;
    if (bytesRead === 0) throw new Error("it was pulled out");
    if (bytesRead === undefined) await readable(port);
    else take(Uint8Array.prototype.slice.call(buffer, 0, bytesRead));
  }
}

/** Undefined: there is nothing to read at present. */
async function readSome(port: LinuxPortBinding, buffer: Buffer): Promise<number | undefined> {
  try {
    return (await read(port.fd as number, buffer, 0, buffer.length, null)).bytesRead;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return undefined;
    throw error;
  }
}

function readable({ poller }: LinuxPortBinding): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once("readable", (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

/** What an error of a {@link PortOpener} means. */
export async function faultOfOpening(path: string, error: unknown): Promise<Fault> {
  if (error instanceof PortError) return error.fault;
  const text = textOf(error);
  const denied = await access(path, constants.R_OK | constants.W_OK).then(
    () => undefined,
    (reason: NodeJS.ErrnoException) => reason.code,
  );
  if (/cannot lock|busy/i.test(text)) return createFault("port-busy", { is: "program", path });
  if (denied === "ENOENT" || denied === "ENOTDIR") return createFault("port-missing", { is: "alone", path });
  if (denied !== undefined || /permission|permitted/i.test(text)) {
    return createFault("port-denied", { is: "path", path });
  }
  if (/no such (file|device)/i.test(text)) return createFault("port-missing", { is: "alone", path });
  return createFault("port-failed", { is: "path", path, reason: reasonOf(error) });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
