/** The page's stream of events. */
import type { ServerResponse } from "node:http";
import type { MissedView } from "./view.ts";

/** Something that happened, for the pages that show its meter; without a meter, for all pages. */
export interface PageEvent {
  readonly name: string;
  readonly meter: number | undefined;
  /** Must not change once it has been given. */
  readonly data: unknown;
  /** Kept for a page that comes back; other events are only of the moment. */
  readonly kept: boolean;
}

/** What a page wants to hear. */
export interface Subscription {
  /** The meter it shows; nothing is sent about others. */
  readonly meter: number;
  /** The last event the page has seen. */
  readonly after: string | undefined;
  /** Everything, for a page that knows nothing or has missed too much. */
  snapshot(): unknown;
}

/** The way from the server to its pages: server-sent events, so that a page that slept can catch up. */
export interface EventHub {
  send(event: PageEvent): void;
  /** Begins the stream; false where there are already as many pages as allowed. */
  attach(response: ServerResponse, subscription: Subscription): boolean;
  /** Gives the same to a page that the stream does not reach, on each request. */
  collect(subscription: Subscription): MissedView;
  /** Whether any page shows this meter. */
  isWatched(meter: number): boolean;
  readonly pages: number;
  close(): void;
}

/** Bounds of memory and of open connections. */
export interface EventHubLimits {
  readonly pages: number;
  /** Events kept for pages that slept. */
  readonly events: number;
  /** Octets that may wait unsent for one page, besides its snapshot, before it is disconnected. */
  readonly backlog: number;
}

const usual: EventHubLimits = { pages: 24, events: 400, backlog: 500_000 };
/** How often a beat is sent, so that a page notices when a proxy holds its events back. */
const beatMs = 5000;
/** Events are kept for this long after the last page has gone; a page that comes later is told everything anew. */
const keepingMs = 600_000;

interface Page {
  readonly response: ServerResponse;
  readonly meter: number;
  /** Longest backlog of this page. */
  readonly patience: number;
}

/** `epoch` tells this run of the program from earlier ones, whose event numbers mean nothing here. */
export function createEventHub(epoch: string, limits: EventHubLimits = usual): EventHub {
  const pages = new Set<Page>();
  const kept: (PageEvent & { readonly number: number })[] = [];
  let last = 0;
  let lookedAtMs = performance.now();

  function collect({ after, meter, snapshot }: Subscription): MissedView {
    lookedAtMs = performance.now();
    const id = `${epoch}.${last}`;
    const [itsEpoch, text] = after?.split(".") ?? [];
    const number = Number(text);
    const oldest = kept[0]?.number ?? last + 1;
    if (itsEpoch !== epoch || !Number.isInteger(number) || number > last || number < oldest - 1) {
      return { id, events: [{ name: "state", data: snapshot() }] };
    }
    const events = kept.filter((event) => event.number > number && concerns(event, meter));
    return { id, events: events.map(({ name, data }) => ({ name, data })) };
  }

  function format(name: string, data: unknown, id = ""): string {
    return `event: ${name}\n${id === "" ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
  }

  function write({ response, patience }: Page, text: string): void {
    response.write(text);
    // A page that does not read is disconnected; it will come back and catch up.
    if (response.writableLength > patience) response.destroy();
  }

  const beat = setInterval(() => {
    if (pages.size > 0) lookedAtMs = performance.now();
    else if (performance.now() - lookedAtMs > keepingMs) kept.length = 0;
    for (const page of pages) write(page, format("beat", null));
  }, beatMs);
  beat.unref();

  return {
    send(event) {
      if (event.kept) {
        kept.push({ ...event, number: ++last });
        if (kept.length > limits.events) kept.shift();
      }
      const concerned = [...pages].filter(({ meter }) => concerns(event, meter));
      if (concerned.length === 0) return;
      const text = format(event.name, event.data, event.kept ? `${epoch}.${last}` : "");
      for (const page of concerned) write(page, text);
    },
    attach(response, subscription) {
      if (pages.size >= limits.pages) return false;
      const { id, events } = collect(subscription);
      const begin = events.map(({ name, data }) => format(name, data)).join("");
      // This tells the page everything up to now, and that the stream gets through.
      const first = `retry: 2000\n\n${begin}${format("beat", null, id)}`;
      const page = { response, meter: subscription.meter, patience: first.length + limits.backlog };
      pages.add(page);
      response.on("close", () => pages.delete(page));
      response.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
      write(page, first);
      return true;
    },
    collect,
    isWatched: (meter) => [...pages].some((page) => page.meter === meter),
    get pages() {
      return pages.size;
    },
    close() {
      clearInterval(beat);
      for (const { response } of pages) response.end();
      pages.clear();
    },
  };
}

function concerns(event: PageEvent, meter: number): boolean {
  return event.meter === undefined || event.meter === meter;
}
