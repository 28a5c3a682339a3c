/** Ten minutes of one phase. */
export interface TenMinutes {
  readonly phase: string;
  /** Beginning, on the clock's ten minutes, ms since 1970. */
  readonly fromMs: number;
  readonly min: number;
  readonly max: number;
  /** Root of the mean square of the telegrams' values, as voltage quality is judged, in V. */
  readonly mean: number;
  readonly samples: number;
  /** The mean lies within the band. */
  readonly within: boolean;
}

export interface VoltageLog {
  /** Voltages of one telegram by phase, in V; gives the ten minutes that ended with it. */
  push(atMs: number, voltages: ReadonlyMap<string, number>): TenMinutes[];
  /** The ten minutes under way, as far as they got. */
  flush(): TenMinutes[];
}

const windowMs = 600_000;

/** `tolerance` in percent of `nominal`, V: ±10 % of 230 V are 207 V to 253 V. */
export function createVoltageLog(nominal: number, tolerance: number): VoltageLog {
  let fromMs: number | undefined;
  const phases = new Map<string, { min: number; max: number; squares: number; samples: number }>();

  const flush = (): TenMinutes[] => {
    const ended = [...phases].map(([phase, { min, max, squares, samples }]): TenMinutes => {
      const mean = Math.sqrt(squares / samples);
      const within = Math.abs(mean - nominal) <= (nominal * tolerance) / 100;
      return { phase, fromMs: fromMs as number, min, max, mean, samples, within };
    });
    phases.clear();
    return ended;
  };

  return {
    push(atMs, voltages) {
      const window = Math.floor(atMs / windowMs) * windowMs;
      const ended = fromMs === undefined || window === fromMs ? [] : flush();
      fromMs = window;
      for (const [phase, value] of voltages) {
        if (!Number.isFinite(value)) continue;
        const entry = phases.get(phase) ?? { min: value, max: value, squares: 0, samples: 0 };
        entry.min = Math.min(entry.min, value);
        entry.max = Math.max(entry.max, value);
        entry.squares += value * value;
        entry.samples++;
        phases.set(phase, entry);
      }
      return ended;
    },
    flush,
  };
}
