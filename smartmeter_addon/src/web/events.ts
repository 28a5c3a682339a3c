import type { ServerResponse } from "node:http";

/** One way from the server to its pages: server-sent events that a page which slept can catch up with. */
export interface EventHub {
  /** To every page. Kept events are given again to a page that comes back; the others are only of the moment. */
  send(name: string, data: unknown, kept?: boolean): void;
  /**
   * Begins the stream: what the page missed since `lastEventId`, or the snapshot when that is unknown or too long ago.
   * False when there are as many pages as allowed.
   */
  attach(response: ServerResponse, lastEventId: string | undefined, snapshot: () => unknown): boolean;
  readonly pages: number;
  close(): void;
}

export interface EventHubLimits {
  readonly pages: number;
  /** Events kept for pages that slept, and their size in characters all together. */
  readonly events: number;
  readonly characters: number;
  /** What may wait unsent for one page before it is let go. */
  readonly backlog: number;
}

const usual: EventHubLimits = { pages: 24, events: 600, characters: 1_000_000, backlog: 500_000 };

/** `epoch` tells this run of the program from the ones before: their numbers mean nothing here. */
export function createEventHub(epoch: string, limits: EventHubLimits = usual): EventHub {
  const pages = new Set<ServerResponse>();
  const kept: { readonly number: number; readonly text: string }[] = [];
  let keptCharacters = 0;
  let last = 0;

  function keep(text: string): void {
    kept.push({ number: last, text });
    keptCharacters += text.length;
    while (kept.length > limits.events || keptCharacters > limits.characters) {
      keptCharacters -= kept.shift()?.text.length ?? 0;
    }
  }

  function missed(lastEventId: string | undefined): string | undefined {
    const [itsEpoch, text] = lastEventId?.split(".") ?? [];
    const number = Number(text);
    const oldest = kept[0]?.number ?? last + 1;
    if (itsEpoch !== epoch || !Number.isInteger(number) || number > last || number < oldest - 1) return undefined;
    return kept.flatMap((event) => (event.number > number ? [event.text] : [])).join("");
  }

  function write(page: ServerResponse, text: string): void {
    page.write(text);
    // A page that does not read is gone; it will come back and catch up.
    if (page.writableLength > limits.backlog) page.destroy();
  }

  const beat = setInterval(() => {
    for (const page of pages) write(page, ": \n\n");
  }, 20_000);
  beat.unref();

  return {
    send(name, data, isKept = true) {
      if (!isKept && pages.size === 0) return;
      if (isKept) last++;
      const id = isKept ? `id: ${epoch}.${last}\n` : "";
      const text = `event: ${name}\n${id}data: ${JSON.stringify(data)}\n\n`;
      if (isKept) keep(text);
      for (const page of pages) write(page, text);
    },
    attach(response, lastEventId, snapshot) {
      if (pages.size >= limits.pages) return false;
      pages.add(response);
      response.on("close", () => pages.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
      const first =
        missed(lastEventId) ?? `event: state\nid: ${epoch}.${last}\ndata: ${JSON.stringify(snapshot())}\n\n`;
      write(response, `retry: 2000\n\n${first}`);
      return true;
    },
    get pages() {
      return pages.size;
    },
    close() {
      clearInterval(beat);
      for (const page of pages) page.end();
      pages.clear();
    },
  };
}
