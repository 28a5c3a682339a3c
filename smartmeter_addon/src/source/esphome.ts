/**
 * A serial port of an ESPHome node (`serial_proxy`, native API). The library speaks the protocol; this file makes a port
 * of it and knows what each of its errors means.
 */
import { Buffer } from "node:buffer";
import type { decodeProtobuf, EspHomeClient, EspHomeError } from "esphome-client";
import { createFault, type Fault, type SeenBy } from "../fault.ts";
import type { Sentence } from "../language/language.ts";
import { disconnected, hungUp, noAnswer, unreachable } from "./host-fault.ts";
import { type OpenPort, PortError, type PortHandlers, type PortOpener } from "./open-port.ts";
import { isReaderKey, type NetworkPlace, nameOfPlace } from "./reader-address.ts";
import type { SerialSettings } from "./serial-settings.ts";

/** Where a node is, and which of its ports is meant. */
export interface EsphomePlace extends NetworkPlace {
  /** A name from `serial_proxy:`; undefined: the only port there is. */
  readonly portName: string | undefined;
  /** 32 octets in Base64, as under `api:` and `encryption:`; undefined: the node has none. */
  readonly key: string | undefined;
}

/** A place, and how long silence is tolerated. */
export interface EsphomeOptions extends EsphomePlace {
  readonly keepAlive?: { readonly intervalMs: number; readonly stallTimeoutMs: number } | undefined;
}

/** Oldest version of Node.js that the library supports. */
const oldestNode = [22, 20] as const;
const parities = { none: 0, even: 1, odd: 2 } as const;
/** What a port answers (api.proto, SerialProxyStatus); the library's own list lacks the last ones. */
const answers: Readonly<Record<number, Sentence>> = {
  2: { en: "can't be set", de: "lässt sich nicht einstellen" },
  3: { en: "has a chip that doesn't answer", de: "hat einen Baustein, der nicht antwortet" },
  4: { en: "doesn't support these settings", de: "unterstützt diese Einstellung nicht" },
  6: { en: "calls these settings invalid", de: "nennt diese Einstellung ungültig" },
};
const inUse = 5;
/** A node answers within a second or two even over bad Wi-Fi. */
const connectMs = 15_000;
/** A node that sends no octets is asked whether it is there, and given up after twice as long. */
const keepAlive = { intervalMs: 15_000, stallTimeoutMs: 30_000 } as const;

/** `esphome://meter-cabinet.local:6053 (Infrared)`; never with the key. */
export function nameOfEsphome(place: EsphomePlace): string {
  const name = nameOfPlace("esphome", place);
  return place.portName === undefined ? name : `${name} (${place.portName})`;
}

/** Opens the port of a node; rejects with a {@link PortError}. */
export function createEsphomeOpener(options: EsphomeOptions): PortOpener {
  return async (name, settings, handlers) => {
    const client = await connectNode(name, options, handlers.closing);
    try {
      const instance = choosePort(name, options.portName, portsOf(client));
      return await openProxy({ name, client, instance, settings, handlers });
    } catch (error) {
      client.disconnect();
      throw error;
    }
  };
}

/** Names of a node's serial ports, in its order. Rejects with a {@link PortError}, also when aborted. */
export async function listEsphomePorts(place: EsphomePlace, closing?: AbortSignal): Promise<string[]> {
  const client = await connectNode(nameOfPlace("esphome", place), place, closing);
  try {
    return portsOf(client);
  } finally {
    client.disconnect();
  }
}

const portsOf = (client: EspHomeClient): string[] => client.serial.list().map(({ name }) => name);

async function connectNode(name: string, options: EsphomeOptions, closing: AbortSignal | undefined) {
  const { host, port, key } = options;
  if (key !== undefined && !isReaderKey(key)) throw keyError({ is: "form", host: name });
  const { EspHomeClient: Client, decodeProtobuf } = await loadLibrary();
  const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const client = new Client({
    host,
    port,
    psk: key ?? null,
    clientId: "Smart Meter",
    reconnect: false,
    connectTimeoutMs: connectMs,
    keepAlive: options.keepAlive ?? keepAlive,
    logger: quiet,
  });
  try {
    await client.connect(closing === undefined ? undefined : { signal: closing });
  } catch (error) {
    throw errorOfConnecting(name, error);
  }
  completeAnswers(client, decodeProtobuf);
  if (key !== undefined && !client.health().encrypted) {
    client.disconnect();
    throw keyError({ is: "unencrypted", host: name });
  }
  return client;
}

function ignore(): void {}

/**
 * Fields that are zero are not sent (proto3), and the library drops messages that lack one: all those of a node's first
 * port. So these fields are written out before it looks.
 */
function completeAnswers({ serial }: EspHomeClient, decode: typeof decodeProtobuf): void {
  const complete = (payload: Buffer, fields: readonly number[]): Buffer => {
    const given = decode(payload, { maxFieldsPerMessage: 16 });
    const missing = fields.filter((field) => given[field] === undefined);
    return Buffer.concat([Buffer.from(missing.flatMap((field) => [field << 3, 0])), payload]);
  };
  const takeData = serial.acceptDataMessage.bind(serial);
  const takeAnswer = serial.acceptRequestResponse.bind(serial);
  serial.acceptDataMessage = (payload) => takeData(complete(payload, [1]));
  serial.acceptRequestResponse = (payload) => takeAnswer(complete(payload, [1, 2, 3]));
}

/** The library is half a megabyte of source that no other kind of reader needs. */
async function loadLibrary(): Promise<typeof import("esphome-client")> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    const versions = { needed: oldestNode.join("."), here: process.versions.node };
    throw new PortError(createFault("reader-needs-node", { is: "versions", ...versions }));
  }
  return import("esphome-client");
}

const keyError = (seen: SeenBy<"reader-key">): PortError => new PortError(createFault("reader-key", seen));

function errorOfConnecting(name: string, error: unknown): PortError {
  const known = error as Partial<EspHomeError> & { cause?: NodeJS.ErrnoException };
  switch (known.name) {
    case "EncryptionRequiredError":
      return keyError({ is: "missing", host: name });
    case "EncryptionKeyInvalidError":
      return keyError({ is: "refused", host: name });
    default:
      return new PortError(unreachable(name, errnoOf(error)));
  }
}

/** The system's error behind the library's, where there is one. */
function errnoOf(error: unknown): NodeJS.ErrnoException | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const system = one as NodeJS.ErrnoException;
    if (typeof system.code === "string" && system.syscall !== undefined) return system;
  }
  if (error instanceof Error && /Timeout|Abort/.test(error.name)) return undefined;
  return error instanceof Error ? error : undefined;
}

function choosePort(name: string, wanted: string | undefined, names: readonly string[]): number {
  const listed = names.map((one) => `"${one}"`).join(", ");
  if (names.length === 0) throw new PortError(createFault("reader-without-port", { is: "host", host: name }));
  if (wanted === undefined) {
    if (names.length === 1) return 0;
    throw new PortError(createFault("reader-port-unknown", { is: "several", host: name, ports: listed }));
  }
  const exact = names.indexOf(wanted);
  const index = exact >= 0 ? exact : names.findIndex((one) => one.toLowerCase() === wanted.toLowerCase());
  if (index >= 0) return index;
  throw new PortError(createFault("reader-port-unknown", { is: "wrong", host: name, wanted, ports: listed }));
}

interface Proxy {
  readonly name: string;
  readonly client: EspHomeClient;
  readonly instance: number;
  readonly settings: SerialSettings;
  readonly handlers: PortHandlers;
}

async function openProxy({ name, client, instance, settings, handlers }: Proxy): Promise<OpenPort> {
  let isClosed = false;
  let isReady = false;
  const lost = new Promise<never>((_, reject) => {
    client.on("disconnect", (reason) => {
      const fault = disconnected(name, reason === undefined ? undefined : reasons[reason], undefined);
      reject(new PortError(fault));
      if (isClosed) return;
      isClosed = true;
      if (isReady) handlers.lost(fault);
    });
  });
  lost.catch(ignore);

  /**
   * Sets the port and asks it to flush. The node handles requests in order, so this answer says that the settings are in
   * force, or that somebody else has the port; no earlier answer says so.
   */
  async function set({ speed, dataBits, parity, stopBits }: SerialSettings): Promise<void> {
    client.serial.configure(instance, { baudrate: speed, dataSize: dataBits, parity: parities[parity], stopBits });
    const { status } = await Promise.race([client.serial.flush(instance), lost]).catch((error: unknown) => {
      throw error instanceof PortError ? error : new PortError(disconnected(name, noAnswer, undefined));
    });
    const fault = faultOfAnswer(name, status);
    if (fault !== undefined) throw new PortError(fault);
  }

  // Subscribed before it is set: only the subscriber may set the port.
  const chunks = client.serial.data(instance);
  void (async () => {
    for await (const { data } of chunks) if (isReady && !isClosed) handlers.octets(new Uint8Array(data));
  })().catch(ignore);
  await set(settings);
  isReady = true;
  return {
    write(octets) {
      if (!isClosed) client.serial.write(instance, Buffer.from(octets));
    },
    change: set,
    async close() {
      isClosed = true;
      // Says goodbye first, so that the node gives the port to the next one at once.
      await client.disconnectAsync().catch(ignore);
    },
  };
}

const reasons: Readonly<Record<string, Sentence>> = {
  "heartbeat stalled": noAnswer,
  "device disconnected": hungUp,
};

function faultOfAnswer(name: string, status: number): Fault | undefined {
  if (status === inUse) return createFault("reader-taken", { is: "host", host: name });
  const answer = answers[status];
  return answer && createFault("reader-unsuitable", { is: "answer", host: name, answer });
}
