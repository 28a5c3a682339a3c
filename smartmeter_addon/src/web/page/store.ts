/** The page's state. */
import type { MeterStatus } from "../../sink/sink.ts";
import { type Freshness, freshnessOf } from "../../status/freshness.ts";
import { type Whole, wholeOf } from "../../status/whole.ts";
import type { FaultView, LineView, MeterSummary, MeterView, PageState, ReadingView } from "../view.ts";
import { setCurrency, setTimeZone } from "./format.ts";
import { type Connection, createStream } from "./stream.ts";

/** All the page knows, kept current by the server's events; views only read it. */
export interface Store {
  readonly page: PageState | undefined;
  readonly connection: Connection;
  /** The program is heard. Without it nothing here is more than a memory. */
  readonly isHeard: boolean;
  /** When the program was last heard, by its own clock. */
  readonly heardAtMs: number;
  /** The meter looked at. */
  readonly meter: MeterView | undefined;
  /** How everything stands together. */
  readonly whole: Whole | undefined;
  /** Grows whenever the page may have missed something. */
  readonly generation: number;
  /** The server's clock. */
  now(): number;
  /** How old the values of a meter are, as words and colours need it. */
  freshness(meter: Pick<MeterSummary, "status" | "receivedAtMs">): Freshness;
  chooseMeter(index: number): void;
  connect(): void;
}

/** What the page knows after each of the server's events that tells of a change. */
const pageWith: Readonly<Record<string, (page: PageState, news: never) => PageState>> = {
  reading: (page, reading: ReadingView) => withMeter(page, { reading }),
  status: (page, status: MeterStatus) => withMeter(page, { status }),
  line: (page, line: LineView) => withMeter(page, { line }),
  faults: (page, faults: readonly FaultView[]) => ({ ...page, faults }),
  outputs: (page, outputs: PageState["outputs"]) => ({ ...page, outputs }),
  meters(page, news: readonly MeterSummary[]) {
    const known = new Map(page.meters.map((meter) => [meter.index, meter]));
    for (const summary of news) known.set(summary.index, summary);
    return { ...page, meters: [...known.values()] };
  },
};

function withMeter(page: PageState, change: Partial<MeterView>): PageState {
  return page.meter === undefined ? page : { ...page, meter: { ...page.meter, ...change } };
}

/** `changed` is called after every change. */
export function createStore(changed: () => void): Store {
  let page: PageState | undefined;
  let connection: Connection = "connecting";
  let chosen = 0;
  let clockOffsetMs = 0;
  let heardAtMs = 0;
  let generation = 0;

  const now = (): number => Date.now() + clockOffsetMs;

  function begin(state: PageState): void {
    page = state;
    clockOffsetMs = state.nowMs - Date.now();
    setTimeZone(state.timeZone);
    setCurrency(state.currency);
    const first = state.meters[0]?.index;
    // The meter looked at is gone after a change of the configuration.
    if (state.meter === undefined && first !== undefined && first !== chosen) store.chooseMeter(first);
    else generation++;
  }

  const stream = createStream({
    names: ["state", ...Object.keys(pageWith)],
    meter: () => chosen,
    take(name, data) {
      if (name === "state") begin(data as PageState);
      else if (page !== undefined) page = pageWith[name]?.(page, data as never) ?? page;
      heardAtMs = now();
      changed();
    },
    tell(next) {
      connection = next;
      changed();
    },
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || connection === "password") return;
    if (stream.isStale()) stream.connect();
    generation++;
    changed();
  });

  const store: Store = {
    get page() {
      return page;
    },
    get connection() {
      return connection;
    },
    get isHeard() {
      return connection !== "lost";
    },
    get heardAtMs() {
      return heardAtMs;
    },
    get generation() {
      return generation;
    },
    get meter() {
      return page?.meter;
    },
    get whole() {
      if (page === undefined) return undefined;
      // The status of the meter looked at comes with its events, those of the others once a second.
      const { meter, meters, outputs } = page;
      return wholeOf(
        meters.map(({ index, status }) => (index === meter?.index ? meter.status : status)),
        outputs,
      );
    },
    now,
    freshness({ status, receivedAtMs }) {
      if (connection === "lost" && receivedAtMs !== undefined) return "aged";
      const age = receivedAtMs === undefined ? undefined : now() - receivedAtMs;
      return freshnessOf({ available: status?.available, intervalMs: status?.intervalMs }, age);
    },
    chooseMeter(index) {
      if (chosen === index && page?.meter !== undefined) return;
      chosen = index;
      if (page !== undefined) stream.restart();
      changed();
    },
    connect: stream.connect,
  };
  return store;
}
