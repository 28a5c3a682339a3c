/** Ten minutes of one phase. */
export interface TenMinutes {
  readonly phase: string;
  /** Beginning, on the clock's ten minutes, ms since 1970. */
  readonly fromMs: number;
  readonly min: number;
  readonly max: number;
  /** Root mean square of the telegrams' values, by which voltage quality is judged, in V. */
  readonly mean: number;
  readonly samples: number;
  /** How much of the ten minutes the telegrams stand for, ms; all of it is 600,000. */
  readonly coveredMs: number;
  /** Telegrams that arrived and were left out as damaged. */
  readonly leftOut: number;
}

/** The voltages of one meter. */
export interface VoltageLog {
  /** Voltages of one telegram by phase, in V; gives the ten minutes that ended with it. */
  push(atMs: number, voltages: ReadonlyMap<string, number>): TenMinutes[];
  /** Such a telegram was left out: it is counted, and its time is not covered. */
  leaveOut(atMs: number, phases: Iterable<string>): TenMinutes[];
  /** What was left out was true; gives what belongs to ten minutes that have ended. */
  recall(atMs: number, voltages: ReadonlyMap<string, number>): TenMinutes[];
  /** Gives the ten minutes under way, as far as they have got. */
  flush(): TenMinutes[];
}

const windowMs = 600_000;
/** A telegram stands for the time since the one before it, unless that is longer ago than this. */
const longestRhythmMs = 120_000;
/** Anything beyond this is not a voltage. */
const noVoltage = 1e6;
/** A mean of less than this says nothing about the ten minutes. */
const judgedMs = 0.9 * windowMs;

/** Collects minimum, maximum and mean of every phase by the clock's ten minutes. */
export function createVoltageLog(): VoltageLog {
  let fromMs: number | undefined;
  const phases = new Map<string, TenMinutes>();
  /** When each phase was last heard. */
  const heardMs = new Map<string, number>();

  const flush = (): TenMinutes[] => {
    const ended = [...phases.values()].filter(({ samples }) => samples > 0);
    phases.clear();
    return ended;
  };
  const windowOf = (atMs: number): number => Math.floor(atMs / windowMs) * windowMs;
  /** Ends the ten minutes when others begin. */
  const turn = (window: number): TenMinutes[] => {
    const ended = window === fromMs ? [] : flush();
    fromMs = window;
    return ended;
  };
  const add = (part: TenMinutes): void => {
    const whole = phases.get(part.phase);
    phases.set(part.phase, whole === undefined ? part : merged(whole, part));
  };

  return {
    push(atMs, voltages) {
      if (!Number.isFinite(atMs)) return [];
      const window = windowOf(atMs);
      const heard = [...voltages].filter(([, value]) => Math.abs(value) < noVoltage);
      const sinceMs = (phase: string): number => {
        const last = heardMs.get(phase) ?? atMs;
        return atMs >= last && atMs - last <= longestRhythmMs ? last : atMs;
      };
      // What the telegram stands for on the other side of the boundary.
      for (const [phase] of heard) {
        const whole = phases.get(phase);
        const overMs = window - sinceMs(phase);
        if (whole?.fromMs === window - windowMs && overMs > 0)
          phases.set(phase, { ...whole, coveredMs: whole.coveredMs + overMs });
      }
      const ended = turn(window);
      for (const [phase, value] of heard) {
        const coveredMs = atMs - Math.max(window, sinceMs(phase));
        add({ phase, fromMs: window, ...sample(value), coveredMs, leftOut: 0 });
        heardMs.set(phase, atMs);
      }
      return ended;
    },
    leaveOut(atMs, left) {
      if (!Number.isFinite(atMs)) return [];
      const window = windowOf(atMs);
      const ended = turn(window);
      for (const phase of left) {
        add({ phase, fromMs: window, ...nothing, coveredMs: 0, leftOut: 1 });
        heardMs.set(phase, atMs);
      }
      return ended;
    },
    recall(atMs, voltages) {
      const window = windowOf(atMs);
      const parts = [...voltages].map(([phase, value]) => ({
        ...{ phase, fromMs: window, ...sample(value), coveredMs: 0, leftOut: -1 },
      }));
      if (window !== fromMs) return parts;
      for (const part of parts) add(part);
      return [];
    },
    flush,
  };
}

const sample = (value: number) => ({ min: value, max: value, mean: value, samples: 1 });
const nothing = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, mean: 0, samples: 0 } as const;

/** Two parts of the same ten minutes as one. */
export function merged(one: TenMinutes, other: TenMinutes): TenMinutes {
  const samples = one.samples + other.samples;
  const squares = one.mean ** 2 * one.samples + other.mean ** 2 * other.samples;
  return {
    ...one,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    mean: samples === 0 ? 0 : Math.sqrt(squares / samples),
    samples,
    leftOut: one.leftOut + other.leftOut,
    coveredMs: Math.min(windowMs, one.coveredMs + other.coveredMs),
  };
}

/** Whether the mean lies within `tolerance` percent of `nominal`, V; undefined where too little was heard to say so. */
export function liesWithin({ mean, coveredMs }: TenMinutes, nominal: number, tolerance: number): boolean | undefined {
  return coveredMs < judgedMs ? undefined : Math.abs(mean - nominal) <= (nominal * tolerance) / 100;
}
