import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until the question has an answer and gives it; an assertion that fails is asked again, and thrown when time is
 * over. Limits are for a hung machine: nothing here measures time.
 */
export async function until<T>(
  what: string,
  limitMs: number,
  question: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (!(error instanceof Error && error.name === "AssertionError")) throw error;
      failure = error;
    }
    if (Date.now() > deadline) throw failure ?? new Error(`Waited ${limitMs / 1000} s in vain until: ${what}`);
    await sleep(200);
  }
}
