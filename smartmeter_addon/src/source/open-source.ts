/** The source that an address asks for: serial, network, recording. */
import { statSync } from "node:fs";
import { createFault, type Fault } from "../fault.ts";
import type { OctetCheck } from "../paste/paste.ts";
import { type Address, parseAddress } from "./address.ts";
import { createEsphomeOpener, nameOfEsphome } from "./esphome.ts";
import { locateNamed, locateReader } from "./locate.ts";
import type { PortOpener } from "./open-port.ts";
import type { PortRoots } from "./ports.ts";
import type { PauseOptions } from "./reconnect.ts";
import { createReplaySource } from "./replay.ts";
import { createRfc2217Opener, nameOfRfc2217 } from "./rfc2217.ts";
import { createSerialSource } from "./serial.ts";
import { parseSettings } from "./serial-settings.ts";
import type { Source } from "./source.ts";
import { createTcpSource, outagesAnHour } from "./tcp.ts";

/** What the options say about where a meter's octets come from. */
export interface OpenSourceOptions {
  /**
   * A path, the address of a network reader, `file:PATH` or `-`; wins over `device`. Neither: the reader is searched
   * for.
   */
  readonly port?: string | undefined;
  /** The key of an ESPHome node; one in the address wins. */
  readonly readerKey?: string | undefined;
  readonly device?: string | undefined;
  /** Fixed settings like `2400 8E1`; otherwise they are searched for. */
  readonly serial?: string | undefined;
  /** Settings that worked last time. */
  readonly remembered?: string | undefined;
  readonly opener?: PortOpener | undefined;
  /** Where ports are looked for; `/dev` and `/sys` where left out. */
  readonly roots?: PortRoots | undefined;
  readonly pauses?: PauseOptions | undefined;
  /** Decides where the text of a recording can be read in two ways; what checks telegrams lies above this folder. */
  readonly check?: OctetCheck | undefined;
}

/** The source that the options name. A text that names none becomes a source that says so and ends. */
export function openSource(options: OpenSourceOptions): Source {
  const { serial, remembered, opener, roots, pauses, check } = options;
  const address = parseAddress(options.port || options.device);
  if ("problem" in address)
    return createFaultySource(
      createFault("option-invalid", { is: "port", given: (options.port || options.device) ?? "" }),
    );
  if (serial !== undefined && parseSettings(serial) === undefined) {
    return createFaultySource(createFault("option-invalid", { is: "serial", given: serial }));
  }
  const network = networkPort(address, options.readerKey);
  if (network !== undefined) {
    return createSerialSource({ ...network, settings: serial, remembered, pauses, outagesAnHour });
  }
  if (address.kind === "tcp") return createTcpSource({ host: address.host, port: address.port, pauses });
  if (address.kind === "replay") return createReplaySource(address.path, check);
  if (address.kind === "serial" && isFile(address.path)) return createReplaySource(address.path, check);
  const locate = address.kind === "serial" ? locateNamed(address.path, roots) : locateReader(roots);
  return createSerialSource({ locate, settings: serial, remembered, opener, pauses });
}

/** A port at the other end of a network that can be set from here. */
function networkPort(address: Address, readerKey: string | undefined) {
  if (address.kind === "rfc2217") {
    const name = nameOfRfc2217(address);
    return { locate: () => ({ path: name, device: name }), opener: createRfc2217Opener(address) };
  }
  if (address.kind !== "esphome") return undefined;
  const place = { ...address, key: address.key ?? readerKey };
  const name = nameOfEsphome(place);
  return { locate: () => ({ path: name, device: name }), opener: createEsphomeOpener(place) };
}

/** Whether the source is a recording, whose telegrams may be of any time. */
export function isRecording({ port, device }: Pick<OpenSourceOptions, "port" | "device">): boolean {
  const address = parseAddress(port || device);
  return "kind" in address && (address.kind === "replay" || (address.kind === "serial" && isFile(address.path)));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function createFaultySource(fault: Fault): Source {
  return {
    async *[Symbol.asyncIterator]() {
      yield { kind: "fault", fault };
      yield { kind: "end" };
    },
    write: () => undefined,
    evidence: () => undefined,
    close: async () => undefined,
  };
}
