/** The search for a reader's serial settings. */
import lines from "meters:lines";
import type { Fault, FaultCode } from "../fault.ts";
import type { Pattern } from "./burst.ts";
import { createListener, type UnprovenBurst } from "./listen.ts";
import type { LinkEvidence, SourceEvent } from "./source.ts";
import { type Heard, judgeBursts, speedOf } from "./verdict.ts";

/**
 * Where the search begins and waits while it hears nothing: AMIS meters speak only after an answer with these settings,
 * and the patterns of all other meters can be told apart from here.
 */
const post = lines.sending;
/** Longest usual time between two telegrams of all meters, s. */
export const { longestIntervalS } = lines;
/** Settings of all meters known, likely ones first. */
export const meterSettings: readonly string[] = lines.settings;

/** Without a verdict a setting is left after a bit more than the longest interval; AMIS searches once a minute. */
const dwellMs = { post: 65_000, other: 1000 * (lines.longestIntervalS + 5) };
/** From the second round on no setting is left sooner, and a fixed one is not judged sooner. */
const soonestMs = 5_000;
/** Settled settings are given up after this long without a frame and at least so many bursts. */
const patience = { ms: 31_000, bursts: 3 };
/** So many bursts with a damaged frame in them keep a setting: speed and parity must be right there. */
const damagedBursts = 3;

export type SearchEvent = Extract<SourceEvent, { kind: "probing" | "settled" | "silence" | "fault" }>;

export interface SearchOptions {
  /** One: the settings are fixed, and only what the line looks like is judged. */
  readonly candidates: readonly string[];
  /** What worked last time: tried first. */
  readonly remembered?: string | undefined;
}

/** The search for port settings. It has no clock and no port: every input says when it happened, `dueMs` when to tick. */
export interface Search {
  /** Settings the port should have; look again after every call. */
  settings(): string;
  dueMs(): number;
  /** The port was opened for the first time, or again after it had gone. */
  opened(nowMs: number): SearchEvent[];
  octets(octets: Uint8Array, nowMs: number): SearchEvent[];
  /** What became of octets that were heard with `settings`, which need not be the present ones any more. */
  evidence(evidence: LinkEvidence, settings: string, nowMs: number): SearchEvent[];
  tick(nowMs: number): SearchEvent[];
}

export function createSearch({ candidates: given, remembered }: SearchOptions): Search {
  const fixed = given.length === 1;
  const candidates = [...new Set(remembered === undefined || fixed ? given : [remembered, ...given])];
  const listener = createListener();
  let settings = candidates[0] as string;
  let isSettled = false;
  let isOpen = false;
  let dwellFromMs = 0;
  let proofMs = Number.NEGATIVE_INFINITY;
  /** Bursts without a proven frame since the last proof or the beginning of the round. */
  let heard: Heard[] = [];
  let damagedHere = 0;
  let scrapsHere = 0;
  let isDamagedInRound = false;
  let round = 1;
  const tried = new Set<string>();
  const reported = new Set<FaultCode>();
  let events: SearchEvent[] = [];

  function report(fault: Fault): void {
    if (reported.has(fault.code)) return;
    reported.add(fault.code);
    events.push({ kind: "fault", fault });
  }

  function dwell(next: string, nowMs: number): void {
    settings = next;
    dwellFromMs = nowMs;
    damagedHere = scrapsHere = 0;
    tried.add(next);
    listener.restart(nowMs);
    if (!fixed) events.push({ kind: "probing", settings, step: tried.size, steps: candidates.length });
  }

  function settle(proven: string, nowMs: number): void {
    proofMs = nowMs;
    heard = [];
    isDamagedInRound = false;
    reported.clear();
    if (isSettled) return;
    isSettled = true;
    if (settings !== proven) listener.restart(nowMs);
    settings = proven;
    tried.clear();
    round = 1;
    events.push({ kind: "settled", settings });
  }

  /** All settings were tried, or the one there is was given time enough. */
  function conclude(): void {
    // Damaged frames are reported by the link layer, which knows more about them.
    if (heard.length >= patience.bursts && !isDamagedInRound) {
      report(judgeBursts(heard, fixed ? [settings] : candidates));
    }
    if (heard.length > 0) round++;
    heard = [];
    isDamagedInRound = false;
    tried.clear();
  }

  /** On to the setting the pattern points at; without one, to the likeliest that was not tried. */
  function move(pattern: Pattern | undefined, nowMs: number): void {
    if (candidates.every((candidate) => tried.has(candidate))) conclude();
    if (fixed) return;
    const open = candidates.filter((candidate) => !tried.has(candidate) && candidate !== settings);
    const by = (sign: number): string[] =>
      open
        .filter((candidate) => Math.sign(speedOf(candidate) - speedOf(settings)) === sign)
        .sort((a, b) => sign * (speedOf(a) - speedOf(b)));
    const likely = pattern === "too-fast" ? by(-1) : pattern === "too-slow" ? by(1) : by(0);
    dwell((pattern === undefined ? open : [...likely, ...open])[0] as string, nowMs);
  }

  function judge({ pattern, octets, damaged }: UnprovenBurst, nowMs: number): void {
    if (pattern === "foreign") {
      settle(settings, nowMs);
      return;
    }
    heard.push({ settings, pattern, octets });
    if (heard.length > 64) heard.shift();
    if (damaged) isDamagedInRound = true;
    if (isSettled || fixed) {
      const waitedMs = nowMs - Math.max(proofMs, dwellFromMs);
      if (heard.length < patience.bursts || waitedMs < (isSettled ? patience.ms : soonestMs)) return;
      isSettled = false;
      tried.add(settings);
      move(pattern, nowMs);
    } else if (round === 1 || nowMs - dwellFromMs >= soonestMs) search(pattern, damaged, nowMs);
  }

  function search(pattern: Pattern, damaged: boolean, nowMs: number): void {
    if (damaged && ++damagedHere < damagedBursts) return;
    // May be the search of an AMIS meter, once a minute: wait for the next one where it can be answered.
    if (pattern === "scrap" && settings !== post) {
      wait(nowMs);
      return;
    }
    if (pattern === "scrap" && ++scrapsHere < 3) return;
    // Heard twice, so that it is no accident.
    if (pattern === "inverted" && heard.at(-2)?.settings !== settings) return;
    move(pattern === "scrap" ? "too-slow" : pattern, nowMs);
  }

  /** Nothing can be concluded here; where nothing can be heard, nothing can be heard anywhere. */
  function wait(nowMs: number): void {
    if (settings === post || !candidates.includes(post)) move(undefined, nowMs);
    else dwell(post, nowMs);
  }

  function take(): SearchEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  function dwellEndMs(): number {
    if (isSettled || fixed) return Number.POSITIVE_INFINITY;
    return dwellFromMs + (settings === post || damagedHere > 0 ? dwellMs.post : dwellMs.other);
  }

  return {
    settings: () => settings,
    dueMs: () => (isOpen ? Math.min(listener.dueMs(), dwellEndMs()) : Number.POSITIVE_INFINITY),
    opened(nowMs) {
      isOpen = true;
      if (isSettled) {
        dwellFromMs = nowMs;
        listener.restart(nowMs);
      } else dwell(settings, nowMs);
      return take();
    },
    octets(octets, nowMs) {
      const burst = listener.octets(octets, nowMs);
      if (burst !== undefined) judge(burst, nowMs);
      return take();
    },
    evidence({ proven, damaged, foreign }, heardWith, nowMs) {
      if (heardWith === settings) listener.evidence(proven + (foreign ? 1 : 0), damaged);
      if (proven > 0 || foreign) settle(heardWith, nowMs);
      return take();
    },
    tick(nowMs) {
      const { silence, burst } = listener.tick(nowMs);
      if (silence) events.push({ kind: "silence" });
      if (burst !== undefined) judge(burst, nowMs);
      if (nowMs >= dwellEndMs()) wait(nowMs);
      return take();
    },
  };
}
