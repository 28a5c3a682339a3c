// Lays out what the image holds: the bundle with its licences, and the serial binding as one file beside the one native build it loads.
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bindingBundle } from "./third-party.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (target === undefined) throw new Error("usage: node pack.mjs FOLDER");

const packageFolder = join("node_modules", "@serialport", "bindings-cpp");
const binding = join(root, packageFolder);
const packed = join(target, packageFolder);

// The same question the binding's loader asks when it chooses between its builds.
const libc = existsSync("/etc/alpine-release") ? "musl" : "glibc";
const tuple = `${process.platform}-${process.arch}`;
const native = readdirSync(join(binding, "prebuilds", tuple)).filter((name) => name.endsWith(`.${libc}.node`));
if (native.length !== 1) throw new Error(`expected one ${tuple} build of the serial binding for ${libc}: ${native}`);

mkdirSync(target, { recursive: true });
cpSync(join(root, "dist"), target, { recursive: true });
cpSync(join(binding, "package.json"), join(packed, "package.json"));
cpSync(join(binding, "LICENSE"), join(packed, "LICENSE"));
for (const name of native) {
  cpSync(join(binding, "prebuilds", tuple, name), join(packed, "prebuilds", tuple, name));
}
await build({ ...bindingBundle(root), outfile: join(packed, "dist", "index.js") });
