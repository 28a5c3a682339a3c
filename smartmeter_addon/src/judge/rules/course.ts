/** Rules for what no household and no grid can bring about, and for the clocks and counters of the meter itself. */
import { type Examined, valueAt } from "../measures.ts";
import type { Snapshot } from "../snapshot.ts";
import { closeSpan } from "./moves.ts";
import { type Rise, risesOf } from "./rises.ts";
import { type Course, type CourseRule, type Found, secondsAfter, sizeOf, type TelegramRule } from "./rule.ts";

/** Telegrams a second at the most, and telegrams nobody minds missing. */
const counterPerSecond = 2;
const counterSlack = 10;
/** A clock step that is no gap: more than this with hardly a telegram sent in between, s. */
const clockStep = 600;
/** The difference of the two clocks may grow by this at a time, s. */
const clockPlay = 1;
/** What a house connection carries, three times over, W. */
export const mostPower = 45_000;
const safety = 3;
/** After a longer gap nobody knows what ran in the meantime; only falling registers are doubted, s. */
const longestGap = 3600;
/** Two telegrams within the same second of the clock may be as far apart, s. */
const clockResolution = 1;
/** What a register may rise by beyond the powers the meter has shown since it last did. */
const owedSlack = 1.5;
/** The same where those are taken at their word. */
const shownSlack = 1.1;

function counterJump(_: Examined, { step, passed }: Course): Found | undefined {
  if (step === undefined || passed === undefined) return undefined;
  if (step <= Math.max(0, passed) * counterPerSecond + counterSlack) return undefined;
  return { reason: `the invocation counter jumped by ${step} in ${passed} s` };
}

function clockAhead(_: Examined, { list, passedInList: passed, stepInList: step }: Course): Found | undefined {
  if (
    list === undefined ||
    step === undefined ||
    passed === undefined ||
    step <= 0 ||
    step > counterSlack ||
    passed <= clockStep
  )
    return undefined;
  const reason = `the meter's clock went ahead by ${passed} s within ${step} telegrams`;
  return { reason, detail: sizeOf(passed / step, "s") };
}

/** By so much the clock went on otherwise than from telegram to telegram before. */
function clockOffBeat(_: Examined, { list, passedInList: passed, stepInList: step }: Course): Found | undefined {
  if (list?.pace === undefined || step === undefined || passed === undefined || step <= 0 || step > counterSlack)
    return undefined;
  const off = passed - step * list.pace;
  if (off === 0 || passed > clockStep) return undefined;
  return { reason: `the meter's clock is ${off} s off its beat`, detail: `${off} s` };
}

function clocksApart(now: Examined, { before: { clockRange: range } }: Course): Found | undefined {
  const { clockDifference: difference } = now.circumstances;
  if (range === undefined || difference === undefined) return undefined;
  if (difference >= range[0] - clockPlay && difference <= range[1] + clockPlay) return undefined;
  return { reason: `the two clocks of the telegram are suddenly ${difference} s apart`, detail: `${difference} s` };
}

/** A register is compared in each list that names it, since any of them may have been sent last. */
function inEachList(
  now: Examined,
  { before, rises, others }: Course,
  look: (now: Examined, rises: readonly Rise[], since: Snapshot) => Found | undefined,
): Found | undefined {
  const { sender } = now.circumstances;
  const found = rises.length > 0 && before.sender === sender ? look(now, rises, before) : undefined;
  if (found !== undefined) return found;
  for (const other of others) {
    const inOther = other.sender === sender ? look(now, risesOf(other, now), other) : undefined;
    if (inOther !== undefined) return inOther;
  }
  return undefined;
}

const registerKey = (now: Examined, index: number): string =>
  valueAt(now, now.shape.registers[index] as number).quantity?.key ?? "a register";

const registerFell = (now: Examined, course: Course): Found | undefined => inEachList(now, course, firstFall);

function firstFall(now: Examined, rises: readonly Rise[]): Found | undefined {
  for (const { index, rise } of rises) if (rise < 0) return { reason: `${registerKey(now, index)} fell by ${-rise}` };
  return undefined;
}

const told = (now: Examined, index: number, rise: number, passed: number): string =>
  `${registerKey(now, index)} rose by ${rise} in ${passed} s`;

const registerLeapt = (now: Examined, course: Course): Found | undefined => inEachList(now, course, firstLeap);

/** After a gap nobody knows what ran. */
function firstLeap(now: Examined, rises: readonly Rise[], since: Snapshot): Found | undefined {
  const passed = secondsAfter(since, now);
  if (passed === undefined || passed < 0 || passed > longestGap) return undefined;
  const power = Math.max(mostPower, safety * Math.max(since.largestPower, Math.abs(now.power ?? 0)));
  for (const { index, rise, owed } of rises) {
    const { step } = valueAt(now, now.shape.registers[index] as number);
    const most = (power * Math.max(passed, clockResolution)) / 3600 + 2 * step + owedSlack * owed;
    if (rise > most) return { reason: told(now, index, rise, passed) };
  }
  return undefined;
}

function registerOutran(now: Examined, { list, passedInList: passed, risesInList }: Course): Found | undefined {
  const { power, shape } = now;
  if (list?.power === undefined || power === undefined) return undefined;
  if (passed === undefined || passed < 0 || passed > closeSpan) return undefined;
  for (const { index, rise, owed } of risesInList) {
    const way = shape.ways[index] as number;
    const { step } = valueAt(now, shape.registers[index] as number);
    const shown = (Math.max(way * list.power, way * power, 0) * passed) / 3600;
    const excess = rise - shownSlack * (owed + shown) - step;
    if (way !== 0 && excess > 0) return { reason: told(now, index, rise, passed), detail: sizeOf(1 + excess, "Wh") };
  }
  return undefined;
}

/** Power that is sure to go one way; a battery holds it nearer to zero, now on this side and now on that. W. */
const sureWay = 100;

function registerAgainst(now: Examined, { list, passedInList: passed, risesInList }: Course): Found | undefined {
  const { power = 0, shape } = now;
  if (list?.power === undefined || passed === undefined || passed > closeSpan || power * list.power < 0)
    return undefined;
  if (Math.abs(power) < sureWay || Math.abs(list.power) < sureWay) return undefined;
  for (const { index, rise } of risesInList)
    if (rise > 0 && (shape.ways[index] as number) * power < 0)
      return { reason: `${registerKey(now, index)} rose by ${rise} against ${power} W` };
  return undefined;
}

function outOfRange({ reading: { values } }: Examined): Found | undefined {
  for (const { value, quantity } of values)
    if (quantity !== undefined && (value < quantity.min || value > quantity.max))
      return { reason: `${quantity.key} of ${value} ${quantity.unit}`, detail: quantity.key };
  return undefined;
}

/** In order of weight; where one of the first two finds something, there is nothing else to compare with. */
export const contradictions = [
  {
    name: "another-meter",
    kind: "contradiction",
    code: "meter-changed",
    where: "everywhere",
    of: "course",
    needs: "—",
    en: "another meter's telegram",
    de: "das Telegramm eines anderen Zählers",
    check: (now, { before }) =>
      now.circumstances.sender === before.sender ? undefined : { reason: "another meter sends" },
  },
  {
    name: "other-structure",
    kind: "contradiction",
    code: "structure-changed",
    where: "everywhere",
    of: "course",
    needs: "—",
    en: "a telegram built in another way",
    de: "ein anders aufgebautes Telegramm",
    check: (_, { list }) => (list === undefined ? { reason: "the telegram is built in another way" } : undefined),
  },
  {
    name: "counter-falls",
    kind: "contradiction",
    code: "counter-backwards",
    where: "everywhere",
    of: "course",
    needs: "invocation counter",
    en: "an invocation counter that went back",
    de: "ein Telegrammzähler, der zurückging",
    check: ({ reading: { invocationCounter } }, { before, step = 1 }) =>
      step > 0 ? undefined : { reason: `the invocation counter went from ${before.counter} to ${invocationCounter}` },
  },
  {
    name: "counter-jumps",
    kind: "contradiction",
    code: "counter-backwards",
    where: "everywhere",
    of: "course",
    needs: "invocation counter, clock",
    en: "an invocation counter that ran ahead of the clock",
    de: "ein Telegrammzähler, der der Uhr davonlief",
    check: counterJump,
  },
  {
    name: "clock-back",
    kind: "contradiction",
    code: "clock-set",
    where: "everywhere",
    of: "course",
    needs: "clock",
    en: "a meter's clock that went back",
    de: "eine Zähleruhr, die zurückging",
    check: (_, { passed }) =>
      passed === undefined || passed >= 0 ? undefined : { reason: `the meter's clock went back by ${-passed} s` },
  },
  {
    name: "register-falls",
    kind: "contradiction",
    code: "implausible",
    where: "everywhere",
    of: "course",
    needs: "registers",
    en: "a meter reading that fell",
    de: "ein Zählerstand, der sank",
    check: registerFell,
  },
  {
    name: "register-leaps",
    kind: "contradiction",
    code: "implausible",
    where: "everywhere",
    of: "course",
    needs: "registers, clock; an hour at the most",
    en: "a meter reading that rose by more than a house connection carries",
    de: "ein Zählerstand, der um mehr stieg, als ein Hausanschluss trägt",
    check: registerLeapt,
  },
  {
    name: "out-of-range",
    kind: "contradiction",
    code: "implausible",
    where: "everywhere",
    of: "telegram",
    needs: "—",
    en: "a value no meter can measure",
    de: "ein Wert, den kein Zähler messen kann",
    check: outOfRange,
  },
] as const satisfies readonly (CourseRule | TelegramRule)[];

/** What meters do with clocks and registers, and a flipped bit as well. */
export const clocksAndRegisters = [
  {
    name: "register-outruns-power",
    kind: "unusual",
    code: "implausible",
    where: "weak",
    of: "course",
    needs: "registers, power, clock; a minute at the most",
    en: "a meter reading that rose by more than the power shown",
    de: "ein Zählerstand, der um mehr stieg, als die Leistung zeigt",
    check: registerOutran,
  },
  {
    name: "register-against-power",
    kind: "unusual",
    code: "implausible",
    where: "weak",
    of: "course",
    needs: "registers, power; a minute at the most",
    en: "a meter reading that rose while power went the other way",
    de: "ein Zählerstand, der gegen die Richtung der Leistung stieg",
    check: registerAgainst,
  },
  {
    name: "clock-ahead",
    kind: "habit",
    code: "clock-set",
    where: "weak",
    of: "course",
    needs: "invocation counter, clock",
    en: "a meter's clock that ran ahead within a few telegrams",
    de: "eine Zähleruhr, die in wenigen Telegrammen weit vorging",
    check: clockAhead,
  },
  {
    name: "clock-off-beat",
    kind: "unusual",
    code: "clock-set",
    where: "weak",
    of: "course",
    needs: "invocation counter, clock; ten minutes at the most",
    en: "a meter's clock that left its beat",
    de: "eine Zähleruhr, die aus dem Takt kam",
    check: clockOffBeat,
  },
  {
    name: "clocks-apart",
    kind: "habit",
    code: "clock-set",
    where: "weak",
    of: "course",
    needs: "two clocks",
    en: "two clocks of one telegram that suddenly differ",
    de: "zwei Uhren eines Telegramms, die sich plötzlich unterscheiden",
    check: clocksApart,
  },
] as const satisfies readonly CourseRule[];
