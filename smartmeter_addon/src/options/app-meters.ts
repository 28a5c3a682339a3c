/**
 * In the app the meters are those of the form. What the form does not have of them is in the app's own file, in an
 * entry of the meter's name: a position would become another meter's as soon as one is taken out of the form.
 */

type Entry = Readonly<Record<string, unknown>>;

/** Which entry of the file belongs to which meter. */
export interface MeterAlignment {
  /** How many meters the form has. */
  readonly form: number;
  /** For each meter its position in the file: those of the form in their order, then those of the file alone. */
  readonly positions: readonly (number | undefined)[];
  /** Positions in the file of entries that belong to no meter: one that was taken out of the form. */
  readonly orphans: readonly number[];
}

/**
 * Lays the file's entries to the form's meters: by name, and those without one in their order; one with a way to read a
 * meter of its own by position; and where as many are left on both sides, in their order, because a meter was renamed.
 */
export function alignMeters(file: unknown, form: unknown): MeterAlignment {
  const entries = entriesOf(file);
  const meters = entriesOf(form);
  const positions = meters.map((): number | undefined => undefined);
  const free = new Set(entries.keys());
  const pair = (meter: number, entry: number): void => {
    positions[meter] = entry;
    free.delete(entry);
  };
  for (const [at, { name }] of meters.entries()) {
    const same = [...free].find((entry) => name !== undefined && entries[entry]?.name === name);
    if (same !== undefined) pair(at, same);
  }
  const pairInOrder = (chosen: (entry: Entry) => boolean): void => {
    const open = [...free].filter((entry) => chosen(entries[entry] as Entry));
    const without = [...meters.keys()].filter((at) => positions[at] === undefined && chosen(meters[at] as Entry));
    if (open.length === without.length) for (const [at, entry] of open.entries()) pair(without[at] as number, entry);
  };
  pairInOrder(({ name }) => name === undefined);
  for (const entry of [...free]) {
    const isOpen = entry < meters.length && positions[entry] === undefined;
    const { name } = entries[entry] as Entry;
    if (isOpen && (name === undefined || isWhole(entries[entry] as Entry))) pair(entry, entry);
  }
  const partial = [...free].filter((entry) => !isWhole(entries[entry] as Entry));
  const without = [...meters.keys()].filter((at) => positions[at] === undefined);
  if (partial.length === without.length)
    for (const [at, entry] of partial.entries()) pair(without[at] as number, entry);
  const orphans = meters.length === 0 ? [] : partial.filter((entry) => free.has(entry));
  return {
    form: meters.length,
    positions: [...positions, ...[...free].filter((entry) => !orphans.includes(entry))],
    orphans,
  };
}

/** A meter that needs nothing of the form to be read. */
const isWhole = ({ key, device, port }: Entry): boolean => [key, device, port].some((value) => value !== undefined);

const entriesOf = (list: unknown): Entry[] =>
  Array.isArray(list)
    ? list.map((entry: unknown) => (typeof entry === "object" && entry !== null ? (entry as Entry) : {}))
    : [];
