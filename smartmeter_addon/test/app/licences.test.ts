// Whose work is shipped is said: THIRD-PARTY.txt against what the shipped files themselves hold.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "licences-"));
after(() => rmSync(folder, { recursive: true }));
execFileSync(process.execPath, ["pack.mjs", folder]);

const read = (path: string) => readFileSync(path, "utf8");
const list = read(join(folder, "THIRD-PARTY.txt"));
const sections = list.split(`\n${"-".repeat(80)}\n`).slice(1);
const named = new Set(sections.map((section) => /^(\S+ \S+) \(/.exec(section)?.[1]));

interface Installed {
  readonly folder: string;
  readonly title: string;
  readonly dev: boolean;
}

/** Everything that npm installed, also packages of packages; `dev` is what the image's build leaves out. */
const installed = Object.entries(
  JSON.parse(read("package-lock.json")).packages as Record<string, { version: string; dev?: boolean }>,
).flatMap(([path, { version, dev }]): Installed[] => {
  if (path === "" || !existsSync(path)) return [];
  return [{ folder: path, title: `${path.split("node_modules/").at(-1)} ${version}`, dev: dev === true }];
});

/** Texts of a file between quotes that are long enough to have been written only once. */
const textsOf = (source: string): string[] => source.match(/"[^"\\\n]{20,}"|'[^'\\\n]{20,}'/g) ?? [];
const bare = (text: string): string => text.slice(1, -1);

function scriptsOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : scriptsOf(join(path, entry.name));
    return /\.[cm]?js$/.test(entry.name) ? [join(path, entry.name)] : [];
  });
}

/** By a text the packages in which it occurs. */
function ownersOfTexts(): Map<string, Set<string>> {
  const owners = new Map<string, Set<string>>();
  for (const { folder: path, title } of installed.filter(({ dev }) => !dev))
    for (const script of scriptsOf(path))
      for (const text of textsOf(read(script)))
        owners.set(bare(text), (owners.get(bare(text)) ?? new Set()).add(title));
  return owners;
}

describe("THIRD-PARTY.txt", () => {
  it("names every package whose texts are found in what is shipped", () => {
    const shipped = ["smartmeter.mjs", "node_modules/@serialport/bindings-cpp/dist/index.js"];
    const texts = shipped.flatMap((path) => textsOf(read(join(folder, path)))).map(bare);
    const owners = ownersOfTexts();
    const found = new Set(
      texts.flatMap((text) => {
        const all = [...(owners.get(text) ?? [])];
        return all.length === 1 ? all : [];
      }),
    );
    assert.ok(found.size >= 8, [...found].join());
    for (const title of found) assert.ok(named.has(title), `${title} is shipped and not named`);
  });

  it("names what is too short to be found so, on the page and in the native file", () => {
    for (const name of ["uplot", "valibot", "inherits", "ms", "node-gyp-build", "node-addon-api"])
      assert.ok(
        [...named].some((title) => title?.startsWith(`${name} `)),
        name,
      );
    assert.ok(named.has("@serialport/bindings-cpp 13.0.0"));
  });

  it("names nothing but what is installed, each with its licence's text", () => {
    const titles = new Set(installed.filter(({ dev }) => !dev).map(({ title }) => title));
    for (const section of sections) {
      const title = /^(\S+ \S+) \(/.exec(section)?.[1];
      assert.ok(title !== undefined && titles.has(title), section.slice(0, 80));
      assert.match(section, /permission|permitted|licensed under|apache license/i, title);
    }
  });
});

describe("what is installed for the image", () => {
  it("leaves the demo's broker out, which the demo installs in the version of the tests", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json"));
    assert.equal(dependencies.aedes, undefined);
    assert.equal(JSON.parse(read("demo/package.json")).dependencies.aedes, devDependencies.aedes);
  });

  it("is asked for only where it is shipped, or makes the bundle", () => {
    const asked = Object.keys(JSON.parse(read("package.json")).dependencies);
    const shipped = [...named].map((title) => title?.split(" ")[0]);
    assert.deepEqual(
      asked.filter((name) => !shipped.includes(name)),
      ["esbuild"],
    );
  });
});

describe("LICENSE", () => {
  it("is one text at the top, in the app's folder, in the image and in the npm package", () => {
    for (const path of ["LICENSE", join(folder, "LICENSE"), "dist/LICENSE"])
      assert.equal(read(path), read("../LICENSE"), path);
  });
});
