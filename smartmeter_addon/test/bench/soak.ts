import { createServer } from "node:net";
import { Aedes } from "aedes";
import { toHex } from "../../src/octets.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { freePort, openPage } from "./live.ts";
import { listen, openMeter } from "./meters.ts";
import { startProgram, until } from "./process.ts";

/**
 * `script/bench --soak`: the program as shipped with one meter, MQTT and an open page, and what of its memory is in use
 * after a collection, again and again.
 */

export interface SoakOptions {
  readonly node: string;
  /** Pause between two telegrams; the meter's own clock goes on by a second with each. */
  readonly intervalMs: number;
  readonly telegrams: number;
}

/** Memory once so many telegrams have been sent. */
export interface Weighed {
  readonly telegrams: number;
  /** Heap and buffers in use after a collection, MB. */
  readonly liveMb: number;
  readonly rssMb: number;
}

const times = 12;

export async function measureSoak({ node, intervalMs, telegrams }: SoakOptions): Promise<readonly Weighed[]> {
  const broker = await Aedes.createBroker();
  const brokerServer = createServer(broker.handle);
  let sent = 0;
  const meter = await openMeter("tcp", 1, intervalMs, () => sent++, 1000);
  const pagePort = await freePort();
  const environment = {
    SMARTMETER_METERS_0_PORT: meter.port,
    SMARTMETER_METERS_0_KEY: toHex(testKey),
    SMARTMETER_MQTT_HOST: "127.0.0.1",
    SMARTMETER_MQTT_PORT: String(await listen(brokerServer)),
    SMARTMETER_WEB_PORT: String(pagePort),
  };
  const program = await startProgram(node, environment, true);
  const browser = new AbortController();
  const weighed: Weighed[] = [];
  try {
    await openPage(pagePort, browser.signal);
    for (let time = 1; time <= times; time++) {
      const due = Math.round((telegrams * time) / times);
      await until(() => sent >= due, (due + 100) * (intervalMs + 100));
      const liveMb = (await program.liveHeapMb()) ?? 0;
      weighed.push({ telegrams: sent, liveMb, rssMb: program.memory().rssMb });
    }
    return weighed;
  } finally {
    browser.abort();
    await program.stop();
    meter.close();
    brokerServer.close();
    broker.close();
  }
}

/** As Markdown, with what came to stay in the second half. */
export function soakTable(weighed: readonly Weighed[]): string {
  const lines = ["| telegrams | in use after a collection, MB | RSS, MB |", "| ---: | ---: | ---: |"];
  for (const { telegrams, liveMb, rssMb } of weighed) lines.push(`| ${telegrams} | ${liveMb} | ${rssMb} |`);
  const half = weighed[Math.floor(weighed.length / 2) - 1];
  const last = weighed.at(-1);
  if (half !== undefined && last !== undefined) {
    const kb = Math.round((last.liveMb - half.liveMb) * 1024);
    lines.push("", `From ${half.telegrams} to ${last.telegrams} telegrams ${kb} kB came to stay.`);
  }
  return `${lines.join("\n")}\n`;
}
