import { parseArgs } from "node:util";
import { longFrameStart } from "../../src/link/mbus.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { campaign, type Damage } from "./campaign.ts";
import { countExactly } from "./exact.ts";
import { reportHouseholds } from "./households.ts";
import { fuzz } from "./mutate.ts";
import { soak } from "./soak.ts";
import { reportStreams } from "./streams.ts";
import { subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    report: { type: "boolean" },
    exact: { type: "boolean" },
    soak: { type: "boolean" },
    households: { type: "boolean" },
    streams: { type: "boolean" },
    telegrams: { type: "string", default: "60000" },
    every: { type: "string", default: "3" },
    hours: { type: "string", default: "24" },
    chance: { type: "string", default: "10" },
    days: { type: "string", default: "7" },
    random: { type: "string", default: "100000" },
    clean: { type: "boolean" },
    only: { type: "string", default: "" },
  },
});
const definitions = loadDefinitions();
const triples = subjects(definitions).filter(({ name }) => name.includes(values.only));
/** What the line has shown before the damaged telegram. */
const line = values.clean === true ? "clean" : "damaged";
const seed = Number(values.seed);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (values.report === true) report();
else if (values.exact === true) reportExactly();
else if (values.streams === true)
  reportStreams(values.only, Number(values.telegrams), seed, Number(values.every), print);
else if (values.households === true) {
  const isGood = reportHouseholds(values.only, Number(values.hours), seed, Number(values.chance), print);
  process.exitCode = isGood ? 0 : 1;
} else if (values.soak === true) soakAll(Number(values.days) * 86_400_000);
else {
  const { rounds, octets, readings, violations } = fuzz(triples, definitions, Number(values.seconds), seed);
  print(`seed ${seed}: ${rounds} streams, ${octets} octets, ${readings} readings, ${violations.length} violations`);
  for (const violation of violations) print(violation.slice(0, 2000));
  process.exitCode = violations.length === 0 ? 0 : 1;
}

/** Every simulated meter through so much simulated time. */
function soakAll(spanMs: number): void {
  for (const meter of simulatedMeterIds.filter((id) => id.includes(values.only))) {
    const { intervalMs } = createSimulatedMeter({ meter, startMs: 0 }).describe();
    const report = soak({ meter, telegrams: Math.ceil(spanMs / intervalMs), seed, definitions });
    const { telegrams, readings, wrong, lost, jumps, log, growth, entries } = report;
    const faults = Object.values(report.faults).reduce((sum, count) => sum + count, 0);
    print(
      `${meter}: ${telegrams} telegrams, ${faults} faults, ${readings} readings, ${wrong.length} wrong, ${lost.length} lost, ` +
        `${jumps.length} jumps, ${entries} log entries, ${log.length} out of turn, heap ${Math.round(growth / 1024)} KiB`,
    );
    for (const line of [...wrong, ...lost, ...jumps, ...log].slice(0, 5)) print(`  ${line.slice(0, 300)}`);
    if (lost.length + jumps.length + log.length > 0) process.exitCode = 1;
  }
}

/** Every two-bit error of the meters whose frames are checked by an 8-bit sum alone. */
function reportExactly(): void {
  print("| telegram | two-bit errors | wrong | in 15,000 | in 10,000 that keep the sum |");
  print("| --- | ---: | ---: | ---: | ---: |");
  for (const triple of triples) {
    if (triple.telegrams[1][0] !== longFrameStart || triple.authenticated) continue;
    const { wrong, pairs, sameSum } = countExactly(triple, definitions, line);
    const per = [(wrong / pairs) * 15_000, sameSum * 10_000].map((value) => value.toFixed(2));
    print(`| ${triple.name} | ${pairs} | ${wrong} | ${per.join(" | ")} |`);
  }
}

/** The table of docs/reliability.md. */
function report(): void {
  const kinds: Damage[] = [
    "one bit",
    "one octet lost",
    "one octet added",
    "cut",
    "two bits",
    "two bits, same sum",
    "three octets",
  ];
  print(`Wrong values published / clean telegrams lost, of so many tries (seed ${seed}).\n`);
  print(`| telegram | ${kinds.join(" | ")} |`);
  print(`| --- |${kinds.map(() => " --- |").join("")}`);
  const sums = new Map<Damage, [number, number, number]>();
  for (const triple of triples) {
    const { tallies, examples } = campaign(triple, definitions, Number(values.random), seed, line);
    const cells = kinds.map((kind) => {
      const { wrong, lost, tried } = tallies.get(kind) ?? { wrong: 0, lost: 0, tried: 0 };
      const [a, b, c] = sums.get(kind) ?? [0, 0, 0];
      sums.set(kind, [a + wrong, b + lost, c + tried]);
      return ` ${wrong} / ${lost} of ${tried} |`;
    });
    print(`| ${triple.name}${triple.authenticated ? " (tag)" : ""} |${cells.join("")}`);
    for (const example of examples) process.stderr.write(`${triple.name}: ${example.slice(0, 500)}\n`);
  }
  print(
    `| all |${kinds.map((kind) => ` ${(sums.get(kind) ?? [0, 0, 0]).slice(0, 2).join(" / ")} of ${sums.get(kind)?.[2]} |`).join("")}`,
  );
}
