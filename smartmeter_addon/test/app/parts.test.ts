/** The program's parts as one file (`parts.mjs`), built by the real bundler and run by the Node.js that runs the tests. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, it } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

interface Parts {
  readonly definedInParts: Record<string, string>;
  oneFile(
    outputs: readonly { readonly path: string; readonly text: string }[],
    program: string,
    banner: string,
  ): string;
  partOf(path: string): string;
}

const { definedInParts, oneFile, partOf } = (await import(pathToFileURL(resolve("parts.mjs")).href)) as Parts;
const folder = mkdtempSync(join(tmpdir(), "parts-"));
after(() => rmSync(folder, { recursive: true }));

const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const modules = {
  "program.ts": `
    import { greet } from "./shared.ts";
    const { shout, default: whisper } = await import("./later.ts");
    const { named } = await import("./common.cjs");
    console.log(greet("now"), named, shout("later"), whisper(), import.meta.url.slice(-10));
    if (process.argv.length > 2) (await import("./failing.ts")).fail();`,
  "later.ts": `
    import { greet } from "./shared.ts";
    // A comment's end in a pattern, a string and a template.
    const ends = [/a*/.source, "*/", \`*/\`].join("");
    export const shout = (text: string) => greet(text).toUpperCase() + ends;
    export default () => "psst";`,
  "common.cjs": 'exports.named = require("node:path").basename("a/common");',
  "shared.ts": `
    let greeted = 0;
    export const greet = (text: string) => \`\${text} \${++greeted}\`;`,
  "failing.ts": `
    import { greet } from "./shared.ts";

    export const fail = () => { throw new Error(greet("failed")); };`,
};

async function bundled(minify: boolean): Promise<string> {
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  const { outputFiles } = await build({
    entryPoints: [join(folder, "program.ts")],
    outdir: join(folder, "out"),
    bundle: true,
    splitting: true,
    chunkNames: "[hash]",
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
    define: definedInParts,
    minify,
    write: false,
  });
  assert.ok(outputFiles.length > 3, "there are parts");
  const program = join(folder, "out/program.mjs");
  mkdirSync(join(folder, "out"), { recursive: true });
  writeFileSync(program, oneFile(outputFiles, program, banner));
  return program;
}

for (const minify of [true, false])
  it(`runs as the modules do${minify ? ", minified" : ""}`, async () => {
    const said = execFileSync(process.execPath, [await bundled(minify)], { encoding: "utf8" });
    assert.equal(said, "now 1 common LATER 2a**/*/ psst rogram.mjs\n");
  });

it("names part and line where something fails", async () => {
  const program = await bundled(false);
  const failing = (): unknown => execFileSync(process.execPath, [program, "fail"], { encoding: "utf8", stdio: "pipe" });
  assert.throws(failing, ({ stderr }: { stderr: string }) => {
    assert.match(stderr, /Error: failed 3/);
    assert.match(stderr, /program\.mjs\/p[A-Z0-9]+:\d+:\d+/);
    return true;
  });
});

it("says where a text holds what stands for a comment's end", () => {
  assert.equal(partOf("out/AB12.mjs"), "pAB12");
  assert.throws(() => oneFile([{ path: "out/AB12.mjs", text: "'*|/'" }], "out/p.mjs", ""), /AB12\.mjs/);
});

it("refuses a part that would not run", () => {
  const path = "out/AB12.mjs";
  assert.throws(
    () => oneFile([{ path, text: 'import * as all from "./CD34.mjs";all();' }], "out/p.mjs", ""),
    SyntaxError,
  );
});
