/** `script/fuzz --streams`: long streams of a household on a line that damages telegrams for as long as it runs. */
import { createMeterDecoder, type MeterDecoder } from "../../src/decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { createHouseholdDecoder, type Household, telegramsOf } from "../households/household.ts";
import { untagged } from "../households/telegrams.ts";
import { say } from "./campaign.ts";
import { createRandom } from "./random.ts";

export type StreamDamage = "two bits" | "two bits, same sum";

export interface StreamTold {
  readonly damaged: number;
  /** Readings that say what the meter did not. */
  readonly wrong: number;
  /** Undamaged telegrams that never became a reading. */
  readonly lost: number;
  readonly clean: number;
  readonly examples: readonly string[];
}

export interface StreamOptions {
  readonly household: Household;
  readonly telegrams: number;
  /** One telegram in so many is damaged by chance. */
  readonly every: number;
  readonly damage: StreamDamage;
  readonly seed: number;
}

/** Two bits that flip; the same bit of two octets in opposite ways leaves their sum as it was. */
export function flipTwo(octets: Uint8Array, damage: StreamDamage, random: (limit: number) => number): Uint8Array {
  const damaged = octets.slice();
  const flip = (bit: number): void => {
    damaged[bit >>> 3] = (damaged[bit >>> 3] as number) ^ (1 << (bit & 7));
  };
  const bits = octets.length * 8;
  const first = random(bits);
  let other = (first + 1 + random(bits - 1)) % bits;
  const isSet = (bit: number): boolean => (((octets[bit >>> 3] as number) >>> (bit & 7)) & 1) === 1;
  if (damage === "two bits, same sum")
    do other = random(octets.length) * 8 + (first & 7);
    while (isSet(other) === isSet(first));
  flip(first);
  flip(other);
  return damaged;
}

const definitions = loadDefinitions();

/** What an undamaged telegram says. */
function truthOf(octets: Uint8Array, plain: MeterDecoder): string {
  const reading = plain.push(octets).find((event) => event.kind === "reading");
  if (reading?.kind !== "reading") throw new Error("an undamaged telegram gives no reading");
  return say(reading.reading);
}

export function stream({ household, telegrams, every, damage, seed }: StreamOptions): StreamTold {
  const random = createRandom(seed);
  const decoder = createHouseholdDecoder();
  const plain = createMeterDecoder({ keys: { key: testKey }, definitions, unchecked: true });
  /** By arrival: what the telegram says, and whether it came undamaged. */
  const open = new Map<number, { readonly truth: string; readonly isClean: boolean }>();
  const told = { damaged: 0, wrong: 0, lost: 0, clean: 0, examples: [] as string[] };
  const take = (events: readonly MeterEvent[]): void => {
    for (const event of events) {
      if (event.kind !== "reading") continue;
      const atMs = event.reading.receivedAtMs as number;
      const sent = open.get(atMs);
      open.delete(atMs);
      if (sent === undefined || say(event.reading) === sent.truth) continue;
      told.wrong++;
      if (told.examples.length < 40) told.examples.push(`${say(event.reading)} not ${sent.truth}`);
    }
  };
  for (const { octets, atMs } of telegramsOf(household, telegrams)) {
    const isClean = random(every) > 0;
    open.set(atMs, { truth: truthOf(octets, plain), isClean });
    told[isClean ? "clean" : "damaged"]++;
    take(decoder.push(isClean ? octets : flipTwo(octets, damage, random), atMs));
    take(decoder.idle());
    for (const [atMs_, { isClean: wasClean }] of open) {
      if (atMs_ > atMs - 8 * household.meter.intervalMs) break;
      open.delete(atMs_);
      if (wasClean) told.lost++;
    }
  }
  take(decoder.end());
  return told;
}

const houses = [
  { grid: "strong town grid", load: "an ordinary house", measuring: "all at one moment" },
  { grid: "strong town grid", load: "a roof under clouds", measuring: "all at one moment" },
  { grid: "a neighbour's heat pump: deep sags of one phase", load: "a saw", measuring: "all at one moment" },
];

/** Prints the table of docs/reliability.md. */
export function reportStreams(
  only: string,
  telegrams: number,
  seed: number,
  every: number,
  print: (line: string) => void,
): void {
  print("| meter | household | damage | damaged | wrong | in 10,000 | in 15,000 | clean telegrams left out |");
  print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |");
  let row = 0;
  for (const meter of untagged.filter(({ id, framing }) => framing === "mbus" && id.includes(only)))
    for (const house of houses)
      for (const damage of ["two bits, same sum", "two bits"] as const) {
        const { damaged, wrong, lost, clean, examples } = stream({
          ...{ household: { meter, ...house, seed }, telegrams, every, damage, seed: seed + 1000 * ++row },
        });
        const per = (of: number): string => ((wrong / damaged) * of).toFixed(2);
        print(
          `| ${meter.id} | ${house.load}, ${house.grid} | ${damage} | ${damaged} | ${wrong} | ${per(10_000)} | ${per(15_000)} | ${lost} of ${clean} |`,
        );
        for (const example of examples) process.stderr.write(`${meter.id}: ${example.slice(0, 500)}\n`);
      }
}
