/** A draft as a file: what is certain of its elements, and a question above every other. */
import { formatObis, type Obis } from "../cosem/obis.ts";
import type { Language } from "../language/language.ts";
import { impliedUnit } from "../telegram/implied.ts";
import { type Evidence, netPower } from "./evidence.ts";
import type { Column, Heard } from "./heard.ts";
import { gridVolts } from "./phases.ts";
import { type Role, scalerInto, shown } from "./series.ts";
import { learnSays } from "./words.ts";

interface Place {
  readonly column: Column;
  readonly at: number;
}

/**
 * What the file has a line for: everything in a list without names, numbers that a name says something of in others.
 */
export function elementsOf({ layout, columns }: Heard): Place[] {
  const places = columns.map((column, at) => ({ column, at }));
  if (layout === "positional") return places;
  return places.filter(
    ({ column: { name, numbers } }) => numbers !== undefined && impliedUnit(name as Obis) !== undefined,
  );
}

/** The text of the file. */
export function yamlOf(heard: Heard, evidence: Evidence, language: Language): string {
  const { layout, texts } = heard;
  const lines = elementsOf(heard).flatMap((place) => elementLines(place, heard, evidence, language));
  const hasNet = [...evidence.roles.values()].some(({ obis }) => obis === netPower);
  const named = [...conditions(heard), "objects:", ...lines];
  const inOrder = ["elements:", ...lines, ...(hasNet ? ["objects:", `  - { ${factsOf(netRole, true)} }`] : [])];
  return [
    `# ${learnSays(language, "head", { telegrams: texts.length })}`,
    ...(comparedIn(evidence).length > 0 ? [`# ${learnSays(language, "together")}`] : []),
    "name: my-meter",
    `title: ${learnSays(language, "title")}`,
    `layout: ${layout}`,
    ...(layout === "positional" ? inOrder : named),
    "",
  ].join("\n");
}

/** The lists of this meter alone: its name and everything in it. */
function conditions({ list, columns }: Heard): string[] {
  const names = columns.map(({ name }) => `"${formatObis(name as Obis)}"`);
  const title = list === undefined ? [] : [`  list: ${JSON.stringify(list)}`];
  return ["when:", ...title, `  objects: [${names.join(", ")}]`];
}

/** What the display can show of the elements whose scalers hang on it: registers, else the power. */
function comparedIn({ roles, followed }: Evidence): Open[] {
  const open = [...roles].filter(([, { isCertain }]) => !isCertain);
  for (const isWanted of [(unit: string) => unit.endsWith("h"), (unit: string) => unit === "W"]) {
    const found = open.filter(([, { unit }]) => isWanted(unit)).map(([at, { unit, scaler }]) => ({ at, unit, scaler }));
    if (found.length > 0) return found;
  }
  return open.length === 0 ? [] : followed.map((at) => ({ at, unit: "W", scaler: 0 }));
}

interface Open extends Pick<Role, "unit" | "scaler"> {
  readonly at: number;
}

/** The last number of an element as the display would show it. */
function shownAs({ columns }: Heard, { at, unit, scaler }: Open): string {
  const last = lastOf(columns[at] as Column) as number;
  return unit.endsWith("h") ? `${scaled(last, scaler - 3)} k${unit}` : `${scaled(last, scaler)} ${unit}`;
}

/** Undefined where nothing but null was seen, and of what is no number. */
export const lastOf = ({ numbers }: Column): number | undefined => shown(numbers ?? []).at(-1);

/** Without the digits that only binary fractions have. */
const scaled = (number: number, power: number): number => Number((number * 10 ** power).toPrecision(12));

const labelOf = ({ column: { name }, at }: Place, language: Language): string =>
  name === undefined ? learnSays(language, "element", { number: at + 1 }) : formatObis(name);

/** One element: what is certain of it, or a question above it, with a likely answer where there is one. */
function elementLines({ column, at }: Place, heard: Heard, evidence: Evidence, language: Language): string[] {
  const { name, type, clock, isText } = column;
  const start = name === undefined ? `type: ${type}` : `obis: "${formatObis(name)}"`;
  const role = evidence.roles.get(at);
  if (clock !== undefined) return [`  - { ${start}, role: ${clock} }`];
  const isNamed = name !== undefined;
  if (role?.isCertain) return [`  - { ${isNamed ? "" : `${start}, `}${factsOf(role, isNamed)} }`];
  const skip = `  - { ${start} }`;
  const value = lastOf(column);
  const ask = (question: string): string[] => [`  # ${question}`, skip];
  if (isText) return ask(learnSays(language, "text", { number: at + 1 }));
  if (value === undefined) return [skip];
  if (role !== undefined) return ask(askRole({ column, at }, role, heard, evidence, language));
  if (isNamed) return ask(askNamed(name, value, language));
  const hint = evidence.hints.get(at);
  if (hint?.is === "voltage") {
    const { obis, scaler } = hint.role;
    const facts = { number: at + 1, value, code: obis, scaler, shown: scaled(value, scaler) };
    return ask(learnSays(language, "voltage", facts));
  }
  const pair = hint !== undefined && "with" in hint ? { other: hint.with + 1, scaler: hint.scaler } : unpaired;
  return ask(learnSays(language, hint?.is ?? "once", { number: at + 1, value, ...pair }));
}

const unpaired = { other: 0, scaler: 0 };

/** Whether the display shows just that; or, of what it may not show, what follows if it does of another. */
function askRole({ column, at }: Place, role: Role, heard: Heard, evidence: Evidence, language: Language): string {
  const compared = comparedIn(evidence);
  const facts = {
    label: labelOf({ column, at }, language),
    value: lastOf(column) as number,
    shown: shownAs(heard, { at, ...role }),
    answer: factsOf(role, column.name !== undefined),
  };
  if (compared.some((one) => one.at === at)) return learnSays(language, "compared", facts);
  const others = compared.map((one) => {
    const place = { column: heard.columns[one.at] as Column, at: one.at };
    return `${labelOf(place, language)} = ${shownAs(heard, one)}`;
  });
  return learnSays(language, "hanging", { ...facts, others: others.slice(0, 2).join(", ") });
}

/** Scalers most meters have, as something to compare with the display. */
function askNamed(name: Obis, value: number, language: Language): string {
  const unit = impliedUnit(name) as string;
  const facts = { code: formatObis(name), value, unit };
  if (value === 0) return learnSays(language, "nothing", facts);
  const usual: { readonly [unit: string]: number | undefined } = {
    V: scalerInto([value], gridVolts),
    A: -2,
    Hz: -2,
    "1": -3,
  };
  const scaler = usual[unit] ?? 0;
  return learnSays(language, "named", { ...facts, scaler, shown: scaled(value, scaler) });
}

const netRole = { obis: netPower, unit: "W", scaler: 0 };

/** Power with a sign has no place of its own in the catalogue of quantities. */
const netNames = ', key: power_signed, en: "Power, minus when fed in", de: "Leistung, minus bei Einspeisung"';

/** What a definition says of an element, or of an object, which names what the catalogue does not. */
function factsOf({ obis, unit, scaler }: Omit<Role, "isCertain">, isObject: boolean): string {
  const names = isObject && obis === netPower ? netNames : "";
  return `obis: "${obis}"${names}, unit: ${unit}${scaler === 0 ? "" : `, scaler: ${scaler}`}`;
}
