/** `smartmeter capture`: records telegrams in a form that is safe to share. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { describeEntry } from "../status/log-sentences.ts";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { formatCapture } from "../tools/capture-file.ts";
import { createRecorder } from "../tools/recorder.ts";
import { attend } from "./attend.ts";
import { fileError, keyFlags, keysOf, languageOf, parseFlags, secondsOf, WrongUse, withUsage } from "./inputs.ts";

const flags = {
  ...keyFlags,
  port: { type: "string" },
  serial: { type: "string" },
  seconds: { type: "string" },
  out: { type: "string" },
} as const;

export function captureCommand(args: string[]): Promise<number> {
  return withUsage(usages.capture, args, async () => {
    const { values, positionals } = parseFlags(args, flags);
    const { out, port, serial } = values;
    if (positionals.length > 0) throw new WrongUse(wrongUse.extra, { text: positionals.join(" ") });
    if (out === undefined) throw new WrongUse(wrongUse.out);
    const language = languageOf(values);
    const keys = keysOf(values);
    // Nobody wants to hear after a minute that there is no place for what was recorded.
    write(out, (path) => closeSync(openSync(path, "a")));
    const recorder = createRecorder(keys);
    const startedAtMs = Date.now();
    await attend({
      source: { port, device: undefined, serial, remembered: undefined },
      keys,
      timeZone: undefined,
      seconds: secondsOf(values.seconds ?? "60"),
      onLog(entry) {
        for (const { text } of describeEntry(language, port ?? "capture", entry)) process.stderr.write(`${text}\n`);
      },
      onSource(event) {
        if (event.kind === "octets") recorder.octets(event.octets);
        else if (event.kind === "probing") recorder.probing();
        else if (event.kind === "settled") recorder.settled(event.settings);
        else if (event.kind === "fault") recorder.fault(event.fault);
      },
      onDecoded(event) {
        if (event.kind === "fault") recorder.fault(event.fault);
      },
      isDone: recorder.isFull,
    });
    const capture = recorder.finish({
      version: process.env.SMARTMETER_VERSION ?? "0",
      source: port?.includes("://") === true ? "tcp" : "serial",
      seconds: Math.round((Date.now() - startedAtMs) / 1000),
      settings: serial,
    });
    write(out, (path) => writeFileSync(path, formatCapture(capture)));
    const { sealed, madeUp, plain } = capture.telegrams;
    const done = { file: out, octets: capture.octets.length, telegrams: sealed + madeUp + plain };
    process.stderr.write(`${commandSays(language, "captured", done)}\n`);
    return sealed + madeUp + plain > 0 ? 0 : 1;
  });
}

function write(path: string, action: (path: string) => void): void {
  try {
    action(path);
  } catch (error) {
    throw fileError(`--out ${path}`, error);
  }
}
