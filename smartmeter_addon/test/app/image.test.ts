import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

const read = (path: string) => readFileSync(path, "utf8");
const dockerfile = read("Dockerfile");
const stages = dockerfile.split(/^FROM /m);
const final = stages.at(-1) as string;

describe("Dockerfile", () => {
  it("builds both stages on the one pinned base", () => {
    assert.equal(stages.length, 4);
    assert.match(String(stages[1]), /^ghcr\.io\/home-assistant\/base:\S+@sha256:[0-9a-f]{64} AS base\n/);
    for (const stage of stages.slice(2)) assert.match(stage, /^base( AS build)?\n/);
  });

  it("keeps npm and the sources out of the final image", () => {
    assert.doesNotMatch(final, /\bnpm\b/);
    const copied = [...final.matchAll(/^COPY (.+)$/gm)].map((match) => match[1]);
    assert.deepEqual(copied, ["--from=build /opt/smartmeter /opt/smartmeter", "rootfs /"]);
  });

  it("fails where the serial binding does not load", () => {
    assert.match(final, /^RUN node -e 'require\("\/opt\/smartmeter\/node_modules\/@serialport\/bindings-cpp"\)'/m);
  });

  it("starts the program once under the flags of its service", () => {
    const [, command] = /^exec (node .+) run$/m.exec(read("rootfs/etc/services.d/smartmeter/run")) ?? [];
    assert.ok(final.includes(` && ${command} --version\n`));
  });

  it("asks for health by the heartbeat alone, and leaves the base's init in place", () => {
    assert.match(final, /^HEALTHCHECK .*CMD \["smartmeter-alive"\]$/m);
    assert.match(final, /SMARTMETER_HEARTBEAT=\/tmp\/smartmeter\.heartbeat$/m);
    assert.doesNotMatch(final, /^(ENTRYPOINT|CMD|USER) /m);
    assert.match(read("rootfs/usr/bin/smartmeter-alive"), /SMARTMETER_HEARTBEAT/);
  });

  it("copies every script that the build stage's own scripts load", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      String(match[1]).split(" "),
    );
    for (const script of ["bundle.mjs", "meters.mjs", "pack.mjs", "third-party.mjs"])
      for (const [, loaded] of read(script).matchAll(/from "\.\/([^"]+)"/g))
        assert.ok(copied.includes(String(loaded).split("/")[0] as string), loaded);
  });

  it("reads nothing from the context that .dockerignore leaves out", () => {
    const allowed = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1).split("/")[0]);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      (match[1] as string).split(" "),
    );
    for (const path of copied) assert.ok(allowed.includes(path), path);
  });
});

describe("the serial binding", () => {
  const folder = "node_modules/@serialport/bindings-cpp/prebuilds";
  /** Machine numbers of the ELF header (offset 18). */
  const machines = { x64: 62, arm64: 183 };

  // Only presence, architecture and libraries: nothing here can load a musl build.
  for (const [arch, machine] of Object.entries(machines)) {
    it(`brings one build for musl on ${arch} that needs nothing the base does not have`, () => {
      const builds = readdirSync(`${folder}/linux-${arch}`).filter((name) => name.endsWith(".musl.node"));
      assert.equal(builds.length, 1);
      const octets = readFileSync(`${folder}/linux-${arch}/${builds[0]}`);
      assert.equal(octets.toString("latin1", 0, 4), "\u007fELF");
      assert.equal(octets.readUInt16LE(18), machine);
      const libraries = new Set(octets.toString("latin1").match(/lib[a-z_+]+[a-z0-9_.+-]*\.so[.0-9]*/g));
      for (const library of libraries) assert.match(library, /^lib(stdc\+\+|gcc_s|c(\.musl-[a-z0-9_]+)?)\.so/);
    });
  }
});

describe("services.d", () => {
  it("runs the program in place of the shell, with the container's environment", () => {
    const run = read("rootfs/etc/services.d/smartmeter/run");
    assert.match(run, /^#!\/command\/with-contenv bash\n/);
    assert.match(
      run,
      /^exec node --max-semi-space-size=1 --optimize-for-size \/opt\/smartmeter\/smartmeter\.mjs run$/m,
    );
  });
});

describe("apparmor.txt", () => {
  const profile = read("apparmor.txt");
  const [outer, inner] = profile.split("  profile node ") as [string, string];

  it("has exactly one line that the Supervisor takes for the profile's name", () => {
    assert.deepEqual(profile.match(/^profile .*/gm), [
      "profile smartmeter_addon flags=(attach_disconnected,mediate_deleted) {",
    ]);
  });

  it("gives network, data and serial devices to the program only", () => {
    for (const rule of [/^\s*network inet/m, /^\s*\/data\//m, /^\s*\/dev\/tty\[/m, /^\s*\/ssl\//m]) {
      assert.doesNotMatch(outer, rule);
      assert.match(inner, rule);
    }
  });

  it("gives nobody a mount, a raw socket or everything, and the program one capability", () => {
    assert.doesNotMatch(profile, /^\s*(mount|pivot_root|ptrace|file,|network,|network raw)/m);
    assert.deepEqual(profile.match(/^\s*capability.*$/gm), ["    capability net_bind_service,"]);
    assert.doesNotMatch(outer, /^\s*capability/m);
  });

  it("is out of complain mode", () => {
    assert.doesNotMatch(profile.replace(/^#.*$/gm, ""), /complain/);
  });
});
