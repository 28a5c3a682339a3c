import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { operators } from "../../src/web/page/operators.ts";

const sockets = { ir: /infrar/i, mbus: /M-Bus/, p1: /P1/ } as const;

describe("the table of operators in DOCS.md", () => {
  const parts = readFileSync("DOCS.md", "utf8").split("# Smart Meter in English");
  for (const [index, language] of ["German", "English"].entries()) {
    for (const { name, models } of operators) {
      it(`says the same of ${name} as the page, in ${language}`, () => {
        const names = name.split(/[()/]/).map((part) => part.trim());
        const rows = (parts[index] as string)
          .split("\n")
          .filter((line) => models.length === 0 || line.startsWith("|"))
          .filter((line) => names.some((part) => part !== "" && line.includes(part)))
          .join("\n");
        assert.notEqual(rows, "");
        for (const { socket, interval } of models) {
          assert.match(rows, sockets[socket]);
          assert.match(rows, new RegExp(`\\b${interval}\\b[^|]* s`));
        }
      });
    }
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
