// esbuild plugin: what the files of meters/ say, parsed and checked while bundling, so that a start needs neither YAML nor
// schema. `meters:all` is all of it, `meters:lines` what the search for port settings needs, `meters:operators` the page.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { parse } from "yaml";

/** @param {string} root the folder that holds package.json */
export const metersPlugin = (root) => ({
  name: "meters",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^meters:/ }, ({ path }) => ({ path: path.slice("meters:".length), namespace: "meters" }));
    onLoad({ filter: /.*/, namespace: "meters" }, async ({ path }) => {
      const { checkDefinition } = await importSource(root, "src/telegram/definition.ts");
      const folder = join(root, "meters");
      const files = readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .sort();
      const all = files.map((name) => {
        const { checked, problems } = checkDefinition(parse(readFileSync(join(folder, name), "utf8")));
        if (problems !== undefined) throw new Error(`meters/${name}: ${problems.join("; ")}`);
        return checked;
      });
      const made = await make(root, path, all);
      return { contents: JSON.stringify(made), loader: "json", watchFiles: files.map((name) => join(folder, name)) };
    });
  },
});

async function make(root, what, all) {
  if (what === "all") return all;
  if (what === "lines") return (await importSource(root, "src/meters/lines.ts")).linesOf(all);
  if (what === "operators") return (await importSource(root, "src/meters/setup.ts")).pageOperators(all);
  throw new Error(`meters:${what} is none of the modules made from meters/`);
}

/** A module of the program, for use while bundling. */
export async function importSource(root, path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    platform: "neutral",
    external: ["yaml"],
    write: false,
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
