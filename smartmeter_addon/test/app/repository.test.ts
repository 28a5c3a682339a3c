import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { complaintsAbout } from "./supervisor-rules.ts";

const git = (...args: string[]) => execFileSync("git", args, { cwd: "..", encoding: "utf8" });
const files = git("ls-files", "--cached", "--others", "--exclude-standard").split("\n").filter(Boolean);
const read = (path: string) => readFileSync(join("..", path), "utf8");

describe("the repository", () => {
  it("has no file that the store would take for an app, a build or a repository", () => {
    const stray = files.filter((path) => /^(config|build|repository)\..*(ya?ml|json)$/.test(basename(path)));
    assert.deepEqual(stray.sort(), ["repository.yaml", "smartmeter_addon/build.yaml", "smartmeter_addon/config.yaml"]);
  });

  it("says one version everywhere", () => {
    const version = JSON.parse(read("smartmeter_addon/package.json")).version;
    assert.equal(parse(read("smartmeter_addon/config.yaml")).version, version);
    assert.equal(JSON.parse(read("smartmeter_addon/package-lock.json")).version, version);
    assert.equal(/^## (\S+)$/m.exec(read("smartmeter_addon/CHANGELOG.md"))?.[1], version);
  });

  it("keeps the scripts of the image executable in git", () => {
    const modes = git("ls-files", "--stage", "smartmeter_addon/rootfs").trim().split("\n");
    assert.ok(modes.length >= 3);
    for (const line of modes) assert.match(line, /^100755 /);
  });

  it("has icon and logo in the sizes of the store", () => {
    assert.deepEqual(size("smartmeter_addon/icon.png"), [128, 128]);
    assert.deepEqual(size("smartmeter_addon/logo.png"), [250, 100]);
  });

  it("pins every action of its workflows to a commit, and gives no workflow more than reading", () => {
    const workflows = files.filter((path) => path.startsWith(".github/workflows/"));
    assert.ok(workflows.length > 0);
    for (const path of workflows) {
      for (const [, action] of read(path).matchAll(/uses: (\S+)/g))
        assert.match(String(action), /@[0-9a-f]{40}$/, path);
      assert.deepEqual(parse(read(path)).permissions, { contents: "read" }, path);
    }
  });

  it("types against the Node that runs in the image", () => {
    assert.match(JSON.parse(read("smartmeter_addon/package.json")).devDependencies["@types/node"], /^[~^]24\./);
  });
});

describe("script/publish", () => {
  it("lets the Supervisor use a public image and puts the address in its places, however often it runs", () => {
    const folder = mkdtempSync(join(tmpdir(), "publish-"));
    try {
      for (const path of ["script/publish", "repository.yaml", "README.md", "smartmeter_addon/README.md"])
        cpSync(join("..", path), join(folder, path));
      cpSync("config.yaml", join(folder, "smartmeter_addon/config.yaml"));
      for (let run = 0; run < 2; run++)
        execFileSync(join(folder, "script/publish"), ["Owner/repository", "ghcr.io/owner/smartmeter-addon"]);

      const config = parse(readFileSync(join(folder, "smartmeter_addon/config.yaml"), "utf8"));
      assert.equal(config.image, "ghcr.io/owner/smartmeter-addon");
      assert.equal(config.url, "https://github.com/Owner/repository");
      assert.deepEqual(complaintsAbout(config), []);
      assert.equal(parse(readFileSync(join(folder, "repository.yaml"), "utf8")).url, config.url);
      const badge = "supervisor_store/?repository_url=https%3A%2F%2Fgithub.com%2FOwner%2Frepository)";
      assert.equal(readFileSync(join(folder, "README.md"), "utf8").split(badge).length, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Width and height of a PNG file, from its header. */
function size(path: string): [number, number] {
  const octets = readFileSync(join("..", path));
  return [octets.readUInt32BE(16), octets.readUInt32BE(20)];
}
