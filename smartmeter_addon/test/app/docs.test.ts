import operators from "meters:operators";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";

describe("the operators in DOCS.md", () => {
  const parts = readFileSync("DOCS.md", "utf8").split("# Smart Meter in English");
  for (const [index, language] of ["German", "English"].entries()) {
    it(`are those of the page, in ${language}, and the one without an interface is named`, () => {
      for (const { name } of operators) assert.ok(parts[index]?.includes(name), name);
    });
  }
});

describe("the table of contents in DOCS.md", () => {
  it("leads to every section, in both languages", () => {
    const text = readFileSync("DOCS.md", "utf8");
    const anchors = [...text.matchAll(/^##? (.+)$/gm)].map(
      ([, title]) =>
        `#${String(title)
          .toLowerCase()
          .replace(/[^\p{L}\d\- ]/gu, "")
          .replaceAll(" ", "-")}`,
    );
    const links = [...text.matchAll(/\]\((#[^)]+)\)/g)].map(([, target]) => target);
    assert.equal(new Set(anchors).size, anchors.length);
    assert.deepEqual(links.toSorted(), anchors.filter((anchor) => anchor !== "#smart-meter").toSorted());
  });
});

describe("links between the documents", () => {
  for (const path of [
    "README.md",
    "smartmeter_addon/README.md",
    "smartmeter_addon/DOCS.md",
    "docs/checklist.md",
    "docs/release.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
  ]) {
    it(`all lead somewhere in ${path}`, () => {
      const text = readFileSync(join("..", path), "utf8");
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g))
        assert.ok(existsSync(join("..", dirname(path), target as string)), target);
    });
  }
});
