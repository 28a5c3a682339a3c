/** A serial port as a source, with the search for its settings. */
import { createFault, type Fault } from "../fault.ts";
import { claimPort } from "./claims.ts";
import { createSearch, meterSettings, type SearchEvent } from "./detect.ts";
import { createEventQueue } from "./event-queue.ts";
import type { Locate, Place } from "./locate.ts";
import { createNews } from "./news.ts";
import { faultOfOpening, type OpenPort, openPort, type PortOpener } from "./open-port.ts";
import { createPauses, type PauseOptions, pause } from "./reconnect.ts";
import { createSearchClock } from "./search-clock.ts";
import { parseSettings, type SerialSettings } from "./serial-settings.ts";
import type { Source } from "./source.ts";

/** Which port, and what is known of its settings. */
export interface SerialSourceOptions {
  readonly locate: Locate;
  /** Fixed settings; otherwise they are searched for. */
  readonly settings?: string | undefined;
  /** Settings that worked last time. */
  readonly remembered?: string | undefined;
  readonly opener?: PortOpener | undefined;
  readonly pauses?: PauseOptions | undefined;
  /**
   * More outages than this within an hour are reported as one. No limit if left out: such readers are pulled out by hand.
   */
  readonly outagesAnHour?: number | undefined;
}

/** For this long after its answer, a port across the network may still send what it received before it was set. */
const staleMs = 200;

/** Why an open port is left. */
type Ending = { kind: "lost"; fault: Fault } | { kind: "settings" } | { kind: "closed" };

/**
 * A meter on a port whose speed and parity can be set, here or at the other end of a network. The port is opened for
 * this process alone, its settings are searched for, and it is reopened for ever.
 */
export function createSerialSource(options: SerialSourceOptions): Source {
  const { locate, settings: fixed, remembered, opener = openPort, outagesAnHour = Number.POSITIVE_INFINITY } = options;
  const candidates = fixed === undefined ? meterSettings : [fixed];
  const known = remembered !== undefined && parseSettings(remembered) !== undefined ? remembered : undefined;
  const search = createSearch({ candidates, remembered: known });
  const queue = createEventQueue();
  const pauses = createPauses(options.pauses);
  const closing = new AbortController();
  const news = createNews({ push: queue.push, outagesAnHour });
  let port: HeldPort | undefined;
  const clock = createSearchClock(search, follow);

  /** Hands on what the search found, changes the settings where it asks for others, and sets the clock. */
  function follow(events: readonly SearchEvent[]): void {
    for (const event of events) queue.push(event);
    clock.stop();
    if (port?.isReady() !== true) return;
    if (search.settings() === port.settings()) clock.set();
    else void port.change(search.settings()).then(() => follow([]));
  }

  function onOctets(octets: Uint8Array, settings: string): void {
    if (closing.signal.aborted) return;
    queue.push({ kind: "octets", octets }, settings);
    follow(search.octets(octets, performance.now()));
  }

  /** Keeps the port open, with one setting after the other, until it is gone. */
  async function use({ path }: Place): Promise<Fault | undefined> {
    for (let isNew = true; !closing.signal.aborted; isNew = false) {
      const opened = await holdPort(opener, path, search.settings(), { onOctets, closing: closing.signal });
      if ("code" in opened) return opened;
      port = opened;
      if (isNew) {
        news.opened(path, opened.settings());
        follow(search.opened(performance.now()));
      } else follow([]);
      const how = await opened.ending;
      clock.stop();
      port = undefined;
      await opened.close();
      if (how.kind === "lost") return how.fault;
    }
    return undefined;
  }

  async function attempt(): Promise<Fault | undefined> {
    const place = locate();
    if ("code" in place) return place;
    const release = claimPort(place.device);
    if (release === undefined) return createFault("port-busy", { is: "meter", path: place.path });
    try {
      return await use(place);
    } finally {
      release();
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      // A bug costs an attempt, not the meter.
      const fault = await attempt().catch((error: unknown) => createFault("internal-error", `serial source: ${error}`));
      if (fault === undefined || closing.signal.aborted) continue;
      news.outage(fault);
      const isSought = ["port-missing", "port-lost", "port-ambiguous"].includes(fault.code);
      await pause(pauses.nextMs(), closing.signal, isSought ? () => !("code" in locate()) : undefined);
    }
  }

  const running = run();

  async function close(): Promise<void> {
    closing.abort();
    port?.leave();
    await running;
    queue.end();
  }

  return {
    [Symbol.asyncIterator]: () => queue.iterate(close),
    write: (octets) => port?.write(octets),
    evidence(evidence) {
      // Octets alone prove nothing: a port that gives some and goes away must not be tried faster and faster.
      if (evidence.proven > 0) pauses.reset();
      const heardWith = queue.fetchedWith();
      if (heardWith !== undefined) follow(search.evidence(evidence, heardWith, performance.now()));
    },
    close,
  };
}

/** What a held port needs: who hears its octets, and a signal that ends it. */
interface PortNeeds {
  /** Octets, and the settings with which they were heard. */
  readonly onOctets: (octets: Uint8Array, settings: string) => void;
  readonly closing: AbortSignal;
}

/** A port that is open, with the settings it has now. */
interface HeldPort {
  settings(): string;
  /** While it is not, octets are dropped, since nobody knows with which settings they were heard. */
  isReady(): boolean;
  /** Gives it other settings; if it has to be reopened for that, it ends. */
  change(settings: string): Promise<void>;
  /** Resolves when it has to be left. */
  readonly ending: Promise<Ending>;
  leave(): void;
  write(octets: Uint8Array): void;
  close(): Promise<void>;
}

/** Opens a port; gives the fault where that fails. */
async function holdPort(
  opener: PortOpener,
  path: string,
  asked: string,
  { onOctets, closing }: PortNeeds,
): Promise<HeldPort | Fault> {
  let settings = asked;
  let state: "opening" | "ready" | "changing" | "left" = "opening";
  let leave: (ending: Ending) => void = () => undefined;
  const ending = new Promise<Ending>((resolve) => {
    leave = resolve;
  });
  let port: OpenPort;
  try {
    port = await opener(path, parseSettings(asked) as SerialSettings, {
      octets: (octets) => state === "ready" && onOctets(octets, settings),
      lost: (fault) => leave({ kind: "lost", fault }),
      closing,
    });
  } catch (error) {
    return faultOfOpening(path, error);
  }
  state = "ready";
  if (closing.aborted) leave({ kind: "closed" });

  async function change(wanted: string): Promise<void> {
    state = "changing";
    if (port.change === undefined) {
      leave({ kind: "settings" });
      return;
    }
    try {
      await port.change(parseSettings(wanted) as SerialSettings);
      await pause(staleMs, closing);
      settings = wanted;
      if (state === "changing") state = "ready";
    } catch (error) {
      leave({ kind: "lost", fault: await faultOfOpening(wanted, error) });
    }
  }

  return {
    settings: () => settings,
    isReady: () => state === "ready",
    change,
    ending,
    leave: () => leave({ kind: "closed" }),
    write: (octets) => port.write(octets),
    close() {
      state = "left";
      return port.close();
    },
  };
}
