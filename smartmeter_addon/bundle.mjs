// Bundles the program into one file (dist/smartmeter.mjs); with --test also every test, into .build/test.
// --map lays the source maps of its parts beside it, which lead a stack trace from the field back to the sources of its version;
// --entry=FILE bundles that file instead; --only=judge/,key/ bundles just the tests whose paths start so, --out=FOLDER somewhere else.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { metersPlugin } from "./meters.mjs";
import { definedInParts, oneFile, partOf } from "./parts.mjs";
import { pagePlugin } from "./src/web/page/plugin.mjs";
import { bindingBundle, thirdParty } from "./third-party.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { version, homepage = "" } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What libraries would load and this program never uses, by the library's name. */
const unusedParts = {
  debug: /^\.\/browser\.js$/,
  // WebSockets, SOCKS, timers of browsers.
  mqtt: /^(\.\/(ws|wx|ali|socks)|worker-timers)$/,
  // Logging from threads.
  pino: /^thread-stream$/,
  // Exemplars that name traces, quantiles of summaries.
  "prom-client": /^(@opentelemetry\/api|tdigest)$/,
  // Parsers of other protocols, ports for tests.
  serialport: /^(@serialport\/parser-.*|\.\/serialport-mock)$/,
};

const unused = {
  name: "unused",
  setup({ onResolve, onLoad }) {
    for (const [library, parts] of Object.entries(unusedParts))
      onResolve({ filter: parts }, ({ importer, path }) =>
        importer.startsWith(join(root, "node_modules", library) + sep) ? { path, namespace: "unused" } : undefined,
      );
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "" }));
  },
};

/**
 * Modules of Node.js as `require` gives them: a start loads those of the command that runs, where `import` statements
 * would all stand at the head of the one file. A statement takes the names it uses, and not all that a module holds.
 * `readable-stream` is the same code for runtimes that lack it.
 */
const builtins = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, namespace, kind }) => {
      const name = path === "readable-stream" ? "stream" : path.replace(/^node:/, "");
      if (!isBuiltin(name)) return undefined;
      if (namespace.startsWith("builtin")) return { path: `node:${name}`, external: true };
      const takesNames = kind === "import-statement" && name !== "tls";
      return { path: name, namespace: takesNames ? "builtin-names" : "builtins" };
    });
    onLoad({ filter: /.*/, namespace: "builtins" }, ({ path }) => ({
      // MQTT.js loads TLS whether or not the connection is encrypted: 2 MB of memory with all the authorities it knows.
      contents:
        path === "tls"
          ? 'exports.connect = (...given) => require("node:tls").connect(...given);'
          : `module.exports = require("node:${path}");`,
    }));
    onLoad({ filter: /.*/, namespace: "builtin-names" }, async ({ path }) => {
      const names = Object.keys(await import(`node:${path}`)).filter((name) => name !== "default");
      return {
        contents: `const named = (name) => require("node:${path}")[name];
          ${names.map((name) => `export const ${name} = /* @__PURE__ */ named("${name}");`).join("\n")}
          export default /* @__PURE__ */ (() => require("node:${path}"))();`,
      };
    });
  },
};

/** What esbuild put into the parts that the one file holds as compressed text. */
const packedParts = [];

/** Libraries that many starts never use: those of one kind of reader, of options in a file, of one output. */
const rareLibraries = /^(esphome-client|yaml|prom-client)$/;

/**
 * Rare libraries as compressed text, so that they cost other starts neither memory nor the time to parse them. What is
 * imported from one stands for what it exports, and unpacks all of it when it is used for the first time.
 */
const rare = {
  name: "rare",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: rareLibraries }, ({ path, namespace }) =>
      namespace === "rare" ? undefined : { path, namespace: "rare" },
    );
    onLoad({ filter: /.*/, namespace: "rare" }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        ...options,
        banner: {},
        format: "cjs",
        plugins: [unused],
        entryPoints: [path],
        metafile: true,
        outdir: "rare",
        // Identifiers stay as they are: errors are told apart by the names of their classes.
        minifySyntax: true,
        minifyWhitespace: true,
        write: false,
      });
      packedParts.push(metafile);
      const packed = brotliCompressSync(outputFiles[0].contents).toString("base64");
      const names = Object.entries(await import(path)).filter(([, value]) => typeof value === "function");
      return {
        contents: `import { brotliDecompressSync } from "node:zlib";
          import { compileFunction } from "node:vm";
          const packed = "${packed}";
          let library;
          function unpack() {
            if (library !== undefined) return library;
            const module = { exports: {} };
            const source = brotliDecompressSync(Buffer.from(packed, "base64")).toString();
            compileFunction(source, ["module", "exports", "require"])(module, module.exports, require);
            library = module.exports;
            return library;
          }
          const standIn = (name) =>
            new Proxy(function () {}, {
              apply: (_, self, given) => unpack()[name](...given),
              construct: (_, given) => new (unpack()[name])(...given),
              get: (_, key) => unpack()[name][key],
            });
          ${names.map(([name]) => `export const ${name} = /* @__PURE__ */ standIn("${name}");`).join("\n")}`,
      };
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
  define: {
    "process.env.SMARTMETER_VERSION": JSON.stringify(version),
    "process.env.SMARTMETER_REPOSITORY": JSON.stringify(homepage),
  },
  // Packages in the CommonJS form need `require`; the serial binding loads a native file beside itself and stays outside.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  external: ["@serialport/bindings-cpp"],
  plugins: [metersPlugin(root), pagePlugin(root, (metafile) => packedParts.push(metafile))],
  logLevel: "warning",
  legalComments: "none",
};

/** The one file that is shipped, and beside it the licences of what it holds. Only ASCII, because a single other character makes V8 keep two octets for each. */
async function buildProgram() {
  const { outputFiles, metafile } = await build({
    ...options,
    metafile: true,
    entryPoints: { smartmeter: "src/main.ts" },
    outdir: "dist",
    banner: {},
    define: { ...options.define, ...definedInParts },
    splitting: true,
    chunkNames: "[hash]",
    minify: true,
    lineLimit: 160,
    sourcemap: process.argv.includes("--map") ? "external" : false,
    plugins: [rare, unused, builtins, ...options.plugins],
    write: false,
  });
  mkdirSync(join(root, "dist"), { recursive: true });
  const program = join(root, "dist/smartmeter.mjs");
  const [maps, texts] = [".map", ".mjs"].map((end) => outputFiles.filter(({ path }) => path.endsWith(end)));
  const text = oneFile(texts, program, `#!/usr/bin/env node\n${options.banner.js}`);
  writeFileSync(
    program,
    text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
  chmodSync(program, 0o755);
  if (maps.length > 0) mkdirSync(join(root, "dist/maps"), { recursive: true });
  for (const { path, text } of maps) writeFileSync(join(root, "dist/maps", `${partOf(path)}.map`), text);
  const binding = await build({ ...bindingBundle(root), metafile: true, write: false, outdir: "dist" });
  writeFileSync(join(root, "dist/THIRD-PARTY.txt"), thirdParty(root, [metafile, binding.metafile, ...packedParts]));
  copyFileSync(join(root, "LICENSE"), join(root, "dist/LICENSE"));
}

const argument = (name) => process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = argument("only");
const prefixes = (only ?? "").split(",");
const entry = argument("entry");

if (only === undefined && entry === undefined) await buildProgram();

if (entry !== undefined)
  await build({ ...options, entryPoints: [entry], outdir: argument("out"), packages: "external", sourcemap: "inline" });

if (process.argv.includes("--test") || only !== undefined) {
  const out = argument("out") ?? ".build/test";
  rmSync(join(root, out), { recursive: true, force: true });
  const tests = readdirSync(join(root, "test"), { recursive: true }).filter(
    (name) => name.endsWith(".test.ts") && prefixes.some((prefix) => name.startsWith(prefix)),
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
