/** Metrics of the outputs. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { OutputHealth } from "../sink.ts";

/** How the outputs are doing; asked for with every scrape. */
export function createOutputMetrics(registers: Registry[], health: () => readonly OutputHealth[]): void {
  const about = (name: string, help: string) => ({
    name: `smartmeter_output_${name}`,
    help,
    labelNames: ["output"] as const,
    registers,
  });
  const gauge = (name: string, help: string, read: (output: OutputHealth) => number) =>
    new Gauge({
      ...about(name, help),
      collect() {
        for (const output of health()) this.set({ output: output.name }, read(output));
      },
    });
  const counter = (name: string, help: string, read: (output: OutputHealth) => number) =>
    new Counter({
      ...about(`${name}_total`, help),
      collect() {
        this.reset();
        for (const output of health()) this.inc({ output: output.name }, read(output));
      },
    });
  gauge("failing", "1 while the output's target does not take what is sent, else 0.", ({ state }) =>
    state === "failing" ? 1 : 0,
  );
  gauge("waiting_entries", "Entries that wait for the output's target.", ({ waiting }) => waiting);
  counter("delivered", "Entries that reached the output's target.", ({ delivered }) => delivered);
  counter("lost", "Entries given up for good.", ({ lost }) => lost);
}
