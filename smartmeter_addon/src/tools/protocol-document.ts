/** `docs/protocol.md`: prose around tables made from real telegrams. */
import { type ProtocolProse, protocolDe, protocolEn } from "../documents/protocol-prose.ts";
import type { MeterKeys } from "../envelope/keyring.ts";
import type { Language } from "../language/language.ts";
import { toHex } from "../octets.ts";
import type { Definitions } from "../telegram/definition.ts";
import { annotate, type ExplainedPart, type ExplainedTelegram, type Field } from "./explain/explain.ts";

/** A recorded telegram the document shows, with the keys that open it. */
export interface ProtocolExample {
  readonly octets: Uint8Array;
  readonly keys: MeterKeys;
}

export interface ProtocolExamples {
  readonly mbus: ProtocolExample;
  readonly hdlc: ProtocolExample;
  readonly blocks: ProtocolExample;
  readonly p1: ProtocolExample;
  readonly amis: ProtocolExample;
}

const shownOctets = 12;

/** docs/protocol.md: the stack in English and German, with tables made from telegrams. */
export function protocolDocument(examples: ProtocolExamples, definitions: Definitions): string {
  const head = [
    "<!-- Made by script/protocol; changes belong into smartmeter_addon/src/texts. -->",
    "",
    `English: [${protocolEn.heading}](#${anchor(protocolEn.heading)}) · Deutsch: [${protocolDe.heading}](#${anchor(protocolDe.heading)})`,
    "",
  ];
  const chapters = (["en", "de"] as const).flatMap((language) => chapter(examples, definitions, language));
  return `${[...head, ...chapters].join("\n").trimEnd()}\n`;
}

function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\d -]/gu, "")
    .replaceAll(" ", "-");
}

function chapter(examples: ProtocolExamples, definitions: Definitions, language: Language): string[] {
  const prose = language === "de" ? protocolDe : protocolEn;
  const explain = ({ octets, keys }: ProtocolExample): ExplainedTelegram => {
    const telegram = annotate(octets, { keys, definitions, language }).find(({ unit }) => unit !== undefined);
    if (telegram === undefined || telegram.fault !== undefined) {
      throw new Error(`an example of the document cannot be explained: ${telegram?.fault?.message}`);
    }
    return telegram;
  };
  const section = ({ heading, text }: { heading: string; text: readonly string[] }): string[] => [
    `## ${heading}`,
    "",
    ...text.flatMap((paragraph) => [paragraph, ""]),
  ];
  const framed = (name: "mbus" | "hdlc" | "blocks" | "p1" | "amis"): string[] => {
    const [wire] = explain(examples[name]).parts;
    return [
      ...section(prose[name]),
      ...table(prose, (wire as ExplainedPart).octets, firstFrame(wire as ExplainedPart)),
      "",
    ];
  };
  return [
    `# ${prose.heading}`,
    "",
    ...prose.intro.flatMap((paragraph) => [paragraph, ""]),
    ...section(prose.stack),
    ...(["mbus", "hdlc", "blocks", "p1", "amis"] as const).flatMap(framed),
    ...section(prose.cipher),
    ...section(prose.key),
    ...section(prose.example),
    ...explain(examples.mbus).parts.flatMap(({ title, octets, fields }) => [
      `### ${title}`,
      "",
      ...table(prose, octets, fields),
      "",
    ]),
  ];
}

/** The fields up to the end of the first frame: the others look the same. */
function firstFrame({ fields }: ExplainedPart): readonly Field[] {
  const end = fields.findIndex(({ key }) => key === "mbusStop" || key === "hdlcEnd");
  return end < 0 ? fields : fields.slice(0, end + 1);
}

function table(prose: ProtocolProse, octets: Uint8Array, fields: readonly Field[]): string[] {
  const rows = fields.map((field) => [
    `\`${shorten(octets, field)}\``,
    `${"&emsp;".repeat(field.depth)}${field.name}`,
    field.value ?? "",
    field.meaning,
    field.changes ? prose.changing : prose.constant,
    field.clause ?? "",
  ]);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(prose.columns), line(prose.columns.map(() => "---")), ...rows.map(line)];
}

/** The octets of a field; of long ones the first, and how many there are. */
function shorten(octets: Uint8Array, { start, length }: Field): string {
  const shown = length > shownOctets + 4 ? shownOctets : length;
  const digits = (toHex(octets, start, start + shown).match(/../g) ?? []).join(" ");
  return shown === length ? digits : `${digits} … (${length})`;
}
