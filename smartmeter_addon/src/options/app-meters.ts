/**
 * In the app the meters are those of the form. What the form does not have about them is in the app's own file, in an
 * entry with the meter's name: a position would become another meter's as soon as one is removed from the form.
 */

type Entry = Readonly<Record<string, unknown>>;

/** Which entry of the file belongs to which meter. */
export interface MeterAlignment {
  /** How many meters the form has. */
  readonly form: number;
  /**
   * Each meter's position in the file: first the form's meters in their order, then those that are only in the file.
   */
  readonly positions: readonly (number | undefined)[];
  /** Positions in the file of entries that belong to no meter, since theirs was removed from the form. */
  readonly orphans: readonly number[];
}

/**
 * Matches the file's entries with the form's meters: by name, and those without a name in their order. An entry that
 * can read a meter by itself is matched by position. Where equally many are left on both sides they are matched in
 * their order, because a meter was renamed.
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

/** Whether a meter can be read without anything from the form. */
const isWhole = ({ key, device, port }: Entry): boolean => [key, device, port].some((value) => value !== undefined);

const entriesOf = (list: unknown): Entry[] =>
  Array.isArray(list)
    ? list.map((entry: unknown) => (typeof entry === "object" && entry !== null ? (entry as Entry) : {}))
    : [];
