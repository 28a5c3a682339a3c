/** `docs/reference.md`, made from the options' schema. */
import { wordIn } from "../language/language.ts";
import { variableOf } from "../options/configuration-environment.ts";
import { isInForm, schema } from "../options/options.ts";
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
- Sections and options marked "file" are not in the app's form: in the app they are set on its page (_Set-up_, _All
  settings_) and stand in its file \`smartmeter.yaml\`; elsewhere everything stands in the file or the environment.

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
    const mark = own.some(({ path }) => isInForm(path)) ? "" : fileMark;
    return `## \`${name}\`${mark}\n\n${aboutOf(section).text.en}\n\n${own.map((leaf) => entry(leaf, mark === "")).join("\n")}\n`;
  });
  return [head, `## General\n\n${general.map((leaf) => entry(leaf, true)).join("\n")}\n`, ...parts].join("\n");
}

const fileMark = " (file)";

/** As a variable says it; what is not given beside the option follows from its kind: the other than the default. */
export function exampleOf({ kind, about, preset, choices }: OptionLeaf): string | undefined {
  if (about.example !== undefined) return String(about.example);
  const usual = String(preset ?? wordIn(about.default ?? "", "en"));
  if (kind === "flag") return String(usual === "false");
  if (kind === "choice") return choices.findLast((choice) => choice !== usual);
  return kind === "number" && preset !== undefined ? String(preset) : undefined;
}

/** `marks`: an option that the app's form does not have says so itself. */
function entry(leaf: OptionLeaf, marks: boolean): string {
  const { path, about, expected, preset } = leaf;
  const name = path
    .slice(path.length > 1 ? 1 : 0)
    .filter((part) => part !== "*")
    .join(".");
  const facts = [
    `${leaf.secret ? "a text" : expected.en}${about.unit === undefined ? "" : `, in ${wordIn(about.unit, "en")}`}`,
    leaf.required
      ? "must be set"
      : `default: ${preset === undefined ? wordIn(about.default ?? "none", "en") : `\`${preset}\``}`,
    `example: \`${variableOf(leaf).replace("*", "0")}=${exampleOf(leaf)}\``,
  ];
  return `- **\`${name}\`**${leaf.secret ? " 🔑" : ""}${marks && !isInForm(path) ? fileMark : ""} – ${about.text.en}\n  ${facts.join(" · ")}`;
}
