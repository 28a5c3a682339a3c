import * as v from "valibot";
import { Secret } from "./secret.ts";

/** The form of Home Assistant sends a cleared field as an empty text; it means "not set". */
const optional = <S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (value === null || value === "" ? undefined : value)),
    v.optional(schema),
  );
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const secret = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((text) => new Secret(String(text))),
);
const topic = v.pipe(v.string(), v.regex(/^[^#+\s/][^#+\s]*$/, "a topic without #, + or spaces"));

const meter = v.strictObject({
  /** What the device is called in Home Assistant. */
  name: optional(v.pipe(v.string(), v.maxLength(60))),
  /** Serial device chosen from the form's list. */
  device: optional(v.string()),
  /** A path or `tcp://host:port`; wins over `device`. Neither: the reader is searched for. */
  port: optional(v.string()),
  key: optional(secret),
  authentication_key: optional(secret),
  /** The key before the last change, while both may be in use. */
  previous_key: optional(secret),
  require_authentication: optional(v.boolean()),
  /** `2400 8E1`: fixes what is otherwise found by itself. */
  serial: optional(v.pipe(v.string(), v.regex(/^\d{3,6} [78][NEO][12]$/, "speed and frame like 2400 8E1"))),
  /** Fixes the id topics and entities are made of. */
  id: optional(v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,40}$/, "a-z, 0-9, - and _ only"))),
});

const mqtt = v.strictObject({
  enabled: optional(v.boolean()),
  host: optional(v.string()),
  port: optional(whole(1, 65535)),
  username: optional(v.string()),
  password: optional(secret),
  tls: optional(v.boolean()),
  /** Paths of PEM files. */
  ca: optional(v.string()),
  certificate: optional(v.string()),
  private_key: optional(v.string()),
  verify: optional(v.boolean()),
  protocol: optional(v.picklist(["3.1.1", "5"])),
  client_id: optional(v.pipe(v.string(), v.maxLength(64))),
  base_topic: optional(topic),
  discovery: optional(v.boolean()),
  discovery_prefix: optional(topic),
  /** `flat`: one topic a quantity, besides the JSON state. */
  topics: optional(v.picklist(["json", "flat"])),
});

const schema = v.strictObject({
  language: optional(v.picklist(["auto", "de", "en"])),
  time_zone: optional(v.string()),
  log_level: optional(v.picklist(["error", "warning", "info", "debug"])),
  log_format: optional(v.picklist(["text", "json"])),
  /** Where state survives a restart; `/data` in the app. */
  data: optional(v.string()),
  /** Folder with own meter definitions. */
  definitions: optional(v.string()),
  /** Seconds between two states on the broker; 0: every telegram. Between them minimum, mean and maximum are kept. */
  interval: optional(whole(0, 3600)),
  meters: optional(v.pipe(v.array(meter), v.maxLength(2000))),
  mqtt: optional(mqtt),
});

export type Options = v.InferOutput<typeof schema>;
export type MeterOptions = v.InferOutput<typeof meter>;
export type MqttOptions = v.InferOutput<typeof mqtt>;

export interface OptionProblem {
  /** `meters[0].key` */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** Options from any source (form, YAML, environment) checked as one; every problem at once, no secret in any of them. */
export function parseOptions(input: unknown): { options: Options } | { problems: OptionProblem[] } {
  const result = v.safeParse(schema, input ?? {});
  if (result.success) return { options: result.output };
  return { problems: result.issues.map((issue) => describe(issue)) };
}

const secretNames = /key|password|token|secret/;

function describe(issue: v.BaseIssue<unknown>): OptionProblem {
  const path = (issue.path ?? [])
    .map((item) => (typeof item.key === "number" ? `[${item.key}]` : `.${String(item.key)}`))
    .join("")
    .replace(/^\./, "");
  return { path, found: secretNames.test(path) ? "***" : issue.received, expected: issue.expected ?? issue.message };
}
