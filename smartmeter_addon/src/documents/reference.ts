import { variableOf } from "../options/configuration-environment.ts";
import { formless, schema } from "../options/options.ts";
import { aboutOf, leavesOf, type OptionLeaf } from "../schema/expectation.ts";

const head = `# Every option

Made by \`script/reference\` from what stands beside the options in the program; \`script/test\` compares. Everything can
be said in three ways, and the later one wins: the app's form (\`/data/options.json\`) or one YAML file (\`--config FILE\`
or \`SMARTMETER_CONFIG\`), \`SMARTMETER_*\` variables, \`--key-file FILE\` for the key.

- A list's position stands in the variable's name, from 0: \`SMARTMETER_METERS_1_KEY\` is the key of the second meter.
  Options of the first meter have a short name as well: \`SMARTMETER_KEY\`, \`SMARTMETER_PORT\`.
- Each example is a variable with a value; in a file the option stands below its section, as in these lines:
  \`mqtt.host\` is \`SMARTMETER_MQTT_HOST\`.
- Lists in a variable are separated by commas, names with a value are written \`a=b,c=d\`, switches are \`true\` or
  \`false\`. An empty variable counts as not set; a variable that nobody knows is an error that names the nearest.
- Secrets (🔑) can stand in a file: the variable with \`_FILE\` behind its name holds the path.
- \`smartmeter check-config\` says what is wrong, with line and column, or what would run.
- Sections and options marked "file" are not in the app's form: they belong to a YAML file or the environment.

\`\`\`yaml
meters:
  - key: 000102030405060708090A0B0C0D0E0F
mqtt:
  host: 192.0.2.20
  username: reader
  password: secret
\`\`\`
`;

/** `docs/reference.md`: every option with its variable, default, unit and example. */
export function renderReference(): string {
  const leaves = leavesOf(schema);
  const general = leaves.filter(({ path }) => path.length === 1);
  const sections = [...new Set(leaves.filter(({ path }) => path.length > 1).map(({ path }) => path[0] as string))];
  const parts = sections.map((name) => {
    const own = leaves.filter(({ path }) => path[0] === name && path.length > 1);
    const section = schema.entries[name as keyof typeof schema.entries];
    return `## \`${name}\`${markOf(name)}\n\n${aboutOf(section).text}\n\n${own.map(entry).join("\n")}\n`;
  });
  return [head, `## General\n\n${general.map(entry).join("\n")}\n`, ...parts].join("\n");
}

const markOf = (name: string): string => ((formless as readonly string[]).includes(name) ? " (file)" : "");

/** As a variable says it; what is not given beside the option follows from its kind: the other than the default. */
export function exampleOf({ kind, about, preset, choices }: OptionLeaf): string | undefined {
  if (about.example !== undefined) return String(about.example);
  const usual = String(preset ?? about.default);
  if (kind === "flag") return String(usual === "false");
  if (kind === "choice") return choices.findLast((choice) => choice !== usual);
  return kind === "number" && preset !== undefined ? String(preset) : undefined;
}

function entry(leaf: OptionLeaf): string {
  const { path, about, expected, unit, preset } = { ...leaf, unit: leaf.about.unit };
  const name = path
    .slice(path.length > 1 ? 1 : 0)
    .filter((part) => part !== "*")
    .join(".");
  const facts = [
    `${leaf.secret ? "a text" : expected}${unit === undefined ? "" : `, in ${unit}`}`,
    leaf.required ? "must be set" : `default: ${preset === undefined ? (about.default ?? "none") : `\`${preset}\``}`,
    `example: \`${variableOf(leaf).replace("*", "0")}=${exampleOf(leaf)}\``,
  ];
  return `- **\`${name}\`**${leaf.secret ? " 🔑" : ""}${path.length === 1 ? markOf(name) : ""} – ${about.text}\n  ${facts.join(" · ")}`;
}
