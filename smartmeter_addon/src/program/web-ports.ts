/** The list of ports for the set-up view, with what comes from each. */
import { isClaimed } from "../source/claims.ts";
import { type OpenPort, openPort, type PortOpener } from "../source/open-port.ts";
import { listPorts, type PortRoots, type SerialPortInfo } from "../source/ports.ts";
import type { SerialSettings } from "../source/serial-settings.ts";
import type { SourceEvent } from "../source/source.ts";
import type { PortView } from "../web/view.ts";

/** What is known of ports that meters use. */
export interface WebPortsOptions {
  /** Nobody knows which port is the reader's, and the source opens none; only then may the page itself listen. */
  isUndecided(): boolean;
  /** Octets heard so far at a port that a meter uses. */
  heardAt(port: SerialPortInfo): number | undefined;
  readonly open?: PortOpener | undefined;
  readonly roots?: PortRoots | undefined;
  readonly nowMs?: (() => number) | undefined;
}

/** The ports as the page sees them. */
export interface WebPorts {
  /** Lists all ports with what was heard at them; each call keeps the page listening for a while. */
  look(): Promise<PortView[]>;
  close(): Promise<void>;
}

/** What the meters' own sources hear at which port, and which of them cannot choose one. */
export function createHeardPorts() {
  /** Octets by the place they came from, as the source names it. */
  const octets = new Map<string, number>();
  const places = new Map<number, string>();
  const undecided = new Set<number>();
  return {
    isUndecided: (): boolean => undecided.size > 0,
    heardAt: ({ path, device }: SerialPortInfo): number | undefined => octets.get(path) ?? octets.get(device),
    /** Every event of a meter's source; `meter` is its position. */
    source(meter: number, event: SourceEvent): void {
      const place = places.get(meter);
      if (event.kind === "opened") places.set(meter, event.description);
      if (event.kind === "octets" && place !== undefined) {
        octets.set(place, (octets.get(place) ?? 0) + event.octets.length);
      }
      if (event.kind === "fault" && event.fault.code === "port-ambiguous") undecided.add(meter);
      else if (event.kind !== "silence") undecided.delete(meter);
    },
  };
}

/** Octets show up with any settings, even wrong ones; these are the ones with which every source begins. */
const settings: SerialSettings = { speed: 9600, dataBits: 8, parity: "even", stopBits: 1 };
/** Listening ends this long after the page last looked. */
const patienceMs = 10_000;
const kindsToHear: ReadonlySet<SerialPortInfo["kind"]> = new Set(["reader", "adapter", "unknown"]);

interface PortListener {
  /** Undefined while it is being opened. */
  port: OpenPort | undefined;
  heard: number;
}

/** Where several ports could be the reader's, it listens at each of them and counts octets. */
export function createWebPorts(options: WebPortsOptions): WebPorts {
  const { isUndecided, heardAt, open: openAt = openPort, roots, nowMs = Date.now } = options;
  const listeners = new Map<string, PortListener>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const watching = setInterval(() => {
    if (listeners.size > 0 && (nowMs() - lookedAtMs > patienceMs || !isUndecided())) void close();
  }, 1000);
  watching.unref();

  async function close(): Promise<void> {
    const open = [...listeners.values()];
    listeners.clear();
    await Promise.all(open.map(({ port }) => port?.close()));
  }

  async function listen(path: string, device: string): Promise<void> {
    const listener: PortListener = { port: undefined, heard: 0 };
    const forget = (): void => {
      if (listeners.get(device) === listener) listeners.delete(device);
    };
    listeners.set(device, listener);
    try {
      const port = await openAt(path, settings, {
        octets(octets) {
          listener.heard += octets.length;
        },
        lost: forget,
      });
      // The page may have been closed meanwhile.
      if (listeners.get(device) === listener) listener.port = port;
      else await port.close();
    } catch {
      forget();
    }
  }

  return {
    async look() {
      lookedAtMs = nowMs();
      const ports = listPorts(roots);
      if (isUndecided()) {
        const silent = ports.filter(
          ({ kind, device }) => kindsToHear.has(kind) && !isClaimed(device) && !listeners.has(device),
        );
        await Promise.all(silent.map(({ path, device }) => listen(path, device)));
      }
      return ports.map((port) => {
        const inUse = isClaimed(port.device);
        const octets = inUse ? heardAt(port) : listeners.get(port.device)?.heard;
        return { path: port.path, name: nameOf(port), kind: port.kind, octets, inUse };
      });
    },
    async close() {
      clearInterval(watching);
      await close();
    },
  };
}

function nameOf({ manufacturer, product, device }: SerialPortInfo): string {
  const said = [manufacturer, product].filter((text) => text !== undefined && text !== "").join(" ");
  return said === "" ? device : said;
}
