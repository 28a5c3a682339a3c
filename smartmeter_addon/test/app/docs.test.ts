import operators from "meters:operators";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/** What a link with `#` can lead to: headings, as repository hosts name them, and elements with an id. */
function anchorsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    String(title)
      .toLowerCase()
      .replace(/[^\p{L}\d\-_ ]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...prose.matchAll(/ id="([^"]+)"/g)].map(([, id]) => String(id))];
}

describe("links between the documents", () => {
  const documents = [
    ...["README.md", "SECURITY.md", "CONTRIBUTING.md"],
    ...["README.md", "DOCS.md", "meters/README.md"].map((name) => `smartmeter_addon/${name}`),
    ...readdirSync("../docs")
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  for (const path of documents) {
    it(`all lead somewhere in ${path}`, () => {
      const text = readFileSync(join("..", path), "utf8");
      for (const [, target = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
        const file = target === "" ? join("..", path) : join("..", dirname(path), target);
        assert.ok(existsSync(file), target);
        if (anchor !== undefined)
          assert.ok(anchorsOf(readFileSync(file, "utf8")).includes(anchor), `${target}#${anchor}`);
      }
    });
  }

  it("have one place each to lead to in DOCS.md", () => {
    const anchors = anchorsOf(readFileSync("DOCS.md", "utf8"));
    assert.equal(new Set(anchors).size, anchors.length);
  });
});

describe("DOCS.md in Home Assistant's tab", () => {
  const text = readFileSync("DOCS.md", "utf8");

  it("opens and closes every fold, with the blank lines its Markdown needs", () => {
    assert.equal(text.split("<details").length, text.split("</details>").length);
    for (const [, after] of text.matchAll(/<\/summary>(\n*)/g)) assert.equal(after, "\n\n");
    for (const [, before] of text.matchAll(/(\n*)<\/details>/g)) assert.equal(before, "\n\n");
  });

  it("has no link that leads out of the tab into nothing", () => {
    for (const [, target = ""] of text.matchAll(/\]\(([^)]+)\)/g)) assert.match(target, /^(#|https:)/);
  });
});

describe("docs/architecture.md", () => {
  it("says of every folder of src what it knows", () => {
    const [, table = ""] = readFileSync("../docs/architecture.md", "utf8").split("## Where things are");
    const [places = ""] = table.split("`borders.mjs` says");
    for (const { name } of readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory()))
      assert.ok(places.includes(`${name}/\``), name);
  });
});
