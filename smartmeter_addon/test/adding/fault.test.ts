import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyProgram } from "./copy.ts";

const row = `  "sun-eclipsed": {
    layer: "line",
    weight: "hurts",
    until: "rare",
    title: { en: "The sun went dark", de: "Die Sonne ist finster" },
    seen: { en: "The moon stands before it.", de: "Der Mond steht davor." },
    means: { en: "It will be light again.", de: "Es wird wieder hell." },
    next: { en: "Wait a little.", de: "Wart ein wenig." },
  },
`;
const mark = `  "no-frame": {\n`;

describe("to add a fault", () => {
  it("its row is enough", () => {
    using copy = copyProgram();
    copy.insert("src/faults/line-faults.ts", mark, row);
    assert.equal(copy.compile(), "");
    assert.equal(copy.compile("src/web/page"), "");
    copy.run("docs.mjs");
    const docs = copy.read("DOCS.md");
    assert.match(docs, /\*\*`sun-eclipsed` – The sun went dark\.\*\* Wait a little\./);
    assert.match(docs, /\*\*`sun-eclipsed` – Die Sonne ist finster\.\*\* Wart ein wenig\./);
    const codes = copy.read("../docs/faults.md");
    assert.match(codes, /### `sun-eclipsed`\n\n\*\*The sun went dark\.\*\* The moon stands before it\./);
    assert.match(codes, /\*\*Die Sonne ist finster\.\*\* Der Mond steht davor\. .* _Wart ein wenig\._/);
    copy.write("src/made-up.ts", `export { faultHelp, statusTitle } from "./texts/help.ts";\n`);
    copy.run("bundle.mjs", "--entry=src/made-up.ts", "--out=made-up");
    const shown = copy.run(
      "--input-type=module",
      "-e",
      `import { faultHelp, statusTitle } from "./made-up/made-up.mjs";
       console.log(statusTitle("sun-eclipsed", "en"), faultHelp("sun-eclipsed", "de").next);`,
    );
    assert.equal(shown, "The sun went dark Wart ein wenig.\n");
  });

  it("the compiler names what its row lacks", () => {
    using copy = copyProgram();
    copy.insert("src/faults/line-faults.ts", mark, row.replace(`, de: "Wart ein wenig."`, ""));
    assert.match(copy.compile(), /^src\/faults\/line-faults\.ts\(\d+,\d+\): error .*'de' is missing/m);
  });
});
