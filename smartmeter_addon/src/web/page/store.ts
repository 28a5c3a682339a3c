import type { MeterStatus } from "../../sink/sink.ts";
import type { FaultView, HistoryRange, HistoryView, LineView, MeterView, PageState, ReadingView } from "../view.ts";
import { fetchHistory, needsPassword } from "./api.ts";

/** All the page knows, kept current by the server's events; views only read it. */
export interface Store {
  readonly page: PageState | undefined;
  readonly connection: "connecting" | "open" | "lost" | "password";
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
/** A stream that has said nothing for so long has died in the phone's sleep. */
const staleMs = 10_000;

/** `changed` is called after every change. */
export function createStore(changed: () => void): Store {
  let page: PageState | undefined;
  let connection: Store["connection"] = "connecting";
  let chosen = 0;
  let range: HistoryRange = "5m";
  let history: HistoryView | undefined;
  let clockOffsetMs = 0;
  let stream: EventSource | undefined;
  let lastEventId = "";
  let heardAtMs = 0;

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

  function connect(): void {
    stream?.close();
    const after = lastEventId === "" ? "" : `&after=${lastEventId}`;
    const opened = new EventSource(`api/events?meter=${chosen}${after}`);
    stream = opened;
    heardAtMs = Date.now();
    opened.onopen = () => {
      connection = "open";
      changed();
    };
    opened.onerror = () => {
      connection = connection === "password" ? connection : "lost";
      changed();
      // The browser comes back by itself unless the server has refused.
      if (opened.readyState === EventSource.CLOSED) void recover(opened);
    };
    for (const [name, listener] of Object.entries(listeners)) {
      opened.addEventListener(name, (event: MessageEvent<string>) => {
        heardAtMs = Date.now();
        if (event.lastEventId !== "") lastEventId = event.lastEventId;
        listener(JSON.parse(event.data) as never);
        changed();
      });
    }
  }

  async function recover(refused: EventSource): Promise<void> {
    if (await needsPassword().catch(() => false)) {
      connection = "password";
      changed();
      return;
    }
    setTimeout(() => {
      if (stream === refused) connect();
    }, 3000);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || connection === "password") return;
    if (Date.now() - heardAtMs > staleMs) connect();
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
      lastEventId = "";
      connect();
      changed();
    },
    chooseRange(next) {
      range = next;
      history = undefined;
      void loadHistory();
      changed();
    },
    connect,
  };
  return store;
}
