// Which columns of a portal's table hold stamps, which hold energies, and what separates one metering point from another.
import { type PortalStamp, parseStamp, parseTimeOfDay } from "./portal-stamp.ts";
import { numberOf, type PortalTable, unitIn } from "./portal-table.ts";

const endNames = /\b(ende|bis|end|to|until)\b|messzeitpunkt|ablesezeit/i;
const startNames = /\b(beginn|von|start|ab|from)\b/i;
const registerNames = /stand\b|register\b/i;
const importNames = /verbrauch|bezug|consumption|1\.8\./i;
const exportNames = /einspeis|liefer|erzeug|überschuss|2\.8\.|export|feed/i;
const valueNames = /verbrauch|wert|energie|bezug|einspeis|liefer|erzeug|kwh|consumption|leistung/i;
const partNames = /\brest|anteil|eigendeckung|gemeinschaft|hochtarif|niedertarif|1\.8\.[1-9]|2\.8\.[1-9]/i;
/** Numbers that are no energy the meter counts by. */
const otherNames = /preis|price|kosten|costs?\b|betrag|€|\beur\b|\bct\b|cent|blind|kvar|reactive|temperatur/i;
const substituteNames = /^(ersatzwert|substitute)/i;

/** One kind of energy of one metering point: a value, a register, or a value with its register beside it. */
export interface EnergyColumns {
  readonly value: number | undefined;
  readonly register: number | undefined;
  /** Where the operator has not measured, his value stands here instead, or a mark that he has not. */
  readonly substitute: number | undefined;
  readonly direction: "import" | "export";
  /** Undefined where nothing names it. */
  readonly point: string | undefined;
  /** Name of the column where it is only a part of what the meter counts: a tariff's, or what a community left. */
  readonly part: string | undefined;
}

/** Stamps of a table's rows. */
export interface StampColumns {
  readonly columns: readonly number[];
  readonly starts: readonly PortalStamp[] | undefined;
  readonly ends: readonly PortalStamp[] | undefined;
  /** A single column of stamps, and nothing says whether it is a window's beginning or its end. */
  readonly isGuess: boolean;
}

/** A window and its end are no further apart, also where spring skips an hour between them. */
const longestMs = 2 * 3_600_000;

export function stampColumns({ names, rows, stamps, times }: PortalTable): StampColumns {
  const all = [...stamps, ...times];
  const read = (column: number, time: number | undefined): PortalStamp[] =>
    rows.map((row) => {
      const stamp = parseStamp(row[column] ?? "") as PortalStamp;
      const ofDay = time === undefined ? 0 : (parseTimeOfDay(row[time] ?? "") ?? 0);
      return { ...stamp, wallMs: stamp.wallMs + ofDay };
    });
  // A date that never changes is the download's.
  const changes = (column: number): boolean => rows.some((row) => row[column] !== rows[0]?.[column]);
  const days = times.length > 0 ? stamps : stamps.filter(changes);
  const day = days[0] ?? (stamps[0] as number);
  if (times.length >= 2) return { columns: all, starts: read(day, times[0]), ends: undefined, isGuess: false };
  const single = read(day, times[0]);
  for (const column of times.length === 0 ? days.slice(1) : []) {
    const other = read(column, undefined);
    const apart = other.map(({ wallMs }, at) => wallMs - (single[at] as PortalStamp).wallMs);
    const share = (is: (ms: number) => boolean): boolean => apart.filter(is).length > 0.5 * apart.length;
    if (share((ms) => ms > 0 && ms <= longestMs)) return { columns: all, starts: single, ends: other, isGuess: false };
    if (share((ms) => ms < 0 && ms >= -longestMs)) return { columns: all, starts: other, ends: single, isGuess: false };
  }
  const name = [names[day], times[0] === undefined ? "" : names[times[0]]].join(" ");
  const isEnd = endNames.test(name) ? true : startNames.test(name) ? false : endByContent(single);
  return isEnd === true
    ? { columns: all, starts: undefined, ends: single, isGuess: false }
    : { columns: all, starts: single, ends: undefined, isGuess: isEnd === undefined };
}

/** Exports hold whole days: whose first stamp is midnight begins there, whose last one is midnight ends there. */
function endByContent(stamps: readonly PortalStamp[]): boolean | undefined {
  const isMidnight = (stamp: PortalStamp | undefined): boolean => (stamp?.wallMs ?? 1) % 86_400_000 === 0;
  const begins = isMidnight(stamps[0]);
  const ends = isMidnight(stamps.at(-1));
  return begins === ends ? undefined : ends;
}

/** The energies of a table of one metering point; `labels` are what {@link separated} set it apart by. */
export function energyColumns(
  table: PortalTable,
  stamps: readonly number[],
  labels: readonly string[],
): EnergyColumns[] {
  const name = (column: number): string => table.names[column] ?? "";
  const named = (pattern: RegExp) => (column: number) => pattern.test(name(column));
  const numbers = numberColumns(table, stamps).filter((column) => !named(substituteNames)(column));
  const substitute = table.names.findIndex((text) => substituteNames.test(text));
  const describe = (column: number): Omit<EnergyColumns, "value" | "register"> => ({
    substitute: substitute < 0 ? undefined : substitute,
    direction: directionOf(name(column), labels),
    point:
      labels.find((label) => label !== "" && !obis.test(label)) ??
      pointInText.exec(name(column))?.[0] ??
      labels.find((label) => label !== ""),
    part: named(partNames)(column) ? name(column) : undefined,
  });
  const registers = numbers.filter((column) => isRegister(table, column));
  const candidates = numbers.filter((column) => !registers.includes(column));
  const whole = candidates.filter((column) => !named(partNames)(column));
  const values =
    [whole.filter(named(valueNames)), whole, candidates].find((columns) => columns.length > 0) ?? ([] as number[]);
  const register = registers.length === 0 ? undefined : registers[0];
  if (values.length === 0) {
    const total = registers.filter((column) => !named(partNames)(column));
    return ofEachKind(
      (total.length > 0 ? total : registers).map((at) => ({ value: undefined, register: at, ...describe(at) })),
    );
  }
  const all = ofEachKind(values.map((value) => ({ value, register, ...describe(value) })));
  // A register stands beside one value; nothing says which of several.
  return all.length === 1 ? all : all.map((columns) => ({ ...columns, register: undefined }));
}

/** Of several columns of one kind, the power beside the energy for one, the first is taken. */
function ofEachKind(columns: readonly EnergyColumns[]): EnergyColumns[] {
  const kinds = new Map<string, EnergyColumns>();
  for (const entry of columns) {
    const kind = `${entry.direction} ${entry.point}`;
    if (!kinds.has(kind)) kinds.set(kind, entry);
  }
  return [...kinds.values()];
}

const pointInText = /\bAT[\dX*]{6,}/i;
const obis = /^(?:\d+-\d+:)?(\d+)\.[89]\.\d{1,3}(?!\d)/;
/** Shares of an energy community, beside what the meter has counted. */
const shares = /\bG\.0[23]\b/;
/** A load profile is named from the operator's side: he delivers what the customer takes. */
const operatorsImport = /lastprofil.*lieferung/i;
const operatorsExport = /lastprofil.*bezug/i;

function directionOf(name: string, labels: readonly string[]): "import" | "export" {
  for (const text of [...labels, name]) {
    const code = obis.exec(text)?.[1];
    if (code === "2" || operatorsExport.test(text)) return "export";
    if (code === "1" || operatorsImport.test(text) || importNames.test(text)) return "import";
    if (exportNames.test(text)) return "export";
  }
  return "import";
}

/** Active energy in either direction; reactive energy has the codes from 3 on. */
function isActive(label: string): boolean {
  const code = obis.exec(label)?.[1];
  return (code === undefined || code === "1" || code === "2") && !shares.test(label);
}

/** One table a metering point and OBIS code, in the order they come in, with the labels that set them apart. */
export function separated(table: PortalTable): { readonly table: PortalTable; readonly labels: readonly string[] }[] {
  const width = table.rows[0]?.length ?? 0;
  const distinct = Array.from({ length: width }, (_, at) => new Set(table.rows.map((row) => row[at] ?? "")));
  const isMoment = (at: number): boolean => table.stamps.includes(at) || table.times.includes(at);
  const few = distinct.flatMap((cells, at) => (cells.size > 1 && cells.size < 50 && !isMoment(at) ? [at] : []));
  const columns = few.filter((column) => {
    const isPoint = /z(ä|ae)hlpunkt|metering ?point/i.test(table.names[column] ?? "");
    return isPoint || [...(distinct[column] ?? [])].some((cell) => pointInText.test(cell) || obis.test(cell));
  });
  // A window that is there again and again belongs to several series, whatever tells them apart.
  const apart = columns.length > 0 ? columns : few.filter((column) => tellsApart(table, column)).slice(0, 1);
  const groups = new Map<string, (readonly string[])[]>();
  for (const row of table.rows) {
    const key = apart.map((column) => row[column] ?? "").join("\n");
    const rows = groups.get(key) ?? [];
    rows.push(row);
    groups.set(key, rows);
  }
  return [...groups]
    .map(([key, rows]) => ({ table: { ...table, rows }, labels: key.split("\n") }))
    .filter(({ labels }) => labels.every(isActive));
}

/** Whether most windows are there more than once, and a column of words says which is whose. */
function tellsApart({ rows, stamps, times }: PortalTable, column: number): boolean {
  const moment = (row: readonly string[]): string => [...stamps, ...times].map((at) => row[at]).join(" ");
  const moments = new Set(rows.map(moment));
  const own = new Set(rows.map((row) => `${moment(row)} ${row[column]}`));
  const isWord = rows.every((row) => /\p{L}{3}/u.test(row[column] ?? ""));
  return isWord && moments.size < 0.6 * rows.length && own.size > 0.9 * rows.length;
}

/** Columns that hold numbers and little else; a metering point or a contract is longer than any energy. */
function numberColumns({ rows, names }: PortalTable, stamps: readonly number[]): number[] {
  const width = Math.max(names.length, ...rows.slice(0, 50).map((row) => row.length));
  const counts = Array.from({ length: width }, (_, column) => {
    if (stamps.includes(column) || otherNames.test(names[column] ?? "")) return 0;
    const filled = rows.flatMap((row) => (row[column] === undefined || row[column] === "" ? [] : [row[column]]));
    const numbers = filled.filter((cell) => numberOf(cell) !== undefined && !/^\d{8,}$/.test(cell));
    return numbers.length >= 0.9 * filled.length ? numbers.length : 0;
  });
  // Days beside the quarter hours have a few numbers of their own.
  const most = Math.max(0, ...counts);
  return counts.flatMap((count, column) => (count > 0 && count >= 0.3 * most ? [column] : []));
}

/** A register never falls and is far above what a quarter hour takes; its name may say so too. */
function isRegister({ names, rows }: PortalTable, column: number): boolean {
  if (registerNames.test(names[column] ?? "")) return true;
  const values = rows.flatMap((row) => numberOf(row[column]) ?? []);
  const rises = values.every((value, at) => at === 0 || value >= (values[at - 1] as number));
  return values.length >= 8 && rises && (values.at(-1) as number) > (values[0] as number);
}

/** Wh of one of the unit; a mean power of the window stands for its energy. */
const unitWh: Readonly<Record<string, (hours: number) => number>> = {
  mwh: () => 1_000_000,
  kwh: () => 1000,
  wh: () => 1,
  kw: (hours) => 1000 * hours,
  w: (hours) => hours,
};

/** From the unit of the values to Wh. */
export function scaleOf({ rows, names }: PortalTable, column: number, windowMs: number): number {
  const unit =
    /mwh|kwh|\bwh\b|\bkw\b|(?<=[([]|\bin )w(?=[)\]]|$)/i.exec(names[column] ?? "")?.[0].toLowerCase() ??
    unitIn(rows.find((row) => (row[column] ?? "") !== "")?.[column] ?? "") ??
    (rows[0] ?? []).map(unitIn).find((found) => found !== undefined);
  return (unitWh[unit ?? "kwh"] as (hours: number) => number)(windowMs / 3_600_000);
}
