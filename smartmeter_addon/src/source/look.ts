/**
 * Finds out what answers at a host in the network, for the set-up view: asks a few known ports and tells little of them.
 */
import { connect } from "node:net";
import { createFault, type Fault } from "../fault.ts";
import { listEsphomePorts } from "./esphome.ts";
import { createGreeting } from "./greeting.ts";
import { disconnected, unreachable, unreachableCodes } from "./host-fault.ts";
import { PortError } from "./open-port.ts";
import { formatEsphome, type NetworkPlace, nameOfPlace, parseReaderAddress } from "./reader-address.ts";
import { beginsWithTelnet, createTelnet, telnetOptions } from "./telnet.ts";

/** `raw`: something answers that speaks no telnet. */
export interface ReaderFound {
  readonly kind: "esphome" | "rfc2217" | "telnet" | "raw";
  /** What goes into the options. */
  readonly address: string;
  /** Name of a node's port; undefined for other readers. */
  readonly name: string | undefined;
}

/** What was found. */
export interface ReaderLook {
  readonly found: readonly ReaderFound[];
  /** Why there is nothing, or why a node does not say what it has. */
  readonly fault: Fault | undefined;
}

/**
 * Where readers listen: ESPHome; esp-link and telnet, RFC 2217, and the ports that the documentation uses for ser2net.
 */
const esphomePort = 6053;
const streamPorts = [23, 2217, 3001, 3002] as const;
/** Ports below this belong to services that are not readers, and must not be looked at. */
const firstFreePort = 1024;
const longestHost = 253;
const mostPorts = 16;
const longestName = 60;
const connectMs = 3000;
/** Servers of serial ports speak telnet at once; others say what the meter says, or nothing. */
const listenMs = 1200;
/** A server that has agreed may still say that its port is taken. */
const wordsMs = 400;
const nodeMs = 6000;

/**
 * The places to look at for what somebody typed: a host, or a host with a reader's port, with or without the scheme.
 * Undefined: it may not be looked at.
 */
export function parseReaderPlaces(typed: string): { readonly places: readonly ReaderPlace[] } | undefined {
  // As it is copied from a browser's address line.
  const text = typed.trim().replace(/^https?:\/\/(.*?)\/?$/i, "$1");
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? "";
  const address = parseReaderAddress(scheme === "" ? `esphome://${text}` : text);
  if (address === undefined || "problem" in address || address.host.length > longestHost) return undefined;
  const { kind, host, port } = address;
  const hasPort = /^(\[[^\]]*\]|[^/?#:]*):\d/.test(text.slice(scheme.length));
  if (scheme === "" && !hasPort)
    return { places: [esphomePort, ...streamPorts].map((one) => ({ host, port: one, isNode: one === esphomePort })) };
  if (port < firstFreePort && port !== streamPorts[0]) return undefined;
  return { places: [{ host, port, isNode: scheme === "" ? port === esphomePort : kind === "esphome" }] };
}

/** A place to look at. */
export interface ReaderPlace extends NetworkPlace {
  /** It is asked as an ESPHome node; everything else is only listened to. */
  readonly isNode: boolean;
}

/** Asks these places side by side; ends within seconds. `key`: of an ESPHome node. */
export async function lookForReaders(places: readonly ReaderPlace[], key: string | undefined): Promise<ReaderLook> {
  const looks = await Promise.all(places.map((place) => (place.isNode ? askNode(place, key) : listenTo(place))));
  const found = looks.flatMap((look) => look.found);
  const faults = looks.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  // A node that says why it tells no more is worth a word; a port at which nobody listens, beside others, is not.
  const said = faults.find(({ code }) => !unreachableCodes.includes(code));
  return { found, fault: said ?? (found.length === 0 ? faults[0] : undefined) };
}

async function askNode({ host, port }: ReaderPlace, key: string | undefined): Promise<ReaderLook> {
  try {
    const names = await listEsphomePorts({ host, port, portName: undefined, key }, AbortSignal.timeout(nodeMs));
    const nothing = createFault("reader-without-port", { is: "host", host: nameOfPlace("esphome", { host, port }) });
    return {
      found: names.slice(0, mostPorts).map((name) => ({
        kind: "esphome",
        address: formatEsphome({ host, port, portName: names.length === 1 ? undefined : name }),
        name: name.slice(0, longestName),
      })),
      fault: names.length === 0 ? nothing : undefined,
    };
  } catch (error) {
    if (error instanceof PortError) return { found: [], fault: error.fault };
    throw error;
  }
}

/** Listens for a moment. Only a server that speaks telnet is asked something: whether it knows RFC 2217. */
function listenTo({ host, port }: ReaderPlace): Promise<ReaderLook> {
  return new Promise((resolve) => {
    const greeting = createGreeting();
    let kind: ReaderFound["kind"] = "raw";
    let failure: NodeJS.ErrnoException | undefined;
    let isOpen = false;
    let hasHeardOut = false;
    const socket = connect({ host, port });
    const telnet = createTelnet([telnetOptions.binary, telnetOptions.suppressGoAhead, telnetOptions.comPort], {
      send: (octets) => socket.writable && socket.write(octets),
      agreed(option, isAgreed) {
        if (option !== telnetOptions.comPort || !isAgreed) return;
        kind = "rfc2217";
        endIn(wordsMs);
      },
    });
    let waiting: NodeJS.Timeout | undefined;

    function endIn(ms: number): void {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        hasHeardOut = true;
        socket.destroy();
      }, ms);
    }

    endIn(connectMs);
    socket.on("connect", () => {
      isOpen = true;
      endIn(listenMs);
    });
    socket.on("data", (octets) => {
      if (kind === "raw" && beginsWithTelnet(octets) === "yes") {
        kind = "telnet";
        telnet.offer(telnetOptions.comPort);
      }
      greeting.take(kind === "raw" ? octets : telnet.take(octets));
    });
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => {
      clearTimeout(waiting);
      const scheme = kind === "rfc2217" ? "rfc2217" : "tcp";
      const name = nameOfPlace(scheme, { host, port });
      if (!isOpen) resolve({ found: [], fault: unreachable(name, failure) });
      else if (!hasHeardOut) resolve({ found: [], fault: disconnected(name, failure, greeting.words()) });
      else resolve({ found: [{ kind, address: name, name: undefined }], fault: undefined });
    });
  });
}
