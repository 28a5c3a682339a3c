// Which columns of a portal's table hold stamps, which hold energies, and what separates one metering point from another.
import { type PortalStamp, parseStamp, parseTimeOfDay } from "./portal-stamp.ts";
import { numberOf, type PortalTable, unitIn } from "./portal-table.ts";

const endNames = /\b(ende|bis|end|to|until)\b|messzeitpunkt|ablesezeit/i;
const startNames = /\b(beginn|von|start|ab|from)\b/i;
const registerNames = /stand\b|register\b/i;
const exportNames = /einspeis|liefer|erzeug|überschuss|2\.8\.|export|feed/i;
const valueNames = /verbrauch|wert|energie|bezug|einspeis|liefer|erzeug|kwh|consumption|leistung/i;
const partNames = /restnetz|eigendeckung|gemeinschaft|hochtarif|niedertarif|1\.8\.[1-9]|2\.8\.[1-9]/i;

/** One kind of energy of one metering point: a value, a register, or a value with its register beside it. */
export interface EnergyColumns {
  readonly value: number | undefined;
  readonly register: number | undefined;
  readonly direction: "import" | "export";
  /** Undefined where nothing names it. */
  readonly point: string | undefined;
}

/** Stamps of a table's rows. */
export interface StampColumns {
  readonly columns: readonly number[];
  readonly starts: readonly PortalStamp[] | undefined;
  readonly ends: readonly PortalStamp[] | undefined;
  /** A single column of stamps, and nothing says whether it is a window's beginning or its end. */
  readonly isGuess: boolean;
}

export function stampColumns({ names, rows }: PortalTable): StampColumns {
  const first = rows[0] ?? [];
  const columns = first.flatMap((cell, at) => (parseStamp(cell) === undefined ? [] : [at]));
  const times = first.flatMap((cell, at) => (parseTimeOfDay(cell) === undefined ? [] : [at]));
  const day = columns[0] as number;
  const read = (column: number, time: number | undefined): PortalStamp[] =>
    rows.map((row) => {
      const stamp = parseStamp(row[column] ?? "") ?? (parseStamp(row[day] ?? "") as PortalStamp);
      const ofDay = time === undefined ? 0 : (parseTimeOfDay(row[time] ?? "") ?? 0);
      return { ...stamp, wallMs: stamp.wallMs + ofDay };
    });
  const all = [...columns, ...times];
  if (times.length >= 2) return { columns: all, starts: read(day, times[0]), ends: undefined, isGuess: false };
  if (columns.length >= 2 && times.length === 0)
    return { columns: all, starts: read(day, undefined), ends: read(columns[1] as number, undefined), isGuess: false };
  const single = read(day, times[0]);
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
  const numbers = numberColumns(table, stamps);
  const name = (column: number): string => table.names[column] ?? "";
  const describe = (column: number): Pick<EnergyColumns, "direction" | "point"> => ({
    direction: [name(column), ...labels].some(isExport) ? "export" : "import",
    point: labels.find((label) => label !== "" && !obis.test(label)) ?? pointInText.exec(name(column))?.[0],
  });
  const register = numbers.find((column) => isRegister(table, column));
  const candidates = numbers.filter((column) => column !== register && !registerNames.test(name(column)));
  const whole = candidates.filter((column) => !partNames.test(name(column)));
  const named = whole.filter((column) => valueNames.test(name(column)));
  const values = [named, whole, candidates].find((columns) => columns.length > 0) ?? [];
  if (values.length === 0) return register === undefined ? [] : [{ value: undefined, register, ...describe(register) }];
  const kinds = new Map<string, EnergyColumns>();
  for (const value of values) {
    const columns = { value, register, ...describe(value) };
    const kind = `${columns.direction} ${columns.point}`;
    // Of several columns of one kind, the power beside the energy for one, the first is taken.
    if (!kinds.has(kind)) kinds.set(kind, columns);
  }
  // A register stands beside one value; nothing says which of several.
  const all = [...kinds.values()];
  return all.length === 1 ? all : all.map((columns) => ({ ...columns, register: undefined }));
}

const pointInText = /\bAT[\dX*]{6,}/i;
const obis = /^\d+-\d+:(\d+)\.\d+\.\d+/;
/** Shares of an energy community, beside what the meter has counted. */
const shares = /\bG\.0[23]\b/;

const isExport = (text: string): boolean => exportNames.test(text) || obis.exec(text)?.[1] === "2";

/** One table a metering point and OBIS code, in the order they come in, with the labels that set them apart. */
export function separated(table: PortalTable): { readonly table: PortalTable; readonly labels: readonly string[] }[] {
  const width = table.rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, at) => at).filter((column) => {
    const cells = new Set(table.rows.map((row) => row[column] ?? ""));
    const isPoint = /z(ä|ae)hlpunkt|metering ?point/i.test(table.names[column] ?? "");
    return (
      cells.size > 1 &&
      cells.size < 50 &&
      (isPoint || [...cells].some((cell) => pointInText.test(cell) || obis.test(cell)))
    );
  });
  const groups = new Map<string, (readonly string[])[]>();
  for (const row of table.rows) {
    const key = columns.map((column) => row[column] ?? "").join("\n");
    const rows = groups.get(key) ?? [];
    rows.push(row);
    groups.set(key, rows);
  }
  return [...groups]
    .map(([key, rows]) => ({ table: { ...table, rows }, labels: key.split("\n") }))
    .filter(({ labels }) => !labels.some((label) => shares.test(label)));
}

/** Columns that hold numbers and little else; a metering point or a contract is longer than any energy. */
function numberColumns({ rows, names }: PortalTable, stamps: readonly number[]): number[] {
  const width = Math.max(names.length, ...rows.slice(0, 50).map((row) => row.length));
  return Array.from({ length: width }, (_, at) => at).filter((column) => {
    if (stamps.includes(column)) return false;
    const filled = rows.flatMap((row) => (row[column] === undefined || row[column] === "" ? [] : [row[column]]));
    const numbers = filled.filter((cell) => numberOf(cell) !== undefined && !/^\d{8,}$/.test(cell));
    return numbers.length > 0 && numbers.length >= 0.9 * filled.length;
  });
}

/** A register never falls and is far above what a quarter hour takes; its name may say so too. */
function isRegister({ names, rows }: PortalTable, column: number): boolean {
  if (registerNames.test(names[column] ?? "")) return true;
  const values = rows.flatMap((row) => numberOf(row[column]) ?? []);
  const rises = values.every((value, at) => at === 0 || value >= (values[at - 1] as number));
  return values.length >= 8 && rises && (values.at(-1) as number) > (values[0] as number);
}

/** From the unit of the values to Wh: a mean power of the window stands for its energy. */
export function scaleOf({ rows, names }: PortalTable, column: number, windowMs: number): number {
  const unit =
    /kwh|\bwh\b|\bkw\b/i.exec(names[column] ?? "")?.[0].toLowerCase() ??
    unitIn(rows.find((row) => (row[column] ?? "") !== "")?.[column] ?? "") ??
    (rows[0] ?? []).map(unitIn).find((found) => found !== undefined);
  if (unit === "wh") return 1;
  return unit === "kw" ? (1000 * windowMs) / 3_600_000 : 1000;
}
