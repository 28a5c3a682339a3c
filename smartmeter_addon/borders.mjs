// Who may import what: a row for every folder of src, from the bottom up, and nothing is allowed by silence. Types count.
// `node borders.mjs` names every import that no row allows, every circle of files, and every folder without a row;
// `--table` prints the rows for docs/architecture.md. `script/lint` runs it.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const src = join(root, "src");

/** What everybody may use. */
const base = ["octets", "crc16", "secret", "paste", "language", "faults", "fault"];
const core = [...base, "link", "dlms", "cosem", "envelope", "telegram", "judge", "decoder", "decoder-state"];

/**
 * `folder` or file of src, the folders below it that it may import, and packages. A folder stands above all that it
 * imports; `node:*` are the modules of Node.js, `meters:*` and `page:*` what the bundler makes.
 */
export const rows = [
  { folder: "octets", may: [], packages: [] },
  { folder: "crc16", may: [], packages: [] },
  { folder: "secret", may: [], packages: [] },
  { folder: "language", may: [], packages: [] },
  { folder: "paste", may: ["octets", "language"], packages: [] },
  { folder: "faults", may: ["language"], packages: [] },
  { folder: "fault", may: ["faults"], packages: [] },
  { folder: "texts", may: ["language", "faults", "fault"], packages: [] },
  { folder: "log", may: ["secret"], packages: ["pino"] },
  { folder: "schema", may: ["secret", "language"], packages: ["valibot"] },
  { folder: "http", may: [], packages: ["node:*"] },
  { folder: "host", may: ["language", "texts", "log", "secret", "http"], packages: ["node:*", "valibot"] },
  { folder: "key", may: ["octets", "language", "fault"], packages: [] },
  { folder: "link", may: ["octets", "crc16", "fault"], packages: [] },
  { folder: "dlms", may: ["octets", "fault"], packages: ["node:crypto"] },
  { folder: "cosem", may: ["octets", "crc16", "fault", "dlms"], packages: [] },
  { folder: "envelope", may: ["octets", "fault", "key", "link", "dlms", "cosem"], packages: [] },
  {
    folder: "telegram",
    may: ["octets", "fault", "link", "dlms", "cosem", "envelope"],
    packages: ["valibot", "yaml", "meters:*"],
  },
  { folder: "judge", may: ["octets", "fault", "link", "cosem", "telegram"], packages: [] },
  { folder: "decoder-state", may: ["envelope", "judge"], packages: [] },
  {
    folder: "decoder",
    may: ["octets", "fault", "link", "dlms", "cosem", "envelope", "telegram", "judge", "decoder-state"],
    packages: [],
  },
  { folder: "learn", may: ["octets", "fault", "language", "cosem", "dlms", "telegram"], packages: [] },
  { folder: "meters", may: ["language", "telegram"], packages: ["meters:*"] },
  {
    folder: "source",
    may: ["octets", "fault", "language", "paste"],
    packages: ["node:*", "serialport", "@serialport/bindings-cpp", "esphome-client", "meters:*"],
  },
  {
    folder: "status",
    may: [...base, "texts", "host", "link", "cosem", "telegram", "judge", "source"],
    packages: [],
  },
  { folder: "derive", may: ["language", "host", "cosem", "telegram", "status"], packages: [] },
  { folder: "bill", may: ["language", "host", "derive", "paste"], packages: [] },
  {
    folder: "sink",
    may: [...base, "texts", "log", "schema", "http", "host", "cosem", "telegram", "status", "derive"],
    packages: ["node:*", "valibot", "@influxdata/influxdb-client", "mqtt", "mqtt-packet", "prom-client"],
  },
  {
    folder: "options",
    may: [...base, "schema", "host", "key", "source", "derive", "sink"],
    packages: ["node:*", "valibot", "yaml"],
  },
  { folder: "import", may: ["octets", "cosem", "telegram", "options"], packages: ["yaml"] },
  { folder: "documents", may: [...core, "texts", "schema", "meters", "options"], packages: ["yaml"] },
  {
    folder: "tools",
    may: [...core, "texts", "key", "learn", "meters", "status", "documents"],
    packages: ["node:crypto", "meters:*"],
  },
  {
    folder: "web",
    may: [
      ...base,
      "texts",
      "http",
      "host",
      "log",
      "key",
      "cosem",
      "telegram",
      "decoder",
      "meters",
      "source",
      "status",
      "derive",
      "bill",
      "sink",
    ],
    packages: ["node:*", "uplot", "meters:*", "page:*"],
  },
  {
    folder: "program",
    may: [
      ...core,
      "texts",
      "log",
      "schema",
      "http",
      "host",
      "key",
      "meters",
      "source",
      "status",
      "derive",
      "bill",
      "sink",
      "options",
      "tools",
      "web",
    ],
    packages: ["node:*", "valibot", "yaml"],
  },
  {
    folder: "command",
    may: [
      ...core,
      "texts",
      "log",
      "schema",
      "http",
      "host",
      "key",
      "learn",
      "meters",
      "source",
      "status",
      "derive",
      "bill",
      "sink",
      "options",
      "import",
      "documents",
      "tools",
      "web",
      "program",
    ],
    packages: ["node:*", "serialport", "mqtt"],
  },
  { folder: "main", may: ["command", "language"], packages: [] },
];

/** Every problem of the tree, one sentence each. */
export function findProblems(folder = src) {
  const files = filesIn(folder);
  const imports = new Map(files.map((file) => [file, importsOf(file, folder)]));
  return [...tableProblems(files, folder), ...importProblems(imports, folder), ...circles(imports, folder)];
}

/** The rows as docs/architecture.md has them. */
export function table() {
  const line = ({ folder, may, packages }) => {
    const cells = [may, packages].map((names) =>
      names.length === 0 ? "–" : names.map((name) => `\`${name}\``).join(" "),
    );
    return `| \`${folder}\` | ${cells.join(" | ")} |`;
  };
  return ["| Folder or file | May import | Packages |", "| --- | --- | --- |", ...rows.map(line)].join("\n");
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const statement = /^(?:import|export)\s[^;"]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

/** What a file imports: files as paths, packages by their names. */
function importsOf(file) {
  return [...readFileSync(file, "utf8").matchAll(statement)].map(([, ...found]) => {
    const specifier = found.find((name) => name !== undefined);
    return specifier.startsWith(".") ? resolve(dirname(file), specifier) : specifier;
  });
}

/** The row a file belongs to: its folder, or its own name where it stands in src itself. */
function rowName(file, folder) {
  const parts = relative(folder, file).split("/");
  return parts.length === 1 ? parts[0].replace(/\.ts$/, "") : parts[0];
}

function tableProblems(files, folder) {
  const names = rows.map((row) => row.folder);
  const without = [...new Set(files.map((file) => rowName(file, folder)))].filter((name) => !names.includes(name));
  const upward = rows.flatMap(({ folder: own, may }, at) =>
    may
      .filter((name) => names.indexOf(name) >= at || names.indexOf(name) < 0)
      .map((name) => `the row of ${own} reaches up to ${name}`),
  );
  return [...without.map((name) => `${name} has no row in borders.mjs`), ...upward];
}

function importProblems(imports, folder) {
  return [...imports].flatMap(([file, wanted]) => {
    const own = rowName(file, folder);
    const row = rows.find((entry) => entry.folder === own);
    if (row === undefined) return [];
    return wanted.flatMap((name) => {
      if (name.startsWith("/")) {
        const other = rowName(name, folder);
        if (other === own)
          return isForeignOutput(file, name, folder)
            ? [`${relative(root, file)} imports another output, ${relative(root, name)}`]
            : [];
        return row.may.includes(other) ? [] : [`${relative(root, file)}: ${own} may not import ${other}`];
      }
      const allowed = row.packages.some(
        (entry) => entry === name || (entry.endsWith("*") && name.startsWith(entry.slice(0, -1))),
      );
      return allowed ? [] : [`${relative(root, file)}: ${own} may not import ${name}`];
    });
  });
}

/** An output knows what all outputs share, and no other output. Only the list knows all of them. */
function isForeignOutput(file, other, folder) {
  const [first, own, more] = relative(folder, file).split("/");
  const [, foreign, inside] = relative(folder, other).split("/");
  if (first !== "sink" || inside === undefined) return false;
  return more === undefined ? own !== "output-list.ts" : own !== foreign;
}

/** Circles of files, types counted: each as the files in it. */
function circles(imports, folder) {
  const number = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (file) => {
    number.set(file, number.size);
    low.set(file, number.get(file));
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!number.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) !== number.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle);
  };
  for (const file of imports.keys()) if (!number.has(file)) visit(file);
  return found.map((circle) => `a circle: ${circle.map((file) => relative(folder, file)).join(", ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--table")) console.log(table());
  else {
    const problems = findProblems();
    for (const problem of problems) console.error(`borders: ${problem}`);
    if (problems.length === 0) console.log(`borders: ${rows.length} rows, no circle, nothing reaches up`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}
