// THIRD-PARTY.txt: whose work besides ours the shipped files hold, with versions and licences. It is made from what
// esbuild itself says it put into them, so that no list has to be kept by hand.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * How the serial binding becomes one file: bundled in place, so that its loader still finds `prebuilds` one folder above
 * itself. The bundle of the program leaves it outside, because of the native file.
 * @param {string} root the folder that holds package.json
 */
export const bindingBundle = (root) => ({
  absWorkingDir: root,
  entryPoints: [join(root, "node_modules/@serialport/bindings-cpp/dist/index.js")],
  bundle: true,
  platform: "node",
  format: "cjs",
  minifySyntax: true,
  logLevel: "warning",
});

/** Compiled into the native file of the serial binding, where esbuild does not see it: it consists of C++ headers. */
const nativeParts = ["node_modules/node-addon-api"];

/**
 * The text of THIRD-PARTY.txt.
 * @param {string} root the folder that holds node_modules
 * @param {import("esbuild").Metafile[]} metafiles of everything that is shipped
 * @throws {Error} when a package comes without the text of its licence
 */
export function thirdParty(root, metafiles) {
  const folders = new Set(nativeParts);
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        // The innermost folder counts: packages may bring another version of a package of their own.
        const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
  const packages = [...folders].map((folder) => describe(join(root, folder)));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [introduction, ...new Set(packages.map(({ title, text }) => `${title}\n\n${text}`))].join(`\n${rule}\n`);
}

const rule = "-".repeat(80);
const introduction = `The program holds the following packages of other authors, each under its own licence.
The program's own licence is in the file LICENSE.
`;

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${name} ${version} comes without the text of its licence`);
  const text = files.map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return { title: `${name} ${version} (${license})`, text: `${text.join("\n\n")}\n` };
}
