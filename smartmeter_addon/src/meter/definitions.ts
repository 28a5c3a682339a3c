import bundled from "meters:all";
import { type Definitions, parseDefinition } from "./definition.ts";

/** The definitions of meters/, in the order of their file names; the bundler has parsed the YAML. */
export function loadDefinitions(): Definitions {
  return bundled.map(({ file, content }) => {
    const result = parseDefinition(content);
    if ("problems" in result) throw new Error(`meters/${file}: ${result.problems.join("; ")}`);
    return result.definition;
  });
}
