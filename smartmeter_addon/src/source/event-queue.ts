/** A bounded queue between a source that cannot wait and a slow consumer. */
import { createFault } from "../fault.ts";
import type { SourceEvent } from "./source.ts";

/** Most octets heard and not yet fetched; beyond that the oldest go. A day of telegrams every 5 s is 5 MB. */
const mostOctets = 1024 * 1024;
const mostEvents = 16_384;

/** Between a source that cannot wait and a consumer that may be slow. */
export interface EventQueue {
  /** `settings`: what the port was set to, for the evidence that follows. */
  push(event: SourceEvent, settings?: string): void;
  /** The settings of the octets fetched last. */
  fetchedWith(): string | undefined;
  /** Ends the iteration once all that was pushed has been handed out. */
  end(): void;
  /** For one consumer; `close` is called when it stops before the end. */
  iterate(close: () => Promise<void>): AsyncIterator<SourceEvent>;
}

export function createEventQueue(): EventQueue {
  let items: { event: SourceEvent; settings: string | undefined }[] = [];
  let octets = 0;
  let dropped = 0;
  let isEnded = false;
  let fetchedWith: string | undefined;
  const waiting: ((result: IteratorResult<SourceEvent>) => void)[] = [];

  /** Drops old octets and hints, but keeps whatever tells the state of the source. */
  function dropOldest(): void {
    const at = items.findIndex(({ event: { kind } }) => kind === "octets" || kind === "silence" || kind === "probing");
    const [item] = items.splice(Math.max(at, 0), 1);
    if (item?.event.kind !== "octets") return;
    octets -= item.event.octets.length;
    dropped += item.event.octets.length;
  }

  function fetch(): SourceEvent | undefined {
    if (dropped > 0) {
      const fault = createFault("octets-skipped", `${dropped} octets came faster than they could be handled`, dropped);
      dropped = 0;
      return { kind: "fault", fault };
    }
    const item = items.shift();
    if (item?.event.kind === "octets") {
      octets -= item.event.octets.length;
      fetchedWith = item.settings;
    }
    return item?.event;
  }

  function serve(): void {
    while (waiting.length > 0) {
      const event = fetch();
      if (event === undefined && !isEnded) return;
      waiting.shift()?.(event === undefined ? { done: true, value: undefined } : { done: false, value: event });
    }
  }

  return {
    push(event, settings) {
      if (isEnded) return;
      items.push({ event, settings });
      if (event.kind === "octets") octets += event.octets.length;
      while (octets > mostOctets || items.length > mostEvents) dropOldest();
      serve();
    },
    fetchedWith: () => fetchedWith,
    end() {
      isEnded = true;
      serve();
    },
    iterate: (close) => ({
      next: () =>
        new Promise((resolve) => {
          waiting.push(resolve);
          serve();
        }),
      async return() {
        await close();
        items = [];
        octets = dropped = 0;
        serve();
        return { done: true, value: undefined };
      },
    }),
  };
}
