import { createFault, type Fault } from "../fault.ts";
import { claimPort } from "./claims.ts";
import { createSearch, meterSettings, type SearchEvent } from "./detect.ts";
import { createEventQueue } from "./event-queue.ts";
import type { Locate, Place } from "./locate.ts";
import { faultOfOpening, type OpenPort, openPort, type PortOpener } from "./open-port.ts";
import { createFaultReport, createPauses, type PauseOptions, pause } from "./reconnect.ts";
import { parseSettings, type SerialSettings } from "./serial-settings.ts";
import type { Source } from "./source.ts";

export interface SerialSourceOptions {
  readonly locate: Locate;
  /** Fixed settings; otherwise they are searched for. */
  readonly settings?: string | undefined;
  /** Settings that worked last time. */
  readonly remembered?: string | undefined;
  readonly opener?: PortOpener | undefined;
  readonly pauses?: PauseOptions | undefined;
}

/** Ways an opened port is left again. */
type Ending = { kind: "lost"; reason: string } | { kind: "settings" } | { kind: "closed" };

/** A meter on a serial port: opened for this process alone, searched for its settings, reopened for ever. */
export function createSerialSource(options: SerialSourceOptions): Source {
  const { locate, settings: fixed, remembered, opener = openPort } = options;
  const candidates = fixed === undefined ? meterSettings : [fixed];
  const known = remembered !== undefined && parseSettings(remembered) !== undefined ? remembered : undefined;
  const search = createSearch({ candidates, remembered: known });
  const queue = createEventQueue();
  const pauses = createPauses(options.pauses);
  const closing = new AbortController();
  const faults = createFaultReport((fault) => queue.push({ kind: "fault", fault }));
  let port: OpenPort | undefined;
  let leave: (ending: Ending) => void = () => undefined;
  let openedWith = "";
  let timer: NodeJS.Timeout | undefined;

  /** Hands on what the search found, sees whether the port needs other settings, and winds the clock. */
  function follow(events: readonly SearchEvent[]): void {
    for (const event of events) queue.push(event);
    clearTimeout(timer);
    if (port === undefined) return;
    if (search.settings() !== openedWith) {
      leave({ kind: "settings" });
      return;
    }
    const dueMs = search.dueMs() - performance.now();
    if (dueMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => follow(search.tick(performance.now())), Math.max(1, dueMs));
  }

  /** Opens the port once; `ending` says why it has to be left. */
  async function open(path: string): Promise<{ ending: Promise<Ending> }> {
    const settings = search.settings();
    const ending = new Promise<Ending>((resolve) => {
      leave = resolve;
    });
    port = await opener(path, parseSettings(settings) as SerialSettings, {
      octets(octets) {
        if (port === undefined || closing.signal.aborted) return;
        pauses.reset();
        queue.push({ kind: "octets", octets }, settings);
        follow(search.octets(octets, performance.now()));
      },
      lost: (reason) => leave({ kind: "lost", reason }),
    });
    openedWith = settings;
    return { ending };
  }

  /** Keeps the port open, with one setting after the other, until it is gone. */
  async function use({ path }: Place): Promise<Fault | undefined> {
    for (let isNew = true; !closing.signal.aborted; isNew = false) {
      let ending: Promise<Ending>;
      try {
        ({ ending } = await open(path));
      } catch (error) {
        return faultOfOpening(path, error);
      }
      if (isNew) {
        faults.clear();
        queue.push({ kind: "opened", description: path, settings: openedWith });
        follow(search.opened(performance.now()));
      } else follow([]);
      const how = await ending;
      clearTimeout(timer);
      const leaving = port;
      port = undefined;
      await leaving?.close();
      if (how.kind === "lost") return createFault("port-lost", `${path} went away: ${how.reason}`);
    }
    return undefined;
  }

  async function attempt(): Promise<Fault | undefined> {
    const place = locate();
    if ("code" in place) return place;
    const release = claimPort(place.device);
    if (release === undefined)
      return createFault("port-busy", `${place.path} is used by another meter of this program`);
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
      if (fault === undefined) continue;
      faults.report(fault);
      const isSought = ["port-missing", "port-lost", "port-ambiguous"].includes(fault.code);
      await pause(pauses.nextMs(), closing.signal, isSought ? () => !("code" in locate()) : undefined);
    }
  }

  const running = run();

  async function close(): Promise<void> {
    closing.abort();
    leave({ kind: "closed" });
    await running;
    queue.end();
  }

  return {
    [Symbol.asyncIterator]: () => queue.iterate(close),
    write: (octets) => port?.write(octets),
    evidence(evidence) {
      const heardWith = queue.fetchedWith();
      if (heardWith !== undefined) follow(search.evidence(evidence, heardWith, performance.now()));
    },
    close,
  };
}
