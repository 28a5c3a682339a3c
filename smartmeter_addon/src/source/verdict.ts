/** What bursts without a frame say about speed, parity and wiring. */
import { createFault, type Fault } from "../fault.ts";
import type { Pattern } from "./burst.ts";
import { parseSettings } from "./serial-settings.ts";

/** A burst without a frame, and the settings it was heard with. */
export interface HeardBurst {
  readonly settings: string;
  readonly pattern: Pattern;
  readonly octets: number;
}

/** The only candidate if speed and parity are set at the reader and unknown here. Users never see it. */
export const setAtReader = "set at the reader";

/** What the settings tried have in common, as one fault. `candidates`: all of them; one if they are fixed. */
export function judgeBursts(heard: readonly HeardBurst[], candidates: readonly string[]): Fault {
  const octets = heard.reduce((sum, burst) => sum + burst.octets, 0);
  const telling = heard.filter(({ pattern }) => pattern !== "scrap");
  /** Whether at least two bursts, and three fifths of all, look like it. */
  const mostly = (pattern: Pattern, among: readonly HeardBurst[]): boolean => {
    const count = among.filter((burst) => burst.pattern === pattern).length;
    return count >= 2 && count * 5 >= among.length * 3;
  };
  const somewhere = (pattern: Pattern): boolean =>
    candidates.some((candidate) =>
      mostly(
        pattern,
        telling.filter(({ settings }) => settings === candidate),
      ),
    );

  if (somewhere("inverted")) {
    return createFault(
      "inverted-suspect",
      "the octets look like a telegram whose ones and zeros are exchanged",
      octets,
    );
  }
  const bySpeed = [...candidates].sort((a, b) => speedOf(a) - speedOf(b));
  const among = (settings: string | undefined): HeardBurst[] =>
    telling.filter((burst) => candidates.length === 1 || speedOf(burst.settings) === speedOf(settings ?? ""));
  const isSetThere = candidates.includes(setAtReader);
  if (mostly("too-fast", among(bySpeed[0]))) {
    const settings = bySpeed[0] as string;
    return createFault("speed-suspect", isSetThere ? { is: "slower-there" } : { is: "slower", settings }, octets);
  }
  if (mostly("too-slow", among(bySpeed.at(-1)))) {
    const settings = bySpeed.at(-1) as string;
    return createFault("speed-suspect", isSetThere ? { is: "faster-there" } : { is: "faster", settings }, octets);
  }
  if (candidates.length === 1 && somewhere("parity")) {
    const settings = bySpeed[0] as string;
    return createFault("parity-suspect", isSetThere ? { is: "there" } : { is: "settings", settings }, octets);
  }
  const settings = candidates.join(", ");
  return createFault("no-frame", isSetThere ? { is: "there", octets } : { is: "searched", octets, settings }, octets);
}

/** Bits per second of settings like `2400 8E1`; 0 for anything else. */
export function speedOf(settings: string): number {
  return parseSettings(settings)?.speed ?? 0;
}
