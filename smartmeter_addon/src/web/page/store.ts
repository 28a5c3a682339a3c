import type { MeterStatus } from "../../sink/sink.ts";
import type { FaultView, HistoryRange, HistoryView, LineView, MeterView, PageState, ReadingView } from "../view.ts";
import { fetchHistory } from "./api.ts";
import { type Connection, createStream } from "./stream.ts";

/** All the page knows, kept current by the server's events; views only read it. */
export interface Store {
  readonly page: PageState | undefined;
  readonly connection: Connection;
  /** The meter looked at. */
  readonly meter: MeterView | undefined;
  readonly range: HistoryRange;
  readonly history: HistoryView | undefined;
  /** The server's clock. */
  now(): number;
  chooseMeter(index: number): void;
  chooseRange(range: HistoryRange): void;
  connect(): void;
}

const rangeMs: Readonly<Record<HistoryRange, number>> = { "5m": 300_000, "1h": 3_600_000, "24h": 86_400_000 };

/** `changed` is called after every change. */
export function createStore(changed: () => void): Store {
  let page: PageState | undefined;
  let connection: Connection = "connecting";
  let chosen = 0;
  let range: HistoryRange = "5m";
  let history: HistoryView | undefined;
  let clockOffsetMs = 0;

  const now = (): number => Date.now() + clockOffsetMs;

  function setMeter(change: (meter: MeterView) => Partial<MeterView>): void {
    if (page?.meter === undefined) return;
    page = { ...page, meter: { ...page.meter, ...change(page.meter) } };
  }

  async function loadHistory(): Promise<void> {
    const [meter, wanted] = [chosen, range];
    const loaded = await fetchHistory(meter, wanted).catch(() => undefined);
    if (meter !== chosen || wanted !== range || loaded === undefined) return;
    history = loaded;
    changed();
  }

  /** The bucket being filled is only approximated here; the next load brings the server's. */
  function addToHistory({ receivedAtMs, netPower }: ReadingView): void {
    if (history === undefined || netPower === undefined) return;
    const bucket = receivedAtMs - (receivedAtMs % history.bucketMs);
    const columns = { at: [...history.at], min: [...history.min], mean: [...history.mean], max: [...history.max] };
    const last = columns.at.length - 1;
    if (columns.at[last] === bucket) {
      columns.min[last] = Math.min(columns.min[last] as number, netPower);
      columns.max[last] = Math.max(columns.max[last] as number, netPower);
      columns.mean[last] = ((columns.mean[last] as number) + netPower) / 2;
    } else {
      columns.at.push(bucket);
      for (const column of [columns.min, columns.mean, columns.max]) column.push(netPower);
    }
    const gone = columns.at.findIndex((at) => at > now() - rangeMs[range]);
    for (const column of Object.values(columns)) column.splice(0, Math.max(0, gone));
    history = { ...history, ...columns };
  }

  const entered = (faults: readonly FaultView[], fault: FaultView): FaultView[] => [
    fault,
    ...faults.filter(({ code }) => code !== fault.code),
  ];

  const listeners: Record<string, (data: never) => void> = {
    state(state: PageState) {
      page = state;
      clockOffsetMs = state.nowMs - Date.now();
      const first = state.meters[0]?.index;
      // The meter looked at is gone after a change of the configuration.
      if (state.meter === undefined && first !== undefined && first !== chosen) store.chooseMeter(first);
      else void loadHistory();
    },
    reading(reading: ReadingView) {
      setMeter(() => ({ reading }));
      addToHistory(reading);
    },
    status: (status: MeterStatus) => setMeter(() => ({ status })),
    line: (line: LineView) => setMeter(() => ({ line })),
    fault: (fault: FaultView) => setMeter(({ faults }) => ({ faults: entered(faults, fault) })),
    outputs(outputs: PageState["outputs"]) {
      if (page !== undefined) page = { ...page, outputs };
    },
    "program-fault"(fault: FaultView) {
      if (page !== undefined) page = { ...page, faults: entered(page.faults, fault) };
    },
  };

  const stream = createStream({
    names: Object.keys(listeners),
    meter: () => chosen,
    take(name, data) {
      listeners[name]?.(data as never);
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
    void loadHistory();
  });

  const store: Store = {
    get page() {
      return page;
    },
    get connection() {
      return connection;
    },
    get meter() {
      return page?.meter;
    },
    get range() {
      return range;
    },
    get history() {
      return history;
    },
    now,
    chooseMeter(index) {
      chosen = index;
      history = undefined;
      stream.restart();
      changed();
    },
    chooseRange(next) {
      range = next;
      history = undefined;
      void loadHistory();
      changed();
    },
    connect: stream.connect,
  };
  return store;
}
