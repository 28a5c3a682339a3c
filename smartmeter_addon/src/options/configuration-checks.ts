import { membersOf } from "../derive/virtual-meter.ts";
import type { Options } from "./options.ts";
import type { OptionProblem } from "./problem.ts";
import { tariffProblems } from "./tariff.ts";

/** What no option can tell alone: ids that stand twice, virtual meters of meters that are not there. */
export function checkTogether({ meters = [], virtual = [], tariff }: Options): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const ids = [
    ...meters.map(({ id }, at) => ({ id, path: `meters[${at}].id` })),
    ...virtual.map(({ id }, at) => ({ id, path: `virtual[${at}].id` })),
  ].filter(({ id }) => id !== undefined);
  for (const [at, { id, path }] of ids.entries()) {
    if (ids.findIndex((other) => other.id === id) < at)
      problems.push({ path, found: `"${id}" a second time`, expected: "an id of its own" });
  }
  const known = meters.length === 0 ? [{}] : meters;
  const expected = `one of ${known.map((meter, at) => ("id" in meter && meter.id) || at).join(", ")}`;
  for (const [at, { add, subtract = [] }] of virtual.entries()) {
    for (const [name, list] of Object.entries({ add, subtract })) {
      for (const [position, member] of membersOf(list, known).entries())
        if (member === undefined)
          problems.push({ path: `virtual[${at}].${name}[${position}]`, found: `"${list[position]}"`, expected });
    }
  }
  return [...problems, ...tariffProblems(tariff)];
}
