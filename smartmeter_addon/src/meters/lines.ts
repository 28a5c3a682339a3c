/** What the search for port settings must know of all meters together. */
import type { CheckedDefinition } from "../telegram/definition.ts";

export interface MeterLines {
  /** Settings of all meters known, likely ones first. */
  readonly settings: readonly string[];
  /** Of the meters that speak only after an answer: the search waits here while it hears nothing. */
  readonly sending: string;
  /** Longest usual time between two telegrams, s. */
  readonly longestIntervalS: number;
}

/**
 * First the usual settings of the operators' meters, slow ones first, because too fast a port tells more than too slow a
 * one; then what else some of them use, and meters from elsewhere.
 */
export function linesOf(definitions: readonly CheckedDefinition[]): MeterLines {
  const sending = definitions.find(({ reader }) => reader === "sending")?.serial[0];
  if (sending === undefined) throw new Error("no meter needs a reader that sends, and the search waits for one");
  const here = definitions.filter(({ operators }) => operators.length > 0);
  const usual = here.flatMap(({ serial }) => serial.slice(0, 1)).sort((a, b) => speedOf(a) - speedOf(b));
  const others = definitions.flatMap(({ serial }) => serial);
  return {
    settings: [...new Set([sending, ...usual, ...others])],
    sending,
    longestIntervalS: Math.max(...definitions.flatMap(({ interval }) => interval)),
  };
}

const speedOf = (settings: string): number => Number.parseInt(settings, 10);
