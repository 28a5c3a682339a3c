/** Tells a telegram that is played again from one of a meter whose counter started over. */
import type { Obis } from "../cosem/obis.ts";
import type { SeenBy } from "../fault.ts";
import type { Sender } from "./identity.ts";
import { Told } from "./told.ts";

/** A value of a telegram, and whether it is one of a register. */
export interface CountedValue {
  readonly obis: Obis;
  readonly value: number;
  readonly quantity: { readonly stateClass: string | undefined } | undefined;
}

/** When in its meter's life a telegram was made: by counter, clock and registers, each of which only goes forward. */
export interface Moment {
  /** Undefined where telegrams have none (AMIS). */
  readonly counter: number | undefined;
  /** Of the meter's clock; undefined where it sends none. */
  readonly seconds: number | undefined;
  readonly values: readonly CountedValue[];
}

/** The furthest that telegrams of one sender have come since its counter last began. */
export interface Reached {
  readonly counter: number | undefined;
  /** The highest time of its clock, and the last. */
  readonly seconds: number | undefined;
  readonly lastSeconds: number | undefined;
  /** The registers among them are what counts. */
  readonly values: readonly { readonly obis: Obis; readonly value: number }[];
}

/** One sender with one kind of clock: the epoch of its counter that runs, and all before it as one. Plain data. */
export interface Life {
  /** System title; empty for AMIS, whose address anybody can change who sends a telegram again. */
  readonly sender: string;
  /** The address of AMIS. */
  readonly address: string;
  readonly clock: "set" | "factory" | "none";
  readonly now: Reached;
  readonly past?: Reached | undefined;
  /** Of the last telegram, which counts as reached once another has followed it: that one may have been damaged. */
  readonly latest?: Reached | undefined;
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
/** A life that continues: it is changed in place, because every telegram does. */
type Running = Mutable<Omit<Life, "now">> & {
  now: Mutable<Reached>;
  /** Of a meter without counter. Not kept over a restart, after which all that is older than the first telegram is old. */
  told?: Told;
};

/** Senders and clocks that are remembered; only whoever has the key can bring another one. */
const mostLives = 8;
/** A clock without counter may go back by so much, s: what was told in between is remembered one by one. */
const littleSetBack = 60;
/** Clocks before 2018 (1 January, in seconds since 1970) were never set: the roll-out in Austria is younger. */
const factoryEnd = 1_514_764_800;
/** A clock that goes back by more, s, while the counter continues, was wrong before: its highest time counts no more. */
const mostSetBack = 86_400;

/**
 * Remembers how far each sender has come. A telegram whose counter **and** clock both lie behind was sent before: a
 * meter whose counter starts over has a clock that continues, one that is at its factory date, or registers that have
 * risen. Where one of the three is missing the other two decide; where only one is there, nothing can be said.
 *
 * A life continues with what the judge has believed alone, and one telegram late: otherwise a single damaged clock ahead
 * of the true one would make replays of all that follow.
 */
export class ReplayWatch {
  #lives: readonly Running[];

  constructor(known: readonly Life[]) {
    this.#lives = known.map((life) => ({ ...life, now: { ...life.now } }));
  }

  /** What shows that the telegram was sent before; undefined where it continues from those that were believed. */
  sentBefore(sender: Sender, moment: Moment): SeenBy<"replayed"> | undefined {
    const life = this.#lifeOf(sender, clockOf(moment.seconds));
    const before = life && reachedBefore(life, moment, sender.address);
    if (before === undefined || (life?.address === sender.address && isUnheard(life, moment))) return undefined;
    return reasonOf(moment, before);
  }

  /** A telegram is true, as far as anybody can say. */
  believe(sender: Sender, moment: Moment): void {
    const clock = clockOf(moment.seconds);
    const lives = this.#lives;
    const life = this.#lifeOf(sender, clock);
    if (life === undefined) {
      const { systemTitle = "", address } = sender;
      this.#lives = [{ sender: systemTitle, address, clock, now: reachedBy(moment) }, ...lives].slice(0, mostLives);
      return;
    }
    if (moment.counter === undefined) remember(life, moment);
    // What lies behind the last one, and yet is true, shows that the last one was not.
    if (life.latest !== undefined && !isBehind(moment, life.latest)) advance(life, life.latest);
    life.latest = reachedBy(moment);
    life.address = sender.address;
    if (life !== lives[0]) this.#lives = [life, ...lives.filter((entry) => entry !== life)];
  }

  /** What must survive a restart. */
  state(): readonly Life[] {
    return this.#lives.map(({ now, past, latest, told: _, ...life }) => ({
      ...life,
      now: registersOnly(now),
      past: past && registersOnly(past),
      latest: latest && registersOnly(latest),
    }));
  }

  #lifeOf({ systemTitle: sender = "" }: Sender, clock: Life["clock"]): Running | undefined {
    for (const life of this.#lives) if (life.sender === sender && life.clock === clock) return life;
    return undefined;
  }
}

/** Whether a clock was ever set. */
export function clockOf(seconds: number | undefined): Life["clock"] {
  return seconds === undefined ? "none" : seconds < factoryEnd ? "factory" : "set";
}

/** What was reached when, or after, the telegram was made; undefined where it is new. */
function reachedBefore(life: Running, moment: Moment, by: string): Reached | undefined {
  const { address, now, past, latest } = life;
  // The cipher of AMIS starts with the address, so whoever changes that changes the clock without knowing the key.
  if (by !== address && wayOfRegisters(moment.values, now) === "fallen") return now;
  if (isBehind(moment, now)) return now;
  // After a clock was set back, what it had told before is ahead of it. The last one may come twice within a second.
  const { seconds = 0, values } = moment;
  if (seconds <= (now.seconds ?? 0) && (life.told?.ago(seconds, values) ?? 0) > 0) return now;
  // Without a counter two may be of the same second, but none of the one before the last.
  const known = moment.counter === undefined ? latest && now : latest;
  if (known !== undefined && isSame(moment, known)) return known;
  return past !== undefined && isBehind(moment, past) ? past : undefined;
}

const isSame = ({ counter, seconds }: Moment, known: Reached): boolean =>
  (counter ?? seconds) !== undefined && counter === known.counter && seconds === known.lastSeconds;

function remember(life: Running, { seconds, values }: Moment): void {
  if (seconds === undefined) return;
  life.told ??= new Told(later(life.now.seconds, life.latest?.seconds) ?? seconds);
  life.told.add(seconds, values);
}

/** A clock that was set back by little comes again to times it has told, but with other values, and no register falls. */
function isUnheard({ told, latest, now }: Running, { seconds, values }: Moment): boolean {
  if (told === undefined || latest?.seconds === undefined || seconds === undefined) return false;
  if (seconds <= told.until || seconds < latest.seconds - littleSetBack) return false;
  const isNew = told.ago(seconds, values) === undefined;
  return isNew && [now, latest].every((known) => wayOfRegisters(values, known) !== "fallen");
}

function isBehind(moment: Moment, reached: Reached): boolean {
  const { counter, seconds } = moment;
  const counted = counter !== undefined && reached.counter !== undefined;
  const timed = seconds !== undefined && reached.seconds !== undefined;
  if (counted && counter > reached.counter) return false;
  if (timed && seconds > reached.seconds) return false;
  if (!counted && !timed) return false;
  const way = wayOfRegisters(moment.values, reached);
  if (counted && timed) return way !== "risen";
  // Without counter a clock that was set back is told from a replay by what was used since.
  return way === "fallen" || (timed && way === "same" && seconds < (reached.lastSeconds ?? 0));
}

/** Which way the registers went that both name. One that has risen outweighs others: a tariff's may stand for months. */
function wayOfRegisters(values: Moment["values"], reached: Reached): "risen" | "same" | "fallen" {
  let fallen = false;
  for (const { obis, value, quantity } of values) {
    if (!isRegister(quantity)) continue;
    const before = reached.values.find((entry) => entry.obis === obis)?.value ?? value;
    if (value > before) return "risen";
    if (value < before) fallen = true;
  }
  return fallen ? "fallen" : "same";
}

const isRegister = (quantity: CountedValue["quantity"]): boolean => quantity?.stateClass === "total_increasing";

/** Whether it is a register: what a restart brings back is nothing else. */
const countsUp = (entry: Reached["values"][number]): boolean =>
  !("quantity" in entry) || isRegister(entry.quantity as CountedValue["quantity"]);

/** Its life continues with a telegram that another has followed. */
function advance(life: Running, next: Reached): void {
  const { now, past } = life;
  const { counter, seconds, values } = next;
  if (counter !== undefined && now.counter !== undefined && counter <= now.counter) {
    life.past = past === undefined ? now : joined(past, now);
    life.now = next;
    return;
  }
  const isSetBack = seconds !== undefined && now.seconds !== undefined && seconds < now.seconds - mostSetBack;
  if (isSetBack && past?.seconds !== undefined) life.past = { ...past, seconds: Math.min(past.seconds, seconds) };
  now.counter = counter;
  now.seconds = isSetBack ? seconds : later(now.seconds, seconds);
  now.lastSeconds = seconds;
  // A list without registers, of a meter that sends two, leaves them as they were.
  if (values.some(countsUp)) now.values = values;
}

function reachedBy({ counter, seconds, values }: Moment): Running["now"] {
  return { counter, seconds, lastSeconds: seconds, values };
}

/** Both as one: whatever is behind either is behind it, and nothing that continues is, because its clock does. */
function joined(past: Reached, now: Reached): Reached {
  return { ...now, counter: later(past.counter, now.counter), seconds: later(past.seconds, now.seconds) };
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** As it is kept: of readings just received the registers, of those from a restart what was kept. */
function registersOnly(reached: Reached): Reached {
  const registers = reached.values.filter(countsUp);
  return { ...reached, values: registers.map(({ obis, value }) => ({ obis, value })) };
}

function reasonOf({ counter, seconds }: Moment, before: Reached): SeenBy<"replayed"> {
  const counters = { counter: counter ?? 0, before: before.counter ?? 0 };
  if (seconds === undefined || before.seconds === undefined) return { is: "counter", ...counters };
  const behind = { seconds: before.seconds - seconds };
  return counter === undefined ? { is: "clock", ...behind } : { is: "both", ...counters, ...behind };
}
