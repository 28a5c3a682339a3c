/** Rules for what goes together electrically: unusual in a household, and what a flipped bit looks like. */

import type { NumericValue } from "../../telegram/reading.ts";
import { aliveVoltage, apparentAt, type Examined, valueAt } from "../measures.ts";
import type { Snapshot } from "../snapshot.ts";
import { mostPower } from "./course.ts";
import { type Moves, sameMove, unbalanced } from "./moves.ts";
import { type Course, type CourseRule, type Found, sizeOf, type TelegramRule } from "./rule.ts";

/** A voltage that moves by more is rare, V, but for what its own current brings about, V/A. */
const voltageStep = 0.6;
const gridImpedance = 1;
/** A second phase that moves by more than this part of it at the same time shows that it is the grid. */
const gridPart = 0.4;
/** What may move by itself: VA, a part of the load, and a factor for loads that are hardly active. */
const play = 10;
const part = 0.005;
const factor = 4;
/**
 * Phases that turn from feeding in to drawing, or against each other, let power and currents move apart; power factor,
 * power and currents together less so.
 */
const together = 0.5;
/** What averaging and cut-off digits bring about in a power that is compared with U·I·power factor. */
const coarseFactor = 0.02;
/** What harmonics, which some power factors leave out, may take from an apparent power. */
const distortedPart = 0.1;
/** One-sided bound of |P| against ΣU·I: 2 %, and half a step of each current on top. */
const apparentSlack = 1.02;
/** Rounding of currents at small loads. */
const factorSlack = 0.03;

function voltageJumped(now: Examined, { list, moves }: Course): Found | undefined {
  if (moves === undefined || list === undefined) return undefined;
  const { phases } = list;
  let largest = 0;
  let second = 0;
  let jumped = -1;
  let jump = 0;
  for (let index = 0; index < phases.length; index += 2) {
    const moved = Math.abs(moveOf(now, list, index));
    second = Math.max(second, Math.min(moved, largest));
    largest = Math.max(largest, moved);
    const beyond = moved - voltageStep - gridImpedance * Math.abs(moveOf(now, list, index + 1));
    if (beyond <= jump) continue;
    jump = beyond;
    jumped = index;
  }
  if (jumped < 0 || (second > gridPart * largest && !isOneFlip(now, list))) return undefined;
  const reason = `a voltage moved from ${phases[jumped]} to ${phaseValue(now, jumped)} V`;
  return { reason, detail: sizeOf(Math.abs(moveOf(now, list, jumped)), "V") };
}

/** A voltage or current by its place in `phasePlaces`, and how it moved since the list before. */
const phaseValue = (now: Examined, index: number): number => valueAt(now, now.shape.phasePlaces[index] as number).value;
const moveOf = (now: Examined, { phases }: Snapshot, index: number): number =>
  phaseValue(now, index) - (phases[index] as number);

/**
 * Two voltages that move by as much while the third stands still: one bit flipped in both. The grid has nothing that moves one
 * up and one down by as much, and what it does to two in the same way differs by more.
 */
function isOneFlip(now: Examined, list: Snapshot): boolean {
  const voltageMove = (index: number): number => (index < list.phases.length ? moveOf(now, list, index) : 0);
  const moves = [voltageMove(0), voltageMove(2), voltageMove(4)].sort((a, b) => Math.abs(b) - Math.abs(a));
  const [most, second, least] = moves as [number, number, number];
  const size = Math.abs(most);
  const play = most * second < 0 ? gridPart * size : voltageStep + (1 - sameMove) * size;
  return size - Math.abs(second) < play && Math.abs(least) < gridPart * size;
}

const slackOf = ({ apparentBefore }: Moves): number => play + part * apparentBefore;
const told = ({ power, moved }: Moves): string => `power moved by ${power} W, currents by ${Math.round(moved)} VA`;

function powerAlone(_: Examined, { moves }: Course): Found | undefined {
  if (moves?.sameWay !== true || moves.power <= factor * moves.moved + slackOf(moves)) return undefined;
  return { reason: told(moves), detail: sizeOf(moves.power, "W") };
}

function currentsAlone(_: Examined, { moves }: Course): Found | undefined {
  if (moves?.sameWay !== true) return undefined;
  const shown = unbalanced(moves);
  if (shown <= factor * moves.power + together * slackOf(moves)) return undefined;
  return { reason: told(moves), detail: sizeOf(shown, "VA") };
}

/** Small powers, and power factors near zero, tell little of apparent power. */
function apparentAlone(now: Examined, { list, moves }: Course): Found | undefined {
  const { apparent } = now;
  const before = list?.apparent;
  if (moves?.sameWay !== true || apparent === undefined || before === undefined) return undefined;
  const { value: share, step } = valueAt(now, now.shape.powerFactor);
  const rounding = 2 * apparent * (step / Math.abs(share) + 0.5 / Math.abs(now.power as number));
  const moved = Math.abs(apparent - before) - rounding;
  if (moved <= factor * (moves.moved + moves.power) + together * slackOf(moves)) return undefined;
  return { reason: `the power factor moved to ${share}, ${told(moves)}`, detail: sizeOf(moved, "VA") };
}

function morePower(now: Examined): Found | undefined {
  const { carried: bound } = now;
  if (bound === undefined || now.power === undefined) return undefined;
  const power = Math.abs(now.power);
  const steps = Math.max(1, valueAt(now, now.shape.powerImport).step);
  if (power <= bound * apparentSlack + steps) return undefined;
  const reason = `${power} W from ${Math.round(bound)} VA`;
  return power > bound + mostPower ? { reason, detail: "beyond a house" } : { reason };
}

function deadPhase(now: Examined): Found | undefined {
  const { phasePlaces: places } = now.shape;
  for (let index = 0; index < places.length; index += 2) {
    const { value, step } = valueAt(now, places[index + 1] as number);
    const voltage = valueAt(now, places[index] as number).value;
    if (voltage < aliveVoltage && Math.abs(value) > step) return { reason: `${value} A on a phase of ${voltage} V` };
  }
  return undefined;
}

/** The sum of apparent powers is never below the apparent power of the sum, so P/ΣUI never exceeds the power factor. */
function smallFactor(now: Examined): Found | undefined {
  const { carried: bound } = now;
  if (bound === undefined || now.power === undefined || now.shape.powerFactor < 0) return undefined;
  const least = Math.abs(now.power) / bound;
  const share = valueAt(now, now.shape.powerFactor).value;
  if (Math.abs(share) > least - factorSlack) return undefined;
  return { reason: `a power factor of ${share} with ${least.toFixed(3)} by the phases` };
}

function otherFactor(now: Examined): Found | undefined {
  const { phasePlaces: places, powerFactor } = now.shape;
  if (powerFactor < 0) return undefined;
  const isOff = places.length === 2 ? isOffOnePhase(now) : places.length === 6 && isOffThreePhases(now);
  if (!isOff) return undefined;
  return { reason: `${now.power} W and a power factor of ${valueAt(now, powerFactor).value} exclude the currents` };
}

const relativeRounding = ({ value, step }: NumericValue): number => step / 2 / Math.abs(value);

/** P is not U·I·power factor, within two percent and the steps of its values. */
function isOffOnePhase(now: Examined): boolean {
  const { phasePlaces: places, powerFactor, powerImport } = now.shape;
  const voltage = valueAt(now, places[0] as number);
  const current = valueAt(now, places[1] as number);
  const share = valueAt(now, powerFactor);
  const expected = Math.abs(voltage.value * current.value * share.value);
  if (now.power === undefined || expected === 0) return false;
  // Power factors may be cut off where other values are rounded.
  const rounding = relativeRounding(voltage) + relativeRounding(current) + 2 * relativeRounding(share);
  const off = Math.abs(Math.abs(now.power) - expected) - valueAt(now, powerImport).step - rounding * expected;
  return off > coarseFactor * expected;
}

/** Two phases cannot take more from the sum of three apparent powers than they carry, whichever way theirs go. */
function isOffThreePhases(now: Examined): boolean {
  const { value: share, step } = valueAt(now, now.shape.powerFactor);
  if (now.power === undefined || now.power === 0 || Math.abs(share) <= step) return false;
  const most = (Math.abs(now.power) + valueAt(now, now.shape.powerImport).step) / (Math.abs(share) - step);
  let sum = 0;
  let largest = 0;
  for (let index = 0; index < now.shape.phasePlaces.length; index += 2) {
    const apparent = apparentAt(now, index);
    sum += apparent;
    largest = Math.max(largest, apparent);
  }
  return most < (1 - distortedPart) * (2 * largest - sum) - play;
}

const weaklyUnusual = { kind: "unusual", code: "implausible", where: "weak" } as const;

export const electricity = [
  {
    ...weaklyUnusual,
    name: "voltage-jumps",
    of: "course",
    needs: "voltages, currents; a minute at the most",
    en: "one voltage that jumped while the other phases stood still",
    de: "eine Spannung, die sprang, während die anderen Phasen stillstanden",
    check: voltageJumped,
  },
  {
    ...weaklyUnusual,
    name: "power-alone",
    of: "course",
    needs: "power, voltages, currents; a minute at the most",
    en: "power that moved without currents",
    de: "eine Leistung, die sich ohne Ströme änderte",
    check: powerAlone,
  },
  {
    ...weaklyUnusual,
    name: "currents-alone",
    of: "course",
    needs: "power, voltages, currents; a minute at the most",
    en: "currents that moved without power",
    de: "Ströme, die sich ohne Leistung änderten",
    check: currentsAlone,
  },
  {
    ...weaklyUnusual,
    name: "factor-alone",
    of: "course",
    needs: "power factor, power, voltages, currents; a minute at the most",
    en: "a power factor that moved without power and currents",
    de: "ein Leistungsfaktor, der sich ohne Leistung und Ströme änderte",
    check: apparentAlone,
  },
  {
    ...weaklyUnusual,
    name: "more-than-phases",
    of: "telegram",
    needs: "power, voltage and current of every phase",
    en: "more power than the phases carry",
    de: "mehr Leistung, als die Phasen tragen",
    check: morePower,
  },
  {
    ...weaklyUnusual,
    name: "dead-phase-current",
    of: "telegram",
    needs: "voltages, currents",
    en: "a current on a phase without voltage",
    de: "ein Strom auf einer Phase ohne Spannung",
    check: deadPhase,
  },
  {
    ...weaklyUnusual,
    name: "factor-too-small",
    of: "telegram",
    needs: "power factor, power, voltage and current of every phase",
    en: "a power factor below what the phases show",
    de: "ein Leistungsfaktor unter dem, was die Phasen zeigen",
    check: smallFactor,
  },
  {
    ...weaklyUnusual,
    name: "factor-excludes-currents",
    of: "telegram",
    needs: "power factor, power, voltages, currents",
    en: "currents that power and power factor exclude",
    de: "Ströme, die Leistung und Leistungsfaktor ausschließen",
    check: otherFactor,
  },
] as const satisfies readonly (CourseRule | TelegramRule)[];
