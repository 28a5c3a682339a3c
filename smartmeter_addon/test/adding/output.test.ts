import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyProgram } from "./copy.ts";

const folder = {
  "src/sink/blackboard/blackboard-output.ts": `
import { required, text } from "../../schema/field.ts";
import { defineOutput, switchable } from "../output.ts";

export const blackboardOutput = defineOutput({
  name: "blackboard",
  title: { en: "Blackboard", de: "Tafel" },
  text: { en: "Readings written on a board.", de: "Werte auf einer Tafel." },
  schema: switchable({
    chalk: required(
      { title: { en: "Chalk", de: "Kreide" }, text: { en: "Its colour.", de: "Ihre Farbe." }, example: "white" },
      text,
    ),
  }),
  summary: ({ chalk }) => \`a board in \${chalk}\`,
  open: async ({ chalk }) => (await import("./blackboard.ts")).createBlackboardSink(chalk),
});
`,
  "src/sink/blackboard/blackboard.ts": `
import type { Sink } from "../sink.ts";

export function createBlackboardSink(chalk: string): Sink {
  let written = 0;
  return {
    name: "blackboard",
    accept(event) {
      if (event.kind === "reading") written += chalk.length;
    },
    health: () => ({ state: "ok", message: undefined, waiting: 0, delivered: written, lost: 0 }),
    async close() {},
  };
}
`,
};

/** What the program makes of a configuration with the output: what check-config prints, and what the page is told. */
const madeUp = `
import { openOutputs } from "./program/open-outputs.ts";
import { loadConfiguration } from "./options/configuration.ts";
import { renderReference } from "./documents/reference.ts";
import { checkConfigCommand } from "./command/check-config.ts";

const log = { error() {}, warning() {}, info() {}, debug() {} };
const saver = { add() {}, soon() {}, tick() {}, close() {} };
const loaded = loadConfiguration({ args: [], env: process.env, readFile: () => "" });
if ("problems" in loaded) throw new Error(JSON.stringify(loaded));
const given = { inApp: false, language: "de", timeZone: "Europe/Vienna", version: "0", env: {}, configurationFile: undefined } as const;
const opened = await openOutputs({ ...given, ...loaded, log, saver, data: undefined, meters: [], lines: 0 });
await checkConfigCommand([]);
console.log(JSON.stringify(opened.health()));
console.log(renderReference());
`;

describe("to add an output", () => {
  it("its folder and a word in the list are enough", () => {
    using copy = copyProgram();
    for (const [path, text] of Object.entries(folder)) copy.write(path, text);
    copy.insert(
      "src/sink/output-list.ts",
      "import { consoleOutput }",
      `import { blackboardOutput } from "./blackboard/blackboard-output.ts";\n`,
    );
    copy.insert("src/sink/output-list.ts", "  teeOutput,\n", "  blackboardOutput,\n");
    copy.write("src/made-up.ts", madeUp);
    copy.write("environment", "SMARTMETER_BLACKBOARD_CHALK=white\n");
    assert.equal(copy.compile(), "");
    copy.run("bundle.mjs", "--entry=src/made-up.ts", "--out=made-up");
    const said = copy.run("--env-file=environment", "made-up/made-up.mjs");
    assert.match(said, /output: a board in white/);
    assert.match(said, /{"name":"blackboard","title":{"en":"Blackboard","de":"Tafel"},"state":"ok"/);
    assert.match(said, /## `blackboard` \(file\)\n\nReadings written on a board\.\n\n- \*\*`enabled`\*\*/);
    assert.match(said, /SMARTMETER_BLACKBOARD_CHALK=white/);
  });
});
