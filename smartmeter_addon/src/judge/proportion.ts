/**
 * Doubt in proportion: what a rule has found is damage only where the line has lately shown damage, and more of it than
 * this meter's own way explains.
 */
import type { LineDamage } from "./measures.ts";
import { memory, type Way, type WayState, Ways } from "./ways.ts";

/** What must survive a restart, as plain data. */
export interface ProportionState {
  /** Telegrams looked back on. */
  readonly telegrams: number;
  /** Damage behind the check: what is expected of it among the last telegrams, and among all of them. */
  readonly recent: number;
  readonly undetected: number;
  readonly ways: readonly WayState[];
}

/** A sum over eight bits lets as much of the damage through. */
const unseen = 1 / 256;
/** Telegrams "lately" means. */
const recentTelegrams = 2000;
/** Telegrams a line must have shown before the first damage of it means less. */
const fewTelegrams = 200;
/** Part of the damage behind the check that looks like one finding, at the most (measured: 0.3 %). */
const share = 1 / 256;
/**
 * What is assumed of a meter nobody has seen yet: a quarter of a time in so many telegrams it does what a rule finds. The
 * longer it has not, the less it is expected to.
 */
const prior = { times: 0.25, telegrams: 10_000 } as const;
/** As many left out, and as many times what damage explains, prove that it is a way of the meter. */
const excess = { times: 4, telegrams: 2 } as const;

export class Proportion {
  #telegrams: number;
  /** Damage behind the check: what is expected of it among the last telegrams, and among all of them. */
  #recent: number;
  #undetected: number;
  #seenDamage: LineDamage = { frames: 0, contents: 0 };
  readonly #ways: Ways;

  constructor(state: ProportionState | undefined) {
    this.#telegrams = state?.telegrams ?? 0;
    this.#recent = state?.recent ?? 0;
    this.#undetected = state?.undetected ?? 0;
    this.#ways = new Ways(state?.ways ?? [], this.#telegrams);
  }

  /** A telegram came, and the line has shown so much damage until now. */
  telegram({ frames, contents }: LineDamage): void {
    this.#telegrams++;
    this.#recent *= 1 - 1 / recentTelegrams;
    this.#undetected *= 1 - 1 / memory;
    const evidence = (frames - this.#seenDamage.frames) * unseen + (contents - this.#seenDamage.contents);
    this.#seenDamage = { frames, contents };
    if (evidence > 0) this.#note(evidence);
  }

  /** A telegram contradicted what came before and after it: damage that no check saw. */
  contradicted(): void {
    this.#note(1);
  }

  /** So little damage is expected that no finding can be it. */
  isClean(): boolean {
    return this.#expected() <= prior.times / (prior.telegrams + memory);
  }

  /** Whether the line has lately shown so much damage that any finding may be damage. */
  isDamaged(): boolean {
    return this.#expected() > prior.times / prior.telegrams;
  }

  /** Whether damage is the likelier reason for a finding than the meter or its household. */
  isDamage(key: string, seconds: number | undefined): boolean {
    if (this.isClean()) return false;
    const way = this.#ways.of(key, this.#telegrams, seconds);
    const times = way.times + (this.#isProven(way) ? way.leftOut : 0) + prior.times;
    return this.#expected() > times / (Math.min(memory, this.#telegrams) + prior.telegrams);
  }

  /** A telegram with these findings was believed. */
  believed(keys: readonly string[], seconds: number | undefined): void {
    this.#ways.believed(keys, this.#telegrams, seconds);
  }

  /** One was left out; true where that has proven to be the meter's way. */
  leftOut(key: string, seconds: number | undefined): boolean {
    return this.#isProven(this.#ways.leftOut(key, this.#telegrams, seconds));
  }

  state(): ProportionState {
    const ways = this.#ways.state();
    return { telegrams: this.#telegrams, recent: this.#recent, undetected: this.#undetected, ways };
  }

  #note(evidence: number): void {
    this.#recent += evidence;
    this.#undetected += evidence;
  }

  /** Damage behind the check that looks like one rule's finding, per telegram. */
  #expected(): number {
    return (share * this.#recent) / Math.min(recentTelegrams, this.#telegrams + fewTelegrams);
  }

  /** What was left out counts as the meter's way only where it came more often than all damage behind the check. */
  #isProven({ leftOut }: Way): boolean {
    return leftOut > excess.times * share * this.#undetected + excess.telegrams;
  }
}
