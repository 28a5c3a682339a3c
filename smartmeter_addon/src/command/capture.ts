/** `smartmeter capture`: records telegrams in a form that is safe to share. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { describeEntry } from "../status/log-sentences.ts";
import { formatCapture } from "../tools/capture-file.ts";
import { createRecorder } from "../tools/recorder.ts";
import { attend } from "./attend.ts";
import { keyFlags, keysOf, languageOf, parseFlags, reasonOf, secondsOf, WrongUse, withUsage } from "./inputs.ts";

const usage = `usage: smartmeter capture [--port P] [--key K | --key-file FILE] [--authentication-key K] [--serial "2400 8E1"]
                         [--seconds N] --out FILE

Records what the meter sends, safe to share: every telegram is resealed under a public key, and meter number, system
title and device name are replaced. decode, explain and run read it. Exit 0: telegrams were recorded; 1: none; 2: wrong use.
`;

const flags = {
  ...keyFlags,
  port: { type: "string" },
  serial: { type: "string" },
  seconds: { type: "string" },
  out: { type: "string" },
} as const;

export function captureCommand(args: string[]): Promise<number> {
  return withUsage(usage, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if (values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const { out, port, serial } = values;
    if (positionals.length > 0) throw new WrongUse(`what is ${positionals.join(" ")}?`);
    if (out === undefined) throw new WrongUse("--out FILE says where the capture goes");
    const language = languageOf(values);
    const keys = keysOf(values, language);
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
    process.stderr.write(`${out}: ${capture.octets.length} octets, ${sealed + madeUp + plain} telegrams\n`);
    return sealed + madeUp + plain > 0 ? 0 : 1;
  });
}

function write(path: string, action: (path: string) => void): void {
  try {
    action(path);
  } catch (error) {
    throw new WrongUse(`--out ${path}: ${reasonOf(error)}`);
  }
}
