import { parseArgs } from "node:util";
import { loadDefinitions } from "../../src/meter/definitions.ts";
import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, simulatedMeterIds, testKey } from "../../src/tools/simulate.ts";
import { coldStart, type Live, measureLive } from "./program.ts";
import { measureThroughput } from "./throughput.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    node: { type: "string", default: process.execPath },
    meters: { type: "string" },
  },
});
const { quick } = values;
const definitions = loadDefinitions();
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const throughput = (values.meters === undefined ? simulatedMeterIds : []).map((meter) => {
  note(`throughput: ${meter}`);
  return measureThroughput(meter, definitions, quick ? 2000 : 5000, quick ? 5 : 15);
});

note("cold start");
const telegram = toHex(createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 5, 1) }).next().octets);
const rounds = quick ? 5 : 15;
const coldStartMs = Math.round(
  coldStart(values.node, ["decode", "--json", "--key", toHex(testKey), "-"], telegram, rounds),
);
const versionMs = Math.round(coldStart(values.node, ["--version"], "", rounds));

const live: Live[] = [];
const sizes = values.meters !== undefined ? values.meters.split(",").map(Number) : quick ? [1] : [1, 10, 100, 1000];
for (const meters of sizes) {
  note(`live: ${meters} meter(s)`);
  const intervalMs = meters === 1 ? 50 : 5000;
  live.push(await measureLive(values.node, meters, intervalMs, meters === 1 ? 200 : meters * (quick ? 1 : 3)));
}

const one = live.find(({ meters }) => meters === 1);
const result = {
  node: process.versions.node,
  telegramsPerSecond: Object.fromEntries(throughput.map(({ meter, perSecond }) => [meter, perSecond])),
  boundPerSecond: Object.fromEntries(throughput.map(({ meter, boundPerSecond }) => [meter, boundPerSecond])),
  cpuUsPerTelegram: Object.fromEntries(throughput.map(({ meter, cpuUs }) => [meter, cpuUs])),
  coldStartMs,
  versionMs,
  listeningMs: one?.listeningMs,
  rssMb: one?.rssMb,
  anonymousMb: one?.anonymousMb,
  latencyMs: one?.latencyMs,
  live,
};

if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const lines = [
    `Node ${process.versions.node}; processor time, medians of alternating rounds.`,
    "",
    "| meter | telegrams/s | bound/s | of the bound | µs a telegram |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...throughput.map(
      ({ meter, perSecond, boundPerSecond, cpuUs }) =>
        `| ${meter} | ${perSecond} | ${boundPerSecond} | ${Math.round((100 * perSecond) / boundPerSecond)} % | ${cpuUs} |`,
    ),
    "",
    `Cold start to the first decoded telegram ${coldStartMs} ms (\`--version\` ${versionMs} ms).`,
    "",
    "| meters | to listening, ms | latency p50, ms | p99, ms | RSS, MB | anonymous, MB | cores |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...live.map(
      ({ meters, listeningMs, latencyMs, rssMb, anonymousMb, load }) =>
        `| ${meters} | ${listeningMs} | ${latencyMs.p50} | ${latencyMs.p99} | ${rssMb} | ${anonymousMb} | ${load} |`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
process.exit(0);
