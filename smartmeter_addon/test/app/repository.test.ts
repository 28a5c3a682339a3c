import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
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
      for (const [, action] of read(path).matchAll(/uses: ([^.]\S+)/g))
        assert.match(String(action), /@[0-9a-f]{40}$/, path);
      assert.deepEqual(parse(read(path)).permissions, { contents: "read" }, path);
    }
  });

  it("types against the Node that runs in the image", () => {
    assert.match(JSON.parse(read("smartmeter_addon/package.json")).devDependencies["@types/node"], /^[~^]24\./);
  });
});

const publishes = [
  "script/publish",
  "smartmeter_addon/publish.mjs",
  "repository.yaml",
  "README.md",
  "SECURITY.md",
  ...["DOCS.md", "CHANGELOG.md", "config.yaml", "package.json", "package-lock.json"].map(
    (name) => `smartmeter_addon/${name}`,
  ),
];

describe("script/publish", () => {
  const folder = mkdtempSync(join(tmpdir(), "publish-"));
  after(() => rmSync(folder, { recursive: true }));
  const address = "https://example.org/Owner/repository";

  beforeEach(() => {
    for (const path of publishes) cpSync(join("..", path), join(folder, path), { force: true });
  });
  const publish = (...args: string[]) => spawnSync(join(folder, "script/publish"), args, { encoding: "utf8" });
  const contents = () => new Map(publishes.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const text = (path: string) => contents().get(path) as string;

  it("finds this repository as its address asks for", () => {
    const { status, stderr } = publish("--check");
    assert.equal(status, 0, stderr);
  });

  it("puts the address in its places, however often it runs, and a new one in place of it", () => {
    for (const url of [address, `${address}.git`, `${address}/`]) assert.equal(publish(url).status, 0);
    const config = parse(text("smartmeter_addon/config.yaml"));
    const about = JSON.parse(text("smartmeter_addon/package.json"));
    assert.equal(parse(text("repository.yaml")).url, address);
    assert.equal(config.url, address);
    assert.deepEqual(complaintsAbout(config), []);
    assert.deepEqual([about.homepage, about.bugs], [address, `${address}/issues`]);
    const badge = "supervisor_store/?repository_url=https%3A%2F%2Fexample.org%2FOwner%2Frepository)";
    assert.equal(text("README.md").split(badge).length, 2);
    assert.equal(text("smartmeter_addon/DOCS.md").split(badge).length, 3, "in both languages");
    assert.equal(text("smartmeter_addon/DOCS.md").split(`${address}/issues/new/choose`).length, 3);
    assert.match(text("SECURITY.md"), /\/security\/advisories\/new\)/);
    assert.equal(publish("--check").status, 0);

    assert.equal(publish("https://example.net/other/name").status, 0);
    for (const [path, contained] of contents()) assert.doesNotMatch(contained, /example\.org/, path);
  });

  it("makes every text as it was once the address is taken out again", () => {
    const path = join(folder, "repository.yaml");
    const takeOut = () => {
      writeFileSync(path, readFileSync(path, "utf8").replace(/^url: .*\n/m, ""));
      return publish();
    };
    // This repository may have an address already.
    takeOut();
    const without = contents();
    publish(address);
    assert.notDeepEqual(contents(), without);
    assert.equal(takeOut().status, 0);
    assert.deepEqual(contents(), without);
    for (const [name, text] of without) assert.doesNotMatch(text, /example\.org/, name);
  });

  it("sets a version everywhere that has its section in the changelog, and a public image", () => {
    const changelog = join(folder, "smartmeter_addon/CHANGELOG.md");
    writeFileSync(changelog, readFileSync(changelog, "utf8").replace("\n## ", "\n## 7.8.9\n\n- Better.\n\n## "));
    assert.equal(publish("--version", "7.8.9", "--image", "registry.example/owner/smartmeter-addon").status, 0);
    const config = parse(text("smartmeter_addon/config.yaml"));
    assert.deepEqual([config.version, config.image], ["7.8.9", "registry.example/owner/smartmeter-addon"]);
    assert.deepEqual(complaintsAbout(config), []);
    assert.equal(JSON.parse(text("smartmeter_addon/package.json")).version, "7.8.9");
    const lock = JSON.parse(text("smartmeter_addon/package-lock.json"));
    assert.deepEqual([lock.version, lock.packages[""].version], ["7.8.9", "7.8.9"]);
  });

  it("changes nothing when one thing is not right", () => {
    const wrong = [
      ["example.org/owner/name"],
      [address, "more"],
      [address, "--version", "7.8.9"],
      ["--versoin", "1.2.3"],
    ];
    for (const args of [...wrong, [address, "--image", "registry.example/Owner/name:latest"]]) {
      const before = contents();
      const { status, stderr } = publish(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, /Nothing was changed/);
      assert.deepEqual(contents(), before);
    }
  });

  it("changes nothing when one file cannot be written", () => {
    const before = contents();
    const inTheWay = join(folder, "smartmeter_addon/DOCS.md.new");
    mkdirSync(inTheWay);
    assert.equal(publish(address).status, 2);
    rmSync(inTheWay, { recursive: true });
    assert.deepEqual(contents(), before);
    assert.deepEqual(
      readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".new")),
      [],
    );
  });
});

interface Job {
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly on: { readonly push?: Readonly<Record<string, unknown>> };
  readonly jobs: Readonly<Record<string, Job>>;
}

describe("a release", () => {
  const workflows = new Map(
    files
      .filter((path) => path.startsWith(".github/workflows/"))
      .map((path) => [basename(path), { source: read(path), ...(parse(read(path)) as Workflow) }]),
  );

  it("publishes nothing for a tag before all of CI has passed", () => {
    const { jobs } = workflows.get("release.yaml") ?? assert.fail();
    const ci = Object.keys(jobs).filter((name) => jobs[name]?.uses === "./.github/workflows/ci.yaml");
    const waitsForCi = (name: string): boolean =>
      ci.includes(name) || [jobs[name]?.needs ?? []].flat().some(waitsForCi);
    const writing = Object.keys(jobs).filter((name) => Object.values(jobs[name]?.permissions ?? {}).includes("write"));
    assert.ok(writing.length >= 2);
    for (const name of writing) assert.ok(waitsForCi(name), name);
  });

  it("calls an image `latest` only for what main offers and anybody can pull", () => {
    const naming = [...workflows].filter(([, { source }]) => /latest/.test(source.replace(/#.*$/gm, "")));
    assert.deepEqual(
      naming.map(([name]) => name),
      ["latest.yaml"],
    );
    const [[, { on, source }]] = naming as [[string, Workflow & { source: string }]];
    assert.deepEqual(Object.keys(on), ["push"]);
    assert.deepEqual(on.push?.branches, ["main"]);
    assert.ok(source.indexOf("script/offered") < source.indexOf("imagetools create"));
  });

  it("is offered only once its image can be pulled: a pull request asks for it", () => {
    assert.match(workflows.get("ci.yaml")?.source ?? "", /run: script\/offered/);
  });
});

describe("script/offered", () => {
  const folder = mkdtempSync(join(tmpdir(), "offered-"));
  after(() => rmSync(folder, { recursive: true }));
  const docker = (says: string, status = 0) =>
    writeFileSync(
      join(folder, "docker"),
      `#!/bin/sh\n[ "$3" = registry.example/owner/name:1.2.3 ] || exit 9\ncat <<'END'\n${says}\nEND\nexit ${status}\n`,
      { mode: 0o755 },
    );
  const offered = () =>
    spawnSync(join(folder, "script/offered"), { encoding: "utf8", env: { PATH: `${folder}:${process.env.PATH}` } });
  const config = (text: string) => writeFileSync(join(folder, "smartmeter_addon/config.yaml"), text);

  it("lets through what is built locally, and what both architectures can pull", () => {
    cpSync("../script/offered", join(folder, "script/offered"));
    mkdirSync(join(folder, "smartmeter_addon"));
    config('version: "1.2.3"\n');
    assert.equal(offered().status, 0);
    config('version: "1.2.3"\nimage: registry.example/owner/name\n');
    docker('"architecture": "amd64"\n"architecture": "arm64"');
    assert.equal(offered().status, 0, offered().stderr);
    docker('"architecture": "amd64"');
    assert.equal(offered().status, 1);
    docker("", 1);
    assert.match(offered().stderr, /1\.2\.3 cannot be pulled/);
  });
});

/** Width and height of a PNG file, from its header. */
function size(path: string): [number, number] {
  const octets = readFileSync(join("..", path));
  return [octets.readUInt32BE(16), octets.readUInt32BE(20)];
}
