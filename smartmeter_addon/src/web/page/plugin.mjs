// esbuild plugin: `page:all` is the page, bundled, minified and compressed, as a list of files the server answers with.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { metersPlugin } from "../../../meters.mjs";

const folder = "src/web/page";

/**
 * @param {string} root the folder that holds package.json
 * @param {(metafile: import("esbuild").Metafile) => void} [bundled] is told what went into the page
 */
export const pagePlugin = (root, bundled) => ({
  name: "page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:all$/ }, () => ({ path: "all", namespace: "page" }));
    onLoad({ filter: /.*/, namespace: "page" }, async () => {
      const { outputFiles, metafile } = await build({
        absWorkingDir: root,
        entryPoints: { page: `${folder}/page.ts` },
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        format: "esm",
        target: ["es2022", "chrome105", "firefox110", "safari16"],
        outdir: "page",
        entryNames: "[name]-[hash]",
        legalComments: "none",
        logLevel: "warning",
        tsconfig: `${folder}/tsconfig.json`,
        plugins: [metersPlugin(root)],
      });
      bundled?.(metafile);
      const files = outputFiles.map(({ path, text }) => ({ name: basename(path), text, type: typeOf(path) }));
      const named = (ending) => files.find(({ name }) => name.endsWith(ending)).name;
      const html = readFileSync(join(root, folder, "index.html"), "utf8")
        .replace("page.js", named(".js"))
        .replace("style.css", named(".css"));
      const icon = readFileSync(join(root, folder, "icon.svg"), "utf8");
      const all = [
        { name: "news.txt", type: typeOf("news.txt"), text: newest(readFileSync(join(root, "CHANGELOG.md"), "utf8")) },
        { name: "index.html", type: typeOf("index.html"), text: html },
        { name: "icon.svg", type: typeOf("icon.svg"), text: icon },
        ...files,
      ];
      const watchFiles = [
        ...Object.keys(metafile.inputs),
        "CHANGELOG.md",
        `${folder}/index.html`,
        `${folder}/icon.svg`,
      ];
      const brotli = brotliCompressSync(JSON.stringify(all)).toString("base64");
      return {
        contents: JSON.stringify({ names: all.map(({ name }) => name), brotli }),
        loader: "json",
        watchFiles: watchFiles.map((name) => join(root, name)),
      };
    });
  },
});

/** The newest version's part of the changelog, as plain lines. */
function newest(changelog) {
  const [, part = ""] = changelog.split(/^## .*$/m);
  return `${part.trim().replaceAll(/\n {2}(?=\S)/g, " ")}\n`;
}

const types = { txt: "text/plain", js: "text/javascript", css: "text/css", html: "text/html", svg: "image/svg+xml" };
const typeOf = (path) => `${types[path.split(".").at(-1)]}; charset=utf-8`;
