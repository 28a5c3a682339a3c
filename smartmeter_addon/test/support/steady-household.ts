import type { Household, Register } from "../../src/tools/simulate/household.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";

const phases = 3;
/** W·ms in a Wh. */
const wattMsPerWh = 3_600_000;

/**
 * Draws about 600 W, a little more or less every second, at every hour of the day: what a test waits for comes in the
 * morning as in the evening, where a house with a roof feeds in.
 */
export function createSteadyHousehold(startMs: number): Household {
  let lastMs = startMs;
  let rest = 0;
  let wh = 5_930_768;
  const register = (total: number): Register => ({ total, tariffs: [total, 0] });
  return {
    advance(atMs) {
      const watts = 200 + (Math.floor(atMs / 1000) % 7);
      rest += phases * watts * Math.max(0, atMs - lastMs);
      lastMs = Math.max(lastMs, atMs);
      wh += Math.floor(rest / wattMsPerWh);
      rest %= wattMsPerWh;
      return {
        time: viennaTime(lastMs),
        phases: Array.from({ length: phases }, () => ({ voltage: 230, watts, vars: 0 })),
        power: [phases * watts, 0, 0, 0],
        energy: [register(wh), register(2_440_441), register(0), register(0)],
      };
    },
  };
}
