/** `smartmeter explain`: recorded telegrams, field by field. */
import type { Language } from "../language/language.ts";
import { concatOctets } from "../octets.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { annotate, type ExplainedTelegram } from "../tools/explain/explain.ts";
import { explainUnknown } from "../tools/explain/explain-draft.ts";
import { explanationObject, printExplanation } from "../tools/explain/explain-print.ts";
import { readingObject } from "./decode.ts";
import { keyFlags, keysOf, languageOf, openRecording, printNotes, withFile, withOpeningKeys } from "./inputs.ts";

/** Exit 0: a telegram was explained to its last octet; 1: none was; 2: wrong use. */
export function explainCommand(args: string[]): Promise<number> {
  return withFile(
    { usage: usages.explain, flags: { ...keyFlags, json: { type: "boolean" } }, what: wrongUse.oneFile },
    args,
    async (file, values) => {
      const language = languageOf(values);
      const recording = await openRecording(file);
      const opened = await withOpeningKeys(recording, keysOf(values, recording.keys), language);
      const octets = await beginning(opened.octets, language);
      printNotes(recording, language);
      if (octets.length === 0 && recording.notes().length > 0) return 1;
      if (octets.length === 0) process.stderr.write(`${commandSays(language, "nothingToExplain")}\n`);
      const known = { keys: opened.keys, definitions: loadDefinitions() };
      const telegrams = annotate(octets, { ...known, language });
      if (values.json === true) for (const telegram of telegrams) process.stdout.write(jsonLine(telegram));
      else {
        process.stdout.write(printExplanation(telegrams, { language, colour: hasColours() }));
        process.stdout.write((await explainUnknown(octets, known, language)) ?? "");
      }
      return telegrams.some(({ unit, fault }) => unit !== undefined && fault === undefined) ? 0 : 1;
    },
  );
}

/** One object a line: a telegram with what was read from it, or the octets between two. */
function jsonLine(telegram: ExplainedTelegram): string {
  const readings = telegram.readings.map(readingObject);
  return `${JSON.stringify({ ...explanationObject(telegram), readings })}\n`;
}

/** Nobody reads more than this; its explanation has some twenty times the size. */
const mostOctets = 262_144;

async function beginning(octets: AsyncIterable<Uint8Array>, language: Language): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of octets) {
    parts.push(part);
    length += part.length;
    if (length <= mostOctets) continue;
    process.stderr.write(`${commandSays(language, "onlyFirst", { count: mostOctets })}\n`);
    break;
  }
  return concatOctets(parts).subarray(0, mostOctets);
}

/** Colours on a terminal, unless asked not to. */
function hasColours(): boolean {
  return process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb";
}
