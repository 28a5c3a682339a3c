/**
 * The wire between a meter and a real server's port. A pseudo-terminal hands every octet on whatever it is set to, so
 * what passes is sent by the one UART and received by the other, as they are set at that moment.
 */
import { spawnSync } from "node:child_process";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { createAmisMeter } from "../../src/tools/simulate/simulate-amis.ts";
import type { SerialLine } from "../support-line/parts.ts";
import { parseFrame, receive, send } from "../support-line/uart.ts";

const intervalMs = 700;

/** A pseudo-terminal keeps a speed, and no parity. */
function speedOf({ path }: SerialLine): string {
  return spawnSync("stty", ["-F", path, "speed"], { encoding: "utf8" }).stdout.trim();
}

/** What an RFC 2217 server has said it is set to, as `2400 8E1`; the speed is the pseudo-terminal's. */
export function settingsSaid(answers: string, line: SerialLine): string {
  const parity = [...answers.matchAll(/fffa2c670([123])fff0/g)].at(-1)?.[1] ?? "1";
  return `${speedOf(line)} 8${" NOE"[Number(parity)]}1`;
}

function pass(octets: Uint8Array, from: string, to: string): Uint8Array {
  const received = receive(send(octets, parseFrame(from), 0), parseFrame(to), { resync: "edge", flawed: "pass" });
  return Uint8Array.from(received, ({ octet }) => octet);
}

/** A meter that sends on the line until it is stopped; `settings` says what the port is set to. */
export function hangMeter(meter: string, line: SerialLine, settings: () => string): { stop(): void } {
  const simulated = createSimulatedMeter({ meter, startMs: Date.now() });
  const own = simulated.describe().settings;
  const sending = setInterval(() => line.send(pass(simulated.next(Date.now()).octets, own, settings())), intervalMs);
  return { stop: () => clearInterval(sending) };
}

/** An AMIS meter, which speaks only to whoever answers it with its own settings. */
export function hangAmis(line: SerialLine, settings: () => string): { stop(): void } {
  const amis = createAmisMeter({ startMs: Date.now(), searchIntervalMs: intervalMs });
  let taken = line.received().length;
  const sending = setInterval(() => {
    amis.receive(pass(line.received().subarray(taken), settings(), "9600 8E1"));
    taken = line.received().length;
    line.send(pass(amis.send(Date.now()).octets, "9600 8E1", settings()));
  }, intervalMs);
  return { stop: () => clearInterval(sending) };
}

/** The three meters every server has to find with nothing but the key. */
export const meters = [
  { meter: "noe-kaifa-ma309", settings: "2400 8E1", framing: "mbus" },
  { meter: "steiermark-t210dr", settings: "115200 8N1", framing: "p1" },
  { meter: "amis", settings: "9600 8E1", framing: "amis" },
] as const;

export function hang(meter: (typeof meters)[number]["meter"], line: SerialLine, settings: () => string) {
  return meter === "amis" ? hangAmis(line, settings) : hangMeter(meter, line, settings);
}
