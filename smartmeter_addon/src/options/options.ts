import * as v from "valibot";
import { expectation } from "../schema/expectation.ts";
import { flag, id, option, secret, text, whole } from "../schema/field.ts";
import { formlessOutputs, outputSections } from "../sink/output-list.ts";
import { deadband, virtual } from "./derived.ts";
import type { OptionProblem } from "./problem.ts";
import { tariff } from "./tariff.ts";
import { web } from "./web.ts";

export type { OptionProblem } from "./problem.ts";

const meter = v.strictObject({
  name: option(
    { text: "What the device is called in Home Assistant.", default: "from the meter", example: "Main meter" },
    v.pipe(text, v.maxLength(60)),
  ),
  device: option(
    {
      text: "Serial device, chosen from a list in the app's form.",
      default: "found by itself",
      example: "/dev/ttyUSB0",
    },
    text,
  ),
  port: option(
    {
      text: "A path, or a reader in the network: `esphome://host/?port_name=NAME`, `rfc2217://host:port`, `tcp://host:port`, or a host name alone for an ESPHome device. Wins over `device`. Neither: the reader is searched for.",
      default: "found by itself",
      example: "tcp://192.0.2.10:3001",
    },
    text,
  ),
  reader_key: option(
    {
      text: "Encryption key of the ESPHome device at the meter, below `api:` in its file; one in the address is moved here.",
      default: "none: the device does not encrypt",
      example: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    },
    secret,
  ),
  key: option(
    {
      text: "Encryption key from the grid operator (GUEK): 32 hexadecimal digits.",
      default: "none: only meters that do not encrypt",
      example: "000102030405060708090A0B0C0D0E0F",
    },
    secret,
  ),
  authentication_key: option(
    {
      text: "Authentication key (GAK), where the operator gives one.",
      default: "none: the tag is not checked",
      example: "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    },
    secret,
  ),
  previous_key: option(
    {
      text: "The key before the last change, while both may be in use.",
      default: "none",
      example: "101112131415161718191A1B1C1D1E1F",
    },
    secret,
  ),
  require_authentication: option(
    { text: "Drop telegrams whose authentication was not checked.", default: "false" },
    flag,
  ),
  accept_unchecked: option(
    {
      text: "Take telegrams without a checksum (P1 text of DSMR 2.2, Slovenia). Nothing proves them.",
      default: "false",
    },
    flag,
  ),
  serial: option(
    { text: "Fixes what is otherwise found by itself.", default: "found by itself", example: "2400 8E1" },
    v.pipe(text, v.regex(/^\d{3,6} [78][NEO][12]$/, "speed and frame like 2400 8E1")),
  ),
  id: option(
    {
      text: "Fixes the id topics and entities are made of; they go on when the meter is exchanged.",
      default: "from the meter",
      example: "main",
    },
    id,
  ),
});

/** The whole configuration. Every option says beside its schema what it is; `docs/reference.md` is made from that. */
export const schema = v.strictObject({
  language: option(
    { text: "Language of names and help.", default: "auto: Home Assistant's or the system's" },
    v.picklist(["auto", "de", "en"]),
  ),
  time_zone: option(
    { text: "Time zone of quarter hours and days.", default: "Europe/Vienna", example: "Europe/Vienna" },
    text,
  ),
  log_level: option(
    { text: "How much is logged.", default: "info" },
    v.picklist(["error", "warning", "info", "debug"]),
  ),
  log_format: option({ text: "Form of log lines.", default: "text" }, v.picklist(["text", "json"])),
  data: option(
    {
      text: "Folder where state survives a restart.",
      default: "/data in the app; elsewhere none, and nothing is kept",
      example: "/var/lib/smartmeter",
    },
    text,
  ),
  definitions: option(
    {
      text: "Folder with your own meter definitions.",
      default: "`meters` in the data folder",
      example: "/share/meters",
    },
    text,
  ),
  interval: option(
    {
      text: "Time between two states on the broker; 0: every telegram. Between them minimum, mean and maximum are kept.",
      unit: "s",
      default: "0",
      example: 60,
    },
    whole(0, 3600),
  ),
  meters: option({ text: "The meters." }, v.pipe(v.array(meter), v.maxLength(2000))),
  web: option({ text: "The page to look at." }, web),
  ...outputSections,
  entity_ids: option(
    {
      text: "Entity ids that the first meter's new entities get in Home Assistant, by quantity; for moving from another program.",
      example: "energy_import=sensor.old_energy",
    },
    v.record(text, v.pipe(text, v.regex(/^sensor\.[a-z0-9_]+$/, "an entity id like sensor.energy"))),
  ),
  tariff: option(
    { text: "What a kilowatt-hour costs: your own numbers, from your contract and your last bill." },
    tariff,
  ),
  virtual: option({ text: "Sums and differences of meters." }, v.pipe(v.array(virtual), v.maxLength(100))),
  deadband: option({ text: "Power at once on a change, averages otherwise." }, deadband),
});

/** Sections and options that the app's form leaves out: they belong to a file or the environment. */
export const formless: readonly string[] = [...formlessOutputs, "entity_ids", "tariff", "virtual", "deadband", "web"];

export type Options = v.InferOutput<typeof schema>;
export type MeterOptions = v.InferOutput<typeof meter>;

/** Options from any source (form, YAML, environment) checked as one; every problem at once, no secret in any of them. */
export function parseOptions(input: unknown): { options: Options } | { problems: OptionProblem[] } {
  const result = v.safeParse(schema, withoutCleared(input) ?? {});
  if (result.success) return { options: result.output };
  return { problems: result.issues.map((issue) => describe(issue)) };
}

/** The form of Home Assistant sends a cleared field as an empty text; it means "not set". */
function withoutCleared(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.map((item) => withoutCleared(item) ?? {});
  if (typeof value !== "object") return value;
  const kept = Object.entries(value).map(([key, item]) => [key, withoutCleared(item)] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}

const secretNames = /key|password|token|secret/;
/** A key may have been typed into any field, or in place of a name. */
const longHex = /[0-9a-f]{12}/i;

function describe(issue: v.BaseIssue<unknown>): OptionProblem {
  const keys = (issue.path ?? []).map((item) => item.key as string | number);
  const path = keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${longHex.test(key) ? "***" : key}`))
    .join("")
    .replace(/^\./, "");
  if (issue.expected === "never") return { path, found: "an unknown name", expected: "an option" };
  return { path, found: found(path, issue), expected: expectation(schema, keys) ?? "something else" };
}

function found(path: string, issue: v.BaseIssue<unknown>): string {
  const { input } = issue;
  if (input === undefined) return "nothing";
  if (typeof input === "object") return Array.isArray(input) ? "a list" : "a section";
  const plain = String(input);
  const hidden = secretNames.test(path) || longHex.test(plain) || /:\/\/[^/]*@/.test(plain);
  return hidden ? "***" : JSON.stringify(input);
}
