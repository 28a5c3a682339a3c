/** The stretch of time on the screen: which one it is, how it is moved, what is known of it. */
import type { ReadingView } from "../../../view.ts";
import { currentAddress, go } from "../../address.ts";
import type { Store } from "../../store.ts";
import { createCurveData } from "./curve-data.ts";
import { placesOf, shownOf } from "./known.ts";
import { type Look, lookOf, moved, type Range, ranges, type Shown, turned, zoomed } from "./looks.ts";

/** `changed` is called when another stretch is chosen, and when more is known of it. */
export function createStretch(changed: () => void) {
  const data = createCurveData(changed);
  let store: Store | undefined;
  let range: Range = "5m";
  let look: Look = lookOf(range);
  let lastReading: ReadingView | undefined;

  const nowMs = (): number => store?.now() ?? Date.now();
  const shown = (): Shown => shownOf(look, data.known, nowMs());

  function choose(next: Look): void {
    if (JSON.stringify(next) === JSON.stringify(look)) return;
    if (next.kind !== look.kind || next.kind === "bars" || data.known === undefined) data.forget();
    look = next;
    changed();
  }

  const home = (): void => choose(lookOf(range));

  /** Takes over the range of the address. */
  function followAddress(): "same range" | "other range" {
    // Where nobody has chosen.
    const usual = data.hasHardlyBegun ? "5m" : "day";
    const wanted = ranges.find((name) => name === currentAddress().range) ?? usual;
    if (wanted === range) return "same range";
    range = wanted;
    home();
    return "other range";
  }

  return {
    /** The range it began with; it may have been moved and zoomed since. */
    get range() {
      return range;
    },
    get look() {
      return look;
    },
    get known() {
      return data.known;
    },
    /** There was no answer to the latest question. */
    get hasFailed() {
      return data.hasFailed;
    },
    shown,
    /** The moments that can be read. */
    places: (): readonly number[] => placesOf(data.known, shown()),
    /** Takes over what the address says, asks where something is missing, adds the newest telegram. */
    follow(next: Store): "same range" | "other range" {
      store = next;
      const followed = followAddress();
      data.follow(next.meter?.index ?? 0, next.generation, look, shown());
      const { reading } = next.meter ?? {};
      if (reading !== undefined && reading !== lastReading) data.add(reading, look, shown());
      lastReading = reading;
      return followed;
    },
    turn: (direction: -1 | 1): void => choose(turned(look, direction, shown())),
    /** By a share of its width. */
    move: (share: number): void => choose(moved(look, share, shown())),
    /** Around a moment; without one, around now. */
    zoom: (factor: number, atMs: number | undefined): void => choose(zoomed(look, factor, atMs ?? nowMs(), shown())),
    /** Back to now. */
    home,
    pick(name: Range): void {
      go({ range: name }, "replace");
      choose(lookOf(name));
    },
  };
}
