/** `script/fuzz --households`: a day of every household at every untagged meter, on a clean line. */
import { householdsOf, play } from "../households/household.ts";
import { untagged } from "../households/telegrams.ts";

/** Prints a row for each meter; true where no clean telegram was lost and hardly one came late. */
export function reportHouseholds(
  only: string,
  hours: number,
  seed: number,
  byChance: number,
  print: (line: string) => void,
): boolean {
  let isGood = true;
  print("| meter | households | telegrams | lost | late | late after the first hour |");
  print("| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const meter of untagged.filter(({ id }) => id.includes(only))) {
    const sums = { households: 0, telegrams: 0, lost: 0, late: 0, lateAfterHour: 0 };
    for (const household of householdsOf(meter, seed, byChance)) {
      const told = play(household, Math.ceil((hours * 3_600_000) / meter.intervalMs));
      sums.households++;
      for (const name of ["telegrams", "lost", "late", "lateAfterHour"] as const) sums[name] += told[name];
      if (told.lost + told.lateAfterHour === 0 && told.late <= Math.max(1, told.telegrams / 1000)) continue;
      isGood = false;
      const { grid, load, measuring } = household;
      process.stderr.write(
        `${meter.id}, ${grid}, ${load}, ${measuring}: ${JSON.stringify({ ...told, held: [...told.held], faults: [...told.faults] })}\n`,
      );
    }
    print(`| ${meter.id} | ${Object.values(sums).join(" | ")} |`);
  }
  return isGood;
}
