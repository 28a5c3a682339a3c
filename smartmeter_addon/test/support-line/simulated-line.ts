import type { Search, SearchEvent } from "../../src/source/detect.ts";
import type { LinkEvidence } from "../../src/source/source.ts";
import { parseFrame, type Receiver, receive, send } from "./uart.ts";

/** A meter that sends by itself, or (`search`) one that wants an answer before it does. */
export interface LineMeter {
  readonly settings: string;
  readonly intervalMs: number;
  /** When it sends for the first time after the start. */
  readonly phaseMs: number;
  readonly telegram: (index: number) => Uint8Array;
  readonly inverted?: boolean;
  /** Sent instead, until it is answered at the meter's own settings. */
  readonly search?: { readonly octets: Uint8Array; readonly intervalMs: number };
}

/** What the program makes of octets: evidence and answers. */
export interface LineReader {
  push(octets: Uint8Array): LineResult;
  idle(): LineResult;
}

export interface LineResult {
  readonly evidence: LinkEvidence;
  readonly reply: boolean;
  /** A whole telegram came through. */
  readonly telegram: boolean;
}

export interface LineLog {
  readonly events: readonly { readonly atMs: number; readonly event: SearchEvent }[];
  /** When the first whole telegram was there. */
  readonly foundMs: number | undefined;
  /** Settings the port had, in order. */
  readonly visited: readonly string[];
}

/** A USB adapter hands octets over this often. */
const chunkMs = 16;
/** Closing and opening a port. */
const reopenMs = 20;

/** Runs the search against a meter in simulated time, until the first telegram or the end. */
export function simulateLine(
  search: Search,
  meter: LineMeter | undefined,
  reader: LineReader,
  receiver: Receiver,
  durationMs: number,
  fromMs = 0,
): LineLog {
  const events: { atMs: number; event: SearchEvent }[] = [];
  const visited: string[] = [];
  let settings = "";
  let deafUntilMs = 0;
  /** Since the start. */
  let foundMs: number | undefined;
  let answered = false;
  let nowMs = fromMs;
  const untilMs = fromMs + durationMs;

  function take(found: readonly SearchEvent[]): void {
    for (const event of found) {
      events.push({ atMs: nowMs, event });
      if (event.kind === "silence") prove(reader.idle());
    }
    if (search.settings() === settings) return;
    settings = search.settings();
    visited.push(settings);
    deafUntilMs = nowMs + reopenMs;
  }

  function prove({ evidence, reply, telegram }: LineResult): void {
    if (reply && meter !== undefined && arrives(answer, settings, meter.settings)) answered = true;
    if (telegram) foundMs ??= nowMs - fromMs;
    take(search.evidence(evidence, settings, nowMs));
  }

  function tickUntil(atMs: number): void {
    while (search.dueMs() <= atMs && foundMs === undefined) {
      nowMs = Math.max(nowMs, search.dueMs());
      take(search.tick(nowMs));
    }
    nowMs = Math.max(nowMs, atMs);
  }

  function deliver(octets: Uint8Array): void {
    take(search.octets(octets, nowMs));
    prove(reader.push(octets));
  }

  take(search.opened(fromMs));
  let index = 0;
  let sendMs = fromMs + (meter?.phaseMs ?? Number.POSITIVE_INFINITY);
  while (sendMs < untilMs && meter !== undefined && foundMs === undefined) {
    const searching = meter.search !== undefined && !answered;
    const octets = searching ? (meter.search?.octets as Uint8Array) : meter.telegram(index++);
    const signal = send(octets, parseFrame(meter.settings), sendMs, meter.inverted);
    let listenMs = sendMs;
    while (listenMs < signal.endMs && foundMs === undefined) {
      tickUntil(listenMs);
      const heardWith = settings;
      const heard = receive(signal, parseFrame(settings), receiver, Math.max(listenMs, deafUntilMs));
      listenMs = signal.endMs;
      for (let at = 0; at < heard.length && settings === heardWith && foundMs === undefined; ) {
        const endMs = (heard[at]?.atMs ?? 0) + chunkMs;
        const chunk = heard.slice(at).filter(({ atMs }) => atMs < endMs);
        at += chunk.length;
        tickUntil(endMs);
        deliver(Uint8Array.from(chunk, ({ octet }) => octet));
        if (settings !== heardWith) listenMs = nowMs;
      }
    }
    if (searching && !answered) sendMs += meter.search?.intervalMs ?? 0;
    else sendMs += meter.intervalMs;
    tickUntil(Math.min(sendMs, untilMs));
  }
  tickUntil(untilMs);
  return { events, foundMs, visited };
}

export function codesOf({ events }: LineLog): string[] {
  return events.flatMap(({ event }) => (event.kind === "fault" ? [event.fault.code] : []));
}

const answer = 0xe5;

/** Whether the octet sent with one setting is the same octet with another. */
function arrives(octet: number, sentWith: string, heardWith: string): boolean {
  const signal = send(Uint8Array.of(octet), parseFrame(sentWith), 0);
  const heard = receive(signal, parseFrame(heardWith), { resync: "edge", flawed: "drop" });
  return heard.length === 1 && heard[0]?.octet === octet;
}
