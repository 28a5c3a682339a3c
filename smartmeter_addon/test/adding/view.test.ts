import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyProgram } from "./copy.ts";

const folder = {
  "weather.ts": `
import "./style.css";
import { h } from "../../dom.ts";
import type { ViewDefinition } from "../view.ts";
import { said } from "./words.ts";

export const weatherView: ViewDefinition = {
  name: "weather",
  title: { en: "Weather", de: "Wetter" },
  icon: "M4 12h16",
  create: () => ({ draw: () => h("p", { class: "card clouds" }, said.clouds) }),
};
`,
  "words.ts": `
import { translated } from "../../words.ts";

export const said = translated({ en: { clouds: "Clouds over the roof" }, de: { clouds: "Wolken über dem Dach" } });
`,
  "style.css": ".clouds { color: var(--text-secondary); }\n",
};

/** What the server would answer with. */
const madeUp = `
import { assetNames, assetOf } from "./web/assets.ts";
for (const name of assetNames) console.log(String(assetOf(name)?.plain));
`;

describe("to add a view of the page", () => {
  it("its folder and a word in the list are enough", () => {
    using copy = copyProgram();
    for (const [name, text] of Object.entries(folder)) copy.write(`src/web/page/views/weather/${name}`, text);
    const list = "src/web/page/views/view-list.ts";
    copy.insert(list, "import { detailsView }", `import { weatherView } from "./weather/weather.ts";\n`);
    copy.insert(list, "detailsView];", "weatherView, ");
    copy.write("src/made-up.ts", madeUp);
    assert.equal(copy.compile("src/web/page"), "");
    copy.run("bundle.mjs", "--entry=src/made-up.ts", "--out=made-up");
    const said = copy.run("made-up/made-up.mjs");
    for (const part of ["Weather", "Wetter", "Clouds over the roof", ".clouds{"]) assert.ok(said.includes(part), part);
  });

  it("the compiler names a word that one language lacks", () => {
    using copy = copyProgram();
    for (const [name, text] of Object.entries(folder))
      copy.write(`src/web/page/views/weather/${name}`, text.replace(/de: \{ clouds: [^}]*\}/, "de: {}"));
    assert.match(copy.compile("src/web/page"), /weather\/words\.ts.*'clouds' is missing/);
  });
});
