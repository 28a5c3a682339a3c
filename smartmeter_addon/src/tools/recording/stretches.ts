/** A recording laid out: every octet of it belongs to a frame or lies between frames, and frames belong to units. */
import type { FrameName, Span } from "../../link/link.ts";
import type { Recorded, RecordedUnit } from "./recording.ts";

/** A frame, or octets between frames. A frame may begin with the last octet of the one before: a flag both share. */
export interface Stretch extends Span {
  readonly name: FrameName | "damaged" | "gap";
}

/** Neighbouring stretches that bring one unit, or none. */
export interface StretchGroup {
  readonly stretches: readonly Stretch[];
  readonly unit: RecordedUnit | undefined;
}

/** All octets of a recording of this length as groups, in their order. */
export function groupStretches(recorded: Recorded, length: number): StretchGroup[] {
  const stretches = layOut(recorded, length);
  const groups: StretchGroup[] = [];
  let from = 0;

  function add(end: number, unit: RecordedUnit | undefined): void {
    if (end > from) groups.push({ stretches: stretches.slice(from, end), unit });
    from = Math.max(from, end);
  }

  const indexOf = ({ at, end }: Span): number =>
    stretches.findIndex((stretch, index) => index >= from && stretch.at <= at && end <= stretch.end);
  for (const unit of [...recorded.units].sort((a, b) => startOf(a) - startOf(b))) {
    const places = unit.carriers.flatMap(({ pieces }) => pieces.map(indexOf)).filter((index) => index >= 0);
    if (places.length === 0) continue;
    add(Math.min(...places), undefined);
    add(Math.max(...places) + 1, unit);
  }
  add(stretches.length, undefined);
  return groups;
}

function startOf({ carriers }: RecordedUnit): number {
  return carriers[0]?.pieces[0]?.at ?? 0;
}

function layOut({ frames }: Recorded, length: number): Stretch[] {
  const stretches: Stretch[] = [];
  const sorted = [...frames].sort((a, b) => a.at - b.at);
  let from = 0;
  for (const [index, { name, verdict, at, end }] of sorted.entries()) {
    if (from < at) stretches.push({ name: "gap", at: from, end: at });
    if (verdict === "proven") stretches.push({ name, at, end });
    // Where its header says that it ends may be far inside the next one.
    else stretches.push({ name: "damaged", at, end: Math.min(end, sorted[index + 1]?.at ?? length, length) });
    from = Math.max(from, (stretches[stretches.length - 1] as Stretch).end);
  }
  if (from < length) stretches.push({ name: "gap", at: from, end: length });
  return stretches;
}
