import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseDefinition } from "../../src/telegram/definition.ts";
import { makeProtocol } from "./protocol.ts";

const definitions = readdirSync("meters")
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => {
    const result = parseDefinition(parse(readFileSync(join("meters", name), "utf8")));
    if ("problems" in result) throw new Error(`${name}: ${result.problems.join("; ")}`);
    return result.definition;
  });

writeFileSync("../docs/protocol.md", makeProtocol(definitions));
