/** What the page knows about one meter. */
import type { LinkStatistics } from "../decoder.ts";
import type { FaultCode } from "../fault.ts";
import type { MeterHandle, MeterStatus } from "../sink/sink.ts";
import type { SourceEvent } from "../source/source.ts";
import type { ClockDrift } from "../status/clock-drift.ts";
import { type MeterEvent, netPower, type Reading } from "../telegram/reading.ts";
import { alignmentWindow, type Sample, scoreAlignment } from "./alignment.ts";
import { createFaultBook } from "./fault-book.ts";
import { createHistory, type History } from "./history.ts";
import { viewReading } from "./reading-view.ts";
import { createRingBuffer, type RingBuffer } from "./ring-buffer.ts";
import type { Counts, FaultView, LineView, MeterStanding, MeterSummary, MeterView, ReadingView } from "./view.ts";

/** All the page knows about one meter: a bounded picture of its line, kept up to date by what passes through. */
export interface MeterBoard {
  readonly meter: MeterHandle;
  /** The last octets of its line. */
  readonly lastOctets: RingBuffer;
  /** The line since the first telegram of a layout nobody knows: more than `lastOctets`, to learn from. */
  readonly unknown: RingBuffer | undefined;
  readonly history: History;
  /** What outlives a restart of the curve of power; undefined where there is no curve. */
  curveState(): unknown;
  reading(reading: Reading, receivedAtMs: number): ReadingView;
  status(status: MeterStatus): void;
  source(event: SourceEvent, atMs: number): void;
  decoded(event: MeterEvent, atMs: number): void;
  statistics(statistics: LinkStatistics): void;
  /** Takes a sample of the totals, once a second; true where the line has moved since the last. */
  tick(atMs: number, published: number): boolean;
  /** The same object until something in it changes. */
  summary(): MeterSummary;
  /** The name under which the data folder has it; undefined before its first telegram. */
  meterId(): string | undefined;
  faults(): readonly FaultView[];
  line(): LineView;
  view(): MeterView;
}

const minuteMs = 60_000;
const keptOctets = 6000;
/** An hour of a meter that sends a telegram of 150 octets every five seconds. */
const unknownOctets = 128 * 1024;
/** Faults that end a telegram after it was deciphered; other faults of its contents come with a reading. */
const decipheredButUseless: ReadonlySet<FaultCode> = new Set(["data-invalid", "layout-unknown", "duplicate"]);

/** Takes little memory until the meter speaks. */
export function createMeterBoard(meter: MeterHandle, drift: ClockDrift): MeterBoard {
  const lastOctets = createRingBuffer(keptOctets);
  let unknown: RingBuffer | undefined;
  const faults = createFaultBook(meter.index);
  const samples: Sample[] = [];
  let history: History | undefined;
  let reading: ReadingView | undefined;
  let status: MeterStatus | undefined;
  let totals: Counts = { octets: 0, skipped: 0, frames: 0, damaged: 0, deciphered: 0, decoded: 0, published: 0 };
  let link: LinkState = { state: "closed", source: undefined, settings: undefined, probing: undefined };
  let framing: string | undefined;
  let lastOctetsAtMs: number | undefined;
  let summary: MeterSummary | undefined;

  function line(): LineView {
    const now = samples.at(-1) ?? { atMs: 0, totals };
    const since = (ms: number): Sample => samples.find((sample) => sample.atMs >= now.atMs - ms) ?? now;
    const intervalMs = status?.intervalMs;
    const framesPerTelegram = totals.decoded === 0 ? 1 : Math.max(1, Math.round(totals.frames / totals.deciphered));
    const alignment = scoreAlignment(since(alignmentWindow(intervalMs)), now, { intervalMs, framesPerTelegram });
    return { ...link, framing, totals, perMinute: difference(now, since(minuteMs)), lastOctetsAtMs, alignment };
  }

  return {
    meter,
    lastOctets,
    get unknown() {
      return unknown;
    },
    get history() {
      history ??= createHistory();
      return history;
    },
    curveState: () => history?.state(Date.now()),
    reading(next, receivedAtMs) {
      reading = viewReading(next, receivedAtMs, drift);
      summary = undefined;
      const power = netPower(next);
      if (power !== undefined) this.history.add(receivedAtMs, power);
      return reading;
    },
    status(next) {
      status = next;
      summary = undefined;
    },
    source(event, atMs) {
      link = linkAfter(event, link);
      if (event.kind === "fault") faults.enter(event.fault, atMs);
      if (event.kind !== "octets") return;
      lastOctets.add(event.octets, atMs);
      unknown?.add(event.octets, atMs);
      lastOctetsAtMs = atMs;
    },
    decoded(event, atMs) {
      const decoded = event.kind === "reading" || event.kind === "held" || event.kind === "unproven";
      if (decoded || (event.kind === "fault" && decipheredButUseless.has(event.fault.code))) {
        const { deciphered, decoded: before } = totals;
        totals = { ...totals, deciphered: deciphered + 1, decoded: before + (decoded ? 1 : 0) };
      }
      if (event.kind !== "fault") return;
      faults.enter(event.fault, atMs);
      if (event.fault.code !== "layout-unknown" || unknown !== undefined) return;
      unknown = createRingBuffer(unknownOctets);
      unknown.add(lastOctets.octets(), atMs);
    },
    statistics(statistics) {
      const { octets, skippedOctets: skipped, proven: frames, damaged } = statistics;
      framing = statistics.framing;
      totals = { ...totals, octets, skipped, frames, damaged };
    },
    tick(atMs, published) {
      const before = samples.at(-1);
      if (published !== totals.published) totals = { ...totals, published };
      samples.push({ atMs, totals });
      while ((samples[0] as Sample).atMs < atMs - minuteMs) samples.shift();
      // As long as the rates of the last minute change, so does the picture.
      return before === undefined || before.totals !== totals || samples[0]?.totals !== totals;
    },
    line,
    view: () => ({ index: meter.index, name: meter.name, fixedId: meter.fixedId, status, reading, line: line() }),
    summary() {
      summary ??= summaryOf(meter, status, reading);
      return summary;
    },
    meterId: () => reading?.meterId,
    faults: faults.all,
  };
}

type LinkState = Pick<LineView, "state" | "source" | "settings" | "probing">;

/** How the port is doing after an event of its source. */
function linkAfter(event: SourceEvent, link: LinkState): LinkState {
  switch (event.kind) {
    case "opened":
      return { state: "open", source: event.description, settings: event.settings, probing: undefined };
    case "probing": {
      const { settings, step, steps } = event;
      return { ...link, state: "probing", settings, probing: { settings, step, steps } };
    }
    case "settled":
      return { ...link, state: "open", settings: event.settings, probing: undefined };
    case "end":
      return { ...link, state: "ended", probing: undefined };
    case "fault":
      return event.fault.layer === "port" ? { ...link, state: "closed", probing: undefined } : link;
    default:
      return link;
  }
}

function standingOf({ code, problem, available, intervalMs, lastReadingAtMs }: MeterStatus): MeterStanding {
  return { code, problem, available, intervalMs, lastReadingAtMs };
}

function summaryOf(
  { index, name }: MeterHandle,
  status: MeterStatus | undefined,
  reading: ReadingView | undefined,
): MeterSummary {
  const kwhOf = (key: string): number | undefined => reading?.values.find((value) => value.key === key)?.value;
  return {
    index,
    name,
    status: status && standingOf(status),
    netPower: reading?.netPower,
    receivedAtMs: reading?.receivedAtMs,
    importToday: kwhOf("energy_import_today"),
    exportToday: kwhOf("energy_export_today"),
    todayCaveat: reading?.caveats.energy_import_today,
  };
}

/** Counts of `now` less those of `before`, both totals. */
function difference(now: Sample, before: Sample): Counts {
  // A decoder that began anew counts from zero.
  const less = (key: keyof Counts): number => Math.max(0, now.totals[key] - before.totals[key]);
  return {
    octets: less("octets"),
    skipped: less("skipped"),
    frames: less("frames"),
    damaged: less("damaged"),
    deciphered: less("deciphered"),
    decoded: less("decoded"),
    published: less("published"),
  };
}
