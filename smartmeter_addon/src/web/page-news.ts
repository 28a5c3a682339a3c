/** What pages are told once a second: the lines they look at, and what has changed of everything else. */
import type { Boards } from "./boards.ts";
import type { EventHub } from "./events.ts";
import type { MeterSummary, OutputView } from "./view.ts";

export interface PageNewsNeeds {
  readonly hub: EventHub;
  readonly boards: Boards;
  /** How the outputs stand. */
  health(): readonly OutputView[];
}

/** The function it gives is called once a second. */
export function createPageNews({ hub, boards, health }: PageNewsNeeds): (nowMs: number) => void {
  /** What pages were told last, as it was sent. */
  const told = { outputs: "", faults: "" };
  const toldSummaries = new Map<number, MeterSummary>();

  const tellIfNew = (name: keyof typeof told, data: unknown): void => {
    const text = JSON.stringify(data);
    if (text !== told[name]) hub.send({ name, meter: undefined, data, kept: false });
    told[name] = text;
  };

  const tellSummaries = (): void => {
    const news = [...boards.all()]
      .map((board) => board.summary())
      .filter((summary) => summary !== toldSummaries.get(summary.index));
    for (const summary of news) toldSummaries.set(summary.index, summary);
    if (news.length > 0) hub.send({ name: "meters", meter: undefined, data: news, kept: false });
  };

  return (nowMs) => {
    const outputs = health();
    const published = outputs.reduce((sum, { delivered }) => sum + delivered, 0);
    for (const board of boards.all()) {
      const hasMoved = board.tick(nowMs, published);
      const meter = board.meter.index;
      if (hasMoved && hub.isWatched(meter)) hub.send({ name: "line", meter, data: board.line(), kept: false });
    }
    if (hub.pages === 0) return;
    tellIfNew("outputs", outputs);
    tellIfNew("faults", boards.faults());
    tellSummaries();
  };
}
