// Every file of src says in its first lines what it is for; `script/lint` asks here.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const headless = files.filter((path) => !/^\/[/*]/.test(readFileSync(join(root, path), "utf8")));
for (const path of headless.sort()) process.stderr.write(`src/${path}: its first line must say what the file is for\n`);
if (headless.length > 0) process.exitCode = 1;
else process.stdout.write(`heads: ${files.length} files say what they are for\n`);
