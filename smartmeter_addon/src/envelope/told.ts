/**
 * Remembers one by one the telegrams of a meter without counter that were believed lately. One that belongs to the time
 * they cover, and is none of them, was not sent before.
 */

/** The values of a telegram; all of them stand for it. */
type Values = readonly { readonly value: number }[];

/** So many are remembered; the oldest gives way. */
const mostTold = 64;

export class Told {
  readonly #clocks = new Float64Array(mostTold);
  /** Each stands for what a telegram says, but for its clock. */
  readonly #marks = new Int32Array(mostTold);
  #count = 0;
  #until: number;

  /** `until`: the latest clock, s, of what came before all of it. */
  constructor(until: number) {
    this.#until = until;
  }

  /** The latest clock, s, of what is not remembered one by one. */
  get until(): number {
    return this.#until;
  }

  add(seconds: number, values: Values): void {
    const place = this.#count % mostTold;
    if (this.#count >= mostTold) this.#until = Math.max(this.#until, this.#clocks[place] as number);
    this.#clocks[place] = seconds;
    this.#marks[place] = markOf(values);
    this.#count++;
  }

  /** How many telegrams ago it was told; undefined where it was not, as far as is remembered. */
  ago(seconds: number, values: Values): number | undefined {
    for (let ago = 0; ago < Math.min(this.#count, mostTold); ago++) {
      const place = (this.#count - 1 - ago) % mostTold;
      if (this.#clocks[place] === seconds && this.#marks[place] === markOf(values)) return ago;
    }
    return undefined;
  }
}

function markOf(values: Values): number {
  let mark = 0;
  for (const { value } of values) mark = Math.imul(mark ^ (value * 1000), 0x9e3779b1);
  return mark;
}
