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
  /** With the settings that the port has now. */
  let dwell = createDwell(candidates[0] as string, 0);
  let isSettled = false;
  let isOpen = false;
  let proofMs = Number.NEGATIVE_INFINITY;

  function tryOut(settings: string, nowMs: number): SearchEvent[] {
    dwell = createDwell(settings, nowMs);
    listener.restart(nowMs);
    const step = rounds.try(settings);
    return isFixed ? [] : [{ kind: "probing", settings, step, steps: candidates.length }];
  }

  function settle(settings: string, nowMs: number): SearchEvent[] {
    proofMs = nowMs;
    rounds.restart();
    if (isSettled) return [];
    isSettled = true;
    if (dwell.settings !== settings) listener.restart(nowMs);
    dwell = createDwell(settings, dwell.sinceMs);
    return [{ kind: "settled", settings }];
  }

  /** On to the settings the pattern points at; without one, to the likeliest that were not tried. */
  function move(pattern: Pattern | undefined, nowMs: number): SearchEvent[] {
    const fault = rounds.isOver() ? rounds.end() : undefined;
    const shown: SearchEvent[] = fault === undefined ? [] : [{ kind: "fault", fault }];
    return isFixed ? shown : [...shown, ...tryOut(rounds.next(dwell.settings, pattern), nowMs)];
  }

  /** Nothing can be concluded here: waits where AMIS meters can be answered, or moves on from there. */
  const waitAtPost = (nowMs: number): SearchEvent[] =>
    dwell.settings === post || !candidates.includes(post) ? move(undefined, nowMs) : tryOut(post, nowMs);

  function judge(burst: UnprovenBurst, nowMs: number): SearchEvent[] {
    if (burst.pattern === "foreign") return settle(dwell.settings, nowMs);
    rounds.hear(dwell.settings, burst);
    if (isSettled || isFixed) return doubt(burst.pattern, nowMs);
    return rounds.isFirst() || nowMs - dwell.sinceMs >= soonestMs ? search(burst, nowMs) : [];
  }

  /** Settings that were proven or given are judged only after some time. */
  function doubt(pattern: Pattern, nowMs: number): SearchEvent[] {
    const waitedMs = nowMs - Math.max(proofMs, dwell.sinceMs);
    if (rounds.bursts() < fewestBursts || waitedMs < (isSettled ? patienceMs : soonestMs)) return [];
    isSettled = false;
    rounds.try(dwell.settings);
    return move(pattern, nowMs);
  }

  function search(burst: UnprovenBurst, nowMs: number): SearchEvent[] {
    const next = dwell.hear(burst);
    if (next === "stay") return [];
    if (next === "to-post") return waitAtPost(nowMs);
    // Heard twice, so that it is no accident.
    return next === "inverted" && !rounds.isHeardAgain(dwell.settings) ? [] : move(next, nowMs);
  }

  const endMs = (): number => (isSettled || isFixed ? Number.POSITIVE_INFINITY : dwell.endMs());

  return {
    settings: () => dwell.settings,
    dueMs: () => (isOpen ? Math.min(listener.dueMs(), endMs()) : Number.POSITIVE_INFINITY),
    opened(nowMs) {
      isOpen = true;
      if (!isSettled) return tryOut(dwell.settings, nowMs);
      dwell = createDwell(dwell.settings, nowMs);
      listener.restart(nowMs);
      return [];
    },
    octets(octets, nowMs) {
      const burst = listener.octets(octets, nowMs);
      return burst === undefined ? [] : judge(burst, nowMs);
    },
    evidence({ proven, damaged, foreign }, heardWith, nowMs) {
      if (heardWith === dwell.settings) listener.evidence(proven + (foreign ? 1 : 0), damaged);
      return proven > 0 || foreign ? settle(heardWith, nowMs) : [];
    },
    tick(nowMs) {
      const { silence, burst } = listener.tick(nowMs);
      const events: SearchEvent[] = silence ? [{ kind: "silence" }] : [];
      if (burst !== undefined) events.push(...judge(burst, nowMs));
      if (nowMs >= endMs()) events.push(...waitAtPost(nowMs));
      return events;
    },
  };
}

/** The time spent with one setting, and how much was heard with it that may not be an accident. */
function createDwell(settings: string, sinceMs: number) {
  let damagedFrames = 0;
  let scraps = 0;
  return {
    settings,
    sinceMs,
    /** When the search moves on without a verdict. */
    endMs: (): number => sinceMs + (settings === post || damagedFrames > 0 ? dwellMs.post : dwellMs.other),
    /** What follows from a burst: to stay, to wait at the post, or to move to where the pattern points. */
    hear({ pattern, damaged }: UnprovenBurst): Pattern | "stay" | "to-post" {
      if (damaged && ++damagedFrames < damagedBursts) return "stay";
      if (pattern !== "scrap") return pattern;
      // It may be the search of an AMIS meter, once a minute: the next one is awaited where it can be answered.
      if (settings !== post) return "to-post";
      return ++scraps >= scrapBursts ? "too-slow" : "stay";
    },
  };
}
