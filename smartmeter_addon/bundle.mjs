// Bundles the program into one file (dist/smartmeter.mjs); with --test also every test, into .build/test.
// --entry=FILE bundles that file instead; --only=meter/ bundles just the tests whose path starts so, --out=FOLDER somewhere else.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";
import { pagePlugin } from "./src/web/page/plugin.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** `meters:all` is every file of meters/, parsed here so that a start parses no YAML. */
const meters = {
  name: "meters",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^meters:all$/ }, () => ({ path: "all", namespace: "meters" }));
    onLoad({ filter: /.*/, namespace: "meters" }, () => {
      const folder = join(root, "meters");
      const files = readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .sort();
      const all = files.map((name) => ({ file: name, content: parse(readFileSync(join(folder, name), "utf8")) }));
      return { contents: JSON.stringify(all), loader: "json", watchFiles: files.map((name) => join(folder, name)) };
    });
  },
};

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  define: { "process.env.SMARTMETER_VERSION": JSON.stringify(version) },
  // Packages in the CommonJS form need `require`; the serial binding loads a native file beside itself and stays outside.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  external: ["@serialport/bindings-cpp"],
  plugins: [meters, pagePlugin(root)],
  logLevel: "warning",
  legalComments: "none",
};

const argument = (name) => process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = argument("only");
const entry = argument("entry");

if (only === undefined && entry === undefined)
  await build({ ...options, entryPoints: { smartmeter: "src/main.ts" }, outdir: "dist", minifySyntax: true });

if (entry !== undefined)
  await build({ ...options, entryPoints: [entry], outdir: argument("out"), packages: "external", sourcemap: "inline" });

if (process.argv.includes("--test") || only !== undefined) {
  const out = argument("out") ?? ".build/test";
  rmSync(join(root, out), { recursive: true, force: true });
  const tests = readdirSync(join(root, "test"), { recursive: true }).filter(
    (name) => name.endsWith(".test.ts") && name.startsWith(only ?? ""),
  );
  await build({
    ...options,
    entryPoints: tests.map((name) => join("test", name)),
    outbase: "test",
    outdir: out,
    packages: "external",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    sourcemap: "inline",
  });
}
