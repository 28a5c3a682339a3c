import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { type Home, openHome } from "./home.ts";
import { type AttachedMeter, type LineMeterOptions, type MeterLine, openMeterLine } from "./meter-line.ts";
import { createProgram, type Program } from "./program.ts";

/** Waiting is for conditions; this only ends a test that hangs. */
export const limitMs = 180_000;

/** Meters on their lines. */
export type Connected = LineMeterOptions & {
  /** What the options call it, and the id they fix. */
  readonly name?: string;
  readonly id?: string;
};

/** One house: Core, broker, program, and a line for every meter. */
export interface Scene {
  readonly home: Home;
  readonly program: Program;
  /** One a meter, in the order of the options. */
  readonly lines: readonly MeterLine[];
  /** What hangs on the lines at first. */
  readonly meters: readonly AttachedMeter[];
  /** Starts the program with all lines; what is given comes on top of the options. */
  startProgram(more?: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** Opens everything but the program. Meters send once a second whatever their product does. */
export async function openScene(connected: readonly Connected[]): Promise<Scene> {
  const home = await openHome();
  const program = createProgram();
  const lines: MeterLine[] = [];
  for (const _ of connected) lines.push(await openMeterLine());
  const meters = connected.map(({ name: _, id: __, ...meter }, index) =>
    (lines[index] as MeterLine).attach({ intervalMs: 1000, ...meter }),
  );
  return {
    home,
    program,
    lines,
    meters,
    startProgram: (more = {}) =>
      program.start({
        language: "en",
        web: { enabled: false },
        mqtt: { host: "127.0.0.1", port: home.broker.port },
        meters: connected.map(({ name, id, meter, key }, index) => ({
          ...(name !== undefined && { name }),
          ...(id !== undefined && { id }),
          port: lines[index]?.port,
          serial: createSimulatedMeter({ meter, startMs: 0 }).describe().settings,
          key: toHex(key ?? testKey),
        })),
        ...more,
      }),
    async close() {
      await program.close();
      for (const line of lines) await line.close();
      await home.close();
    },
  };
}
