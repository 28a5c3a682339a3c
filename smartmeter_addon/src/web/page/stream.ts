/** The connection to the server's events. */
import { fetchMissed, HttpError, needsPassword } from "./api.ts";

export type Connection = "connecting" | "open" | "lost" | "password";

/** What the server tells, as it happens. */
export interface Stream {
  /** Begins, or begins again where it ended: after sleep, after the password. */
  connect(): void;
  /** Begins with everything: another meter. */
  restart(): void;
  /** Nothing was heard for so long that the stream may have died in the phone's sleep. */
  isStale(): boolean;
}

export interface StreamNeeds {
  /** Names of the events wanted. */
  readonly names: readonly string[];
  meter(): number;
  take(name: string, data: unknown): void;
  tell(connection: Connection): void;
}

/** The server says something at least every five seconds. */
const silenceMs = 12_000;
/** A stream begins with an event at once. */
const beginningMs = 3000;
const pollMs = 2000;
const retryMs = 3000;

/**
 * Server-sent events; where a proxy between holds them back (Home Assistant's Core compressed streams, and so collected them,
 * until its pull request 160704 of January 2026), the page asks every two seconds instead.
 */
export function createStream({ names, meter, take, tell }: StreamNeeds): Stream {
  let source: EventSource | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let lastId = "";
  let heardAtMs = 0;
  let begun = false;
  let lost = false;

  function end(): void {
    source?.close();
    source = undefined;
    clearTimeout(asking);
    asking = undefined;
  }

  function hear(name: string, data: unknown, id: string): void {
    begun = true;
    heardAtMs = Date.now();
    if (id !== "") lastId = id;
    take(name, data);
  }

  function connect(): void {
    end();
    begun = false;
    lost = false;
    heardAtMs = Date.now();
    const opened = openSource(meter(), lastId, [...names, "beat"], hear);
    source = opened;
    opened.onopen = () => {
      lost = false;
      heardAtMs = Date.now();
      tell("open");
    };
    opened.onerror = () => {
      lost = true;
      tell("lost");
      // The browser comes back by itself unless the server has refused.
      if (opened.readyState === EventSource.CLOSED) void recover();
    };
  }

  async function recover(): Promise<void> {
    const refused = source;
    if (await needsPassword().catch(() => false)) {
      end();
      tell("password");
      return;
    }
    setTimeout(() => {
      if (source === refused) connect();
    }, retryMs);
  }

  async function ask(): Promise<void> {
    const asked = meter();
    let waitMs = pollMs;
    try {
      const { id, events } = await fetchMissed(asked, lastId);
      if (asking === undefined || asked !== meter()) return;
      tell("open");
      for (const { name, data } of events) hear(name, data, id);
    } catch (error) {
      if (asking === undefined) return;
      if (error instanceof HttpError && error.status === 401) {
        end();
        tell("password");
        return;
      }
      waitMs = retryMs;
      tell("lost");
    }
    asking = setTimeout(() => void ask(), waitMs);
  }

  everySecond((before) => {
    if (source === undefined || lost || document.visibilityState === "hidden") return;
    if (before === "slept") connect();
    else if (Date.now() - heardAtMs > (begun ? silenceMs : beginningMs)) {
      end();
      asking = setTimeout(() => void ask(), 0);
    }
  });

  return {
    connect,
    restart() {
      lastId = "";
      connect();
    },
    isStale: () => Date.now() - heardAtMs > silenceMs,
  };
}

/** Opens the server's events behind the last one heard; without one, the server begins with everything. */
function openSource(
  meter: number,
  lastId: string,
  names: readonly string[],
  hear: (name: string, data: unknown, id: string) => void,
): EventSource {
  const source = new EventSource(`api/events?meter=${meter}${lastId === "" ? "" : `&after=${lastId}`}`);
  for (const name of names) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      hear(name, JSON.parse(event.data), event.lastEventId);
    });
  }
  return source;
}

/** Looks every second, and tells whether the page was asleep before that. */
function everySecond(look: (before: "awake" | "slept") => void): void {
  let lookedAtMs = Date.now();
  setInterval(() => {
    const sinceMs = Date.now() - lookedAtMs;
    lookedAtMs = Date.now();
    look(sinceMs > silenceMs ? "slept" : "awake");
  }, 1000);
}
