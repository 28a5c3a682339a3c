/** The search for a reader's serial settings. */
import lines from "meters:lines";
import type { Pattern } from "./burst.ts";
import { createListener, type UnprovenBurst } from "./listen.ts";
import { createRounds, fewestBursts } from "./rounds.ts";
import type { LinkEvidence, SourceEvent } from "./source.ts";

/**
 * Where the search begins, and where it waits while it hears nothing: AMIS meters speak only after an answer with these
 * settings, and with them all other meters can be told apart by their patterns.
 */
const post = lines.sending;
/** Longest usual time between two telegrams of all meters, s. */
export const { longestIntervalS } = lines;
/** Settings of all meters known, likely ones first. */
export const meterSettings: readonly string[] = lines.settings;

/** Without a verdict the search moves on a bit after the longest interval; an AMIS meter searches once a minute. */
const dwellMs = { post: 65_000, other: 1000 * (lines.longestIntervalS + 5) };
/** From the second round on, each setting gets at least this long, and so do fixed settings before they are judged. */
const soonestMs = 5_000;
/** Settled settings are given up after this long without a frame. */
const patienceMs = 31_000;
/** Fewer bursts with a damaged frame keep the settings: speed and parity must be right there. */
const damagedBursts = 3;
/** Fewer scraps may be the search of an AMIS meter. */
const scrapBursts = 3;

/** What the search finds out. */
export type SearchEvent = Extract<SourceEvent, { kind: "probing" | "settled" | "silence" | "fault" }>;

/** Which settings are searched through. */
export interface SearchOptions {
  /** Settings as `2400 8E1`. Just one: they are fixed, and only what the line looks like is judged. */
  readonly candidates: readonly string[];
  /** The settings that worked last time; they are tried first. */
  readonly remembered?: string | undefined;
}

/** The search for port settings. It has no clock and no port: every input says when it happened. */
export interface Search {
  /** Settings the port should have; look again after every call. */
  settings(): string;
  /** When to tick, unless something else happens before; infinity for never. */
  dueMs(): number;
  /** The port was opened for the first time, or again after it had gone. */
  opened(nowMs: number): SearchEvent[];
  octets(octets: Uint8Array, nowMs: number): SearchEvent[];
  /** What became of octets that were heard with `settings`, which need not be the present ones any more. */
  evidence(evidence: LinkEvidence, settings: string, nowMs: number): SearchEvent[];
  tick(nowMs: number): SearchEvent[];
}

/** Begins with the settings that worked last time, else with the likeliest ones. */
export function createSearch({ candidates: given, remembered }: SearchOptions): Search {
  const isFixed = given.length === 1;
  const candidates = [...new Set(remembered === undefined || isFixed ? given : [remembered, ...given])];
  const listener = createListener();
  const rounds = createRounds(candidates);
  /** The settings the port has now, since when, and how much was heard with them that may not be an accident. */
  let here = { settings: candidates[0] as string, sinceMs: 0, damaged: 0, scraps: 0 };
  let isSettled = false;
  let isOpen = false;
  let proofMs = Number.NEGATIVE_INFINITY;
  let events: SearchEvent[] = [];

  function dwell(settings: string, nowMs: number): void {
    here = { settings, sinceMs: nowMs, damaged: 0, scraps: 0 };
    listener.restart(nowMs);
    const step = rounds.try(settings);
    if (!isFixed) events.push({ kind: "probing", settings, step, steps: candidates.length });
  }

  function settle(settings: string, nowMs: number): void {
    proofMs = nowMs;
    rounds.restart();
    if (isSettled) return;
    isSettled = true;
    if (here.settings !== settings) listener.restart(nowMs);
    here.settings = settings;
    events.push({ kind: "settled", settings });
  }

  /** On to the settings the pattern points at; without one, to the likeliest that were not tried. */
  function move(pattern: Pattern | undefined, nowMs: number): void {
    if (rounds.isOver()) {
      const fault = rounds.end();
      if (fault !== undefined) events.push({ kind: "fault", fault });
    }
    if (!isFixed) dwell(rounds.next(here.settings, pattern), nowMs);
  }

  /** Nothing can be concluded here: waits where AMIS meters can be answered, or moves on from there. */
  function waitAtPost(nowMs: number): void {
    if (here.settings === post || !candidates.includes(post)) move(undefined, nowMs);
    else dwell(post, nowMs);
  }

  function judge(burst: UnprovenBurst, nowMs: number): void {
    if (burst.pattern === "foreign") {
      settle(here.settings, nowMs);
      return;
    }
    rounds.hear(here.settings, burst);
    if (isSettled || isFixed) doubt(burst.pattern, nowMs);
    else if (rounds.isFirst() || nowMs - here.sinceMs >= soonestMs) search(burst, nowMs);
  }

  /** Settings that were proven or given are judged only after some time. */
  function doubt(pattern: Pattern, nowMs: number): void {
    const waitedMs = nowMs - Math.max(proofMs, here.sinceMs);
    if (rounds.bursts() < fewestBursts || waitedMs < (isSettled ? patienceMs : soonestMs)) return;
    isSettled = false;
    rounds.try(here.settings);
    move(pattern, nowMs);
  }

  function search({ pattern, damaged }: UnprovenBurst, nowMs: number): void {
    if (damaged && ++here.damaged < damagedBursts) return;
    if (pattern === "scrap") {
      // It may be the search of an AMIS meter, once a minute: the next one is awaited where it can be answered.
      if (here.settings !== post) waitAtPost(nowMs);
      else if (++here.scraps >= scrapBursts) move("too-slow", nowMs);
      return;
    }
    // Heard twice, so that it is no accident.
    if (pattern === "inverted" && !rounds.isHeardAgain(here.settings)) return;
    move(pattern, nowMs);
  }

  function dwellEndMs(): number {
    if (isSettled || isFixed) return Number.POSITIVE_INFINITY;
    return here.sinceMs + (here.settings === post || here.damaged > 0 ? dwellMs.post : dwellMs.other);
  }

  function take(): SearchEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    settings: () => here.settings,
    dueMs: () => (isOpen ? Math.min(listener.dueMs(), dwellEndMs()) : Number.POSITIVE_INFINITY),
    opened(nowMs) {
      isOpen = true;
      if (isSettled) {
        here.sinceMs = nowMs;
        listener.restart(nowMs);
      } else dwell(here.settings, nowMs);
      return take();
    },
    octets(octets, nowMs) {
      const burst = listener.octets(octets, nowMs);
      if (burst !== undefined) judge(burst, nowMs);
      return take();
    },
    evidence({ proven, damaged, foreign }, heardWith, nowMs) {
      if (heardWith === here.settings) listener.evidence(proven + (foreign ? 1 : 0), damaged);
      if (proven > 0 || foreign) settle(heardWith, nowMs);
      return take();
    },
    tick(nowMs) {
      const { silence, burst } = listener.tick(nowMs);
      if (silence) events.push({ kind: "silence" });
      if (burst !== undefined) judge(burst, nowMs);
      if (nowMs >= dwellEndMs()) waitAtPost(nowMs);
      return take();
    },
  };
}
