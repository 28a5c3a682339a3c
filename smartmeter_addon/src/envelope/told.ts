/**
 * Remembers one by one the telegrams of a meter without counter that were believed lately. One that belongs to the time
 * they cover, and is none of them, was not sent before.
 */

/** The values of a telegram; all of them stand for it. */
type Values = readonly { readonly value: number }[];

/** So many are remembered; the oldest gives way. */
const mostTold = 64;

/** `until`: the latest clock, s, of what came before all of it. */
export function createTold(until: number) {
  const clocks = new Float64Array(mostTold);
  /** Each stands for what a telegram says, but for its clock. */
  const marks = new Int32Array(mostTold);
  let count = 0;

  return {
    add(seconds: number, values: Values): void {
      const place = count % mostTold;
      if (count >= mostTold) until = Math.max(until, clocks[place] as number);
      clocks[place] = seconds;
      marks[place] = markOf(values);
      count++;
    },
    /** The latest clock, s, of what is not remembered one by one. */
    until: (): number => until,
    /** How many telegrams ago it was told; undefined where it was not, as far as is remembered. */
    ago(seconds: number, values: Values): number | undefined {
      for (let ago = 0; ago < Math.min(count, mostTold); ago++) {
        const place = (count - 1 - ago) % mostTold;
        if (clocks[place] === seconds && marks[place] === markOf(values)) return ago;
      }
      return undefined;
    },
  };
}

export type Told = ReturnType<typeof createTold>;

function markOf(values: Values): number {
  let mark = 0;
  for (const { value } of values) mark = Math.imul(mark ^ (value * 1000), 0x9e3779b1);
  return mark;
}
