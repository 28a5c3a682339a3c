/** All meter definitions: those built in and the user's own. */
import bundled from "meters:all";
import type { CheckedDefinition, Definitions } from "./definition.ts";
import { withObjects } from "./definition-objects.ts";

/** The files of meters/ with all they say, in the order of their names. */
export const bundledDefinitions: readonly CheckedDefinition[] = bundled;

/** The definitions of meters/ that decode something, in the order of their file names; the bundler has parsed and checked the YAML. */
export function loadDefinitions(): Definitions {
  return bundled.filter(({ layout }) => layout !== "none").map(withObjects);
}
