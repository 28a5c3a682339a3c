/** Rules for what one meter does and another does not: every way of doing it has a name, which is learnt. */
import { aliveVoltage, type Examined, valueAt } from "../measures.ts";
import type { Course, CourseRule, Found, TelegramRule } from "./rule.ts";

const bothFound = { reason: "power in both directions at once" };

function bothDirections(now: Examined): Found | undefined {
  const { powerImport, powerExport } = now.shape;
  if (now.circumstances.absent !== 0 || powerImport < 0 || powerExport < 0) return undefined;
  const isBoth = valueAt(now, powerImport).value !== 0 && valueAt(now, powerExport).value !== 0;
  return isBoth ? bothFound : undefined;
}

/** By a bit for each phase that is alive. */
const phaseNames = ["none", "L1", "L2", "L1 L2", "L3", "L1 L3", "L2 L3", "L1 L2 L3"].map((detail) => ({
  reason: `voltage on ${detail}`,
  detail,
}));

function livePhases(now: Examined): Found | undefined {
  const { voltages } = now.shape;
  // A list without voltages says nothing of phases that are dead.
  if (now.circumstances.absent !== 0 || voltages.length === 0) return undefined;
  let alive = 0;
  for (let index = 0; index < voltages.length; index++)
    if (valueAt(now, voltages[index] as number).value >= aliveVoltage) alive |= 1 << index;
  return phaseNames[alive];
}

/** Makes what is found of one number or two, which most telegrams have in common with the one before. */
function createFinder(make: (one: number, other: number) => Found): (one: number, other?: number) => Found {
  let last: { readonly one: number; readonly other: number; readonly found: Found } | undefined;
  return (one, other = 0) => {
    if (last === undefined || last.one !== one || last.other !== other) last = { one, other, found: make(one, other) };
    return last.found;
  };
}

const typesFound = createFinder((types) => ({ reason: "values of other types", detail: (types >>> 0).toString(36) }));

function valueTypes({ circumstances: { absent, types } }: Examined): Found | undefined {
  return absent !== 0 || types === 0 ? undefined : typesFound(types);
}

const formFound = createFinder((inner, outer) => ({
  reason: "clocks written in another way",
  detail: `${inner.toString(36)}/${outer.toString(36)}`,
}));

function clockForm({ circumstances: { innerHabit, outerHabit } }: Examined): Found | undefined {
  return innerHabit === 0 && outerHabit === 0 ? undefined : formFound(innerHabit, outerHabit);
}

/** Where the invoke-id begins anew: after 16, 24, 31 or 32 bits. */
const invokeIdWraps = [0x10000, 0x1000000, 0x80000000, 0x100000000];

const invokeIdFound = { reason: "the invoke-id moved otherwise than the counter" };

/** An invoke-id that neither stands still nor runs with the counter (`docs/protocol.md`). */
function invokeIdAlone({ reading, circumstances: { invokeId } }: Examined, { list }: Course): Found | undefined {
  const { invocationCounter: counter } = reading;
  if (counter === undefined || list?.counter === undefined) return undefined;
  const run = invokeId === undefined || list.invokeId === undefined ? 0 : invokeId - list.invokeId;
  const step = counter - list.counter;
  if (run === 0 || run === step) return undefined;
  const began = ((list.invokeId ?? 0) + step) % (step - run);
  return invokeIdWraps.includes(step - run) && began < step ? undefined : invokeIdFound;
}

const weakHabit = { kind: "habit", where: "weak" } as const;

export const habits = [
  {
    ...weakHabit,
    name: "both-directions",
    code: "implausible",
    of: "telegram",
    needs: "power in both directions",
    en: "power in both directions at once",
    de: "Leistung in beide Richtungen zugleich",
    check: bothDirections,
  },
  {
    ...weakHabit,
    name: "live-phases",
    code: "implausible",
    of: "telegram",
    needs: "voltages",
    en: "a phase that came or went",
    de: "eine Phase, die kam oder ging",
    check: livePhases,
  },
  {
    ...weakHabit,
    name: "value-types",
    code: "implausible",
    of: "telegram",
    needs: "values that carry their type",
    en: "values written in other types",
    de: "Werte in anderen Datentypen",
    check: valueTypes,
  },
  {
    ...weakHabit,
    name: "clock-form",
    code: "clock-set",
    of: "telegram",
    needs: "clock",
    en: "a clock written in another way",
    de: "eine anders geschriebene Uhr",
    check: clockForm,
  },
  {
    ...weakHabit,
    name: "invoke-id-alone",
    code: "counter-backwards",
    of: "course",
    needs: "invoke-id, invocation counter",
    en: "an invoke-id that left the invocation counter",
    de: "eine Vorgangsnummer, die den Telegrammzähler verließ",
    check: invokeIdAlone,
  },
] as const satisfies readonly (CourseRule | TelegramRule)[];
